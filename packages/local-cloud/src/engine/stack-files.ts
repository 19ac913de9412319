/** Reads `Pulumi.yaml` and `Pulumi.<stack>.yaml` strictly. Everything that is wrong is reported at once. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isMap, isScalar, parseAllDocuments, visit } from "yaml";
import { z } from "zod";
import { systemCode } from "../errors.ts";
import { EngineError } from "./engine-error.ts";

const Metadata = z.unknown().optional();

const Runtime = z.union([
  z.literal("nodejs"),
  z.strictObject({
    name: z.literal("nodejs"),
    options: z
      .strictObject({
        /** Node strips types by itself: neither value changes anything. */
        typescript: z.boolean().optional(),
        packagemanager: z.string().optional(),
        /** Arguments of the program's Node process, separated by blanks. */
        nodeargs: z.string().optional(),
      })
      .optional(),
  }),
]);

/** Names become names of files: `.` and `..` would be folders. */
const NAME = /^(?!\.{1,2}$)[A-Za-z0-9_.-]{1,100}$/;
const NAME_RULE = "1 to 100 letters, digits, '_', '.' or '-', and not just dots";

const ProjectFile = z.strictObject({
  name: z.string().regex(NAME, `expected ${NAME_RULE}`),
  runtime: Runtime,
  /** File or folder of the program, below the project's folder. */
  main: z.string().min(1).optional(),
  config: z.record(z.string(), z.unknown()).optional(),
  description: Metadata,
  author: Metadata,
  website: Metadata,
  license: Metadata,
  template: Metadata,
  /** Where the real CLI keeps its state; this engine keeps its own. */
  backend: Metadata,
});

const StackFile = z.strictObject({
  config: z.record(z.string(), z.unknown()).nullish(),
  /** Of use only to values that are encrypted, which are refused one by one. */
  encryptionsalt: Metadata,
  encryptedkey: Metadata,
  secretsprovider: Metadata,
});

/** A Pulumi project. */
export interface ProjectSettings {
  readonly name: string;
  readonly main: string | undefined;
  readonly nodeArgs: readonly string[];
  /** Declarations and values of `config:`, not interpreted yet. */
  readonly config: Readonly<Record<string, unknown>>;
}

export function readProjectFile(projectDir: string): ProjectSettings {
  const file = join(projectDir, "Pulumi.yaml");
  const text = readText(file);
  if (text === undefined) {
    throw new EngineError(
      `${projectDir} is no Pulumi project: expected a file Pulumi.yaml there. Name another folder.`,
    );
  }
  const project = parse(ProjectFile, text, file);
  const options = project.runtime === "nodejs" ? undefined : project.runtime.options;
  return {
    name: project.name,
    main: project.main,
    nodeArgs: options?.nodeargs?.split(/\s+/).filter((argument) => argument !== "") ?? [],
    config: project.config ?? {},
  };
}

/** The `config:` of a stack, not interpreted yet. A stack without a file is refused: its name may be a slip. */
export function readStackConfig(projectDir: string, stack: string): Readonly<Record<string, unknown>> {
  requireStackName(stack);
  const file = join(projectDir, stackFileName(stack));
  const text = readText(file);
  if (text === undefined) {
    const others = stackNames(projectDir);
    const known = others.length === 0 ? "none" : others.join(", ");
    throw new EngineError(
      `There is no stack '${stack}': expected ${file}; stacks with a file: ${known}. Create the file (it may hold just "config: {}") or name another stack.`,
    );
  }
  return text.trim() === "" ? {} : (parse(StackFile, text, file).config ?? {});
}

/** Throws unless it can be the name of a stack, and so of a file. */
export function requireStackName(stack: string): void {
  if (NAME.test(stack)) return;
  throw new EngineError(`'${stack}' is no name for a stack: expected ${NAME_RULE}.`);
}

/** Throws unless both can be names of a project and its stack. */
export function requireNames(project: string, stack: string): void {
  requireStackName(stack);
  if (!NAME.test(project))
    throw new EngineError(`'${project}' is no name for a project: expected ${NAME_RULE}.`);
}

export function stackFileName(stack: string): string {
  return `Pulumi.${stack}.yaml`;
}

function stackNames(projectDir: string): readonly string[] {
  return readdirSync(projectDir)
    .map((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1])
    .filter((name) => name !== undefined)
    .toSorted();
}

function parse<T>(schema: z.ZodType<T>, text: string, file: string): T {
  const [document, ...more] = parseAllDocuments(text);
  if (document === undefined || more.length > 0) {
    throw new EngineError(`${file} must hold exactly one YAML document.`);
  }
  const problems = document.errors.map((error) => error.message.split("\n")[0] ?? error.message);
  if (problems.length === 0) {
    visit(document, {
      Scalar: (_, node, path) => {
        const { value, source } = node;
        if (typeof value !== "number" || source === undefined || String(value) === source) return;
        const key = path.findLast((parent) => isMap(parent) === false && "key" in parent);
        const name =
          key !== undefined && "key" in key && isScalar(key.key) ? `${String(key.key.value)}: ` : "";
        problems.push(`${name}${source} would be read as the number ${String(value)}; write it in quotes`);
      },
    });
  }
  const result = schema.safeParse(document.toJS());
  if (!result.success) {
    for (const issue of result.error.issues) problems.push(`${issue.path.join(".")} ${issue.message}`.trim());
  }
  if (problems.length > 0 || !result.success) {
    throw new EngineError(`${file} is not valid:\n${problems.map((problem) => `- ${problem}`).join("\n")}`);
  }
  return result.data;
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
}
