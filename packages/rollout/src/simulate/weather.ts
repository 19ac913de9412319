import type { PlacedOutage } from "./outages.ts";
import type { VersionBehaviour, World } from "./world.ts";

/** What one minute is like. */
export interface Weather {
  /** Share of requests that fail whichever version gets them. */
  readonly sharedErrorShare: number;
  /** Times every latency. */
  readonly slowdown: number;
  readonly candidate: VersionBehaviour;
}

export function weatherAt(world: World, outages: readonly PlacedOutage[], minute: number): Weather {
  let succeeding = 1;
  let slowdown = 1;
  for (const outage of outages) {
    if (!isWithin(minute, outage)) continue;
    succeeding *= 1 - outage.errorShare;
    slowdown *= outage.slowdown;
  }
  for (const { fromMinute, minutes, errorShare } of world.drifts) {
    succeeding *= 1 - errorShare * Math.min(1, Math.max(0, (minute - fromMinute) / minutes));
  }
  const turn = world.turns.findLast(({ fromMinute }) => minute >= fromMinute);
  return { sharedErrorShare: 1 - succeeding, slowdown, candidate: turn?.candidate ?? world.candidate };
}

/** Minutes whose counts may be read when `passed` minutes are over. */
export function knownMinutes({ gaps, metricDelayMinutes }: World, passed: number): number {
  const open = gaps.filter((gap) => isWithin(passed - 1, gap));
  const told = Math.min(passed, ...open.map(({ fromMinute }) => fromMinute));
  return Math.max(0, Math.min(told, passed - metricDelayMinutes));
}

/** Whether nothing is known of this minute while it lasts. */
export function isDark({ gaps }: World, minute: number): boolean {
  return gaps.some((gap) => isWithin(minute, gap));
}

/** Whether nobody ever learns what this minute was like. */
export function isLost({ gaps }: World, minute: number): boolean {
  return gaps.some((gap) => gap.lost && isWithin(minute, gap));
}

function isWithin(
  minute: number,
  { fromMinute, minutes }: { readonly fromMinute: number; readonly minutes: number },
): boolean {
  return minute >= fromMinute && minute < fromMinute + minutes;
}
