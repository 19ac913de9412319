import type { Interval, SequenceOptions } from "./confidence-sequence.ts";
import { checkShare } from "./counts.ts";
import { lambertWm1 } from "./special-functions.ts";

/** A sample of one arm: enough to compare means. */
export interface Moments {
  /** At least 2. */
  readonly samples: number;
  readonly sum: number;
  readonly sumOfSquares: number;
}

/** An estimate with its standard error, from `samples` values. */
export interface Estimate {
  readonly value: number;
  readonly standardError: number;
  readonly samples: number;
}

/** `lower`: only a lower bound is claimed, and it is tighter. */
export type Sides = "both" | "lower";

/**
 * Asymptotic confidence sequence around an estimate. See {@link meanRadius}; tuned for `optimalSamples` exactly, by
 * ρ² = (-W₋₁(-α²/e) - 1) / optimalSamples (with 2α for α when one-sided).
 */
export function meanSequence(
  estimate: Estimate,
  { alpha, optimalSamples }: SequenceOptions,
  sides: Sides = "both",
): Interval {
  checkShare("alpha", alpha);
  checkPositive("optimalSamples", optimalSamples);
  const level = sides === "both" ? alpha : 2 * alpha;
  if (level >= 1) throw new RangeError(`alpha: expected a number below 0.5 for one side, found ${alpha}`);
  const rhoSquared = (-lambertWm1(-level * level * Math.exp(-1)) - 1) / optimalSamples;
  const radius = meanRadius(estimate, alpha, rhoSquared, sides);
  return {
    lower: estimate.value - radius,
    upper: sides === "both" ? estimate.value + radius : Number.POSITIVE_INFINITY,
  };
}

/**
 * With t samples and variance σ̂² = SE²·t: σ̂·√(2(tρ²+1)/(t²ρ²)·ln(√(tρ²+1)/α)); one-sided with
 * ln(1 + √(tρ²+1)/(2α)) in place of the logarithm. Any fixed ρ² above 0 is valid.
 *
 * Source: Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, "Time-uniform central limit theory and asymptotic
 * confidence sequences", Ann. Stat. 2024 (arXiv 2103.06476); checked against the tests of GrowthBook.
 *
 * Assumes enough samples for the variance to be known (hundreds; thousands for heavy tails: cap costs first), and no
 * common drift together with a changing weight. For reports of an experiment with a fixed split, not for rollback.
 */
export function meanRadius(estimate: Estimate, alpha: number, rhoSquared: number, sides: Sides): number {
  checkPositive("samples", estimate.samples);
  checkPositive("standardError", estimate.standardError);
  if (!Number.isFinite(estimate.value)) {
    throw new RangeError(`value: expected a finite number, found ${estimate.value}`);
  }
  const time = estimate.samples * rhoSquared + 1;
  const logTerm =
    sides === "both" ? Math.log(Math.sqrt(time) / alpha) : Math.log1p(Math.sqrt(time) / (2 * alpha));
  return estimate.standardError * Math.sqrt(((2 * time) / (estimate.samples * rhoSquared)) * logTerm);
}

function checkPositive(field: string, number: number): void {
  if (!(number > 0 && Number.isFinite(number))) {
    throw new RangeError(`${field}: expected a finite number above 0, found ${number}`);
  }
}

/** How much more the canary's mean is than stable's, in the unit of the values. */
export function meanDifference(stable: Moments, canary: Moments): Estimate {
  return {
    value: mean(canary) - mean(stable),
    standardError: Math.sqrt(varianceOfMean(stable) + varianceOfMean(canary)),
    samples: stable.samples + canary.samples,
  };
}

/**
 * How much more the canary's mean is than stable's, as a share of stable's (0.05: five percent more). By the delta
 * method, so stable's mean must be well away from 0.
 */
export function relativeMeanDifference(stable: Moments, canary: Moments): Estimate {
  const base = mean(stable);
  if (base === 0) throw new RangeError("stable: expected a mean other than 0, found 0");
  const ratio = mean(canary) / base;
  return {
    value: ratio - 1,
    standardError:
      Math.sqrt(varianceOfMean(canary) + ratio * ratio * varianceOfMean(stable)) / Math.abs(base),
    samples: stable.samples + canary.samples,
  };
}

function mean({ sum, samples }: Moments): number {
  return sum / samples;
}

function varianceOfMean({ samples, sum, sumOfSquares }: Moments): number {
  if (!(samples >= 2)) throw new RangeError(`samples: expected at least 2, found ${samples}`);
  return (sumOfSquares - (sum * sum) / samples) / (samples - 1) / samples;
}
