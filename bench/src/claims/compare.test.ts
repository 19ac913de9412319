import { describe, expect, it } from "vitest";
import { compare, mean, median, verdict } from "./compare.ts";

describe("compare", () => {
  it("takes the median of an odd and of an even number of values, and the mean", () => {
    expect(median([1, 2, 9])).toBe(2);
    expect(median([1, 2, 4, 9])).toBe(3);
    expect(mean([1, 2, 6])).toBe(3);
  });

  it("gives the change in percent, and no doubt where there is no spread", () => {
    expect(compare([200, 200, 200], [50, 50, 50], median)).toEqual({
      baseline: 200,
      candidate: 50,
      changePercent: -75,
      interval: [-75, -75],
    });
  });

  it("has an interval around the change, the same for the same seed", () => {
    const baseline = Array.from({ length: 50 }, (_, index) => 100 + index);
    const candidate = baseline.map((value) => value / 2);
    const result = compare(baseline, candidate, mean);
    expect(result.changePercent).toBeCloseTo(-50, 10);
    const [low, high] = result.interval;
    expect(low).toBeGreaterThan(-55);
    expect(low).toBeLessThan(-50);
    expect(high).toBeGreaterThan(-50);
    expect(high).toBeLessThan(-45);
    expect(compare(baseline, candidate, mean)).toEqual(result);
  });

  it("covers the truth in about 95 of 100 samples", () => {
    let state = 1;
    const next = (): number => {
      state = (state * 48_271) % 2_147_483_647;
      return 50 + (100 * state) / 2_147_483_647;
    };
    const covered = Array.from({ length: 100 }, (_, run) => {
      const sample = (): readonly number[] => Array.from({ length: 40 }, next);
      const [low, high] = compare(sample(), sample(), mean, run).interval;
      return low <= 0 && high >= 0;
    }).filter(Boolean).length;
    expect(covered).toBeGreaterThanOrEqual(88);
  });
});

describe("verdict", () => {
  const between = (low: number, high: number) => ({
    baseline: 1,
    candidate: 1,
    changePercent: 0,
    interval: [low, high] as const,
  });

  it("is met or not met only where all of the interval says so", () => {
    expect(verdict(between(-70, -66), -65)).toBe("met");
    expect(verdict(between(-70, -60), -65)).toBe("undecided");
    expect(verdict(between(-60, -50), -65)).toBe("not met");
  });
});
