import { describe, expect, it } from "vitest";
import { illness, type RecentMinute, remember } from "./illness.ts";
import type { ArmMinute, ObservedMinute } from "./observation.ts";
import type { GuardrailPlan, RolloutPlan } from "./plan.ts";
import { PLAN } from "./testdata/stage.ts";
import type { Guardrail } from "./verdict.ts";

type Pair = readonly [stable: readonly [number, number], candidate: readonly [number, number]];

/** The plan's errors (limit 1 %), with another guardrail. */
function planWith(guardrail: Guardrail, settings: Partial<GuardrailPlan>): RolloutPlan {
  const other = { thresholds: [30_000], historicRates: [0.01], margin: 0.05, mustBeProven: false };
  return { ...PLAN, guardrails: { ...PLAN.guardrails, [guardrail]: { ...other, ...settings } } };
}

/** Minutes of one guardrail: requests and events of stable and candidate. */
function recent(guardrail: Guardrail, ...pairs: readonly Pair[]): readonly RecentMinute[] {
  return pairs.map(([stable, candidate], index) => ({
    startMs: index * 60_000,
    counts: {
      [guardrail]: {
        stable: { requests: stable[0], events: stable[1] },
        candidate: { requests: candidate[0], events: candidate[1] },
      },
    },
  }));
}

describe("illness", () => {
  it.each<[Pair, string, string]>([
    [
      [
        [0, 0],
        [0, 0],
      ],
      "well",
      "well",
    ],
    [
      [
        [100, 0],
        [100, 1],
      ],
      "well",
      "well",
    ],
    [
      [
        [100, 1],
        [30, 1],
      ],
      "well",
      "well",
    ],
    [
      [
        [100, 3],
        [20, 4],
      ],
      "leaning",
      "ill",
    ],
    [
      [
        [200, 10],
        [100, 6],
      ],
      "ill",
      "leaning",
    ],
    [
      [
        [100, 7],
        [20, 3],
      ],
      "ill",
      "leaning",
    ],
  ])("of %j against a limit of 1 %% is %s and %s", (pair, stable, candidate) => {
    expect(illness(recent("errors", pair), PLAN)).toStrictEqual({ stable, candidate });
  });

  it("sums the minutes up", () => {
    const minutes = recent(
      "errors",
      [
        [50, 0],
        [7, 1],
      ],
      [
        [50, 0],
        [7, 1],
      ],
      [
        [50, 0],
        [6, 2],
      ],
    );
    expect(illness(minutes, PLAN)).toMatchObject({ stable: "well", candidate: "ill" });
  });

  it("is the worst of all guardrails that have a limit, and asks no other", () => {
    const [errors] = recent("errors", [
      [100, 0],
      [100, 0],
    ]);
    const [latency] = recent("latency", [
      [100, 15],
      [100, 0],
    ]);
    if (errors === undefined || latency === undefined) throw new Error("there is one minute of each");
    const minutes = [{ startMs: 0, counts: { ...errors.counts, ...latency.counts } }];
    expect(illness(minutes, planWith("latency", { limit: 0.05 }))).toEqual({
      stable: "ill",
      candidate: "well",
    });
    expect(illness(minutes, planWith("latency", {}))).toEqual({ stable: "well", candidate: "well" });
  });

  it("says where the candidate alone is ill, with the counts of both and the limit", () => {
    expect(
      illness(
        recent("errors", [
          [100, 0],
          [20, 4],
        ]),
        PLAN,
      ),
    ).toEqual({
      stable: "well",
      candidate: "ill",
      alone: "4 of 20 canary requests failed against 0 of 100 stable ones within 5 minutes; the limit is 1 %",
    });
  });

  it("says so by the last threshold of what is measured", () => {
    const plan = planWith("latency", {
      thresholds: [1_000, 30_000],
      historicRates: [0.5, 0.01],
      limit: 0.055,
    });
    expect(
      illness(
        recent("latency", [
          [100, 1],
          [100, 40],
        ]),
        plan,
      ).alone,
    ).toBe(
      "40 of 100 canary warm requests took longer than 30 s against 1 of 100 stable ones within 5 minutes; the limit is 5.5 %",
    );
  });

  it.each<[string, readonly Pair[]]>([
    [
      "stable only leans to it, too",
      [
        [
          [100, 3],
          [20, 4],
        ],
      ],
    ],
    [
      "the events are as many as the candidate's part of the requests",
      [
        [
          [6, 1],
          [20, 4],
        ],
      ],
    ],
    [
      "stable was not asked in the same minutes",
      [
        [
          [0, 0],
          [20, 4],
        ],
        [
          [100, 0],
          [0, 0],
        ],
      ],
    ],
    [
      "stable was hardly asked",
      [
        [
          [1, 0],
          [20, 4],
        ],
      ],
    ],
  ])("does not blame the candidate alone when %s", (_, pairs) => {
    expect(illness(recent("errors", ...pairs), PLAN)).toMatchObject({ candidate: "ill" });
    expect(illness(recent("errors", ...pairs), PLAN).alone).toBeUndefined();
  });

  it("does not blame the candidate for what breaks no limit", () => {
    expect(
      illness(
        recent("errors", [
          [1_000, 0],
          [20, 3],
        ]),
        PLAN,
      ),
    ).toEqual({
      stable: "well",
      candidate: "leaning",
    });
  });

  it("blames it for nothing while stable is ill elsewhere", () => {
    const [errors] = recent("errors", [
      [100, 0],
      [20, 4],
    ]);
    const [latency] = recent("latency", [
      [100, 15],
      [20, 0],
    ]);
    if (errors === undefined || latency === undefined) throw new Error("there is one minute of each");
    const minutes = [{ startMs: 0, counts: { ...errors.counts, ...latency.counts } }];
    expect(illness(minutes, planWith("latency", { limit: 0.05 }))).toEqual({
      stable: "ill",
      candidate: "ill",
    });
  });

  it.each<[string, Pair, string | undefined]>([
    [
      "five starts without any of stable's",
      [
        [0, 0],
        [5, 5],
      ],
      "5 of 5 canary cold starts took longer than 2 s against 0 of 0 stable ones within 5 minutes; the limit is 5 %",
    ],
    [
      "five starts beside one of stable's",
      [
        [1, 0],
        [5, 5],
      ],
      "5 of 5 canary cold starts took longer than 2 s against 0 of 1 stable ones within 5 minutes; the limit is 5 %",
    ],
    [
      "four starts",
      [
        [0, 0],
        [4, 4],
      ],
      undefined,
    ],
    [
      "five starts of which one is slow",
      [
        [0, 0],
        [5, 1],
      ],
      undefined,
    ],
  ])("judges slow starts from %s", (_, pair, alone) => {
    const plan = planWith("init", { thresholds: [2_000], limit: 0.05 });
    expect(illness(recent("init", pair), plan).alone).toBe(alone);
  });
});

