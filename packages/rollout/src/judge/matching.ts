import type { ArmCounts } from "../verdict.ts";
import { addCounts, NO_COUNTS } from "./counts.ts";
import type { TwoArms } from "./two-arm.ts";

/** Counts that wait until both arms have some: plain JSON. One entry per threshold. */
export interface Pending {
  readonly stable: readonly ArmCounts[];
  readonly canary: readonly ArmCounts[];
  readonly batches: number;
}

/** How long one arm waits for the other. Longer ago than an hour is no longer the same weather. */
const MOST_BATCHES = 60;

export function nothingPending(thresholds: number): Pending {
  const none = Array.from({ length: thresholds }, () => NO_COUNTS);
  return { stable: none, canary: none, batches: 0 };
}

/**
 * Gathers batches into blocks in which both arms have requests, so that arms are compared within a block and never
 * across time. A block's canary probability is the canary's part of its requests (see `two-arm.ts` for why that is
 * valid). When a block ends depends on numbers of requests alone, never on outcomes.
 *
 * Why not the weight of the alias, which is exact where it holds: it holds not for warm requests and cold starts, of
 * which a small canary has other parts; and where it fails, requests that are missing count as evidence. In 1,000
 * simulated ramps of an identical canary with the weight, 31 % were called harmful when three minutes of its metrics
 * came late, and 99 % when it got a fifth less than its weight (600 requests a minute); with its part, 0.3 % and none.
 * The power is the same: at weight 5 %, 20 % errors at 60 requests a minute cost 4.0 failures against 3.8.
 * Whether the split is right is a question of its own (`sample-ratio.ts`).
 *
 * Assumes that stable's and canary's requests of one block share one common rate. A rate that changes within a
 * minute does little harm: no false alarm in 1,000 ramps at 60 a minute whose every half minute is an outage or none.
 * Requests that belong to no block, because the other arm had none for an hour, say nothing.
 */
export function match(
  pending: Pending,
  batch: { readonly stable: readonly ArmCounts[]; readonly canary: readonly ArmCounts[] },
): { readonly pending: Pending; readonly block?: readonly TwoArms[] } {
  const thresholds = pending.stable.length;
  const gathered: Pending = {
    stable: pending.stable.map((counts, index) => addCounts(counts, batch.stable[index] ?? NO_COUNTS)),
    canary: pending.canary.map((counts, index) => addCounts(counts, batch.canary[index] ?? NO_COUNTS)),
    batches: pending.batches + 1,
  };
  const isComplete = [...gathered.stable, ...gathered.canary].every(({ requests }) => requests > 0);
  if (isComplete) return { pending: nothingPending(thresholds), block: blockOf(gathered) };
  return { pending: gathered.batches >= MOST_BATCHES ? nothingPending(thresholds) : gathered };
}

function blockOf({ stable, canary }: Pending): readonly TwoArms[] {
  return stable.map((stableCounts, index) => {
    const canaryCounts = canary[index] ?? NO_COUNTS;
    return {
      canaryProbability: canaryCounts.requests / (stableCounts.requests + canaryCounts.requests),
      stable: stableCounts,
      canary: canaryCounts,
    };
  });
}
