import type { Dice } from "@switchyard/rollout";

/** When the next request comes: independent callers leave gaps that are exponentially distributed. */
export function nextGapMs(requestsPerMinute: number, dice: Dice): number {
  if (requestsPerMinute <= 0) return Number.POSITIVE_INFINITY;
  return (-Math.log1p(-dice()) * 60_000) / requestsPerMinute;
}
