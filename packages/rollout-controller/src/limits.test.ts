import { parsePlan, SHIPPED_PLANS } from "@switchyard/rollout";
import { describe, expect, it } from "vitest";
import { layLimits } from "./limits.ts";

const LIMITS = { errorRate: 0.02, responseTimeMs: 4_000, coldStartMs: 1_500 };
const PLAN = {
  ...SHIPPED_PLANS.quick,
  guardrails: {
    errors: { thresholds: [], historicRates: [0.003], margin: 0.01, limit: 0.01, mustBeProven: true },
    latency: {
      thresholds: [1_000, 2_000, 5_000, 30_000],
      historicRates: [0.5, 0.3, 0.1, 0.01],
      margin: 0.05,
      limit: 0.05,
      mustBeProven: true,
    },
    init: { thresholds: [2_000], historicRates: [0.05], margin: 0.1, limit: 0.5, mustBeProven: false },
  },
};

describe("layLimits", () => {
  it("sets the error limit, and what latency and cold starts are counted by in the end", () => {
    const { guardrails } = layLimits(PLAN, LIMITS);
    expect(guardrails.errors?.limit).toBe(0.02);
    expect(guardrails.latency?.thresholds).toEqual([1_000, 2_000, 4_000]);
    expect(guardrails.latency?.historicRates).toEqual([0.5, 0.3, 0.01]);
    expect(guardrails.latency?.limit).toBe(0.05);
    expect(guardrails.init?.thresholds).toEqual([1_500]);
  });

  it("keeps the thresholds below a higher limit", () => {
    const { guardrails } = layLimits(PLAN, { ...LIMITS, responseTimeMs: 60_000 });
    expect(guardrails.latency?.thresholds).toEqual([1_000, 2_000, 5_000, 60_000]);
    expect(guardrails.latency?.historicRates).toEqual([0.5, 0.3, 0.1, 0.01]);
  });

  it("adds no guardrail that the plan does not have", () => {
    const plan = { ...PLAN, guardrails: { errors: PLAN.guardrails.errors } };
    expect(Object.keys(layLimits(plan, LIMITS).guardrails)).toEqual(["errors"]);
  });

  it.each(Object.values(SHIPPED_PLANS))("leaves the plan $name one that can be read", (plan) => {
    for (const responseTimeMs of [1, 500, 4_000, 30_000, 900_000]) {
      expect(parsePlan(layLimits(plan, { ...LIMITS, responseTimeMs })).kind).toBe("parsed");
    }
  });
});
