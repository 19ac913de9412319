import { desiredRouting } from "./desired.ts";
import { type Draft, move, notify, openDraft, remark } from "./draft.ts";
import type { AliasReading } from "./ports.ts";
import { describeRouting, sameRouting } from "./routing.ts";
import { progressOf, type ReleaseRecord } from "./state.ts";
import { beginSpan, endSpan, weightOf } from "./weight-spans.ts";

const CONTROLLER = { kind: "controller" } as const;

/**
 * Compares the alias with what this controller left there. The alias decides: a record that was restored from an old
 * copy finds a foreign alias and touches nothing.
 */
export function reconcile(record: ReleaseRecord, found: AliasReading, nowMs: number): Draft {
  const draft = openDraft(record);
  if (record.phase.state === "drifted") return draft;
  if (found.revision === record.alias.revision) {
    return progressOf(record.phase) === undefined ? draft : openDraft(see(record, nowMs));
  }

  const desired = desiredRouting(record);
  const isPending = desired !== undefined && !sameRouting(desired, record.alias.routing);
  // A pass wrote the alias and died before it could say so.
  if (isPending && sameRouting(found.routing, desired)) {
    return confirm(draft, found, nowMs, "an unfinished write to the alias is found done");
  }
  if (sameRouting(found.routing, record.alias.routing)) {
    // In between it may have been another: what was counted since then is not to be judged.
    const doubted = endSpanOf(record, record.alias.seenAtMs);
    return confirm(
      openDraft(doubted),
      found,
      nowMs,
      "somebody wrote the alias and left its versions and weights as they were",
    );
  }
  const why = `somebody else moved the alias: ${describeRouting(found.routing)}, expected: ${describeRouting(desired ?? record.alias.routing)}`;
  const drifted = move(
    draft,
    { state: "drifted", was: record.phase, found: found.routing },
    { by: CONTROLLER, atMs: nowMs, why },
  );
  return notify(drifted, "page", `${why}. Nothing moves until it is resumed or aborted.`, nowMs);
}

function confirm(draft: Draft, found: AliasReading, nowMs: number, why: string): Draft {
  const told = remark(draft, { by: CONTROLLER, atMs: nowMs, why });
  return { ...told, record: accept(told.record, found, nowMs) };
}

/** Takes the alias as it is. Its weight is known to be in force from now on, and not a moment earlier. */
export function accept(record: ReleaseRecord, found: AliasReading, nowMs: number): ReleaseRecord {
  const { release } = record;
  const seen = see({ ...record, alias: { ...record.alias, ...found } }, nowMs);
  if (release === undefined) return seen;
  const weight = weightOf(found.routing, release.candidate.version);
  return { ...seen, release: { ...release, spans: beginSpan(release.spans, weight, nowMs) } };
}

function see(record: ReleaseRecord, nowMs: number): ReleaseRecord {
  return { ...record, alias: { ...record.alias, seenAtMs: nowMs } };
}

function endSpanOf(record: ReleaseRecord, atMs: number): ReleaseRecord {
  const { release } = record;
  return release === undefined
    ? record
    : { ...record, release: { ...release, spans: endSpan(release.spans, atMs) } };
}
