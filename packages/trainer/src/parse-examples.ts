import type { Example } from "./example.ts";

export interface LineProblem {
  readonly severity: "error" | "warning";
  readonly line: number;
  readonly message: string;
}

export type ParsedExamples =
  | { readonly ok: true; readonly examples: readonly Example[] }
  | { readonly ok: false; readonly problems: readonly LineProblem[] };

/** Characters of a text, as of a query. */
export const MAX_TEXT_CHARS = 4000;
const MAX_LABEL_CHARS = 128;
/** Problems that are told; a file of another kind has one on every line. */
const MOST_PROBLEMS = 20;
const KEYS: readonly string[] = ["text", "label", "alt"];

/** Reads examples from JSONL, strictly: one object a line, unknown keys are errors, all problems with their lines. */
export function parseExamples(content: string): ParsedExamples {
  const examples: Example[] = [];
  const problems: LineProblem[] = [];
  content
    .replace(/^\uFEFF/u, "")
    .split(/\r?\n/u)
    .forEach((text, index) => {
      if (text.trim() === "") return;
      const line = index + 1;
      const found = parseLine(text, line);
      if (typeof found === "string") problems.push({ severity: "error", line, message: found });
      else examples.push(found);
    });
  if (problems.length > MOST_PROBLEMS) {
    const more = problems.length - MOST_PROBLEMS;
    const last = problems[MOST_PROBLEMS]?.line ?? 0;
    problems.splice(MOST_PROBLEMS, more, {
      severity: "error",
      line: last,
      message: `and ${more} more lines with problems from here on`,
    });
  }
  if (problems.length === 0 && examples.length === 0) {
    problems.push({
      severity: "error",
      line: 1,
      message: 'expected one {"text": …, "label": …} a line, found none',
    });
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, examples };
}

function parseLine(text: string, line: number): Example | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'is not JSON; expected one object like {"text": "…", "label": "cost"}';
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return 'expected an object like {"text": "…", "label": "cost"}';
  }
  const fields = new Map(Object.entries(value as Record<string, unknown>));
  const unknown = [...fields.keys()].find((key) => !KEYS.includes(key));
  if (unknown !== undefined) return `has the unknown key "${unknown}"; the keys are ${KEYS.join(", ")}`;

  const query = fields.get("text");
  if (typeof query !== "string") return '"text" must be text';
  // Characters, not code units: the longest query has 4000 of up to two units each.
  if (query.length > MAX_TEXT_CHARS && Array.from(query).length > MAX_TEXT_CHARS) {
    return `"text" may have ${MAX_TEXT_CHARS} characters`;
  }
  const label = fields.get("label");
  if (!isLabel(label))
    return `"label" must be text of 1 to ${MAX_LABEL_CHARS} characters without spaces around`;
  const alt = fields.get("alt") ?? [];
  if (!Array.isArray(alt) || !alt.every(isLabel)) return '"alt" must be a list of labels';
  return { text: query, label, line, ...(alt.length === 0 ? {} : { alt }) };
}

function isLabel(value: unknown): value is string {
  return (
    typeof value === "string" && value.length <= MAX_LABEL_CHARS && value !== "" && value.trim() === value
  );
}
