import { SHIPPED_PLANS } from "@switchyard/rollout";
import { describe, expect, it } from "vitest";
import {
  candidateFaults,
  describeCandidate,
  faultyFromWeight,
  parseCandidate,
  slowLimitMs,
  surroundings,
} from "./candidate.ts";

describe("parseCandidate", () => {
  it.each([
    ["good", { kind: "good" }],
    ["errors=0.2", { kind: "errors", share: 0.2 }],
    ["slow=1.3", { kind: "slow", factor: 1.3 }],
    ["cold", { kind: "cold" }],
    ["crash", { kind: "crash" }],
    ["outage", { kind: "outage" }],
  ] as const)("reads %s, and says it the same way", (text, candidate) => {
    expect(parseCandidate(text)).toEqual(candidate);
    expect(describeCandidate(candidate)).toBe(text);
  });

  it.each([
    "",
    "bad",
    "errors",
    "errors=",
    "errors=0",
    "errors=1.1",
    "errors=x",
    "slow",
    "slow=1",
    "good=1",
    "cold=2=3",
  ])("refuses %j", (text) => {
    expect(parseCandidate(text)).toBeUndefined();
  });
});

describe("candidateFaults", () => {
  it("makes a version bad in the way that it is said to be", () => {
    expect(candidateFaults({ kind: "errors", share: 0.2 })).toEqual({ downstreamErrors: 0.2 });
    expect(candidateFaults({ kind: "slow", factor: 1.3 })).toEqual({ downstreamSlow: 1.3 });
    expect(candidateFaults({ kind: "cold" })).toEqual({ initDelayMs: 2000 });
    expect(candidateFaults({ kind: "crash" })).toEqual({ crashInInit: true });
    expect(candidateFaults({ kind: "good" })).toEqual({});
    expect(candidateFaults({ kind: "outage" })).toEqual({});
  });
});

describe("surroundings", () => {
  it("lets environments start again and again where cold starts are rehearsed, and only there", () => {
    expect(surroundings({ kind: "cold" })).toHaveProperty("environmentLifetimeMs", 300_000);
    expect(surroundings({ kind: "slow", factor: 1.3 })).not.toHaveProperty("environmentLifetimeMs");
  });
});

describe("slowLimitMs", () => {
  it("is the brief's, except where the alarm alone must see a few milliseconds", () => {
    expect(slowLimitMs({ kind: "slow", factor: 1.3 }, undefined)).toBe(30_000);
    expect(slowLimitMs({ kind: "slow", factor: 1.3 }, "alarms")).toBe(30_000);
    expect(slowLimitMs({ kind: "good" }, "judge")).toBe(30_000);
    expect(slowLimitMs({ kind: "slow", factor: 1.3 }, "judge")).toBe(290);
  });
});

describe("faultyFromWeight", () => {
  const plan = {
    ...SHIPPED_PLANS.quick,
    steps: SHIPPED_PLANS.quick.steps.map((step, index) => ({ ...step, weight: [10, 50][index] ?? 60 })),
  };
  const errors = { kind: "errors", share: 0.2 } as const;

  it("is the first weight as long as the judge is there", () => {
    expect(faultyFromWeight(errors, undefined, plan, 300)).toBe(0);
    expect(faultyFromWeight(errors, "alarms", plan, 300)).toBe(0);
  });

  it("is one at which the alarms alone have enough requests: 15 in five minutes of 300 are 1 %", () => {
    expect(faultyFromWeight({ kind: "cold" }, "judge", plan, 300)).toBe(1);
    expect(faultyFromWeight({ kind: "slow", factor: 1.3 }, "judge", plan, 300)).toBe(5);
  });

  it("is at most the plan's last weight", () => {
    expect(faultyFromWeight(errors, "judge", plan, 1)).toBe(plan.steps.at(-1)?.weight);
  });

  it("is the last one for an outage, when most is at stake", () => {
    expect(faultyFromWeight({ kind: "outage" }, undefined, plan, 300)).toBe(plan.steps.at(-1)?.weight);
  });
});
