import type { ArmCounts } from "../verdict.ts";
import { type BetaBinomial, betaBinomialBound, betaBinomialLogMixture } from "./beta-binomial.ts";
import { bisect } from "./bisect.ts";
import { checkCounts, checkShare } from "./counts.ts";

/** From `lower` to `upper`. Every interval of a confidence sequence holds the truth at once, with confidence 1-α. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

export interface SequenceOptions {
  /** 1 minus the confidence: above 0, below 1. */
  readonly alpha: number;
  /** Sample size at which the sequence is tightest; above 0. Fix it before the data. */
  readonly optimalSamples: number;
}

/** Level at which `optimalSamples` is optimal, as in confseq. */
const BEST_LEVEL = 0.05;

/**
 * Confidence sequence for a share, valid at every look: all p with ln M((p̂-p)n, p(1-p)n) < ln(1/α), M the two-sided
 * beta-binomial mixture with g = p, h = 1-p. Without requests: from 0 to 1.
 *
 * Source: Howard et al. 2021 (see `beta-binomial.ts`); `bernoulli_confidence_interval` of confseq.
 * Assumes independent requests of one constant share. Under drift read it as a statement about a stretch of time in
 * which the share was constant.
 */
export function shareSequence(counts: ArmCounts, options: SequenceOptions): Interval {
  checkCounts("counts", counts);
  checkOptions(options);
  const { requests, events } = counts;
  if (requests === 0) return { lower: 0, upper: 1 };
  const seen = events / requests;
  const isRefuted = (share: number) => {
    const variance = share * (1 - share);
    const mixture = twoSided(share, 1 - share, variance * options.optimalSamples);
    const logMixture = betaBinomialLogMixture(events - share * requests, variance * requests, mixture);
    return logMixture >= -Math.log(options.alpha);
  };
  return {
    lower: bisect(0, seen, isRefuted),
    upper: bisect(seen, 1, (share) => !isRefuted(share)),
  };
}

/**
 * Ranks of the sorted values (1 = smallest) between which the `quantile` lies, at every look. Undefined where there
 * are not yet enough values to bound that side.
 *
 * Source: Howard and Ramdas, "Sequential estimation of quantiles with applications to A/B testing and best-arm
 * identification", Bernoulli 2022, Theorem 1(b); `demo/quantiles.py` of confseq. Assumes independent values of one
 * distribution, of any shape.
 */
export function quantileRanks(
  samples: number,
  quantile: number,
  options: SequenceOptions,
): { readonly lower: number | undefined; readonly upper: number | undefined } {
  checkCounts("samples", { requests: samples, events: 0 });
  checkShare("quantile", quantile);
  checkOptions(options);
  if (samples === 0) return { lower: undefined, upper: undefined };
  const variance = quantile * (1 - quantile);
  const time = variance * samples;
  const bestAt = variance * options.optimalSamples;
  const down = betaBinomialBound(time, options.alpha, twoSided(1 - quantile, quantile, bestAt));
  const up = betaBinomialBound(time, options.alpha, twoSided(quantile, 1 - quantile, bestAt));
  const lower = Math.floor(samples * quantile - down + 1);
  const upper = Math.ceil(samples * quantile + up);
  return { lower: lower < 1 ? undefined : lower, upper: upper > samples ? undefined : upper };
}

/** What is known of values that lie on no grid and have no bounds of their own, such as costs. */
export interface MeanSample {
  readonly samples: number;
  readonly mean: number;
  /** Of the values, or more: a larger one widens the sequence. */
  readonly variance: number;
}

/**
 * Asymptotic confidence sequence for a mean: mean ± σ √(2(nρ²+1)/(n²ρ²) · ln(√(nρ²+1)/α)). Undefined below
 * {@link FEWEST_FOR_MEAN} values, where the normal approximation that it leans on does not hold yet.
 *
 * Source: Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, "Time-uniform central limit theory and asymptotic confidence
 * sequences", Annals of Statistics 2024, Theorem 2.2; ρ as in their appendix on its choice. Assumes independent values
 * of a finite variance. Unlike the other two it is exact only in the limit; the tests simulate its coverage for costs.
 */
export function meanSequence(
  { samples, mean, variance }: MeanSample,
  options: SequenceOptions,
): Interval | undefined {
  checkCounts("samples", { requests: samples, events: 0 });
  checkOptions(options);
  if (!(variance >= 0 && Number.isFinite(variance))) {
    throw new RangeError(`variance: expected a finite number of 0 or more, found ${variance}`);
  }
  if (samples < FEWEST_FOR_MEAN) return undefined;
  const { alpha, optimalSamples } = options;
  const level = -2 * Math.log(alpha);
  const rhoSquared = (level + Math.log(level + 1)) / optimalSamples;
  const time = samples * rhoSquared + 1;
  const reach = Math.sqrt(
    ((2 * time * variance) / (samples * samples * rhoSquared)) * Math.log(Math.sqrt(time) / alpha),
  );
  return { lower: mean - reach, upper: mean + reach };
}

/** Costs are skewed: one request in ten costs fifty times as much as the others. */
const FEWEST_FOR_MEAN = 100;

function twoSided(below: number, above: number, bestAt: number): BetaBinomial {
  return { below, above, bestAt, bestLevel: BEST_LEVEL, sides: 2 };
}

function checkOptions({ alpha, optimalSamples }: SequenceOptions): void {
  checkShare("alpha", alpha);
  if (!(optimalSamples > 0 && Number.isFinite(optimalSamples))) {
    throw new RangeError(`optimalSamples: expected a finite number above 0, found ${optimalSamples}`);
  }
}
