import { progressWeight } from "./desired.ts";
import { addToCounted, type CountedSegment } from "./experiment-findings.ts";
import { remember } from "./illness.ts";
import { addCounts } from "./judge/counts.ts";
import type { Judge } from "./judge-port.ts";
import { type ArmMinute, lastCounts, type ObservedMinute } from "./observation.ts";
import { guardrailsOf, type Plan } from "./plan.ts";
import type { Observations } from "./ports.ts";
import type { CountedRequests, Progress, Release } from "./state.ts";
import type { ArmCounts, GuardrailBatch } from "./verdict.ts";
import { weightDuring } from "./weight-spans.ts";

/** Takes what was observed into the release: totals, the last minutes, and the judge's knowledge. */
export function absorb(release: Release, seen: Observations, judge: Judge): Release {
  const { minutes, cursor } = seen;
  const freshToMs = Math.max(release.freshToMs, seen.freshToMs);
  if (minutes.length === 0) return { ...release, cursor, freshToMs };

  const batches = minutes.flatMap((minute) => batchesOf(release, minute));
  const known = judge.observe(release.judge, batches);
  return {
    ...release,
    cursor,
    freshToMs,
    recent: remember(release.recent, minutes, release.plan),
    segments: minutes.flatMap((minute) => segmentOf(release, minute)).reduce(addToCounted, release.segments),
    totals: {
      stable: addCounts(release.totals.stable, total(minutes.map(({ stable }) => stable))),
      candidate: addCounts(release.totals.candidate, total(minutes.map(({ candidate }) => candidate))),
    },
    judge: known,
    verdicts: judge.verdicts(known),
    sampleRatio: judge.sampleRatio(known),
  };
}

/**
 * What the judge gets of a minute. It scores each minute with the weight that was in force, so a minute in which the
 * weight changed tells it nothing, nor does one in which all requests went to the same version.
 */
function batchesOf(release: Release, minute: ObservedMinute): readonly GuardrailBatch[] {
  const weight = comparedWeight(release, minute);
  if (weight === undefined) return [];
  return guardrailsOf(release.plan).flatMap(([guardrail]) => {
    const stable = minute.stable.counts[guardrail];
    const canary = minute.candidate.counts[guardrail];
    // What was not measured is not 0.
    if (stable === undefined || canary === undefined) return [];
    return requestsIn(stable) + requestsIn(canary) === 0
      ? []
      : [{ guardrail, canaryProbability: weight / 100, stable, canary }];
  });
}

/** The weight under which both versions were asked for the whole minute, if there was one. */
function comparedWeight({ spans }: Release, { startMs }: ObservedMinute): number | undefined {
  const weight = weightDuring(spans, startMs);
  return weight === undefined || weight <= 0 || weight >= 100 ? undefined : weight;
}

function segmentOf(release: Release, minute: ObservedMinute): readonly CountedSegment[] {
  const weight = comparedWeight(release, minute);
  if (weight === undefined) return [];
  return [
    {
      weight,
      stable: lastCounts(minute.stable, "errors"),
      candidate: lastCounts(minute.candidate, "errors"),
    },
  ];
}

function requestsIn(counts: readonly ArmCounts[]): number {
  return counts[0]?.requests ?? 0;
}

function total(arms: readonly ArmMinute[]): ArmCounts {
  return {
    requests: arms.reduce((sum, arm) => sum + arm.requests, 0),
    events: arms.reduce((sum, arm) => sum + lastCounts(arm, "errors").events, 0),
  };
}

/** Counts what a release's present stretch asks for: minutes that began within it, at its own weight. */
export function countProgress(
  progress: Progress,
  release: Release,
  minutes: readonly ObservedMinute[],
): Progress {
  const weight = progressWeight(progress);
  const within = minutes.filter(
    ({ startMs }) => startMs >= progress.sinceMs && weightDuring(release.spans, startMs) === weight,
  );
  switch (progress.state) {
    case "validating": {
      const { traffic } = progress;
      return {
        ...progress,
        traffic: {
          minutes: traffic.minutes + within.filter(({ late }) => !late).length,
          requests: traffic.requests + total(within.map(({ stable }) => stable)).requests,
        },
      };
    }
    case "stepping":
    case "baking":
      return { ...progress, requests: countRequests(progress.requests, release.plan, within) };
  }
}

function countRequests(
  before: CountedRequests,
  plan: Plan,
  minutes: readonly ObservedMinute[],
): CountedRequests {
  const counts = guardrailsOf(plan).map(([guardrail]) => [
    guardrail,
    minutes.reduce(
      (sum, { candidate }) => sum + lastCounts(candidate, guardrail).requests,
      before[guardrail] ?? 0,
    ),
  ]);
  return Object.fromEntries(counts);
}

/** Requests that every guardrail has counted that the plan wants proven. */
export function countedByAll(requests: CountedRequests, plan: Plan): number {
  const counts = guardrailsOf(plan)
    .filter(([guardrail, { mustBeProven }]) => mustBeProven || guardrail === "errors")
    .map(([guardrail]) => requests[guardrail] ?? 0);
  return Math.min(...counts);
}
