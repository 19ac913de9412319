import { describe, expect, it } from "vitest";
import { leastProven, mostHarmed, startGuardrail } from "./guardrail.ts";

const begun = startGuardrail({
  guardrail: "latency",
  thresholds: [1_000, 2_000],
  historicRates: [0.5, 0.1],
  margin: 0.05,
});

describe("mostHarmed", () => {
  it("is the threshold of the single bet that has won most, however badly its others went", () => {
    const logs = [-9, -9, 5, -9, -9, -9, 4, 4, 4, 4, 4, 4];
    expect(mostHarmed({ ...begun, harm: { logs, batches: 1 } })).toBe(0);
    expect(mostHarmed({ ...begun, harm: { logs: logs.toReversed(), batches: 1 } })).toBe(1);
  });
});

describe("leastProven", () => {
  it("is the threshold that is furthest from proof", () => {
    const [first, second] = begun.thresholds;
    if (first === undefined || second === undefined) throw new Error("there are two thresholds");
    const thresholds = [
      { ...first, logProof: 3 },
      { ...second, logProof: 1 },
    ];
    expect(leastProven({ ...begun, thresholds })).toBe(1);
  });
});
