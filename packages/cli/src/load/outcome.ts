import type { RunEnd } from "./run.ts";
import type { Tally } from "./tally.ts";
import type { LoadTarget } from "./target.ts";

/** A run and all that a reader needs to judge it. */
export interface LoadOutcome {
  readonly stage: string;
  readonly target: LoadTarget;
  readonly seed: number;
  readonly process: string;
  readonly durationMs: number;
  /** By the profile; how many are due by chance is another number. */
  readonly expectedRequests: number;
  readonly end: RunEnd;
  readonly tally: Tally;
  /** What the thresholds say against it. */
  readonly broken: readonly string[];
}

/** Requests that were due a second, and those that were answered or given up a second. */
export function ratesOf({ durationMs, expectedRequests, end, tally }: LoadOutcome) {
  const sent = tally.total.requests - (tally.unanswered.get("never sent") ?? 0);
  return {
    plannedPerSecond: durationMs === 0 ? 0 : (1000 * expectedRequests) / durationMs,
    sentPerSecond: end.sendingMs === 0 ? 0 : (1000 * sent) / end.sendingMs,
  };
}
