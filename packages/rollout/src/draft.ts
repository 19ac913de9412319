import { desiredRouting } from "./desired.ts";
import type { Actor, AuditEvent, Chore, Notice, Phase, Release, ReleaseRecord } from "./state.ts";
import { mayFollow } from "./transitions.ts";
import type { Verdict } from "./verdict.ts";
import { endSpan, weightOf } from "./weight-spans.ts";

/** A record that is being changed, and the audit trail of the change. Nothing is true before it is committed. */
export interface Draft {
  readonly record: ReleaseRecord;
  readonly events: readonly AuditEvent[];
}

/** Who changes the state, when, why and on what evidence. */
export interface Account {
  readonly by: Actor;
  readonly atMs: number;
  readonly why: string;
  readonly evidence?: readonly Verdict[];
}

/** A change of state that the transition table does not hold was attempted: a broken promise, not bad input. */
export class TransitionError extends Error {
  readonly code = "transition_refused";

  constructor(from: string, to: string) {
    super(`${to} may not follow ${from}; what may follow what stands in transitions.ts`);
    this.name = "TransitionError";
  }
}

export function openDraft(record: ReleaseRecord): Draft {
  return { record, events: [] };
}

/** Changes the state, as far as the transition table allows, and writes it into the audit trail. */
export function move(draft: Draft, phase: Phase, account: Account, release = draft.record.release): Draft {
  const { record } = draft;
  if (!mayFollow(record.phase.state, phase.state)) throw new TransitionError(record.phase.state, phase.state);
  const changed = closeSpan(
    { ...record, phase, ...(release === undefined ? {} : { release }) },
    account.atMs,
  );
  return { record: changed, events: [...draft.events, describe(record, changed, account)] };
}

/** Writes into the audit trail what did not change the state. */
export function remark(draft: Draft, account: Account): Draft {
  return { ...draft, events: [...draft.events, describe(draft.record, draft.record, account)] };
}

export function withRelease(draft: Draft, release: Release): Draft {
  return { ...draft, record: { ...draft.record, release } };
}

export function order(draft: Draft, ...chores: readonly Chore[]): Draft {
  return { ...draft, record: { ...draft.record, chores: [...draft.record.chores, ...chores] } };
}

export function notify(draft: Draft, severity: Notice["severity"], text: string, atMs: number): Draft {
  return order(draft, { kind: "notify", notice: { severity, text, atMs } });
}

/** From the moment that another weight is wanted until it is confirmed, nobody knows which one is in force. */
function closeSpan(record: ReleaseRecord, atMs: number): ReleaseRecord {
  const { release } = record;
  if (release === undefined) return record;
  const desired = desiredRouting(record);
  if (desired !== undefined && weightOf(desired, release.candidate.version) === release.spans.at(-1)?.weight)
    return record;
  return { ...record, release: { ...release, spans: endSpan(release.spans, atMs) } };
}

function describe(before: ReleaseRecord, after: ReleaseRecord, account: Account): AuditEvent {
  return {
    atMs: account.atMs,
    by: account.by,
    from: before.phase.state,
    to: after.phase.state,
    why: account.why,
    before: before.alias.routing,
    after: desiredRouting(after) ?? after.alias.routing,
    ...(after.release === undefined ? {} : { releaseId: after.release.id }),
    evidence: account.evidence ?? [],
  };
}
