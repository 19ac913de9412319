/** One instruction of a Dockerfile, continuation lines joined. */
export interface Instruction {
  /** Line on which it begins, from 1. */
  readonly line: number;
  readonly keyword: Keyword;
  /** `--name=value` options before the arguments. */
  readonly flags: Readonly<Record<string, string>>;
  /** The arguments as written. */
  readonly text: string;
}

const KEYWORDS = [
  "FROM",
  "ARG",
  "ENV",
  "COPY",
  "RUN",
  "WORKDIR",
  "USER",
  "CMD",
  "ENTRYPOINT",
  "LABEL",
  "EXPOSE",
] as const;
export type Keyword = (typeof KEYWORDS)[number];

/** What Docker knows and the local cloud cannot carry out without a container engine. */
const NEEDS_ENGINE = ["ADD", "HEALTHCHECK", "ONBUILD", "SHELL", "STOPSIGNAL", "VOLUME", "MAINTAINER"];

/** A Dockerfile that the local cloud cannot build. The message begins with file and line. */
export class DockerfileError extends Error {
  override readonly name = "DockerfileError";
  readonly line: number;

  constructor(fileName: string, line: number, problem: string) {
    super(`${fileName}:${line}: ${problem}`);
    this.line = line;
  }
}

/** Splits a Dockerfile into instructions. Throws `DockerfileError` for one that needs a container engine. */
export function parseDockerfile(text: string, fileName: string): readonly Instruction[] {
  const instructions = logicalLines(text, fileName).map(({ line, content }) =>
    parseInstruction(content, line, fileName),
  );
  if (instructions.length === 0)
    throw new DockerfileError(fileName, 1, "expected FROM, found no instruction.");
  return instructions;
}

interface LogicalLine {
  readonly line: number;
  readonly content: string;
}

function logicalLines(text: string, fileName: string): readonly LogicalLine[] {
  const lines: LogicalLine[] = [];
  let pending: LogicalLine | undefined;
  for (const [index, raw] of text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .entries()) {
    const trimmed = raw.trim();
    if (/^#\s*escape\s*=/i.test(trimmed) && lines.length === 0 && pending === undefined) {
      throw new DockerfileError(fileName, index + 1, "the escape directive is not supported: use \\.");
    }
    // Docker drops comments and blank lines, inside a continued instruction too.
    if (trimmed === "" || trimmed.startsWith("#")) continue;
    const continues = /\\\s*$/.test(raw);
    const part: string = continues ? raw.replace(/\\\s*$/, "") : raw;
    pending = { line: pending?.line ?? index + 1, content: (pending?.content ?? "") + part };
    if (!continues) {
      lines.push(pending);
      pending = undefined;
    }
  }
  if (pending !== undefined) lines.push(pending);
  return lines;
}

function parseInstruction(content: string, line: number, fileName: string): Instruction {
  const match = /^\s*(\S+)\s*([\s\S]*?)\s*$/.exec(content);
  const keyword = (match?.[1] ?? "").toUpperCase();
  if (NEEDS_ENGINE.includes(keyword)) {
    throw new DockerfileError(
      fileName,
      line,
      `${keyword} cannot be carried out here: the local cloud builds images without a container engine. Prepare the files before the build and COPY them, or build with a real engine (docker buildx build).`,
    );
  }
  const known = KEYWORDS.find((candidate) => candidate === keyword);
  if (known === undefined) {
    throw new DockerfileError(
      fileName,
      line,
      `"${match?.[1] ?? ""}" is not an instruction: expected ${KEYWORDS.join(", ")}.`,
    );
  }
  const { flags, text } = splitFlags(match?.[2] ?? "", line, fileName);
  if (text === "") throw new DockerfileError(fileName, line, `${known} needs arguments.`);
  if (text.startsWith("<<")) {
    throw new DockerfileError(fileName, line, "here-documents are not supported: COPY a file.");
  }
  return { line, keyword: known, flags, text };
}

function splitFlags(
  args: string,
  line: number,
  fileName: string,
): { readonly flags: Readonly<Record<string, string>>; readonly text: string } {
  const flags: Record<string, string> = {};
  let rest = args;
  for (let match = /^--([a-z-]+)(?:=(\S*))?(?:\s+|$)/.exec(rest); match !== null; ) {
    const [whole, name = "", value = "true"] = match;
    if (Object.hasOwn(flags, name)) throw new DockerfileError(fileName, line, `--${name} is given twice.`);
    flags[name] = value;
    rest = rest.slice(whole.length);
    match = /^--([a-z-]+)(?:=(\S*))?(?:\s+|$)/.exec(rest);
  }
  return { flags, text: rest };
}

/** Reads the JSON form of CMD, ENTRYPOINT and COPY; undefined when the text is not a JSON list of strings. */
export function parseExecForm(text: string): readonly string[] | undefined {
  if (!text.startsWith("[")) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((item) => typeof item === "string") ? value : undefined;
  } catch {
    return undefined;
  }
}
