import type { Decision } from "./decision.ts";
import { progressWeight } from "./desired.ts";
import { countedByAll } from "./evidence.ts";
import type { HoldReason } from "./hold-reason.ts";
import type { Illness } from "./illness.ts";
import type { SampleRatio } from "./judge/judge.ts";
import { MINUTE_MS } from "./observation.ts";
import { type Evidence, guardrailsOf, type Plan, type RolloutPlan, stepWeight } from "./plan.ts";
import type { Readiness, SmokeResult } from "./ports.ts";
import type { Baking, Phase, Progress, Stepping, Validating } from "./state.ts";
import type { Verdict } from "./verdict.ts";

/** What is known when a decision is made. */
export interface Seen {
  readonly illness: Illness;
  readonly sampleRatio: SampleRatio;
  /** Telemetry is complete up to here. */
  readonly freshToMs: number;
  readonly stableExists: boolean;
  /** Asked for only before any weight. */
  readonly readiness?: Readiness;
  /** Present when the smoke queries were asked in this pass. */
  readonly smoke?: SmokeResult;
  readonly hotfix: boolean;
  readonly deadlineFromMs: number;
  readonly versions: { readonly stable: string; readonly candidate: string };
}

/** Decides the next move of a release. No evidence never counts as good evidence. */
export function decide(
  phase: Phase,
  plan: Plan,
  seen: Seen,
  verdicts: readonly Verdict[],
  nowMs: number,
): Decision {
  switch (phase.state) {
    case "validating":
      return decideValidating(phase, plan, seen, nowMs);
    case "stepping":
      return guard(phase, plan, seen, verdicts) ?? decideStepping(phase, plan, seen, verdicts, nowMs);
    case "baking":
      return guard(phase, plan, seen, verdicts) ?? decideBaking(phase, plan, seen, nowMs);
    case "paused":
      return (
        harm(verdicts) ??
        reopenIfIll(phase.at, plan, seen) ??
        blame(phase.at, seen) ??
        incident(seen) ??
        hold("waiting-for-person")
      );
    case "incident":
      return harm(verdicts) ?? endOfIncident(phase.at, plan, seen) ?? hold("both-ill");
    case "drifted":
      return hold("waiting-for-person");
    case "idle":
    case "rolling_back":
    case "rolled_back":
    case "completed":
      return hold("nothing-in-progress");
  }
}

function decideValidating(phase: Validating, plan: Plan, seen: Seen, nowMs: number): Decision {
  const { readiness, smoke, versions } = seen;
  if (readiness?.kind === "missing") {
    return { kind: "roll-back", cause: { kind: "version-missing", version: versions.candidate } };
  }
  if (readiness?.kind === "failed") {
    return { kind: "pause", reason: { kind: "preparation-failed", why: readiness.why } };
  }
  if (smoke?.kind === "failed") {
    return { kind: "roll-back", cause: { kind: "smoke-failed", query: smoke.query, why: smoke.why } };
  }
  const isReady = readiness?.kind === "ready" && (phase.smokePassed || smoke?.kind === "passed");
  if (!isReady) return orDeadline(plan, seen, nowMs, "preparing");
  if (plan.kind === "experiment") {
    return { kind: "set-weight", step: 0, weight: plan.weight, why: "evidence" };
  }
  if (plan.requestBudget !== undefined && phase.traffic.minutes === 0) {
    return orDeadline(plan, seen, nowMs, "no-traffic-measured");
  }
  return enter(plan, 0, phase);
}

/** What stops any weight from staying: harm, a way back that is gone, illness of both. */
function guard(
  phase: Stepping | Baking,
  plan: Plan,
  seen: Seen,
  verdicts: readonly Verdict[],
): Decision | undefined {
  const harmful = harm(verdicts);
  if (harmful !== undefined) return harmful;
  if (!seen.stableExists) {
    return { kind: "pause", reason: { kind: "stable-missing", version: seen.versions.stable } };
  }
  return reopenIfIll(phase, plan, seen) ?? blame(phase, seen) ?? incident(seen);
}

function harm(verdicts: readonly Verdict[]): Decision | undefined {
  const harmful = verdicts.find(({ kind }) => kind === "harmful");
  return harmful && { kind: "roll-back", cause: { kind: "harmful", evidence: harmful.evidence } };
}

/** The candidate breaks a limit that stable keeps: it need not be compared any longer. */
function blame(progress: Progress, { illness }: Seen): Decision | undefined {
  if (illness.alone === undefined || progressWeight(progress) >= 100) return undefined;
  return { kind: "roll-back", cause: { kind: "harmful", evidence: illness.alone } };
}

/** With everyone on the candidate there is nothing to compare it with, so nobody can be blamed: compare again. */
function reopenIfIll(progress: Progress, plan: Plan, seen: Seen): Decision | undefined {
  if (progressWeight(progress) < 100 || seen.illness.candidate !== "ill" || seen.hotfix) return undefined;
  const steps = plan.kind === "rollout" ? plan.steps : [];
  const step = steps.findLastIndex(({ weight }) => weight < 100);
  const weight = steps[step]?.weight;
  if (weight !== undefined) return { kind: "set-weight", step, weight, why: "limit-broken" };
  const evidence = `version ${seen.versions.candidate} exceeds a limit, and the plan has no step to compare it in`;
  return { kind: "roll-back", cause: { kind: "harmful", evidence } };
}

