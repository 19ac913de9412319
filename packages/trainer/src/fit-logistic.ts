export interface Weighed {
  readonly signals: readonly number[];
  /** Whether the verdict was right. */
  readonly right: boolean;
  readonly weight: number;
}

/** Pulls the weights of standardised signals to 0, so that a few rows cannot make a wild calibrator. */
const RIDGE = 1;
/** A signal that hardly changes tells nothing, and would weigh without measure where it does change. */
const LEAST_SPREAD = 1e-6;
const MOST_STEPS = 50;
const CONVERGED = 1e-8;

/**
 * Logistic regression by Newton's method, on standardised signals with a ridge; the weights that come back are for the
 * signals as they are. The first signal is the constant. A signal that never changes weighs nothing. Right counts as
 * (rights + 1) / (rights + 2), wrong as 1 / (wrongs + 2) (Platt 1999): a few rows that are all right prove no certainty.
 */
export function fitLogistic(rows: readonly Weighed[], signals: number): readonly number[] {
  const total = rows.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return Array.from({ length: signals }, () => 0);
  const mean = new Float64Array(signals);
  const spread = new Float64Array(signals);
  for (const row of rows) {
    for (let j = 1; j < signals; j++) mean[j] = at(mean, j) + (at(row.signals, j) * row.weight) / total;
  }
  for (const row of rows) {
    for (let j = 1; j < signals; j++) {
      spread[j] = at(spread, j) + ((at(row.signals, j) - at(mean, j)) ** 2 * row.weight) / total;
    }
  }
  for (let j = 1; j < signals; j++) spread[j] = Math.sqrt(at(spread, j));
  const standard = rows.map(({ signals: given }) =>
    Float64Array.from({ length: signals }, (_, j) => {
      if (j === 0) return 1;
      return at(spread, j) < LEAST_SPREAD ? 0 : (at(given, j) - at(mean, j)) / at(spread, j);
    }),
  );

  const rights = rows.reduce((sum, { right, weight }) => sum + (right ? weight : 0), 0);
  const wanted = { right: (rights + 1) / (rights + 2), wrong: 1 / (total - rights + 2) };

  const weights = new Float64Array(signals);
  for (let step = 0; step < MOST_STEPS; step++) {
    const change = newtonStep(rows, standard, wanted, weights);
    let largest = 0;
    for (let j = 0; j < signals; j++) {
      weights[j] = at(weights, j) + at(change, j);
      largest = Math.max(largest, Math.abs(at(change, j)));
    }
    if (largest < CONVERGED) break;
  }
  const plain = Array.from(weights, (weight, j) =>
    j === 0 ? weight : at(spread, j) < LEAST_SPREAD ? 0 : weight / at(spread, j),
  );
  plain[0] = at(plain, 0) - plain.reduce((sum, weight, j) => (j === 0 ? sum : sum + weight * at(mean, j)), 0);
  return plain;
}

function newtonStep(
  rows: readonly Weighed[],
  standard: readonly Float64Array[],
  wanted: { readonly right: number; readonly wrong: number },
  weights: Float64Array,
): Float64Array {
  const n = weights.length;
  const slope = new Float64Array(n);
  const curve = Array.from({ length: n }, () => new Float64Array(n));
  for (let j = 0; j < n; j++) {
    const ridge = j === 0 ? 1e-6 : RIDGE;
    slope[j] = -ridge * at(weights, j);
    (curve[j] ?? slope)[j] = ridge;
  }
  rows.forEach(({ right, weight }, i) => {
    const own = standard[i] ?? weights;
    let score = 0;
    for (let j = 0; j < n; j++) score += at(weights, j) * at(own, j);
    const share = 1 / (1 + Math.exp(-score));
    const miss = weight * ((right ? wanted.right : wanted.wrong) - share);
    const bend = weight * Math.max(share * (1 - share), 1e-6);
    for (let j = 0; j < n; j++) {
      slope[j] = at(slope, j) + miss * at(own, j);
      const line = curve[j] ?? slope;
      for (let k = 0; k < n; k++) line[k] = at(line, k) + bend * at(own, j) * at(own, k);
    }
  });
  return solve(curve, slope);
}

/** Solves a positive definite system by Gauss and Jordan; both arguments are used up. */
function solve(matrix: readonly Float64Array[], right: Float64Array): Float64Array {
  const n = right.length;
  for (let j = 0; j < n; j++) {
    const line = matrix[j] ?? right;
    const pivot = at(line, j);
    for (let k = j; k < n; k++) line[k] = at(line, k) / pivot;
    right[j] = at(right, j) / pivot;
    for (let i = 0; i < n; i++) {
      const other = matrix[i] ?? right;
      const factor = at(other, j);
      if (i === j || factor === 0) continue;
      for (let k = j; k < n; k++) other[k] = at(other, k) - factor * at(line, k);
      right[i] = at(right, i) - factor * at(right, j);
    }
  }
  return right;
}

function at(array: ArrayLike<number>, index: number): number {
  return array[index] ?? 0;
}
