import { readFileSync } from "node:fs";
import { UnusableInput } from "../model/problem-lines.ts";
import { CommandError } from "../terminal.ts";
import type { Mix } from "./mix.ts";
import { readMixLines } from "./mix-jsonl.ts";
import { readMixDocument } from "./mix-yaml.ts";

/** A file of another kind has a problem on every line. */
const MOST_PROBLEMS = 20;

/** The mix that ships: a little of all that the router can meet. */
export function shippedMix(): Mix {
  const read = readMixDocument(readFileSync(new URL("default-mix.yaml", import.meta.url), "utf8"));
  if (!read.ok) throw new Error(`default-mix.yaml: ${read.problems[0]?.message}`);
  return { kinds: read.kinds };
}

/** Reads a mix from JSONL, YAML or JSON. Throws with all problems and their lines. */
export function readMixFile(file: string): Mix {
  const isLines = file.endsWith(".jsonl");
  if (!isLines && !/\.(ya?ml|json)$/.test(file)) {
    throw new CommandError(
      `--queries: expected a name that ends in .jsonl, .yaml, .yml or .json, found "${file}".`,
      2,
    );
  }
  const text = readText(file);
  const read = isLines ? readMixLines(text) : readMixDocument(text);
  if (read.ok) return { kinds: read.kinds };
  const { length } = read.problems;
  throw new UnusableInput(
    `${file} cannot be used: ${length} error${length === 1 ? "" : "s"}.`,
    read.problems.slice(0, MOST_PROBLEMS).map((problem) => ({ ...problem, severity: "error", file })),
  );
}

function readText(file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandError(`Cannot read ${file} as UTF-8 text: ${why}.`, 2);
  }
}
