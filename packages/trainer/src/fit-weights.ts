import { type ModelParameters, type ModelRow, type ModelWord } from "@switchyard/router-core";
import { compileWeights } from "./compile-model.ts";
import { fitLinear } from "./fit-linear.ts";
import { createVocabulary } from "./vocabulary.ts";
import type { WordVectors } from "./word-vectors.ts";

/** A text in the form that the router sees, with what is known of it. */
export interface TrainingText {
  readonly normalised: string;
  /** Its class: the place of its label, or after all labels for out of scope. */
  readonly target: number;
  /** The label that the rules chose, or -1. */
  readonly ruled: number;
}

export interface WeightsRequest {
  readonly texts: readonly TrainingText[];
  readonly classes: number;
  readonly labels: readonly string[];
  readonly vectors: WordVectors;
  readonly seed: number;
  readonly withRules: boolean;
  readonly onEpoch?: (done: number, of: number) => void;
}

export interface Weights {
  readonly rows: readonly ModelRow[];
  readonly words: readonly ModelWord[];
  readonly parameters: Pick<ModelParameters, "bias" | "scale" | "wordScale" | "rules">;
}

/** A model, metadata included, has at most this many bytes. */
export const MAX_MODEL_BYTES = 1_000_000;
const WORD_BUDGET_BYTES = 300_000;
/** The index of the features, the calibrator and the thresholds; then four numbers for each class besides its label. */
const METADATA_BYTES = 70_000;
const METADATA_BYTES_PER_CLASS = 60;
const METADATA_BYTES_PER_RULE_SCORE = 14;

/** As many steps for a small set as for a large one, within reason. */
const STEPS = 150_000;
const LEAST_EPOCHS = 16;
const MOST_EPOCHS = 60;

/** Learns the weights of the texts' features, in the form in which the model holds them. */
export function fitWeights(request: WeightsRequest): Weights {
  const { texts, classes, labels, vectors, seed, withRules, onEpoch } = request;
  const vocabulary = createVocabulary(
    texts.map(({ normalised }) => normalised),
    vectors,
  );
  const rows = texts.map(({ normalised, target, ruled }) => vocabulary.rowOf(normalised, target, ruled));
  const wordBytes = vectors.words.length * (4 + classes);
  const wordBudgetBytes = Math.min(WORD_BUDGET_BYTES, wordBytes);
  const ruled = new Set(texts.flatMap((text) => (text.ruled === -1 ? [] : [text.ruled]))).size;
  const metadataBytes =
    METADATA_BYTES +
    labelBytes(labels) +
    classes * METADATA_BYTES_PER_CLASS +
    ruled * classes * METADATA_BYTES_PER_RULE_SCORE;
  const fit = fitLinear({
    rows,
    values: vocabulary.values,
    classes,
    dimensions: vectors.dimensions,
    seed,
    epochs: Math.min(MOST_EPOCHS, Math.max(LEAST_EPOCHS, Math.round(STEPS / Math.max(1, rows.length)))),
    budgetBytes: Math.max(0, MAX_MODEL_BYTES - wordBudgetBytes - metadataBytes),
    ...(onEpoch === undefined ? {} : { onEpoch }),
  });
  return compileWeights({
    fit,
    hashes: vocabulary.hashes,
    values: vocabulary.values,
    classes,
    labels: labels.length,
    vectors,
    seenWords: new Set(vocabulary.hashes),
    wordBudgetBytes,
    withRules,
  });
}

/** As they stand in the file: in JSON, where a unit beyond ASCII takes six characters. */
function labelBytes(labels: readonly string[]): number {
  return JSON.stringify(labels).replace(/[^ -~]/g, "\\u0000").length;
}
