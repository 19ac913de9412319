import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ReleaseStore } from "./ports.ts";
import type { AuditEvent, ReleaseRecord } from "./state.ts";

export interface OpenedReleases {
  /** Empty. */
  readonly store: ReleaseStore;
  readonly close: () => Promise<void> | void;
}

const RECORD: ReleaseRecord = {
  phase: { state: "idle" },
  alias: { routing: { primary: "6" }, revision: "r1", seenAtMs: 1_750_000_000_000 },
  denied: [{ digest: "sha256:bad", version: "5", why: "errors", atMs: 1_750_000_000_000 }],
  chores: [{ kind: "flush-cache" }],
};

function event(why: string): AuditEvent {
  return {
    atMs: 1_750_000_060_000,
    by: { kind: "person", name: "an operator" },
    from: "idle",
    to: "validating",
    why,
    before: { primary: "6" },
    after: { primary: "6", additional: { version: "7", weight: 0.5 } },
    evidence: [{ guardrail: "errors", kind: "undecided", evidence: "3 of 40", numbers: { eValue: 1.25 } }],
  };
}

/** What every adapter of `ReleaseStore` must do: the fake and DynamoDB's alike. */
export function releaseStoreContract(
  name: string,
  open: () => Promise<OpenedReleases> | OpenedReleases,
): void {
  describe(`${name} as a ReleaseStore`, () => {
    let opened: OpenedReleases;
    let store: ReleaseStore;
    beforeEach(async () => {
      opened = await open();
      ({ store } = opened);
    });
    afterEach(() => opened.close());

    it("begins empty", async () => {
      expect(await store.load()).toBeUndefined();
      expect(await store.history(1)).toEqual([]);
    });

    it("gives back what was committed, with its revision", async () => {
      expect(await store.commit({ record: RECORD, basedOn: 0, events: [] })).toEqual({
        kind: "done",
        revision: 1,
      });
      expect(await store.load()).toEqual({ record: RECORD, revision: 1 });
    });

    it("refuses a second beginning", async () => {
      await store.commit({ record: RECORD, basedOn: 0, events: [] });
      expect(await store.commit({ record: RECORD, basedOn: 0, events: [] })).toEqual({ kind: "stale" });
    });

    it("refuses a change of a record that does not exist", async () => {
      expect(await store.commit({ record: RECORD, basedOn: 3, events: [event("never")] })).toEqual({
        kind: "stale",
      });
      expect(await store.load()).toBeUndefined();
    });

    it("refuses a change that is based on an old revision, its events with it", async () => {
      await store.commit({ record: RECORD, basedOn: 0, events: [event("first")] });
      await store.commit({ record: { ...RECORD, chores: [] }, basedOn: 1, events: [event("second")] });
      const refused = await store.commit({ record: RECORD, basedOn: 1, events: [event("too late")] });
      expect(refused).toEqual({ kind: "stale" });
      expect(await store.load()).toEqual({ record: { ...RECORD, chores: [] }, revision: 2 });
      expect((await store.history(1)).map(({ why }) => why)).toEqual(["first", "second"]);
    });

    it("lets exactly one of two changes at once through", async () => {
      await store.commit({ record: RECORD, basedOn: 0, events: [] });
      const outcomes = await Promise.all(
        ["left", "right"].map((why) => store.commit({ record: RECORD, basedOn: 1, events: [event(why)] })),
      );
      expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(["done", "stale"]);
      expect(await store.history(1)).toHaveLength(1);
    });

    it("numbers events from 1 without gaps, and gives them whole from any number on", async () => {
      await store.commit({ record: RECORD, basedOn: 0, events: [event("one"), event("two")] });
      await store.commit({ record: RECORD, basedOn: 1, events: [] });
      await store.commit({ record: RECORD, basedOn: 2, events: [event("three")] });
      expect((await store.history(1)).map(({ number, why }) => `${number} ${why}`)).toEqual([
        "1 one",
        "2 two",
        "3 three",
      ]);
      expect(await store.history(3)).toEqual([{ ...event("three"), number: 3 }]);
    });
  });
}
