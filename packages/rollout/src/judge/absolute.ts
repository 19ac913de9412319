import type { ArmCounts } from "../verdict.ts";
import { checkCounts, checkShare } from "./counts.ts";
import { countTimesLog, logMeanExp } from "./log-space.ts";

/** Shares that are bet on, as multiples of the limit. */
const FACTORS = [1.5, 2, 3, 5, 10, 20, 50];

/** A version that fails nearly always. */
const NEARLY_ALL = 0.95;

/** E-value from which a limit counts as broken: a version within it gets there at most once in 200 times, ever. */
export const BROKEN_LIMIT = 200;

/**
 * ln of the e-value against "the share of events is at most `limit`" for one arm alone:
 * E = mean over q of (q/limit)^k ((1-q)/(1-limit))^(n-k) for k events in n requests.
 * Each term rises with the true share, and has mean 1 at the limit, so it is an e-process for all shares up to it.
 *
 * Limits of the brief: error rate 1 %, share of requests slower than 30 s 5 % (that is p95 ≤ 30 s), cold starts
 * slower than 2 s. Source: `mixture` method of Ville's test martingale; grid and limits as in the delivery notes §3.1.
 *
 * Assumes independent requests of one arm whose share stays within the limit at every moment. It knows nothing of
 * the other arm, so it tells that a version is ill and not that it is to blame: an outage breaks both arms' limits.
 */
export function absoluteLogEvidence(counts: ArmCounts, limit: number): number {
  checkCounts("counts", counts);
  checkShare("limit", limit);
  const shares = [...FACTORS.map((factor) => factor * limit), NEARLY_ALL].filter(
    (share) => share > limit && share <= NEARLY_ALL,
  );
  if (shares.length === 0)
    throw new RangeError(`limit: expected a share below ${NEARLY_ALL}, found ${limit}`);
  return logMeanExp(
    shares.map(
      (share) =>
        countTimesLog(counts.events, share / limit) +
        countTimesLog(counts.requests - counts.events, (1 - share) / (1 - limit)),
    ),
  );
}

/** Whether an arm's counts break the limit beyond doubt ({@link BROKEN_LIMIT}). No requests break nothing. */
export function breaksLimit(counts: ArmCounts, limit: number): boolean {
  // Where the share is within the limit every bet on a higher one has lost. Most minutes are like that.
  if (counts.events >= 0 && counts.events <= limit * counts.requests) return false;
  return absoluteLogEvidence(counts, limit) >= Math.log(BROKEN_LIMIT);
}
