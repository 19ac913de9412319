import { type Draft, notify, openDraft } from "./draft.ts";
import type { RolloutPorts, StoredRecord } from "./ports.ts";
import { describeRouting } from "./routing.ts";
import type { ReleaseRecord } from "./state.ts";

/** How often a change is tried again on top of somebody else's. Each defeat means that the other one got through. */
export const ATTEMPTS = 5;

/** Reads the record, or begins one with the alias as it is found. */
export async function openRecord(ports: RolloutPorts): Promise<StoredRecord> {
  const stored = await ports.releases.load();
  if (stored !== undefined) return stored;

  const { routing, revision } = await ports.alias.read();
  const atMs = ports.nowMs();
  const record: ReleaseRecord = {
    phase: { state: "idle" },
    alias: { routing, revision, seenAtMs: atMs },
    denied: [],
    chores: [],
  };
  const written = await commitDraft(ports, callForHelp(openDraft(record), atMs), 0);
  return written ?? openRecord(ports);
}

/** A record that was lost in the middle of a release leaves a split behind that nobody looks after. */
function callForHelp(draft: Draft, atMs: number): Draft {
  const { routing } = draft.record.alias;
  if (routing.additional === undefined) return draft;
  const text = `there is no record of a release, and ${describeRouting(routing)}: nobody looks after this split. Give the alias one version.`;
  return notify(draft, "page", text, atMs);
}

/** Commits a draft; undefined when somebody else was first. */
export async function commitDraft(
  { releases }: RolloutPorts,
  { record, events }: Draft,
  basedOn: number,
): Promise<StoredRecord | undefined> {
  const written = await releases.commit({ record, events, basedOn });
  return written.kind === "stale" ? undefined : { record, revision: written.revision };
}
