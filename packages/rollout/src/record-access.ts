import { type Draft, openDraft } from "./draft.ts";
import type { RolloutPorts, StoredRecord } from "./ports.ts";
import type { ReleaseRecord } from "./state.ts";

/** How often a change is tried again on top of somebody else's. Each defeat means that the other one got through. */
export const ATTEMPTS = 5;

/** Reads the record, or begins one with the alias as it is found. */
export async function openRecord(ports: RolloutPorts): Promise<StoredRecord> {
  const stored = await ports.releases.load();
  if (stored !== undefined) return stored;

  const { routing, revision } = await ports.alias.read();
  const record: ReleaseRecord = {
    phase: { state: "idle" },
    alias: { routing, revision, seenAtMs: ports.nowMs() },
    denied: [],
    chores: [],
  };
  const written = await commitDraft(ports, openDraft(record), 0);
  return written ?? openRecord(ports);
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
