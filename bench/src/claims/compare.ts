import { createRandom } from "../random.ts";

/** One figure of the A/B. */
export interface Comparison {
  readonly baseline: number;
  readonly candidate: number;
  /** Candidate against baseline, in percent: -50 is half. */
  readonly changePercent: number;
  /** 95 % confidence interval of the change. */
  readonly interval: readonly [low: number, high: number];
}

export type Statistic = (sorted: readonly number[]) => number;

/** Of at least one value, in ascending order. */
export const median: Statistic = (sorted) => {
  const middle = sorted.length / 2;
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  return Number.isInteger(middle) ? (at(middle - 1) + at(middle)) / 2 : at(Math.floor(middle));
};

export const mean: Statistic = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

const RESAMPLES = 2_000;

/**
 * Compares a statistic of two samples. The interval is the bootstrap's percentile interval (Efron and Tibshirani, An
 * Introduction to the Bootstrap, 1993, chapter 13): both arms drawn anew, with replacement.
 */
export function compare(
  baseline: readonly number[],
  candidate: readonly number[],
  statistic: Statistic,
  seed = 1,
): Comparison {
  const random = createRandom(seed);
  const of = (values: readonly number[]): number => statistic(values.toSorted((a, b) => a - b));
  const redraw = (values: readonly number[]): readonly number[] =>
    values.map(() => values[Math.floor(random() * values.length)] ?? Number.NaN);
  const change = (from: number, to: number): number => (to / from - 1) * 100;
  const changes = Array.from({ length: RESAMPLES }, () =>
    change(of(redraw(baseline)), of(redraw(candidate))),
  ).toSorted((a, b) => a - b);
  const at = (share: number): number => changes[Math.round(share * (RESAMPLES - 1))] ?? Number.NaN;
  const [before, after] = [of(baseline), of(candidate)];
  return {
    baseline: before,
    candidate: after,
    changePercent: change(before, after),
    interval: [at(0.025), at(0.975)],
  };
}

/** What the interval says of "at most `targetPercent`". */
export function verdict(
  { interval: [low, high] }: Comparison,
  targetPercent: number,
): "met" | "not met" | "undecided" {
  if (high <= targetPercent) return "met";
  return low > targetPercent ? "not met" : "undecided";
}
