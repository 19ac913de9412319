import type { Deed, Local, Minute, Status } from "../model.ts";
import type { ReleaseLine } from "./timeline.ts";

/** The steps of a first run, in order; docs/tour.md goes the same way in the terminal. */
export const STEPS = ["ask", "traffic", "bad", "back", "good"] as const;
export type Step = (typeof STEPS)[number];

const SWITCHYARD = "npm run -s switchyard --";
const buildAndDeploy = (name: string): readonly string[] => [
  `${SWITCHYARD} build --foundation local --release "${name}-$(date +%s)"`,
  `${SWITCHYARD} deploy --stage local`,
];
const start = (why: string): string =>
  `${SWITCHYARD} release start --plan docs/tour-plan.json --why "tour: ${why}"`;

/** What the page cannot do itself, to be copied into a terminal: the lines of docs/tour.md. */
export const COMMANDS = {
  "bad-build": buildAndDeploy("bad").join("\n"),
  "bad-start": start("half of its calls fail"),
  "good-release": [...buildAndDeploy("good"), start("mended")].join("\n"),
} as const;

/** As many as the tour sends. */
export const TOUR_REQUESTS_PER_MINUTE = 40;

/** What the page knows of a first run. */
export interface Seen {
  /** Whether the page asked something and got an answer. */
  readonly wasAnswered: boolean;
  readonly local: Local | undefined;
  readonly status: Status | undefined;
  readonly minutes: readonly Minute[];
  readonly deeds: readonly Deed[];
  /** Newest first. */
  readonly releases: readonly ReleaseLine[];
}

/** What has been done, by whomever: with this page, or in a terminal beside it. */
export function doneSteps(seen: Seen): ReadonlySet<Step> {
  const { wasAnswered, local, status, minutes, deeds, releases } = seen;
  const broken = new Set([...(local?.ill ?? []), ...deeds.flatMap(({ broke }) => broke ?? [])]);
  const wasRolledBack = releases.some(({ outcome }) => outcome === "rolled_back");
  const isDone: Readonly<Record<Step, boolean>> = {
    ask: wasAnswered,
    traffic: (local?.requestsPerMinute ?? 0) > 0 || flows(minutes),
    // Whatever had to be taken back was bad, whoever broke it.
    bad:
      wasRolledBack ||
      (status?.release !== undefined && broken.has(status.release.candidate)) ||
      releases.some(({ id }) => broken.has(versionIn(id))),
    back: wasRolledBack,
    good: releases.some(({ id, outcome }) => outcome === "completed" && !local?.ill.includes(versionIn(id))),
  };
  return new Set(STEPS.filter((step) => isDone[step]));
}

/** The version that can be broken now: one that waits, or the one that is being released. */
export function newestVersion(status: Status | undefined): string | undefined {
  return status?.pending?.version ?? status?.release?.candidate;
}

const FULL_MINUTES = 3;
const FEWEST_REQUESTS = 5;

/** Whether there were callers in each of the last full minutes; a handful of questions at the start are none. */
function flows(minutes: readonly Minute[]): boolean {
  const full = minutes.slice(-1 - FULL_MINUTES, -1);
  return (
    full.length === FULL_MINUTES &&
    full.every(({ stable, candidate }) => stable.requests + candidate.requests >= FEWEST_REQUESTS)
  );
}

/** The controller names a release by its version and its beginning. */
function versionIn(releaseId: string): string {
  return releaseId.split("@")[0] ?? releaseId;
}
