import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rateRatioLogEvidence, rateRatioSequence } from "./rate-ratio.ts";

/** Errors under each weight of a ramp: the worked example of the delivery notes, §3.3. */
const RAMP = [
  { canaryProbability: 0.05, stable: 7, canary: 1 },
  { canaryProbability: 0.25, stable: 5, canary: 9 },
  { canaryProbability: 0.5, stable: 3, canary: 20 },
];

describe("rateRatioLogEvidence", () => {
  it("is 9.5644 against equal rates in the worked example", () => {
    expect(rateRatioLogEvidence(RAMP)).toBeCloseTo(9.5644, 4);
  });

  it("is 0 without events", () => {
    expect(rateRatioLogEvidence([])).toBe(0);
    expect(rateRatioLogEvidence([{ canaryProbability: 0.5, stable: 0, canary: 0 }])).toBe(0);
  });

  it("does not care about the order of weights", () => {
    expect(rateRatioLogEvidence(RAMP.toReversed())).toBeCloseTo(rateRatioLogEvidence(RAMP), 12);
  });

  it("has mean 1 over all outcomes of three events at equal rates", () => {
    const mean = [0, 1, 2, 3].reduce((sum, canary) => {
      const ways = [1, 3, 3, 1][canary] ?? 0;
      const probability = ways * 0.25 ** canary * 0.75 ** (3 - canary);
      const events = [{ canaryProbability: 0.25, stable: 3 - canary, canary }];
      return sum + probability * Math.exp(rateRatioLogEvidence(events));
    }, 0);
    expect(mean).toBeCloseTo(1, 12);
  });
});

describe("rateRatioSequence", () => {
  it("runs from 0.539 to 2.920 at 95 % in the worked example", () => {
    const { lower, upper } = rateRatioSequence(RAMP, 0.05);
    expect(lower).toBeCloseTo(0.539, 3);
    expect(upper).toBeCloseTo(2.92, 3);
  });

  it("holds exactly the ratios whose e-value is below 1/alpha", () => {
    const { lower, upper } = rateRatioSequence(RAMP, 0.05);
    expect(rateRatioLogEvidence(RAMP, lower)).toBeCloseTo(Math.log(20), 9);
    expect(rateRatioLogEvidence(RAMP, upper)).toBeCloseTo(Math.log(20), 9);
  });

  it("is open on a side that the counts do not bound", () => {
    expect(rateRatioSequence([], 0.05)).toEqual({
      lower: Number.NEGATIVE_INFINITY,
      upper: Number.POSITIVE_INFINITY,
    });
    const onlyCanary = [{ canaryProbability: 0.5, stable: 0, canary: 30 }];
    expect(rateRatioSequence(onlyCanary, 0.05).upper).toBe(Number.POSITIVE_INFINITY);
    expect(rateRatioSequence(onlyCanary, 0.05).lower).toBeGreaterThan(0);
  });

  it("contains the ratio of the counts under one weight", () => {
    const count = fc.integer({ min: 1, max: 1e6 });
    fc.assert(
      fc.property(count, count, (stable, canary) => {
        const { lower, upper } = rateRatioSequence([{ canaryProbability: 0.5, stable, canary }], 0.05);
        expect(lower).toBeLessThanOrEqual(Math.log(canary / stable));
        expect(upper).toBeGreaterThanOrEqual(Math.log(canary / stable));
      }),
      { numRuns: 50 },
    );
  });

  it("refuses a weight of 1", () => {
    const events = [{ canaryProbability: 1, stable: 1, canary: 1 }];
    expect(() => rateRatioSequence(events, 0.05)).toThrow(/canaryProbability:/);
    expect(() => rateRatioSequence(RAMP, 1)).toThrow(/alpha:/);
  });
});
