import type { NumberedEvent, ReleaseStore, StoredRecord } from "./ports.ts";

export interface InMemoryReleases {
  readonly store: ReleaseStore;
  /** Puts back what was there before, as a restore from a backup does. The history stays. */
  readonly restore: (stored: StoredRecord) => void;
  /** Called before every commit takes effect; throws to break the store, or lets somebody else be first. */
  readonly beforeCommit: (interfere: (() => void | Promise<void>) | undefined) => void;
}

/** A release store that holds its promises for as long as the process lives. */
export function createInMemoryReleases(): InMemoryReleases {
  let stored: StoredRecord | undefined;
  let interfere: (() => void | Promise<void>) | undefined;
  const events: NumberedEvent[] = [];

  return {
    store: {
      load: async () => stored,
      commit: async ({ record, basedOn, events: added }) => {
        const trap = interfere;
        interfere = undefined;
        await trap?.();
        if ((stored?.revision ?? 0) !== basedOn) return { kind: "stale" };
        const revision = basedOn + 1;
        stored = { record, revision };
        for (const event of added) events.push({ ...event, number: events.length + 1 });
        return { kind: "done", revision };
      },
      history: async (fromNumber) => events.slice(Math.max(0, fromNumber - 1)),
    },
    restore: (backup) => {
      stored = backup;
    },
    beforeCommit: (next) => {
      interfere = next;
    },
  };
}
