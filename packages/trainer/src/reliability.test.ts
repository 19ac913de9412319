import { describe, expect, it } from "vitest";
import { reliabilityOf } from "./reliability.ts";

describe("reliabilityOf", () => {
  it("puts claims of like probability together", () => {
    const { bins } = reliabilityOf([
      { probability: 0.7, right: true },
      { probability: 0.75, right: false },
      { probability: 0.8, right: true },
    ]);
    expect(bins[7]).toEqual({
      from: 0.7,
      to: 0.8,
      count: 2,
      right: 1,
      meanProbability: 0.725,
      shareRight: 0.5,
    });
    expect(bins[8]).toEqual({ from: 0.8, to: 0.9, count: 1, right: 1, meanProbability: 0.8, shareRight: 1 });
  });

  it("has room for certainty at both ends", () => {
    const { bins } = reliabilityOf([
      { probability: 0, right: false },
      { probability: 1, right: true },
    ]);
    expect(bins.map(({ count }) => count)).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  });

  it("weighs the distance between claimed and true by the claims", () => {
    const { expectedCalibrationError } = reliabilityOf([
      { probability: 0.95, right: true },
      { probability: 0.95, right: true },
      { probability: 0.95, right: false },
      { probability: 0.25, right: false },
    ]);
    // (|2.85 - 2| + |0.25 - 0|) / 4
    expect(expectedCalibrationError).toBeCloseTo(0.275, 12);
  });

  it("says nothing of nothing", () => {
    expect(reliabilityOf([])).toMatchObject({ count: 0, expectedCalibrationError: undefined });
    expect(reliabilityOf([]).bins[3]).toMatchObject({
      count: 0,
      meanProbability: undefined,
      shareRight: undefined,
    });
  });

  it("refuses what is no probability", () => {
    expect(() => reliabilityOf([{ probability: -0.1, right: true }])).toThrow("from 0 to 1, found -0.1");
    expect(() => reliabilityOf([{ probability: 1.05, right: true }])).toThrow("found 1.05");
    expect(() => reliabilityOf([{ probability: Number.NaN, right: true }])).toThrow("found NaN");
  });
});