describe("remember", () => {
  const arm = (requests: number, events: number): ArmMinute => ({
    requests,
    counts: { errors: [{ requests, events }], latency: [{ requests, events: 0 }] },
  });
  const minute = (index: number, requests: number, late = false): ObservedMinute => ({
    startMs: index * 60_000,
    stable: arm(2 * requests, 1),
    candidate: arm(requests, 0),
    late,
  });
  const counted = (index: number, requests: number, events = 1): RecentMinute => ({
    startMs: index * 60_000,
    counts: {
      errors: { stable: { requests: 2 * requests, events }, candidate: { requests, events: 0 } },
    },
  });

  it("keeps the last five minutes in their order, and of each what has a limit", () => {
    const first = remember([], [minute(0, 10), minute(2, 12), minute(1, 11)], PLAN);
    expect(first).toEqual([counted(0, 10), counted(1, 11), counted(2, 12)]);
    expect(remember(first, [minute(5, 15)], PLAN)).toEqual([counted(1, 11), counted(2, 12), counted(5, 15)]);
  });

  it("adds a late rest to its own minute, and forgets one whose minute has left", () => {
    const before = remember([], [minute(0, 10), minute(5, 15)], PLAN);
    expect(before).toEqual([counted(5, 15)]);
    expect(remember(before, [minute(5, 5, true), minute(0, 3, true)], PLAN)).toEqual([counted(5, 20, 2)]);
  });

  it("changes nothing when nothing became known", () => {
    const before = remember([], [minute(0, 10)], PLAN);
    expect(remember(before, [], PLAN)).toBe(before);
  });

  it("counts nothing for a guardrail that was not measured", () => {
    const bare = { requests: 10, counts: {} };
    expect(remember([], [{ startMs: 0, stable: bare, candidate: bare, late: false }], PLAN)).toEqual([
      {
        startMs: 0,
        counts: { errors: { stable: { requests: 0, events: 0 }, candidate: { requests: 0, events: 0 } } },
      },
    ]);
  });

  it("keeps nothing of a guardrail without a limit", () => {
    expect(remember([], [minute(0, 10)], planWith("latency", {}))).toEqual([counted(0, 10)]);
  });
});
