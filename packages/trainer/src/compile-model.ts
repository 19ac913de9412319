import { hashWord, type ModelParameters, type ModelRow, type ModelWord } from "@switchyard/router-core";
import type { LinearFit } from "./fit-linear.ts";
import { MEANING_SCALE } from "./vocabulary.ts";
import type { WordVectors } from "./word-vectors.ts";

/** The largest step of an int8 weight. */
const MOST = 127;

export interface CompiledWeights {
  readonly rows: readonly ModelRow[];
  readonly words: readonly ModelWord[];
  readonly parameters: Pick<ModelParameters, "bias" | "scale" | "wordScale" | "rules">;
}

export interface CompileRequest {
  readonly fit: LinearFit;
  /** By feature. */
  readonly hashes: readonly number[];
  /** By feature: what one occurrence counts; it becomes part of the weights. */
  readonly values: readonly number[];
  readonly classes: number;
  /** Of them the first may be answered with. */
  readonly labels: number;
  readonly vectors: WordVectors;
  /** Hashes of the words that the examples hold: they come first into the budget. */
  readonly seenWords: ReadonlySet<number>;
  readonly wordBudgetBytes: number;
  readonly withRules: boolean;
}

/** Rounds the weights to int8, with one scale for each class, which loses nothing that could be measured. */
export function compileWeights(request: CompileRequest): CompiledWeights {
  const { fit, hashes, values, classes, labels, vectors, seenWords, wordBudgetBytes, withRules } = request;
  const { offsets, classes: entryClasses } = fit.features;
  const weights = fit.features.weights.slice();
  values.forEach((value, feature) => {
    const end = offsets[feature + 1] ?? 0;
    for (let entry = offsets[feature] ?? 0; entry < end; entry++) {
      weights[entry] = (weights[entry] ?? 0) * value;
    }
  });
  const scale = scalesOf(classes, (visit) => {
    weights.forEach((weight, entry) => visit(entryClasses[entry] ?? 0, weight));
  });
  const rows = hashes.flatMap((hash, feature) => {
    const [from, to] = [offsets[feature] ?? 0, offsets[feature + 1] ?? 0];
    return quantise(hash, entryClasses.subarray(from, to), weights.subarray(from, to), scale);
  });

  const fitting = Math.floor(wordBudgetBytes / (4 + classes));
  const chosen = [
    ...vectors.words.filter((word) => seenWords.has(hashWord(word))),
    ...vectors.words.filter((word) => !seenWords.has(hashWord(word))),
  ].slice(0, fitting);
  const meanings = chosen.map((word) => project(vectors.vectorOf(word), fit.meaning, classes));
  const wordScale = scalesOf(classes, (visit) => {
    for (const meaning of meanings) meaning.forEach((weight, c) => visit(c, weight));
  });
  const words = chosen.map((word, index) => ({
    hash: hashWord(word),
    weights: Array.from(meanings[index] ?? [], (weight, c) => step(weight, wordScale[c] ?? 1)),
  }));
  const rules = withRules
    ? Array.from({ length: labels }, (_, label) => {
        const scores = fit.rules.subarray(label * classes, (label + 1) * classes);
        return scores.some((score) => score !== 0) ? Array.from(scores, tidy) : [];
      })
    : [];
  return { rows, words, parameters: { bias: Array.from(fit.bias, tidy), scale, wordScale, rules } };
}

function quantise(
  hash: number,
  entryClasses: Uint16Array,
  entryWeights: Float32Array,
  scale: readonly number[],
): readonly ModelRow[] {
  const classes: number[] = [];
  const weights: number[] = [];
  entryClasses.forEach((index, entry) => {
    const rounded = step(entryWeights[entry] ?? 0, scale[index] ?? 1);
    if (rounded === 0) return;
    classes.push(index);
    weights.push(rounded);
  });
  return classes.length === 0 ? [] : [{ hash, classes, weights }];
}

function project(vector: Float32Array | undefined, meaning: Float32Array, classes: number): Float32Array {
  const weights = new Float32Array(classes);
  vector?.forEach((value, d) => {
    for (let c = 0; c < classes; c++)
      weights[c] = (weights[c] ?? 0) + value * MEANING_SCALE * (meaning[d * classes + c] ?? 0);
  });
  return weights;
}

function scalesOf(
  classes: number,
  visitAll: (visit: (index: number, weight: number) => void) => void,
): readonly number[] {
  const highest = new Float64Array(classes);
  visitAll((index, weight) => {
    highest[index] = Math.max(highest[index] ?? 0, Math.abs(weight));
  });
  return Array.from(highest, (most) => tidy(most === 0 ? 1 / MOST : most / MOST));
}

function step(weight: number, scale: number): number {
  return Math.max(-MOST, Math.min(MOST, Math.round(weight / scale))) || 0;
}

/** Digits enough for a weight; more would only make the file longer. */
export function tidy(value: number): number {
  return Number(value.toPrecision(7));
}
