import type { CountedArm } from "./arm-counts.ts";

/** What Lambda and the handler count of one version's minute. */
export type Tally = Pick<CountedArm, "invoked" | "unaccounted">;

/** Of many requests a few always lie on either side of a minute's end. */
const TOLERATED_SHARE = 0.01;
/** What crosses every minute's end makes up for itself in one of the next few. */
export const REACH_MINUTES = 5;

/**
 * Whether Lambda and the handler tell the same of a minute, so that nothing of it is still on its way. Lambda stamps an
 * invocation when it is asked for, the handler when it begins, which a cold start puts off by a second or two: what is
 * missing at the end of one minute is too much at the beginning of the next. That one may miss as much at its own end,
 * so the sum counts, up to the first minute that nothing crosses.
 *
 * @param tallies minutes in their order, without gaps
 */
export function agrees(tallies: readonly Tally[], index: number): boolean {
  const { invoked = 0, unaccounted = 0 } = tallies[index] ?? {};
  const tolerated = Math.floor(invoked * TOLERATED_SHARE);
  const later = tallies.slice(index + 1, index + 1 + REACH_MINUTES);
  const earlier = tallies.slice(Math.max(0, index - REACH_MINUTES), index).toReversed();
  return unaccounted > 0
    ? evensOut(unaccounted, later, (sum) => sum <= tolerated)
    : evensOut(unaccounted, earlier, (sum) => -sum <= tolerated);
}

function evensOut(from: number, others: readonly Tally[], isEven: (sum: number) => boolean): boolean {
  let sum = from;
  if (isEven(sum)) return true;
  for (const { unaccounted } of others) {
    sum += unaccounted;
    if (isEven(sum)) return true;
  }
  return false;
}
