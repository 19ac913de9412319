import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { type CompiledRoutes, rulesDigest } from "@switchyard/router-core";
import {
  type LineProblem,
  parseExamples,
  parseLexicon,
  readWordVectors,
  type TrainingProgress,
  trainModel,
} from "@switchyard/trainer";

const PACKAGE_DIR = join(import.meta.dirname, "..");
const PACKAGES_DIR = join(PACKAGE_DIR, "..");

/** Of the answers of the fast path, rules and model together, so many are to be right. */
const TARGET_PRECISION = 0.98;
const SEED = 1;

const MODEL_FILE = join(PACKAGE_DIR, "model/model.bin");
const CARD_FILE = join(PACKAGE_DIR, "model/model.json");
const EXAMPLES_FILE = join(PACKAGE_DIR, "examples.jsonl");
const VALIDATION_FILE = join(PACKAGE_DIR, "validation.jsonl");
const LEXICON_FILE = join(PACKAGE_DIR, "lexicon.txt");
const VECTORS_FILE = join(PACKAGES_DIR, "trainer/data/word-vectors.bin");
/** What decides how a model comes out, beside the data. */
const SOURCES = [
  join(PACKAGES_DIR, "trainer/src"),
  join(PACKAGES_DIR, "router-core/src/model"),
  join(PACKAGES_DIR, "router-core/src/normalise.ts"),
  join(PACKAGES_DIR, "router-core/src/words.ts"),
];

/** What stands beside a model in the repository: what it was made of, and what came out. */
interface ModelCard {
  /** SHA-256 of everything that it was made of. */
  readonly inputs: string;
  /** SHA-256 of the model. */
  readonly sha256: string;
}

/**
 * The model that ships with these rules. It lies in the repository, and is trained again (in about half a minute) when the
 * examples, the rules or the trainer are others than those that it was made of.
 *
 * @throws Error with every problem of the examples, each with its line.
 */
export async function shippedModel(
  routes: CompiledRoutes,
  onProgress?: (progress: TrainingProgress) => void,
): Promise<Uint8Array> {
  const inputs = await digestOfInputs(routes);
  const card = await readCard();
  if (card?.inputs === inputs) {
    const model = await readFile(MODEL_FILE);
    if (sha256(model) === card.sha256) return model;
  }
  const model = await trainShippedModel(routes, onProgress);
  await writeFile(MODEL_FILE, model.bytes);
  await writeFile(CARD_FILE, `${JSON.stringify({ inputs, ...model.card }, undefined, 2)}\n`);
  return model.bytes;
}

/** Trains what ships, without a look at what lies in the repository. */
export async function trainShippedModel(
  routes: CompiledRoutes,
  onProgress?: (progress: TrainingProgress) => void,
): Promise<{ readonly bytes: Uint8Array; readonly card: Omit<ModelCard, "inputs"> }> {
  const lexicon = parseLexicon(await readFile(LEXICON_FILE, "utf8"));
  if (!lexicon.ok) throw new Error(printProblems(LEXICON_FILE, lexicon.problems));
  const trained = trainModel({
    examples: await readExamples(EXAMPLES_FILE),
    validation: await readExamples(VALIDATION_FILE),
    routes,
    lexicon: lexicon.lexicon,
    vectors: readWordVectors(await readFile(VECTORS_FILE)),
    targetPrecision: TARGET_PRECISION,
    seed: SEED,
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  if (!trained.ok) {
    throw new Error(
      trained.problems
        .map((problem) =>
          printProblems(problem.set === "examples" ? EXAMPLES_FILE : VALIDATION_FILE, [problem]),
        )
        .join("\n"),
    );
  }
  const { bytes, model, report } = trained;
  const card = {
    sha256: sha256(bytes),
    bytes: bytes.length,
    seed: SEED,
    examples: report.examples,
    validation: report.validation,
    validationAccuracy: Number(report.validationAccuracy.toFixed(4)),
    targetPrecision: TARGET_PRECISION,
    thresholds: model.info.thresholds,
  };
  return { bytes, card };
}

async function readExamples(file: string) {
  const parsed = parseExamples(await readFile(file, "utf8"));
  if (!parsed.ok) throw new Error(printProblems(file, parsed.problems));
  return parsed.examples;
}

function printProblems(file: string, problems: readonly LineProblem[]): string {
  return problems
    .map(({ line, severity, message }) => `${basename(file)}:${line}: ${severity}: ${message}`)
    .join("\n");
}

async function readCard(): Promise<ModelCard | undefined> {
  try {
    return JSON.parse(await readFile(CARD_FILE, "utf8")) as ModelCard;
  } catch {
    // Missing, or broken by a merge: the model is made again.
    return undefined;
  }
}

async function digestOfInputs(routes: CompiledRoutes): Promise<string> {
  const hash = createHash("sha256").update(JSON.stringify([rulesDigest(routes), TARGET_PRECISION, SEED]));
  const files = [EXAMPLES_FILE, VALIDATION_FILE, LEXICON_FILE, VECTORS_FILE];
  for (const source of SOURCES) files.push(...(await sourcesIn(source)));
  for (const file of files.toSorted()) {
    hash.update(`${relative(PACKAGES_DIR, file)}\n`).update(await readFile(file));
  }
  return hash.digest("hex");
}

/** Sources without their tests; evaluation measures a model and is no part of it. */
async function sourcesIn(path: string): Promise<readonly string[]> {
  if (path.endsWith(".ts")) return [path];
  return (await readdir(path))
    .filter((name) => name.endsWith(".ts") && !/[.]test[.]ts$|^(evaluate|reliability)/.test(name))
    .map((name) => join(path, name));
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
