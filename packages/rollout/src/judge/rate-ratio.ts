import { bisect } from "./bisect.ts";
import type { Interval } from "./confidence-sequence.ts";
import { checkShare } from "./counts.ts";
import { logMeanExp } from "./log-space.ts";
import type { WeightSegment } from "./sample-ratio.ts";

/** Log rate ratios that are bet on: -3, -2.95, … 6. Canary has from a twentieth to 400 times stable's rate. */
const GRID = Array.from({ length: 181 }, (_, index) => -3 + index / 20);

/**
 * ln of the e-value against "canary's rate of events is e^`logRatio` times stable's", from counts of *events* under
 * each weight. Given that an event happened under weight ρ it is canary's with probability
 * θ(δ; ρ) = ρe^δ/(1-ρ+ρe^δ), so
 *   E(δ0) = mean over the grid of δ of Π θ(δ; ρ_s)^counts / Π θ(δ0; ρ_s)^counts.
 *
 * Source: Lindon and Malek (see `sample-ratio.ts`) for one weight; the product over weights is ours: given the
 * weights, events are independent draws. Assumes that δ is constant and events are rare or the ratio is one of odds;
 * the common rate may drift and the weight ramp.
 */
export function rateRatioLogEvidence(events: readonly WeightSegment[], logRatio = 0): number {
  for (const { canaryProbability } of events) checkShare("canaryProbability", canaryProbability);
  return logMeanExp(GRID.map((bet) => logLikelihood(events, bet))) - logLikelihood(events, logRatio);
}

/**
 * Confidence sequence for the log of the rate ratio: all δ0 that E(δ0) < 1/α. An end at -∞ or +∞ is one that the
 * counts do not bound. The likelihood has one peak, so the set is an interval.
 */
export function rateRatioSequence(events: readonly WeightSegment[], alpha: number): Interval {
  checkShare("alpha", alpha);
  const threshold = -Math.log(alpha);
  const logMean = rateRatioLogEvidence(events) + logLikelihood(events, 0);
  const isInside = (logRatio: number) => logMean - logLikelihood(events, logRatio) < threshold;
  const peak = bisect(-FAR, FAR, (logRatio) => slope(events, logRatio) > 0);
  return {
    lower: isInside(-FAR) ? Number.NEGATIVE_INFINITY : bisect(-FAR, peak, (x) => !isInside(x)),
    upper: isInside(FAR) ? Number.POSITIVE_INFINITY : bisect(peak, FAR, isInside),
  };
}

/** e^±700 is as far as doubles go. */
const FAR = 700;

function logLikelihood(events: readonly WeightSegment[], logRatio: number): number {
  return events.reduce((sum, { canaryProbability, stable, canary }) => {
    const logOdds = Math.log(canaryProbability / (1 - canaryProbability)) + logRatio;
    // ln θ = -softplus(-logOdds), ln(1-θ) = -softplus(logOdds)
    return sum - canary * softplus(-logOdds) - stable * softplus(logOdds);
  }, 0);
}

function slope(events: readonly WeightSegment[], logRatio: number): number {
  return events.reduce((sum, { canaryProbability, stable, canary }) => {
    const odds = (canaryProbability / (1 - canaryProbability)) * Math.exp(logRatio);
    return sum + (canary - stable * odds) / (1 + odds);
  }, 0);
}

function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
