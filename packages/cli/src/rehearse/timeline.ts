import { explainActor, type Routing } from "@switchyard/rollout";
import type { HistoryEvent } from "../release/reply.ts";

/** What happened in a rehearsal, by the cloud's clock. */
export type Moment =
  | {
      readonly what: "state";
      readonly minute: number;
      readonly from: string;
      readonly to: string;
      /** Percent of the requests that the candidate gets from here on. */
      readonly weight: number;
      readonly by: string;
      readonly why: string;
    }
  | {
      readonly what: "alarm";
      readonly minute: number;
      readonly alarm: string;
      readonly from: string;
      readonly to: string;
    }
  /** What the rehearsal itself did. */
  | { readonly what: "rehearsal"; readonly minute: number; readonly did: string };

export interface AlarmTransition {
  readonly atMs: number;
  readonly alarm: string;
  readonly from: string;
  readonly to: string;
}

export interface Deed {
  readonly atMs: number;
  readonly did: string;
}

export interface Happenings {
  readonly startedAtMs: number;
  readonly candidate: string;
  readonly events: readonly HistoryEvent[];
  readonly alarms: readonly AlarmTransition[];
  readonly deeds: readonly Deed[];
}

/** Everything in the order in which it happened, in minutes since the rehearsal began. */
export function timelineOf({ startedAtMs, candidate, events, alarms, deeds }: Happenings): readonly Moment[] {
  const minute = (atMs: number): number => Math.round((atMs - startedAtMs) / 6_000) / 10;
  const moments: readonly (readonly [atMs: number, moment: Moment])[] = [
    ...deeds.map(({ atMs, did }) => [atMs, { what: "rehearsal", minute: minute(atMs), did }] as const),
    ...alarms.map(
      ({ atMs, alarm, from, to }) =>
        [atMs, { what: "alarm", minute: minute(atMs), alarm, from, to }] as const,
    ),
    ...events.map(
      ({ atMs, from, to, after, by, why }) =>
        [
          atMs,
          {
            what: "state",
            minute: minute(atMs),
            from,
            to,
            weight: weightOf(candidate, after),
            by: explainActor(by),
            why,
          },
        ] as const,
    ),
  ];
  return moments.toSorted(([a], [b]) => a - b).map(([, moment]) => moment);
}

/** Percent of the requests that a routing gives to a version. */
export function weightOf(version: string, { primary, additional }: Routing): number {
  if (primary === version) return 100;
  return additional?.version === version ? additional.weight : 0;
}

export function momentLine(moment: Moment): string {
  const at = `${moment.minute.toFixed(1).padStart(6)} min`;
  switch (moment.what) {
    case "state": {
      const { from, to, weight, by, why } = moment;
      return `${at}  ${from === to ? to : `${from} → ${to}`}, candidate at ${weight} % (${by}): ${why}`;
    }
    case "alarm":
      return `${at}  alarm ${moment.alarm}: ${moment.from} → ${moment.to}`;
    case "rehearsal":
      return `${at}  — ${moment.did}`;
  }
}