/** What stable suffers from, too, nobody is blamed for. A hotfix is the cure and goes on. */
function incident({ illness, hotfix }: Seen): Decision | undefined {
  return illness.stable === "ill" && illness.candidate !== "well" && !hotfix
    ? { kind: "incident" }
    : undefined;
}

/** It is over when both are well: stricter than the onset, so that a release does not flutter in and out of it. */
function endOfIncident(progress: Progress, plan: Plan, seen: Seen): Decision | undefined {
  const { stable, candidate } = seen.illness;
  if (stable !== "well") return undefined;
  if (candidate === "well") return { kind: "recover" };
  return reopenIfIll(progress, plan, seen) ?? blame(progress, seen);
}

function decideStepping(
  phase: Stepping,
  plan: Plan,
  seen: Seen,
  verdicts: readonly Verdict[],
  nowMs: number,
): Decision {
  if (plan.kind === "experiment") {
    return nowMs - phase.sinceMs >= plan.minutes * MINUTE_MS
      ? { kind: "conclude" }
      : hold("experiment-running");
  }
  if (phase.pass === "promoted") return enter(plan, phase.step + 1, phase);
  const step = plan.steps[phase.step];
  if (step === undefined) throw new Error(`the plan ${plan.name} has no step ${phase.step}`);
  const missing =
    missingTime(phase, plan, step, nowMs) ??
    missingTelemetry(plan, seen, nowMs) ??
    missingHealth(seen) ??
    missingEvidence(plan, step.evidence, verdicts);
  return missing === undefined ? enter(plan, phase.step + 1, phase) : orDeadline(plan, seen, nowMs, missing);
}

function decideBaking(phase: Baking, plan: Plan, seen: Seen, nowMs: number): Decision {
  if (plan.kind === "experiment")
    throw new Error(`the experiment ${plan.name} is baking; experiments promote nothing`);
  if (phase.pass === "promoted") return { kind: "complete" };
  const needs = { minimumMinutes: plan.bake.minutes, minimumRequests: plan.bake.minimumRequests };
  const missing =
    missingTime(phase, plan, needs, nowMs) ??
    missingTelemetry(plan, seen, nowMs) ??
    (seen.illness.candidate === "well" ? undefined : "candidate-ill");
  return missing === undefined ? { kind: "complete" } : orDeadline(plan, seen, nowMs, missing);
}

/** Begins a step, or the bake after the last one, unless a person must open it first. */
function enter(plan: RolloutPlan, step: number, from: Validating | Stepping): Decision {
  const why = from.pass === "promoted" ? "person" : "evidence";
  const weight = stepWeight(plan, step, from.state === "validating" ? requestsPerMinute(from) : 0);
  const isReopened = from.state === "stepping" && from.reopened === true;
  if ((isReopened || plan.steps[step]?.approval === true) && from.pass === "none") {
    return { kind: "pause", reason: { kind: "approval", nextWeight: weight ?? 100 } };
  }
  return weight === undefined ? { kind: "bake", why } : { kind: "set-weight", step, weight, why };
}

function requestsPerMinute({ traffic }: Validating): number {
  return traffic.requests / Math.max(1, traffic.minutes);
}

function missingTime(
  phase: Stepping | Baking,
  plan: Plan,
  needs: { readonly minimumMinutes: number; readonly minimumRequests: number },
  nowMs: number,
): HoldReason | undefined {
  if (nowMs - phase.sinceMs < needs.minimumMinutes * MINUTE_MS) return "minimum-time";
  return countedByAll(phase.requests, plan) < needs.minimumRequests ? "minimum-requests" : undefined;
}

function missingTelemetry(plan: Plan, { freshToMs }: Seen, nowMs: number): HoldReason | undefined {
  return nowMs - freshToMs > plan.maximumMetricDelayMinutes * MINUTE_MS ? "telemetry-late" : undefined;
}

function missingHealth({ illness, hotfix, sampleRatio }: Seen): HoldReason | undefined {
  if (illness.candidate === "ill" && !hotfix) return "candidate-ill";
  if (illness.stable === "ill" && !hotfix) return "stable-ill";
  return sampleRatio.kind === "suspicious" ? "split-suspicious" : undefined;
}

function missingEvidence(
  plan: Plan,
  evidence: Evidence,
  verdicts: readonly Verdict[],
): HoldReason | undefined {
  if (evidence === "not-harmful") return undefined;
  const wanted = guardrailsOf(plan).filter(([, { mustBeProven }]) => mustBeProven);
  const isProven =
    wanted.length > 0 &&
    wanted.every(([name]) =>
      verdicts.some(({ guardrail, kind }) => guardrail === name && kind === "proven-ok"),
    );
  return isProven ? undefined : "undecided";
}

/** Past the deadline a person decides: it neither ships nor rolls back by itself. */
function orDeadline(plan: Plan, seen: Seen, nowMs: number, missing: HoldReason): Decision {
  const isOverdue =
    plan.kind === "rollout" && nowMs - seen.deadlineFromMs >= plan.deadlineMinutes * MINUTE_MS;
  return isOverdue ? { kind: "pause", reason: { kind: "deadline", missing } } : hold(missing);
}

function hold(reason: HoldReason): Decision {
  return { kind: "hold", reason };
}
