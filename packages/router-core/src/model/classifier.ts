import { calibrate, SIGNALS } from "./calibrate.ts";
import { createFeatureReader, type Features, WORDS } from "./features.ts";
import { type Entries, findEntries, findWord, type RoutingModel } from "./model.ts";

/** What the model makes of a text. */
export interface Verdict {
  /** The best of the labels. */
  readonly label: string;
  /** 0 to 1: the share of such verdicts whose label is right. */
  readonly probability: number;
  /** Whether the probability meets the model's target, or the text is rather for none of the labels. */
  readonly kind: "answered" | "unsure" | "out-of-scope";
}

/** Classifies a text that `normaliseQuery` has made; `rulesAgent` is the agent that the rules chose, if they did. */
export type Classifier = (normalised: string, rulesAgent?: string) => Verdict;

/** Scores and signals of one text. The arrays belong to the scorer and hold until its next text. */
export interface Scored {
  readonly features: Features;
  /** By class. */
  readonly scores: Float64Array;
  /** The class on top; it may be "out of scope". */
  readonly top: number;
  readonly second: number;
  /** The label on top. */
  readonly label: number;
  readonly signals: Float64Array;
}

export type Scorer = (normalised: string, rulesAgent?: string) => Scored;

/** Keeps probabilities away from 0 and 1, where their logarithms end. */
const TINY = 1e-9;

export function createClassifier(model: RoutingModel): Classifier {
  const score = createScorer(model);
  const { labels, parameters, info } = model;
  return (normalised, rulesAgent) => {
    const { top, label, signals } = score(normalised, rulesAgent);
    const probability = calibrate(parameters.calibrator, signals);
    const isOutOfScope = top !== label;
    const kind = isOutOfScope ? "out-of-scope" : probability >= info.threshold ? "answered" : "unsure";
    return { label: labels[label] ?? "", probability, kind };
  };
}

/** Prepares the memory for scoring once, so that a text costs no allocation. */
export function createScorer(model: RoutingModel): Scorer {
  const { labels, classes, parameters, table, wordTable } = model;
  const read = createFeatureReader();
  const labelIndex = new Map(labels.map((label, index) => [label, index]));
  const scores = new Float64Array(classes);
  const byLetters = new Float64Array(classes);
  const byWords = new Float64Array(classes);
  const byMeaning = new Float64Array(classes);
  const signals = new Float64Array(SIGNALS.length);
  const entries: Entries = { from: 0, to: 0 };
  const froms = new Uint32Array(read("").hashes.length);
  const tos = new Uint32Array(froms.length);

  return (normalised, rulesAgent) => {
    const features = read(normalised);
    byLetters.fill(0);
    byWords.fill(0);
    byMeaning.fill(0);
    let knownFeatures = 0;
    for (let i = 0; i < features.count; i++) {
      if (findEntries(table, features.hashes[i] ?? 0, entries)) knownFeatures++;
      froms[i] = entries.from;
      tos[i] = entries.to;
      const part = features.kinds[i] === WORDS ? byWords : byLetters;
      for (let entry = entries.from; entry < entries.to; entry++) {
        const index = table.entryClasses[entry] ?? 0;
        part[index] = (part[index] ?? 0) + (table.entryWeights[entry] ?? 0);
      }
    }
    let knownWords = 0;
    for (let i = 0; i < features.words; i++) {
      const at = features.wordAt[i] ?? 0;
      if (froms[at] !== tos[at]) knownWords++;
      const row = findWord(wordTable, features.hashes[at] ?? 0);
      if (row === -1) continue;
      for (let c = 0; c < classes; c++) {
        byMeaning[c] = (byMeaning[c] ?? 0) + (wordTable.weights[row * classes + c] ?? 0);
      }
    }
    const ruleLabel = rulesAgent === undefined ? undefined : labelIndex.get(rulesAgent);
    const ruleScores = ruleLabel === undefined ? undefined : parameters.rules[ruleLabel];
    const norm = features.count === 0 ? 0 : 1 / Math.sqrt(features.count);
    for (let c = 0; c < classes; c++) {
      const scale = (parameters.scale[c] ?? 0) * norm;
      const letters = (byLetters[c] ?? 0) * scale;
      const words = (byWords[c] ?? 0) * scale;
      const meaning = (byMeaning[c] ?? 0) * (parameters.wordScale[c] ?? 0) * norm;
      byLetters[c] = letters;
      byWords[c] = words;
      byMeaning[c] = meaning;
      scores[c] = (parameters.bias[c] ?? 0) + letters + words + meaning + (ruleScores?.[c] ?? 0);
    }

    let top = 0;
    let second = -1;
    for (let c = 1; c < classes; c++) {
      if (isHigher(scores, c, top)) {
        second = top;
        top = c;
      } else if (second === -1 || isHigher(scores, c, second)) second = c;
    }
    const label = top < labels.length ? top : second;

    signals[0] = 1;
    confidenceSignals(scores, top, second, signals);
    const words = features.words;
    signals[5] = words === 0 ? 0 : knownWords / words;
    signals[6] = words === 0 ? 0 : knownWords / Math.sqrt(words);
    signals[7] = features.count === 0 ? 0 : knownFeatures / features.count;
    signals[8] = Math.log(1 + words);
    signals[9] = supportOf(features, top) * norm * (parameters.scale[top] ?? 0);
    signals[10] = parameters.reliability[label] ?? 0;
    signals[11] = ruleLabel === undefined ? 0 : Number(ruleLabel === top);
    signals[12] = ruleLabel === undefined ? 0 : Number(ruleLabel !== top);
    partSignals(byWords, top, signals, 13);
    partSignals(byLetters, top, signals, 15);
    partSignals(byMeaning, top, signals, 17);
    return { features, scores, top, second, label, signals };
  };

  function supportOf({ count }: Features, top: number): number {
    let support = 0;
    for (let i = 0; i < count; i++) {
      const to = tos[i] ?? 0;
      for (let entry = froms[i] ?? 0; entry < to; entry++) {
        if (table.entryClasses[entry] !== top) continue;
        support += Math.max(0, table.entryWeights[entry] ?? 0);
        break;
      }
    }
    return support;
  }
}

function isHigher(scores: Float64Array, a: number, b: number): boolean {
  return (scores[a] ?? 0) > (scores[b] ?? 0);
}

function confidenceSignals(scores: Float64Array, top: number, second: number, signals: Float64Array): void {
  const highest = scores[top] ?? 0;
  let sum = 0;
  let weighted = 0;
  for (const score of scores) {
    const share = Math.exp(score - highest);
    sum += share;
    weighted += share * (score - highest);
  }
  const probability = 1 / sum;
  signals[1] = Math.log((probability + TINY) / (1 - probability + TINY));
  signals[2] = highest - (scores[second] ?? 0);
  signals[3] = highest;
  signals[4] = weighted / sum - Math.log(sum);
}

/** What one part of the scores says of the class that all of them together put on top. */
function partSignals(part: Float64Array, top: number, signals: Float64Array, at: number): void {
  const own = part[top] ?? 0;
  let rival = Number.NEGATIVE_INFINITY;
  for (let c = 0; c < part.length; c++) if (c !== top) rival = Math.max(rival, part[c] ?? 0);
  // From the highest, as an exponential of a difference above 0 could be infinite.
  const highest = Math.max(own, rival);
  let sum = 0;
  for (const score of part) sum += Math.exp(score - highest);
  signals[at] = own - rival;
  signals[at + 1] = own - highest - Math.log(sum);
}
