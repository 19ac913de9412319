import { describe, expect, it } from "vitest";
import { desiredRouting } from "./desired.ts";
import { move, openDraft } from "./draft.ts";
import type { Phase, ReleaseRecord } from "./state.ts";
import { openStage } from "./testdata/stage.ts";

const TOLD = { by: { kind: "person", name: "ann" }, atMs: 90_000, why: "because" } as const;
const FIVE: Phase = { state: "stepping", step: 0, weight: 5, sinceMs: 0, requests: {}, pass: "none" };

async function atFivePercent(): Promise<ReleaseRecord> {
  const stage = openStage();
  await stage.start();
  await stage.tick();
  const stored = await stage.ports.releases.load();
  if (stored === undefined) throw new Error("nothing was started");
  return stored.record;
}

describe("move", () => {
  it("refuses what the transition table does not hold, and says where that stands", async () => {
    const draft = openDraft(await atFivePercent());
    expect(() => move(draft, { state: "idle" }, TOLD)).toThrow(
      expect.objectContaining({
        name: "TransitionError",
        code: "transition_refused",
        message: "idle may not follow stepping; what may follow what stands in transitions.ts",
      }),
    );
  });

  it("ends the weight that is in force when another is wanted, and leaves it when none is", async () => {
    const draft = openDraft(await atFivePercent());
    const before = draft.record.release?.spans;
    const why = { kind: "person", name: "ann", why: "lunch" } as const;
    const paused = move(draft, { state: "paused", at: FIVE, why }, TOLD);
    expect(paused.record.release?.spans).toBe(before);
    const half = move(draft, { ...FIVE, step: 1, weight: 50 }, TOLD);
    expect(half.record.release?.spans.at(-1)).toEqual({ weight: 5, fromMs: 0, toMs: 90_000 });
  });

  it("writes who did what into the trail, with no evidence where there was none", async () => {
    const record = await atFivePercent();
    const why = { kind: "person", name: "ann", why: "lunch" } as const;
    expect(move(openDraft(record), { state: "paused", at: FIVE, why }, TOLD).events).toStrictEqual([
      {
        ...TOLD,
        from: "stepping",
        to: "paused",
        before: record.alias.routing,
        after: record.alias.routing,
        releaseId: "7@0",
        evidence: [],
      },
    ]);
  });
});

describe("desiredRouting", () => {
  it("is what each state wants of the alias, and nothing in a drift", async () => {
    const record = await atFivePercent();
    const of = (phase: Phase) => desiredRouting({ ...record, phase });
    const split = { primary: "6", additional: { version: "7", weight: 5 } };
    const bake = { state: "baking", sinceMs: 0, requests: {}, pass: "none" } as const;
    const cause = { kind: "alarm", alarm: "errors" } as const;
    expect(of({ state: "drifted", was: FIVE, found: { primary: "8" } })).toBeUndefined();
    expect(of({ state: "idle" })).toEqual(record.alias.routing);
    expect(of(FIVE)).toEqual(split);
    expect(of({ state: "incident", at: FIVE, sinceMs: 0 })).toEqual(split);
    expect(of(bake)).toEqual({ primary: "7" });
    expect(of({ state: "paused", at: bake, why: { kind: "approval", nextWeight: 5 } })).toEqual({
      primary: "7",
    });
    expect(of({ state: "completed" })).toEqual({ primary: "7" });
    expect(of({ state: "rolling_back", cause, blocked: false })).toEqual({ primary: "6" });
    expect(of({ state: "rolled_back", cause })).toEqual({ primary: "6" });
  });
});
