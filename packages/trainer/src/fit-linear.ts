import { createDenseWeights, type FeatureWeights, type SparseWeights } from "./feature-weights.ts";
import { createRandom, shuffle } from "./random.ts";
import type { Row } from "./vocabulary.ts";

export interface FitRequest {
  readonly rows: readonly Row[];
  /** By feature: what one occurrence counts, before the norm of its text. */
  readonly values: readonly number[];
  readonly classes: number;
  /** Of the vectors that tell what words mean. */
  readonly dimensions: number;
  readonly seed: number;
  readonly epochs: number;
  /** Bytes that the weights of the features may take in the model. */
  readonly budgetBytes: number;
  readonly onEpoch?: (done: number, of: number) => void;
}

/** Multinomial logistic regression: what every feature, dimension and rule adds to the score of each class. */
export interface LinearFit {
  readonly features: SparseWeights;
  readonly bias: Float32Array;
  /** All classes of a dimension together. */
  readonly meaning: Float32Array;
  /** All classes of a label that the rules chose together. */
  readonly rules: Float32Array;
}

/** Measured on several data sets; differences around these values are within the noise (decision 0013). */
const LEARNING_RATE = 0.7;
const BIAS_RATE = 0.1;
const LABEL_SMOOTHING = 0.1;
const FEATURE_DROPOUT = 0.4;
/** The rules may be trusted only where the words agree: half of the time the words have to do without them. */
const RULE_DROPOUT = 0.5;
/** After this part of the run the small weights go, and the rest learns to do without them. */
const PRUNE_AFTER = 0.3;

/**
 * Stochastic gradient descent with Adagrad's step per feature, label smoothing and dropout. Small weights are pruned on
 * the way to the budget, which loses nothing, where pruning at the end loses 2 to 6 points.
 */
export function fitLinear(request: FitRequest): LinearFit {
  const { rows, classes, dimensions, epochs, seed, budgetBytes, onEpoch } = request;
  const features = request.values.length;
  const values = Float32Array.from(request.values);
  const random = createRandom(seed);
  const order = Int32Array.from(rows, (_, index) => index);
  const dense = createDenseWeights(features, classes);
  let sparse: SparseWeights | undefined;
  const bias = new Float32Array(classes);
  const meaning = new Float32Array(dimensions * classes);
  const rules = new Float32Array(classes * classes);
  const seenFeatures = new Float32Array(features).fill(1e-8);
  const seenMeaning = new Float32Array(dimensions).fill(1e-6);
  const seenRules = new Float32Array(classes).fill(1e-6);
  const gradient = new Float32Array(classes);
  const kept = new Int32Array(rows.reduce((most, row) => Math.max(most, row.features.length), 0));
  const steps = epochs * rows.length;
  let step = 0;

  const learn = (row: Row, weights: FeatureWeights, rate: number): void => {
    const scale = row.norm / (1 - FEATURE_DROPOUT);
    let count = 0;
    for (let i = 0; i < row.features.length; i++) {
      if (random() >= FEATURE_DROPOUT) kept[count++] = row.features[i] ?? 0;
    }
    const isRuled = row.ruled !== -1 && random() >= RULE_DROPOUT;

    gradient.set(bias);
    for (let k = 0; k < count; k++) {
      const feature = kept[k] ?? 0;
      weights.addTo(gradient, feature, scale * (values[feature] ?? 0));
    }
    for (let d = 0; d < dimensions; d++) addRow(gradient, meaning, d * classes, row.meaning[d] ?? 0);
    if (isRuled) addRow(gradient, rules, row.ruled * classes, 1);
    const size = toGradient(gradient, row.target);

    for (let k = 0; k < count; k++) {
      const feature = kept[k] ?? 0;
      weights.descend(
        feature,
        rate * adagrad(seenFeatures, feature, size, scale * (values[feature] ?? 0)),
        gradient,
      );
    }
    for (let d = 0; d < dimensions; d++) {
      subtractRow(meaning, d * classes, rate * adagrad(seenMeaning, d, size, row.meaning[d] ?? 0), gradient);
    }
    if (isRuled) {
      subtractRow(rules, row.ruled * classes, rate * adagrad(seenRules, row.ruled, size, 1), gradient);
    }
    subtractRow(bias, 0, rate * BIAS_RATE, gradient);
  };

  for (let epoch = 0; epoch < epochs; epoch++) {
    if (epoch >= epochs * PRUNE_AFTER) sparse ??= dense.prune(budgetBytes);
    shuffle(order, random);
    for (const index of order) {
      const row = rows[index];
      if (row !== undefined) learn(row, sparse ?? dense, LEARNING_RATE * (1 - step++ / steps));
    }
    onEpoch?.(epoch + 1, epochs);
  }
  return { features: sparse ?? dense.prune(budgetBytes), bias, meaning, rules };
}

function addRow(scores: Float32Array, weights: Float32Array, base: number, value: number): void {
  if (value === 0) return;
  for (let c = 0; c < scores.length; c++) scores[c] = (scores[c] ?? 0) + (weights[base + c] ?? 0) * value;
}

function subtractRow(weights: Float32Array, base: number, scale: number, gradient: Float32Array): void {
  if (scale === 0) return;
  for (let c = 0; c < gradient.length; c++) {
    weights[base + c] = (weights[base + c] ?? 0) - scale * (gradient[c] ?? 0);
  }
}

/** Turns scores into the gradient of the smoothed cross-entropy by the scores; returns its squared length. */
function toGradient(scores: Float32Array, target: number): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (let c = 0; c < scores.length; c++) highest = Math.max(highest, scores[c] ?? 0);
  let sum = 0;
  for (let c = 0; c < scores.length; c++) {
    const share = Math.exp((scores[c] ?? 0) - highest);
    scores[c] = share;
    sum += share;
  }
  const smoothed = LABEL_SMOOTHING / scores.length;
  let size = 0;
  for (let c = 0; c < scores.length; c++) {
    const wanted = smoothed + (c === target ? 1 - LABEL_SMOOTHING : 0);
    const slope = (scores[c] ?? 0) / sum - wanted;
    scores[c] = slope;
    size += slope * slope;
  }
  return size;
}

/** Notes a gradient and returns value / √(all gradients so far): often-seen features learn ever more slowly. */
function adagrad(seen: Float32Array, at: number, size: number, value: number): number {
  const total = (seen[at] ?? 0) + size * value * value;
  seen[at] = total;
  return value / Math.sqrt(total);
}
