import { describe, expect, it } from "vitest";
import { freezeThresholds } from "./freeze-thresholds.ts";
import { parsePlan } from "./parse-plan.ts";
import { SHIPPED_PLANS } from "./shipped-plans.ts";
import { EXPERIMENT, PLAN } from "./testdata/stage.ts";

const LATENCY = {
  thresholds: [1_000, 5_000, 30_000],
  historicRates: [0.5, 0.2, 0.006],
  margin: 0.05,
  limit: 0.05,
  mustBeProven: true,
};
const WITH_LATENCY = { ...PLAN, guardrails: { ...PLAN.guardrails, latency: LATENCY } };
const STABLE = { p50: 4_000.4, p75: 6_900, p90: 11_200, p95: 14_900, p99: 25_700, samples: 200 };

function frozenLatency(percentiles: Partial<typeof STABLE>) {
  const frozen = freezeThresholds(WITH_LATENCY, { ...STABLE, ...percentiles });
  const { latency } = frozen.plan.guardrails;
  return frozen.kind === "unchanged"
    ? `${frozen.kind}: ${frozen.why}`
    : [latency.thresholds, latency.historicRates];
}

describe("freezeThresholds", () => {
  it("lays the thresholds on stable's percentiles, in whole milliseconds, and keeps the limit's", () => {
    expect(freezeThresholds(WITH_LATENCY, STABLE)).toEqual({
      kind: "frozen",
      plan: {
        ...WITH_LATENCY,
        guardrails: {
          ...PLAN.guardrails,
          latency: {
            ...LATENCY,
            thresholds: [4_000, 6_900, 11_200, 14_900, 25_700, 30_000],
            historicRates: [0.5, 0.25, 0.1, 0.05, 0.01, 0.006],
          },
        },
      },
    });
  });

  it("keeps of equal percentiles the highest, and none that reaches the limit", () => {
    expect(frozenLatency({ p50: 6_900, p90: 29_999.4, p95: 30_000, p99: 45_000 })).toEqual([
      [6_900, 29_999, 30_000],
      [0.25, 0.1, 0.006],
    ]);
  });

  it.each([
    [{ samples: 199 }, "stable's percentiles come from 199 requests; it takes 200"],
    [{ samples: Number.NaN }, "stable's percentiles come from NaN requests; it takes 200"],
    [{ p50: 0.4 }, "expected percentiles that ascend from above 0, found 0, 6900, 11200, 14900, 25700"],
    [{ p99: 14_000 }, "expected percentiles that ascend from above 0, found 4000, 6900, 11200, 14900, 14000"],
    [
      { p75: Number.NaN },
      "expected percentiles that ascend from above 0, found 4000, NaN, 11200, 14900, 25700",
    ],
    [
      { p99: Number.POSITIVE_INFINITY },
      "expected percentiles that ascend from above 0, found 4000, 6900, 11200, 14900, Infinity",
    ],
    [
      { p50: 30_000, p75: 30_000, p90: 31_000, p95: 32_000, p99: 33_000 },
      "half of stable's requests reach the limit of 30000 ms",
    ],
  ])("changes nothing for %j, and says why", (percentiles, why) => {
    expect(frozenLatency(percentiles)).toBe(`unchanged: ${why}`);
  });

  it("changes nothing where there is no latency to guard", () => {
    expect(freezeThresholds(EXPERIMENT, STABLE)).toEqual({
      kind: "unchanged",
      plan: EXPERIMENT,
      why: "the plan has no latency guardrail",
    });
    const bare = { ...PLAN, guardrails: { ...PLAN.guardrails, latency: { ...LATENCY, thresholds: [] } } };
    expect(freezeThresholds(bare, STABLE)).toEqual({
      kind: "unchanged",
      plan: bare,
      why: "the latency guardrail has no threshold",
    });
  });

  it.each(Object.values(SHIPPED_PLANS))("makes of the shipped plan $name one that parses", (shipped) => {
    const { kind, plan } = freezeThresholds(shipped, STABLE);
    expect(kind).toBe("frozen");
    expect(parsePlan(JSON.parse(JSON.stringify(plan)))).toEqual({ kind: "parsed", plan });
  });
});
