import type { Decision } from "./decision.ts";
import { type Account, type Draft, move, notify, order } from "./draft.ts";
import { reportExperiment } from "./experiment.ts";
import { explainPause, explainRollback } from "./explain.ts";
import {
  type Actor,
  type Phase,
  type Progress,
  progressOf,
  type Release,
  type RollbackCause,
  type Stepping,
} from "./state.ts";

const CONTROLLER: Actor = { kind: "controller" };

/** What a decision makes of the record. The alias follows the record, never the other way round. */
export function apply(draft: Draft, decision: Decision, nowMs: number): Draft {
  const { phase, release } = draft.record;
  if (decision.kind === "hold" || release === undefined) return draft;
  const { candidate, stableVersion, verdicts } = release;
  const account = (why: string): Account => ({ by: CONTROLLER, atMs: nowMs, why, evidence: verdicts });
  const progress = progressOf(phase);

  switch (decision.kind) {
    case "set-weight": {
      const stepping: Stepping = {
        state: "stepping",
        step: decision.step,
        weight: decision.weight,
        sinceMs: nowMs,
        requests: {},
        pass: "none",
        ...(decision.why === "limit-broken" ? { reopened: true } : {}),
      };
      const next = goOn(phase, stepping);
      const why = explainStep(decision.why);
      const moved = move(draft, next, account(why));
      const text = `version ${candidate.version} gets ${decision.weight} %: ${why}`;
      return notify(moved, decision.why === "limit-broken" ? "warning" : "info", text, nowMs);
    }
    case "bake": {
      const why = explainStep(decision.why);
      const moved = move(
        draft,
        { state: "baking", sinceMs: nowMs, requests: {}, pass: "none" },
        account(why),
      );
      return notify(moved, "info", `version ${candidate.version} gets everything: ${why}`, nowMs);
    }
    case "complete": {
      const moved = move(draft, { state: "completed" }, account("the bake is over"));
      const told = notify(moved, "info", `version ${candidate.version} is in service`, nowMs);
      return order(told, { kind: "retire", version: stableVersion });
    }
    case "conclude": {
      const report = reportExperiment(release, nowMs);
      const completed = { state: "completed", ...(report === undefined ? {} : { report }) } as const;
      const moved = move(draft, completed, account("the experiment is over"));
      const told = notify(moved, "info", `the experiment with version ${candidate.version} is over`, nowMs);
      return order(told, { kind: "retire", version: candidate.version });
    }
    case "roll-back":
      return beginRollback(draft, decision.cause, CONTROLLER, nowMs);
    case "pause": {
      if (progress === undefined) return draft;
      const why = explainPause(decision.reason);
      const moved = move(draft, { state: "paused", at: progress, why: decision.reason }, account(why));
      return notify(moved, "warning", `version ${candidate.version} waits for a person: ${why}`, nowMs);
    }
    case "incident": {
      if (progress === undefined) return draft;
      const why = `versions ${stableVersion} and ${candidate.version} both exceed a limit`;
      const pause = phase.state === "paused" ? { pausedFor: phase.why } : {};
      const moved = move(
        draft,
        { state: "incident", at: interrupted(progress), sinceMs: nowMs, ...pause },
        account(why),
      );
      return notify(moved, "page", `${why}: nobody is blamed, nothing moves`, nowMs);
    }
    case "recover": {
      if (progress === undefined) return draft;
      const next = goOn(phase, progress);
      const moved = move(draft, next, account("the incident is over"));
      const outlook = next.state === "paused" ? "still waits for a person" : "goes on";
      return notify(moved, "info", `the incident is over: version ${candidate.version} ${outlook}`, nowMs);
    }
  }
}

/** Where the release stands from now on. What a person paused stays paused. */
function goOn(phase: Phase, at: Progress): Progress | Extract<Phase, { state: "paused" }> {
  if (phase.state === "paused") return { ...phase, at };
  const why = phase.state === "incident" ? phase.pausedFor : undefined;
  return why === undefined ? at : { state: "paused", at, why };
}

/** Orders the way back. From this commit on the digest is refused, whatever becomes of the rest. */
export function beginRollback(draft: Draft, cause: RollbackCause, by: Actor, nowMs: number): Draft {
  const { release } = draft.record;
  if (release === undefined) return draft;
  const why = explainRollback(cause);
  const isBlamed = blames(cause, draft.record.phase, release);
  const evidence = release.verdicts;
  const moved = move(
    draft,
    { state: "rolling_back", cause, blocked: false },
    { by, atMs: nowMs, why, evidence },
  );
  return isBlamed ? deny(moved, release, why, nowMs) : moved;
}

/** Whether the candidate's code is at fault: not when it is missing, in an incident, or when an experiment is ended. */
function blames(cause: RollbackCause, phase: Phase, release: Release): boolean {
  if (cause.kind === "version-missing") return false;
  return cause.kind !== "aborted" || (phase.state !== "incident" && release.plan.kind === "rollout");
}

function deny(draft: Draft, release: Release, why: string, atMs: number): Draft {
  const { digest, version } = release.candidate;
  const others = draft.record.denied.filter((entry) => entry.digest !== digest);
  return { ...draft, record: { ...draft.record, denied: [...others, { digest, version, why, atMs }] } };
}

/**
 * What a person allowed before an incident need not be what is right after it. And a limit that both versions break was
 * not broken by the candidate's having all the traffic.
 */
function interrupted(progress: Progress): Progress {
  if (progress.state !== "stepping") return { ...progress, pass: "none" };
  const { reopened: _reopened, ...stepping } = progress;
  return { ...stepping, pass: "none" };
}

function explainStep(why: "evidence" | "person" | "limit-broken"): string {
  switch (why) {
    case "evidence":
      return "the evidence that the plan asks for is there";
    case "person":
      return "promoted by a person";
    case "limit-broken":
      return "a limit is exceeded at 100 %, so the versions are compared again";
  }
}
