import type { ArmCounts } from "../verdict.ts";
import { countTimesLog } from "./log-space.ts";
import { mixRates, type Rate, scaleOdds } from "./rate.ts";

/** Counts of both arms, and how likely a request was to be canary's. */
export interface TwoArms {
  /** Above 0, below 1. See {@link harmIncrement} for what it may be. */
  readonly canaryProbability: number;
  readonly stable: ArmCounts;
  readonly canary: ArmCounts;
}

/** What a hypothesis says of each arm. */
export interface ArmRates {
  readonly stable: Rate;
  readonly canary: Rate;
}

/**
 * ln of one batch's e-value against "the canary shows the outcome no more often than stable", betting that its odds
 * are `oddsRatio` (above 1) times those of `stableRate`.
 *
 * With θA the stable rate, θB the one at `oddsRatio` times its odds, ρ the canary's probability and
 * θ0 = (1-ρ)θA + ρθB, a request of arm x with outcome y is worth p_θx(y) / p_θ0(y), and a batch the product.
 *
 * Source: the e-variable of Turner, Ly and Grünwald, "Generic E-variables for exact sequential k-sample tests that
 * allow for optional stopping" (J. Stat. Plan. Inference 2024), with their fixed block sizes replaced by the
 * probability of assignment; that step is ours and is proved here and simulated in the tests.
 *
 * Why it is valid. Let the true rates of one request be a under stable and b under the canary. Its mean worth is
 *   f(a, b) = (1-ρ)·A(a) + ρ·B(b),  A(a) = 1 + (θA-θ0)(a-θ0)/(θ0(1-θ0)),  B(b) = 1 + (θB-θ0)(b-θ0)/(θ0(1-θ0)).
 * At a = b the terms cancel, (1-ρ)(θA-θ0) + ρ(θB-θ0) being 0, so f = 1 whatever the common rate is: it may drift,
 * jump in an outage and differ from request to request. B rises with b because θB > θ0, so f ≤ 1 for b ≤ a.
 * ρ and θA may be anything that was fixed before the batch: the weight may ramp.
 *
 * The same formula with ρ replaced by the canary's part of the batch's requests, n_B/(n_A+n_B), is valid *given* those
 * numbers when all requests of the batch share one common rate: the mean worth is A^nA·B^nB ≤ ((nA·A + nB·B)/n)^n = 1
 * by the inequality of arithmetic and geometric means. That form needs no randomisation and no true weight, and is
 * the one the judge uses; `matching.ts` says why.
 *
 * Assumes: the outcome of one request says nothing about the arm of another; one draw per request (or count users).
 */
export function harmIncrement(arms: TwoArms, stableRate: Rate, oddsRatio: number): number {
  const canaryRate = scaleOdds(stableRate, oddsRatio);
  const common = mixRates(stableRate, canaryRate, arms.canaryProbability);
  return logLikelihoodRatio(
    arms,
    { stable: stableRate, canary: canaryRate },
    { stable: common, canary: common },
  );
}

/** ln of how much better `alternative` explains the counts than `null`. Finite for rates within (0, 1). */
export function logLikelihoodRatio(arms: TwoArms, alternative: ArmRates, nullRates: ArmRates): number {
  return (
    armLogRatio(arms.stable, alternative.stable, nullRates.stable) +
    armLogRatio(arms.canary, alternative.canary, nullRates.canary)
  );
}

function armLogRatio({ requests, events }: ArmCounts, alternative: Rate, nullRate: Rate): number {
  return (
    countTimesLog(events, alternative.yes / nullRate.yes) +
    countTimesLog(requests - events, alternative.no / nullRate.no)
  );
}
