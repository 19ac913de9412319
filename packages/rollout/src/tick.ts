import { apply, beginRollback } from "./apply.ts";
import { doChores } from "./chores.ts";
import { decide, type Seen } from "./decide.ts";
import type { Decision } from "./decision.ts";
import { desiredRouting } from "./desired.ts";
import { type Draft, openDraft, withRelease } from "./draft.ts";
import { absorb, countProgress } from "./evidence.ts";
import { illness } from "./illness.ts";
import type { RolloutPorts, SmokeResult, StoredRecord } from "./ports.ts";
import { accept, reconcile } from "./reconcile.ts";
import { commitDraft, openRecord } from "./record-access.ts";
import { commitOrStop, finishRollback } from "./rollback.ts";
import { sameRouting } from "./routing.ts";
import {
  type Actor,
  type Phase,
  type Progress,
  progressOf,
  type Release,
  type StateName,
  withProgress,
} from "./state.ts";
import { beginSpan, weightOf } from "./weight-spans.ts";

export interface TickReport {
  readonly decision: Decision;
  /** The state that this pass leaves. */
  readonly state: StateName;
  /** Another pass or a command was first; nothing was done. */
  readonly overtaken: boolean;
  /** What is left to the next pass, for the log. */
  readonly failures: readonly string[];
}

const CONTROLLER: Actor = { kind: "controller" };
const NOTHING: Decision = { kind: "hold", reason: "nothing-in-progress" };
const BEHIND: Decision = { kind: "hold", reason: "alias-behind" };

/**
 * One pass of the control loop: read, decide, record, act. It may die anywhere, run twice or beside another: what is to
 * be is recorded before it is done, and the next pass does what is missing.
 */
export async function tick(ports: RolloutPorts): Promise<TickReport> {
  const opened = await openRecord(ports);
  if (opened.record.phase.state === "rolling_back") return rollOn(ports, opened, NOTHING);

  const nowMs = ports.nowMs();
  const reconciled = reconcile(opened.record, await ports.alias.read(), nowMs);
  const { draft, decision } = isInPlace(reconciled)
    ? await decideNext(ports, reconciled, nowMs)
    : { draft: reconciled, decision: BEHIND };

  const committed =
    draft.record === opened.record ? opened : await commitOrStop(ports, draft, opened.revision);
  if (committed === undefined) {
    return { decision, state: opened.record.phase.state, overtaken: true, failures: [] };
  }
  return committed.record.phase.state === "rolling_back"
    ? rollOn(ports, committed, decision)
    : act(ports, committed, decision);
}

/** A weight that is ordered but not in force is written before anything else is thought about. */
function isInPlace({ record }: Draft): boolean {
  const desired = desiredRouting(record);
  return desired !== undefined && sameRouting(desired, record.alias.routing);
}

/** Takes in what has become known, and decides. */
async function decideNext(
  ports: RolloutPorts,
  draft: Draft,
  nowMs: number,
): Promise<{ readonly draft: Draft; readonly decision: Decision }> {
  const { phase, release } = draft.record;
  if (release === undefined || progressOf(phase) === undefined) return { draft, decision: NOTHING };

  const observed = await observe(ports, phase, release);
  const ill = illness(observed.release.recent, release.plan);
  const isHarmful =
    ill.alone !== undefined || observed.release.verdicts.some(({ kind }) => kind === "harmful");
  // Harm is acted on even while nobody answers further questions.
  const checks = isHarmful ? { stableExists: true } : await check(ports, phase, release);
  const seen: Seen = {
    ...checks,
    illness: ill,
    sampleRatio: observed.release.sampleRatio,
    freshToMs: observed.release.freshToMs,
    hotfix: release.hotfix,
    deadlineFromMs: release.deadlineFromMs,
    versions: { stable: release.stableVersion, candidate: release.candidate.version },
  };
  const current = passSmoke(observed.phase, checks.smoke);
  const decision = decide(current, release.plan, seen, observed.release.verdicts, nowMs);
  const informed = withRelease({ ...draft, record: { ...draft.record, phase: current } }, observed.release);
  return { draft: apply(informed, decision, nowMs), decision };
}

