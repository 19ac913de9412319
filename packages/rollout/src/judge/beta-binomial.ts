import { bisect } from "./bisect.ts";
import { lnBeta, lnIncompleteBeta } from "./special-functions.ts";

/** A mixture over bets on a sum of steps that are `above` upwards and `below` downwards, tuned for a sample size. */
export interface BetaBinomial {
  /** g: how far below 0 a step may go; above 0. */
  readonly below: number;
  /** h: how far above 0 a step may go; above 0. */
  readonly above: number;
  /** Intrinsic time v at which the mixture is sharpest; above 0. Any choice is valid, a poor one is wider. */
  readonly bestAt: number;
  /** Level α at which `bestAt` is best; above 0, below 1 (below ½ one-sided). */
  readonly bestLevel: number;
  /** `1`: bets on the sum being large. `2`: on its being large or small. */
  readonly sides: 1 | 2;
}

/**
 * ln M(s, v): the beta-binomial mixture supermartingale for a sum s of independent steps of mean 0 in [-g, h] with
 * intrinsic time v = g·h·n. M ≥ 1/α happens with probability α at most, ever.
 *
 * Source: Howard, Ramdas, McAuliffe and Sekhon, "Time-uniform, nonparametric, nonasymptotic confidence sequences",
 * Ann. Stat. 2021, Propositions 6 and 7; checked against the tests of their library, confseq.
 */
export function betaBinomialLogMixture(sum: number, time: number, mixture: BetaBinomial): number {
  const { below: g, above: h, sides } = mixture;
  const r = tuning(mixture);
  const lnPartialBeta = (a: number, b: number) =>
    lnBeta(a, b) + (sides === 1 ? lnIncompleteBeta(a, b, h / (g + h)) : 0);
  return (
    (time / (g * h)) * Math.log(g + h) -
    ((time + h * sum) / (h * (g + h))) * Math.log(g) -
    ((time - g * sum) / (g * (g + h))) * Math.log(h) +
    lnPartialBeta((r + time - g * sum) / (g * (g + h)), (r + time + h * sum) / (h * (g + h))) -
    lnPartialBeta(r / (g * (g + h)), r / (h * (g + h)))
  );
}

/**
 * The sum at which M reaches 1/`alpha`, given the time; +∞ when even the largest sum, time/g, does not reach it.
 * (There confseq gives the largest sum instead, and its quantile bounds claim the sample's extremes too early.)
 */
export function betaBinomialBound(time: number, alpha: number, mixture: BetaBinomial): number {
  const threshold = -Math.log(alpha);
  const isBelow = (sum: number) => betaBinomialLogMixture(sum, time, mixture) < threshold;
  const largest = time / mixture.below;
  return isBelow(largest) ? Number.POSITIVE_INFINITY : bisect(0, largest, isBelow);
}

/** r of the paper: its closest approximation to the normal mixture that is best at `bestAt`, kept above 0. */
function tuning({ below, above, bestAt, bestLevel, sides }: BetaBinomial): number {
  const lnInverse = -Math.log(sides === 1 ? 2 * bestLevel : bestLevel);
  const rho = bestAt / (2 * lnInverse + Math.log1p(2 * lnInverse));
  return Math.max(rho - below * above, 1e-3 * below * above);
}
