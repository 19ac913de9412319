import type { CommandOutcome } from "./commands.ts";
import type { Draft } from "./draft.ts";
import { move, notify } from "./draft.ts";
import type { JudgeFor } from "./judge-port.ts";
import type { Plan } from "./plan.ts";
import { isPublishedVersion } from "./release-request.ts";
import type { Actor, Phase, Release, ReleaseRecord } from "./state.ts";

/** Asks for a version to be brought into service, or to be compared. */
export interface StartCommand {
  readonly verb: "start";
  readonly by: string;
  readonly why: string;
  /** A published version's number, and the digest of the code in it. */
  readonly candidate: { readonly version: string; readonly digest: string };
  readonly plan: Plan;
  /** The release is the cure of an ill stable version, whose illness does not hold it up. */
  readonly hotfix: boolean;
  /** Accepts a digest that was rolled back before. Recorded. */
  readonly force: boolean;
}

/** Begins a release, or says why not. One rollout or experiment holds the alias at a time. */
export function startRelease(
  draft: Draft,
  order: StartCommand,
  by: Actor,
  judgeFor: JudgeFor,
  nowMs: number,
): CommandOutcome {
  const { record } = draft;
  const reason = obstacle(record, order);
  if (reason !== undefined) return { kind: "refused", reason };

  const denial = deniedBefore(record, order);
  const notes = [
    `start: ${order.why}`,
    ...(denial === undefined ? [] : [`forced although its digest was rolled back: ${denial}`]),
    ...(order.hotfix ? ["as a hotfix"] : []),
  ];
  const release = createRelease(record, order, judgeFor, nowMs);
  const moved = move(
    draft,
    {
      state: "validating",
      sinceMs: nowMs,
      smokePassed: false,
      traffic: { minutes: 0, requests: 0 },
      pass: "none",
    },
    { by, atMs: nowMs, why: notes.join("; ") },
    release,
  );
  const text = `${order.plan.kind} ${order.plan.name} of version ${order.candidate.version} begins`;
  return { kind: "accepted", draft: notify(moved, "info", text, nowMs) };
}

/** Whether no release stands between the alias and a new one. */
export function isFree({ state }: Phase): boolean {
  return state === "idle" || state === "rolled_back" || state === "completed";
}

function obstacle(record: ReleaseRecord, order: StartCommand): string | undefined {
  const { phase, release, alias } = record;
  const { version } = order.candidate;
  if (!isPublishedVersion(version)) {
    return `expected the number of a published version, found ${JSON.stringify(version)}`;
  }
  if (order.candidate.digest === "") return "expected the digest of the candidate's code, found an empty one";
  if (phase.state === "drifted") return "the alias was moved by somebody else: resume or abort first";
  if (!isFree(phase)) {
    const holder =
      release === undefined
        ? "a release"
        : `the ${release.plan.kind} of version ${release.candidate.version}`;
    const hint = phase.state === "incident" ? "; abort it first, which blames nobody in an incident" : "";
    return `${holder} holds the alias (${phase.state})${hint}`;
  }
  if (alias.routing.additional !== undefined)
    return "the alias splits its traffic: give it one version first";
  if (alias.routing.primary === version) return `version ${version} is in service already`;
  const denial = deniedBefore(record, order);
  return denial === undefined || order.force
    ? undefined
    : `the digest ${order.candidate.digest} was rolled back: ${denial}. Release a fixed one, or force it (--force)`;
}

function deniedBefore({ denied }: ReleaseRecord, { candidate }: StartCommand): string | undefined {
  return denied.find(({ digest }) => digest === candidate.digest)?.why;
}

function createRelease(
  { alias }: ReleaseRecord,
  { candidate, plan, hotfix }: StartCommand,
  judgeFor: JudgeFor,
  nowMs: number,
): Release {
  const judge = judgeFor(plan.guardrails);
  const begun = judge.start();
  const nothing = { requests: 0, events: 0 };
  return {
    id: `${candidate.version}@${nowMs}`,
    candidate,
    stableVersion: alias.routing.primary,
    plan,
    hotfix,
    startedAtMs: nowMs,
    deadlineFromMs: nowMs,
    freshToMs: nowMs,
    spans: [{ weight: 0, fromMs: nowMs }],
    recent: [],
    segments: [],
    totals: { stable: nothing, candidate: nothing },
    judge: begun,
    verdicts: [],
    sampleRatio: judge.sampleRatio(begun),
  };
}
