import type { Dice } from "@switchyard/rollout";
import { nextGapMs } from "../rehearse/arrivals.ts";
import { type RateProfile, requestsIn, type Stretch } from "./profile.ts";

/** `poisson`: callers who know nothing of each other. `even`: as a metronome. */
export const PROCESSES = ["poisson", "even"] as const;
export type ArrivalProcess = (typeof PROCESSES)[number];

/** At this rate a gap in milliseconds is a gap in requests. */
const ONE_A_MILLISECOND_PER_MINUTE = 60_000;
/** A request that falls on the very end of a stretch belongs to the next one, however the sums were rounded. */
const ROUNDING = 1e-9;

/**
 * When requests are due, in milliseconds since the start, in order. Nothing that becomes of a request moves another.
 * Gaps are drawn in requests, not in time; how long a gap takes then follows from the rate.
 */
export function* arrivals(
  profile: RateProfile,
  process: ArrivalProcess,
  dice: Dice,
): Generator<number, void, undefined> {
  const gap = () => (process === "even" ? 1 : nextGapMs(ONE_A_MILLISECOND_PER_MINUTE, dice));
  let passed = 0;
  let next = process === "even" ? 0 : gap();
  for (const stretch of profile) {
    const end = passed + requestsIn(stretch);
    while (next < end - ROUNDING) {
      yield stretch.fromMs + msUntil(stretch, Math.max(0, next - passed));
      next += gap();
    }
    passed = end;
  }
}

/** How long it takes until so many requests have come since the start of a stretch. */
function msUntil({ fromMs, toMs, fromRate, toRate }: Stretch, requests: number): number {
  if (requests === 0) return 0;
  const growth = (toRate - fromRate) / ((toMs - fromMs) / 1000);
  // Of the two solutions of growth/2·t² + fromRate·t = requests the one that is also right for growth 0.
  const root = Math.sqrt(Math.max(0, fromRate * fromRate + 2 * growth * requests));
  return (2000 * requests) / (fromRate + root);
}
