import { beginRollback } from "./apply.ts";
import { desiredRouting } from "./desired.ts";
import { type Account, type Draft, move, notify, remark, withRelease } from "./draft.ts";
import type { JudgeFor } from "./judge-port.ts";
import { sameRouting } from "./routing.ts";
import { type StartCommand, startRelease } from "./start.ts";
import { type Progress, progressOf, type ReleaseRecord, type SettledPhase } from "./state.ts";

/** What a person can order. Each says who and why; both go into the audit trail. */
export type Command =
  | StartCommand
  /** Opens the step that waits for an approval. */
  | { readonly verb: "approve"; readonly by: string; readonly why: string }
  /** Keeps the weight where it is. Guardrails stay armed. */
  | { readonly verb: "pause"; readonly by: string; readonly why: string }
  /** Goes on after a pause; after a drift, accepts the alias as it is. */
  | { readonly verb: "resume"; readonly by: string; readonly why: string }
  /** Spares the present step its evidence. One step, not all of them. */
  | { readonly verb: "promote"; readonly by: string; readonly why: string }
  /** Everyone back to stable. */
  | { readonly verb: "abort"; readonly by: string; readonly why: string };

export type CommandOutcome =
  | { readonly kind: "accepted"; readonly draft: Draft }
  | { readonly kind: "refused"; readonly reason: string };

/** Carries a command out on a record whose alias has just been reconciled. What may not follow is refused. */
export function command(draft: Draft, order: Command, judgeFor: JudgeFor, nowMs: number): CommandOutcome {
  if (order.by.trim() === "" || order.why.trim() === "")
    return refuse(`${order.verb} needs to know who and why`);
  switch (order.verb) {
    case "start":
      return startRelease(draft, order, { kind: "person", name: order.by }, judgeFor, nowMs);
    case "approve":
      return approve(draft, account(order, nowMs));
    case "pause":
      return pause(draft, order, account(order, nowMs));
    case "resume":
      return resume(draft, account(order, nowMs));
    case "promote":
      return promote(draft, account(order, nowMs));
    case "abort":
      return abort(draft, order, nowMs);
  }
}

type Verb = Exclude<Command, StartCommand>;

function account({ verb, by, why }: Verb, atMs: number): Account {
  return { by: { kind: "person", name: by }, atMs, why: `${verb}: ${why}` };
}

function approve(draft: Draft, told: Account): CommandOutcome {
  const { phase } = draft.record;
  if (phase.state !== "paused" || phase.why.kind !== "approval") {
    return refuse(`nothing waits for an approval; the state is ${phase.state}`);
  }
  return accepted(letGoOn(draft, { ...phase.at, pass: "approved" }, told));
}

function pause(draft: Draft, order: Verb, told: Account): CommandOutcome {
  const { phase } = draft.record;
  const progress = progressOf(phase);
  if (progress === undefined || phase.state === "paused") return refuse(`${phase.state} cannot be paused`);
  const why = { kind: "person", name: order.by, why: order.why } as const;
  return accepted(move(draft, { state: "paused", at: progress, why }, told));
}

function resume(draft: Draft, told: Account): CommandOutcome {
  const { phase } = draft.record;
  switch (phase.state) {
    case "paused":
      return phase.why.kind === "approval"
        ? refuse("the step needs an approval: approve it, or abort")
        : accepted(letGoOn(draft, { ...phase.at, pass: "none" }, told));
    case "drifted":
      return acceptDrift(draft, phase.was, told);
    case "idle":
    case "validating":
    case "stepping":
    case "baking":
    case "incident":
    case "rolling_back":
    case "rolled_back":
    case "completed":
      return refuse(`${phase.state} cannot be resumed`);
  }
}

/** Takes the alias as somebody left it: the release goes on if that is where it was, and is dropped otherwise. */
function acceptDrift(draft: Draft, was: SettledPhase, told: Account): CommandOutcome {
  const { record } = draft;
  const { routing } = record.alias;
  const wanted = desiredRouting({ ...record, phase: was });
  const isBack = wanted !== undefined && sameRouting(routing, wanted);
  if (was.state !== "idle" && isBack) return accepted(move(draft, was, told));
  if (routing.additional !== undefined) {
    return refuse(
      "the alias splits its traffic in a way that nobody here ordered: abort, or give it one version first",
    );
  }
  const moved = move(draft, { state: "idle" }, told);
  return accepted(
    notify(moved, "info", `version ${routing.primary} is accepted as the stable one`, told.atMs),
  );
}

function promote(draft: Draft, told: Account): CommandOutcome {
  const { phase, release } = draft.record;
  const progress = progressOf(phase);
  if (release?.plan.kind === "experiment") {
    return refuse("an experiment promotes nothing: end it, then start a rollout");
  }
  if (phase.state === "incident") return refuse("both versions are ill: nothing is promoted in an incident");
  if (progress === undefined) return refuse(`${phase.state} cannot be promoted`);
  if (progress.state === "validating") {
    return refuse("the candidate has no traffic yet: its preparation and smoke queries cannot be spared");
  }
  const harmful = release?.verdicts.find(({ kind }) => kind === "harmful");
  if (harmful !== undefined) return refuse(`the candidate is harmful: ${harmful.evidence}`);
  return accepted(letGoOn(draft, { ...progress, pass: "promoted" }, told));
}

function abort(draft: Draft, order: Verb, nowMs: number): CommandOutcome {
  const { phase } = draft.record;
  const standing = phase.state === "drifted" ? phase.was : phase;
  const isUnderWay = progressOf(standing) !== undefined || standing.state === "rolling_back";
  if (!isUnderWay || phase.state === "rolling_back") {
    const hint = phase.state === "drifted" ? "; resume accepts the alias as it is" : "";
    return refuse(`${phase.state} leaves nothing to abort${hint}`);
  }
  const cause = { kind: "aborted", by: order.by, why: order.why } as const;
  return accepted(beginRollback(draft, cause, { kind: "person", name: order.by }, nowMs));
}

/** The release goes on from here, and its deadline counts anew. */
function letGoOn(draft: Draft, progress: Progress, told: Account): Draft {
  const { phase } = draft.record;
  const changed =
    phase.state === "paused"
      ? move(draft, progress, told)
      : changeInPlace(remark(draft, told), { phase: progress });
  const { release } = changed.record;
  return release === undefined ? changed : withRelease(changed, { ...release, deadlineFromMs: told.atMs });
}

function changeInPlace(draft: Draft, change: Partial<ReleaseRecord>): Draft {
  return { ...draft, record: { ...draft.record, ...change } };
}

function accepted(draft: Draft): CommandOutcome {
  return { kind: "accepted", draft };
}

function refuse(reason: string): CommandOutcome {
  return { kind: "refused", reason };
}
