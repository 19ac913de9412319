import { decide } from "./decide.ts";
import { desiredRouting } from "./desired.ts";
import { countedByAll } from "./evidence.ts";
import { explainPause, explainRollback } from "./explain.ts";
import { explainHold, type HoldReason } from "./hold-reason.ts";
import { illness } from "./illness.ts";
import { MINUTE_MS } from "./observation.ts";
import { guardrailsOf } from "./plan.ts";
import { describeRouting, sameRouting } from "./routing.ts";
import type { Baking, Progress, Release, ReleaseRecord, Stepping } from "./state.ts";

/** One plain sentence on what a release waits for, or on what became of it. */
export function explainRecord(record: ReleaseRecord, nowMs: number): string {
  const { phase, release, alias } = record;
  if (phase.state === "drifted") {
    return `Somebody else moved the alias: ${describeRouting(phase.found)}; resume accepts that, abort goes back to stable.`;
  }
  if (phase.state === "idle" || release === undefined) {
    return `Nothing is being released: ${describeRouting(alias.routing)}.`;
  }
  const { candidate, stableVersion, plan } = release;
  const who = `Version ${candidate.version}`;
  switch (phase.state) {
    case "validating":
    case "stepping":
    case "baking":
      return `${who} ${standing(phase, release)}: ${waitsFor(record, phase, release, nowMs)}.`;
    case "paused":
      return `${who} ${standing(phase.at, release)} and waits for a person: ${explainPause(phase.why)}.`;
    case "incident":
      return `${who} ${standing(phase.at, release)} and nothing moves: both versions exceed a limit, and nobody is blamed.`;
    case "rolling_back":
      return phase.blocked
        ? `${who} must go and cannot, because version ${stableVersion} does not exist any more: ${explainRollback(phase.cause)}.`
        : `${who} is being taken out of service: ${explainRollback(phase.cause)}.`;
    case "rolled_back":
      return `${who} is rolled back and version ${stableVersion} serves everyone: ${explainRollback(phase.cause)}.`;
    case "completed":
      return plan.kind === "rollout"
        ? `${who} is in service.`
        : `The experiment with version ${candidate.version} is over and version ${stableVersion} serves everyone.`;
  }
}

function standing(progress: Progress, { plan }: Release): string {
  switch (progress.state) {
    case "validating":
      return "has no traffic yet";
    case "stepping":
      return plan.kind === "rollout"
        ? `gets ${progress.weight} % (step ${progress.step + 1} of ${plan.steps.length})`
        : `gets ${progress.weight} % (experiment)`;
    case "baking":
      return "gets everything (bake)";
  }
}

/** What the next tick would say if nothing more became known before it. */
function waitsFor(record: ReleaseRecord, progress: Progress, release: Release, nowMs: number): string {
  const { plan, verdicts } = release;
  const ordered = desiredRouting(record);
  if (ordered !== undefined && !sameRouting(ordered, record.alias.routing)) {
    return `${explainHold("alias-behind")} (${describeRouting(record.alias.routing)})`;
  }
  const decision = decide(
    record.phase,
    plan,
    {
      illness: illness(release.recent, plan),
      sampleRatio: release.sampleRatio,
      freshToMs: release.freshToMs,
      stableExists: true,
      ...(progress.state === "validating" && progress.smokePassed
        ? { readiness: { kind: "ready" as const } }
        : {}),
      hotfix: release.hotfix,
      deadlineFromMs: release.deadlineFromMs,
      versions: { stable: release.stableVersion, candidate: release.candidate.version },
    },
    verdicts,
    nowMs,
  );
  if (decision.kind !== "hold") return "the next pass of the controller goes on";
  return `${explainHold(decision.reason)}${detail(decision.reason, progress, release, nowMs)}`;
}

function detail(reason: HoldReason, progress: Progress, release: Release, nowMs: number): string {
  if (progress.state === "validating") return "";
  const lasts = () => {
    const leftMs = progress.sinceMs + minutesOf(progress, release) * MINUTE_MS - nowMs;
    return `${count(Math.ceil(leftMs / MINUTE_MS), "minute")} left`;
  };
  const details: Partial<Record<HoldReason, () => string>> = {
    "minimum-time": lasts,
    "experiment-running": lasts,
    "minimum-requests": () =>
      `${countedByAll(progress.requests, release.plan)} of ${requestsOf(progress, release)}`,
    "telemetry-late": () =>
      `complete up to ${count(Math.floor((nowMs - release.freshToMs) / MINUTE_MS), "minute")} ago`,
    undecided: () => unproven(release),
    "split-suspicious": () => release.sampleRatio.evidence,
  };
  const told = details[reason];
  return told === undefined ? "" : ` (${told()})`;
}

function minutesOf(progress: Stepping | Baking, { plan }: Release): number {
  if (plan.kind === "experiment") return plan.minutes;
  return progress.state === "baking" ? plan.bake.minutes : (plan.steps[progress.step]?.minimumMinutes ?? 0);
}

function requestsOf(progress: Stepping | Baking, { plan }: Release): number {
  if (plan.kind === "experiment") return 0;
  return progress.state === "baking"
    ? plan.bake.minimumRequests
    : (plan.steps[progress.step]?.minimumRequests ?? 0);
}

function unproven({ plan, verdicts }: Release): string {
  return guardrailsOf(plan)
    .filter(([, { mustBeProven }]) => mustBeProven)
    .map(([name]) => ({ name, verdict: verdicts.find(({ guardrail }) => guardrail === name) }))
    .filter(({ verdict }) => verdict?.kind !== "proven-ok")
    .map(({ name, verdict }) => `${name}: ${verdict?.evidence ?? "nothing was counted"}`)
    .join("; ");
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
