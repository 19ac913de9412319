import { describe, expect, it } from "vitest";
import { REFERENCE_PLAN, REFERENCE_RATES, referenceWorlds } from "./reference.ts";

describe("the reference of the published tables", () => {
  it("is a plan by the clock that asks for no proof and no person", () => {
    expect(REFERENCE_PLAN.steps).toEqual(
      [5, 25, 50].map((weight) => ({
        weight,
        minimumMinutes: 10,
        minimumRequests: 1,
        evidence: "not-harmful",
        approval: false,
      })),
    );
    expect(REFERENCE_PLAN.bake).toEqual({ minutes: 1, minimumRequests: 1 });
    expect(REFERENCE_RATES).toEqual([12, 60, 600, 6_000]);
  });

  it("names its worlds after what is wrong with them", () => {
    const outage = { fromMinute: "random", minutes: 5, errorShare: 0.2, slowdown: 1 };
    const told = referenceWorlds(60).map(({ name, outages, candidate: { errorShare, ...candidate } }) => [
      name,
      errorShare,
      candidate.medianLatencyMs,
      candidate.medianInitMs,
      outages,
    ]);
    expect(told).toEqual([
      ["identical", 0.003, 4_000, 600, []],
      ["identical, shared outage", 0.003, 4_000, 600, [outage]],
      ["identical, nothing works for anybody", 0.003, 4_000, 600, [{ ...outage, errorShare: 1 }]],
      ["identical, shared slowdown", 0.003, 4_000, 600, [{ ...outage, errorShare: 0, slowdown: 3 }]],
      ["errors 100 %", 1, 4_000, 600, []],
      ["errors 20 %", 0.2, 4_000, 600, []],
      ["errors 5 %", 0.05, 4_000, 600, []],
      ["errors 2 %", 0.02, 4_000, 600, []],
      ["errors 1 %", 0.01, 4_000, 600, []],
      ["latency x 1.3", 0.003, 5_200, 600, []],
      ["latency x 1.5", 0.003, 6_000, 600, []],
      ["latency x 2", 0.003, 8_000, 600, []],
      ["cold starts of 2.5 s", 0.003, 4_000, 2_500, []],
    ]);
    expect(new Set(referenceWorlds(60).map(({ requestsPerMinute }) => requestsPerMinute))).toEqual(
      new Set([60]),
    );
  });
});
