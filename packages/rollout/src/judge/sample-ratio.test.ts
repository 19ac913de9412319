import { describe, expect, it } from "vitest";
import { addToSegments, segmentsLogEvidence, splitLogEvidence } from "./sample-ratio.ts";

describe("splitLogEvidence", () => {
  it("gives the p-values of savvi's examples", () => {
    expect(Math.exp(-splitLogEvidence([148, 62], [0.8, 0.2]))).toBeCloseTo(0.045579631759, 11);
    expect(Math.exp(-splitLogEvidence([40, 129, 233], [0.1, 0.4, 0.5]))).toBeCloseTo(0.04845591106, 11);
  });

  it("gives the log e-value of ssrm's example with a uniform prior", () => {
    expect(splitLogEvidence([20, 17, 9], [0.4, 0.4, 0.2], [1, 1, 1])).toBeCloseTo(-2.950560785, 9);
  });

  it("knows nothing without requests", () => {
    expect(splitLogEvidence([0, 0], [0.95, 0.05])).toBe(0);
  });

  it("refuses a probability of 0", () => {
    expect(() => splitLogEvidence([1, 1], [1, 0])).toThrow(/expected\[0\]:/);
  });
});

describe("segmentsLogEvidence", () => {
  it("adds up the evidence of the weights", () => {
    const small = { canaryProbability: 0.05, stable: 900, canary: 100 };
    const half = { canaryProbability: 0.5, stable: 400, canary: 450 };
    expect(segmentsLogEvidence([small, half])).toBeCloseTo(
      splitLogEvidence([900, 100], [0.95, 0.05]) + splitLogEvidence([400, 450], [0.5, 0.5]),
      12,
    );
    expect(segmentsLogEvidence([])).toBe(0);
  });
});

describe("addToSegments", () => {
  it("adds requests to their weight's segment, and begins one for a new weight", () => {
    const first = addToSegments([], { canaryProbability: 0.05, stable: 19, canary: 1 });
    const second = addToSegments(first, { canaryProbability: 0.25, stable: 15, canary: 5 });
    expect(addToSegments(second, { canaryProbability: 0.05, stable: 18, canary: 2 })).toEqual([
      { canaryProbability: 0.05, stable: 37, canary: 3 },
      { canaryProbability: 0.25, stable: 15, canary: 5 },
    ]);
  });

  it("begins no segment without requests", () => {
    expect(addToSegments([], { canaryProbability: 0.05, stable: 0, canary: 0 })).toEqual([]);
    expect(addToSegments([], { canaryProbability: 0.05, stable: 0, canary: 1 })).toHaveLength(1);
  });
});
