import { bisect } from "../judge/bisect.ts";
import { lnIncompleteBeta } from "../judge/special-functions.ts";

/** A share of the runs, with the interval that holds the true one in 95 % of such experiments at least. */
export interface Share {
  readonly share: number;
  readonly lower: number;
  readonly upper: number;
}

const EACH_SIDE = 0.025;

/**
 * Clopper and Pearson's exact interval (Biometrika 1934): its ends are the shares under which so many, or so few, of
 * the runs had a probability of 2.5 %. P(at least k of n at p) = I_p(k, n-k+1).
 */
export function shareOf(count: number, runs: number): Share {
  if (runs === 0) return { share: 0, lower: 0, upper: 1 };
  const atLeast = (k: number, p: number) => Math.exp(lnIncompleteBeta(k, runs - k + 1, p));
  return {
    share: count / runs,
    lower: count === 0 ? 0 : bisect(0, 1, (p) => atLeast(count, p) < EACH_SIDE),
    upper: count === runs ? 1 : bisect(0, 1, (p) => atLeast(count + 1, p) < 1 - EACH_SIDE),
  };
}

/** How a number spreads over the runs. */
export interface Spread {
  readonly mean: number;
  readonly p05: number;
  readonly median: number;
  readonly p90: number;
  readonly p95: number;
  readonly highest: number;
}

/** Undefined of no numbers. A quantile is the least number that so large a part does not exceed. */
export function spreadOf(numbers: readonly number[]): Spread | undefined {
  const sorted = numbers.toSorted((a, b) => a - b);
  const quantile = (part: number) => sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0;
  return sorted.length === 0
    ? undefined
    : {
        mean: sorted.reduce((sum, number) => sum + number, 0) / sorted.length,
        p05: quantile(0.05),
        median: quantile(0.5),
        p90: quantile(0.9),
        p95: quantile(0.95),
        highest: quantile(1),
      };
}
