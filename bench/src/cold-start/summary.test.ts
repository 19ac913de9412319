import { describe, expect, it } from "vitest";
import { pairedRatio, summarise } from "./summary.ts";
import { startOf } from "./testing.ts";

describe("pairedRatio", () => {
  it("is the median of the ratios of each round, not the ratio of medians", () => {
    // Ratios 2, 1, 3; medians 20 and 10.
    expect(pairedRatio([20, 10, 60], [10, 10, 20])).toBe(2);
    expect(pairedRatio([10, 20, 30], [10, 10, 10])).toBe(2);
    expect(pairedRatio([40, 20, 30], [40, 10, 5])).toBe(2);
  });

  it("is not there when a number is missing", () => {
    expect(pairedRatio([1, undefined], [1, 1])).toBeUndefined();
    expect(pairedRatio([1, 2], [undefined, 1])).toBeUndefined();
  });

  it("refuses lists that do not belong together", () => {
    expect(() => pairedRatio([1, 2], [1])).toThrow("found 2 and 1");
  });
});

describe("summarise", () => {
  const floor = [startOf(20), startOf(20), startOf(20), startOf(20)];
  const own = [startOf(80), startOf(20), startOf(50), startOf(40)];

  it("adds INIT and request to the time of the first answer", () => {
    expect(summarise(own, floor, undefined)).toEqual({
      firstAnswerMs: { p25: 30, p50: 50 },
      initMs: 40,
      invokeMs: 10,
      cpuMs: 80,
      peakMemoryMb: 50,
      // 90, 30, 60 and 50 over 30; the lower of the two in the middle.
      overFloor: { firstAnswer: 50 / 30, cpu: 2, peakMemory: 50 / 30 },
      overNaive: undefined,
    });
  });

  it("compares with the naive router where there is one", () => {
    const naive = own.map(() => startOf(190));
    expect(summarise(own, floor, naive).overNaive?.firstAnswer).toBe(0.25);
  });

  it("goes without what the platform does not tell", () => {
    const untold = floor.map((start) => ({ ...start, cpuMs: undefined }));
    expect(summarise(untold, floor, undefined)).toMatchObject({
      cpuMs: undefined,
      overFloor: { firstAnswer: 1, cpu: undefined, peakMemory: 1 },
    });
  });
});
