import { describe, expect, it } from "vitest";
import { absorb, countedByAll, countProgress } from "./evidence.ts";
import type { ObservedMinute } from "./observation.ts";
import type { Plan } from "./plan.ts";
import type { Release } from "./state.ts";
import { arm, type Counts, openStage, PLAN } from "./testdata/stage.ts";
import type { GuardrailBatch } from "./verdict.ts";

/** A judge that keeps what it is given. */
const keeping = {
  start: () => [],
  observe: (state: unknown, batches: readonly GuardrailBatch[]) => [
    ...(Array.isArray(state) ? state : []),
    ...batches,
  ],
  verdicts: () => [{ guardrail: "errors", kind: "undecided", evidence: "kept", numbers: {} }] as const,
  sampleRatio: () => ({ kind: "balanced", evidence: "kept", numbers: {} }) as const,
};

/** A release whose candidate has 5 % from the second minute on, and everything from the third. */
async function release(change: Partial<Release> = {}): Promise<Release> {
  const stage = openStage();
  await stage.start();
  const begun = (await stage.ports.releases.load())?.record.release;
  if (begun === undefined) throw new Error("nothing was started");
  return {
    ...begun,
    judge: [],
    spans: [
      { weight: 0, fromMs: 0, toMs: 60_000 },
      { weight: 5, fromMs: 60_000, toMs: 120_000 },
      { weight: 100, fromMs: 120_000 },
    ],
    ...change,
  };
}

function minute(index: number, stable: Counts, candidate: Counts, late = false): ObservedMinute {
  return { startMs: index * 60_000, stable: arm(stable), candidate: arm(candidate), late };
}

describe("absorb", () => {
  it("gives the judge what both versions did under one weight, with that weight", async () => {
    const seen = {
      minutes: [minute(0, [200, 1], [0, 0]), minute(1, [190, 2], [10, 1]), minute(2, [0, 0], [200, 3])],
      cursor: "c3",
      freshToMs: 180_000,
    };
    const absorbed = absorb(await release(), seen, keeping);
    expect(absorbed).toMatchObject({
      cursor: "c3",
      freshToMs: 180_000,
      totals: { stable: { requests: 390, events: 3 }, candidate: { requests: 210, events: 4 } },
      segments: [{ weight: 5, stable: { requests: 190, events: 2 }, candidate: { requests: 10, events: 1 } }],
      sampleRatio: { evidence: "kept" },
    });
    expect(absorbed.verdicts.map(({ evidence }) => evidence)).toEqual(["kept"]);
    expect(absorbed.judge).toEqual([
      {
        guardrail: "errors",
        canaryProbability: 0.05,
        stable: [{ requests: 190, events: 2 }],
        canary: [{ requests: 10, events: 1 }],
      },
    ]);
    expect(absorbed.recent).toHaveLength(3);
  });

  it("gives it nothing that was not measured of both, and all that only one version was asked", async () => {
    const bare = { requests: 10, counts: {} };
    const minutes = [
      { startMs: 60_000, stable: bare, candidate: bare, late: false },
      { startMs: 60_000, stable: bare, candidate: arm([9, 0]), late: true },
      { startMs: 60_000, stable: arm([9, 0]), candidate: bare, late: true },
      minute(1, [0, 0], [0, 0]),
      minute(1, [0, 0], [7, 0], true),
      minute(1, [7, 0], [0, 0], true),
    ];
    const absorbed = absorb(await release(), { minutes, cursor: "c", freshToMs: 0 }, keeping);
    expect(absorbed.judge).toEqual([
      expect.objectContaining({ canary: [{ requests: 7, events: 0 }] }),
      expect.objectContaining({ stable: [{ requests: 7, events: 0 }] }),
    ]);
  });

  it("keeps how far telemetry is complete when nothing became known, and never goes back", async () => {
    const before = await release({ freshToMs: 120_000 });
    const nothing = { minutes: [], cursor: "c", freshToMs: 60_000 };
    expect(absorb(before, nothing, keeping)).toEqual({ ...before, cursor: "c" });
  });
});

describe("countProgress", () => {
  const validating = {
    state: "validating",
    sinceMs: 0,
    smokePassed: false,
    traffic: { minutes: 2, requests: 30 },
    pass: "none",
  } as const;
  const stepping = {
    state: "stepping",
    step: 0,
    weight: 5,
    sinceMs: 60_000,
    requests: { errors: 3 },
    pass: "none",
  } as const;

  it("counts minutes that began within the stretch, at its own weight", async () => {
    const minutes = [minute(0, [1, 0], [1, 0]), minute(1, [190, 0], [10, 0]), minute(2, [0, 0], [200, 0])];
    const of = await release();
    expect(countProgress(stepping, of, minutes)).toEqual({ ...stepping, requests: { errors: 13 } });
    expect(countProgress({ ...stepping, sinceMs: 60_001 }, of, minutes)).toMatchObject({
      requests: { errors: 3 },
    });
    expect(countProgress({ ...stepping, weight: 25 }, of, minutes)).toMatchObject({
      requests: { errors: 3 },
    });
    const baking = { state: "baking", sinceMs: 120_000, requests: {}, pass: "none" } as const;
    expect(countProgress(baking, of, minutes)).toEqual({ ...baking, requests: { errors: 200 } });
  });

  it("measures stable's traffic before any weight, late rests without their minute", async () => {
    const minutes = [minute(0, [100, 0], [9, 0]), minute(0, [20, 0], [0, 0], true)];
    expect(countProgress(validating, await release(), minutes)).toEqual({
      ...validating,
      traffic: { minutes: 3, requests: 150 },
    });
  });
});

describe("countedByAll", () => {
  const plan = (mustBeProven: boolean): Plan => ({
    ...PLAN,
    guardrails: {
      errors: { thresholds: [], historicRates: [0.1], margin: 0.1, mustBeProven: false },
      latency: { thresholds: [1], historicRates: [0.1], margin: 0.1, mustBeProven },
    },
  });

  it("is the fewest that errors and any guardrail to be proven have counted", () => {
    expect(countedByAll({ errors: 20, latency: 10 }, plan(true))).toBe(10);
    expect(countedByAll({ errors: 5, latency: 10 }, plan(true))).toBe(5);
    expect(countedByAll({ errors: 20, latency: 10 }, plan(false))).toBe(20);
    expect(countedByAll({ errors: 20 }, plan(true))).toBe(0);
  });
});
