import { readFileSync } from "node:fs";
import { crc32 } from "node:zlib";
import { readRouteFile } from "@switchyard/route-file";
import { type CompiledRoutes, type RoutingModel, readModel } from "@switchyard/router-core";
import {
  type Example,
  type Lexicon,
  parseExamples,
  parseLexicon,
  readWordVectors,
  type WordVectors,
} from "@switchyard/trainer";
import { CommandError } from "../terminal.ts";
import { type FileProblem, UnusableInput } from "./problem-lines.ts";

/** Reads examples or queries from JSONL. */
export function readExampleFile(file: string): readonly Example[] {
  const parsed = parseExamples(readText(file));
  if (parsed.ok) return parsed.examples;
  throw unusable(
    file,
    parsed.problems.map((problem) => ({ ...problem, file })),
  );
}

/** Reads names that can stand for each other. */
export function readLexiconFile(file: string): Lexicon {
  const parsed = parseLexicon(readText(file));
  if (parsed.ok) return parsed.lexicon;
  throw unusable(
    file,
    parsed.problems.map((problem) => ({ ...problem, file })),
  );
}

export interface Rules {
  readonly routes: CompiledRoutes;
  readonly warnings: readonly FileProblem[];
}

/** Reads a route table from YAML or JSON. */
export function readRulesFile(file: string): Rules {
  const read = readRouteFile(readText(file), file);
  if (read.ok) return { routes: read.routes, warnings: read.warnings };
  throw unusable(file, read.problems);
}

/** The vectors that come with the trainer. */
export function readTrainerVectors(): WordVectors {
  return readWordVectors(
    readFileSync(new URL("../data/word-vectors.bin", import.meta.resolve("@switchyard/trainer"))),
  );
}

export interface ModelFile {
  readonly bytes: Uint8Array;
  readonly model: RoutingModel;
}

export function readModelFile(file: string): ModelFile {
  const bytes = readBytes(file);
  const read = readModel(bytes, { checksum: crc32 });
  if (read.ok) return { bytes, model: read.model };
  throw new CommandError(`${file} ${read.message}.`);
}

function unusable(file: string, problems: readonly FileProblem[]): UnusableInput {
  const errors = problems.filter(({ severity }) => severity === "error").length;
  return new UnusableInput(`${file} cannot be used: ${errors} error${errors === 1 ? "" : "s"}.`, problems);
}

function readText(file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(readBytes(file));
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw unusable(file, [
      { severity: "error", file, line: 1, message: "is not UTF-8 text; save it as UTF-8" },
    ]);
  }
}

function readBytes(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new CommandError(
      `Cannot read ${file}: ${error instanceof Error ? error.message : String(error)}.`,
      2,
    );
  }
}