async function observe(
  { observations, judgeFor }: RolloutPorts,
  phase: Phase,
  release: Release,
): Promise<{ readonly phase: Phase; readonly release: Release }> {
  const seen = await observations.since({
    stable: release.stableVersion,
    candidate: release.candidate.version,
    fromMs: release.startedAtMs,
    cursor: release.cursor,
    guardrails: release.plan.guardrails,
  });
  const progress = progressOf(phase);
  return {
    phase:
      progress === undefined ? phase : withProgress(phase, countProgress(progress, release, seen.minutes)),
    release: absorb(release, seen, judgeFor(release.plan.guardrails)),
  };
}

/** Asks the versions themselves: whether the way back exists and, before any weight, whether the candidate is ready. */
async function check(
  { versions, smoke }: RolloutPorts,
  phase: Phase,
  { stableVersion, candidate, plan }: Release,
): Promise<Pick<Seen, "stableExists" | "readiness" | "smoke">> {
  if (phase.state !== "validating") return { stableExists: await versions.exists(stableVersion) };
  const readiness = await versions.prepare(candidate.version);
  const stableExists = true;
  if (readiness.kind !== "ready" || phase.smokePassed) return { stableExists, readiness };
  return { stableExists, readiness, smoke: await smoke.invoke(candidate.version, plan.smokeQueries) };
}

function passSmoke(phase: Phase, smoke: SmokeResult | undefined): Phase {
  return phase.state === "validating" && smoke?.kind === "passed" ? { ...phase, smokePassed: true } : phase;
}

/** Makes the alias what the record says, and does the chores. */
async function act(ports: RolloutPorts, committed: StoredRecord, decision: Decision): Promise<TickReport> {
  const { draft, failures } = await moveAlias(ports, committed);
  const done = await doChores(ports, draft.record);
  const isClean = draft.record === committed.record && draft.record.chores.length === done.left.length;
  const ended: Draft = { ...draft, record: { ...draft.record, chores: done.left } };
  const last = isClean ? committed : await commitDraft(ports, ended, committed.revision);
  return {
    decision,
    state: (last ?? committed).record.phase.state,
    overtaken: last === undefined,
    failures: [...failures, ...done.failures],
  };
}

async function moveAlias(
  ports: RolloutPorts,
  { record }: StoredRecord,
): Promise<{ readonly draft: Draft; readonly failures: readonly string[] }> {
  const draft = openDraft(record);
  const desired = desiredRouting(record);
  if (desired === undefined || sameRouting(desired, record.alias.routing)) return { draft, failures: [] };

  const written = await ports.alias.write(desired, record.alias.revision);
  switch (written.kind) {
    case "done": {
      const alias = { routing: desired, revision: written.revision };
      return { draft: openDraft(accept(record, alias, ports.nowMs())), failures: [] };
    }
    case "stale":
      // Whether that was an earlier pass of ours or somebody else, the next pass sees.
      return { draft, failures: ["the alias was written meanwhile"] };
    case "no-such-version":
      return {
        draft: giveUpOn(draft, written.version, ports.nowMs()),
        failures: [`version ${written.version} does not exist`],
      };
  }
}

/** The alias stays where it is: on versions that exist. */
function giveUpOn(draft: Draft, version: string, nowMs: number): Draft {
  const { phase, release, alias } = draft.record;
  if (release === undefined || version === release.candidate.version) {
    return beginRollback(draft, { kind: "version-missing", version }, CONTROLLER, nowMs);
  }
  // Stable is gone, and with it the comparison and the way back. The weight in force is the one that stays.
  const weight = weightOf(alias.routing, release.candidate.version);
  const begun = { sinceMs: nowMs, requests: {}, pass: "none" } as const;
  const step = phase.state === "stepping" ? Math.max(0, phase.step - 1) : 0;
  const at: Progress =
    weight >= 100 ? { state: "baking", ...begun } : { state: "stepping", step, weight, ...begun };
  const stayed = { ...release, spans: beginSpan(release.spans, weight, nowMs) };
  return apply(
    { ...draft, record: { ...draft.record, phase: at, release: stayed } },
    { kind: "pause", reason: { kind: "stable-missing", version } },
    nowMs,
  );
}

/** A rollback is carried out in the pass that orders it. */
async function rollOn(ports: RolloutPorts, opened: StoredRecord, decision: Decision): Promise<TickReport> {
  const report = await finishRollback(ports, opened);
  const state = report.kind === "rolled-back" ? "rolled_back" : "rolling_back";
  const failures =
    report.kind === "rolled-back" ? report.failures : report.kind === "unfinished" ? [report.why] : [];
  return { decision, state, overtaken: false, failures };
}
