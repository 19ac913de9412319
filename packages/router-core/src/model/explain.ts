import { createScorer } from "./classifier.ts";
import { type Entries, findEntries, findWord, type RoutingModel } from "./model.ts";

/** A part of the text, and how much it speaks for the label (or, below 0, against it). */
export interface Reason {
  readonly feature: string;
  /** In units of the score, against the strongest other class. */
  readonly weight: number;
}

/** Parts of a text that are worth telling, at most. */
const MAX_REASONS = 8;

/**
 * The words and pairs of words that decided, the weightiest first. A word's character n-grams count for the word. Made
 * for people who ask, not for every query: it allocates.
 */
export function explainVerdict(
  model: RoutingModel,
  normalised: string,
  rulesAgent?: string,
): readonly Reason[] {
  const { table, wordTable, parameters, classes, labels } = model;
  const { features, label, top, second } = createScorer(model)(normalised, rulesAgent);
  const rival = label === top ? second : top;
  const norm = 1 / Math.sqrt(Math.max(1, features.count));
  const entries: Entries = { from: 0, to: 0 };
  const weightOf = (hash: number, index: number): number => {
    findEntries(table, hash, entries);
    let sum = 0;
    for (let entry = entries.from; entry < entries.to; entry++) {
      if (table.entryClasses[entry] === index) sum += table.entryWeights[entry] ?? 0;
    }
    return sum * (parameters.scale[index] ?? 0);
  };
  const wordWeight = (row: number, index: number): number =>
    (wordTable.weights[row * classes + index] ?? 0) * (parameters.wordScale[index] ?? 0);

  const weights = new Map<string, number>();
  const add = (feature: string, weight: number): void => {
    weights.set(feature, (weights.get(feature) ?? 0) + weight);
  };
  for (let i = 0; i < features.count; i++) {
    const hash = features.hashes[i] ?? 0;
    const feature = normalised.slice(features.starts[i] ?? 0, features.ends[i] ?? 0).trim();
    add(feature, (weightOf(hash, label) - weightOf(hash, rival)) * norm);
  }
  for (let i = 0; i < features.words; i++) {
    const at = features.wordAt[i] ?? 0;
    const row = findWord(wordTable, features.hashes[at] ?? 0);
    if (row === -1) continue;
    const feature = normalised.slice(features.starts[at] ?? 0, features.ends[at] ?? 0);
    add(feature, (wordWeight(row, label) - wordWeight(row, rival)) * norm);
  }
  const ruleScores = rulesAgent === undefined ? undefined : parameters.rules[labels.indexOf(rulesAgent)];
  if (ruleScores !== undefined) {
    add(`rules: ${rulesAgent}`, (ruleScores[label] ?? 0) - (ruleScores[rival] ?? 0));
  }
  return [...weights]
    .map(([feature, weight]) => ({ feature, weight }))
    .filter(({ weight }) => weight !== 0)
    .toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight) || (a.feature < b.feature ? -1 : 1))
    .slice(0, MAX_REASONS);
}
