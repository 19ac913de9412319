import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  accumulate,
  coarsen,
  createAccumulator,
  distributionOf,
  distributionOfStatistics,
  percentileOf,
  percentileRankOf,
} from "./distribution.ts";

describe("percentileOf", () => {
  it.each([
    [0, 10],
    [10, 10],
    [10.1, 20],
    [50, 50],
    [95, 100],
    [100, 100],
  ])("takes for p%d the value of the nearest rank", (percent, expected) => {
    const values = [100, 90, 80, 70, 60, 50, 40, 30, 20, 10];
    expect(percentileOf(distributionOf(values), percent)).toBe(expected);
  });

  it("counts a value as often as it occurred", () => {
    expect(percentileOf(distributionOf([1, 1000], [999, 1]), 99.9)).toBe(1);
    expect(percentileOf(distributionOf([1, 1000], [998, 2]), 99.9)).toBe(1000);
  });

  it("does not exist for negative values and for statistic sets of several values", () => {
    expect(percentileOf(distributionOf([-1, 5]), 50)).toBeUndefined();
    expect(percentileOf(distributionOfStatistics({ count: 2, sum: 6, min: 1, max: 5 }), 50)).toBeUndefined();
    expect(percentileOf(distributionOfStatistics({ count: 2, sum: 6, min: 3, max: 3 }), 50)).toBe(3);
  });

  it("is never further than half a percent from the exact rank, however many distinct values there are", () => {
    const all = createAccumulator();
    for (let value = 1; value <= 20_000; value += 1) {
      accumulate(all, distributionOf([value]));
      coarsen(all);
    }
    expect(all).toMatchObject({ count: 20_000, sum: 200_010_000, min: 1, max: 20_000 });
    expect(all.values?.size).toBeLessThan(5_000);
    for (const percent of [50, 95, 99.9]) {
      const exact = (percent / 100) * 20_000;
      expect(Math.abs((percentileOf(all, percent) ?? 0) - exact) / exact).toBeLessThan(0.005);
    }
  });

  it("equals the value at the rank in the sorted list", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 100 }),
        (values, percent) => {
          const sorted = values.toSorted((a, b) => a - b);
          const expected = sorted[Math.ceil((percent * values.length) / 100) - 1];
          expect(percentileOf(distributionOf(values), percent)).toBe(expected);
        },
      ),
    );
  });
});

describe("percentileRankOf", () => {
  const values = distributionOf([100, 200, 300, 400, 500], [1, 2, 3, 2, 2]);

  it.each([
    [undefined, 300, 60],
    [300, undefined, 40],
    [100, 300, 50],
    [99, 100, 10],
    [undefined, 99, 0],
    [500, undefined, 0],
    [undefined, 500, 100],
  ])("counts what lies above %s and up to %s", (above, upTo, expected) => {
    expect(percentileRankOf(values, above, upTo)).toBeCloseTo(expected, 10);
  });

  it("and its counterpart make a hundred", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 5, noNaN: true }), { minLength: 1, maxLength: 60 }),
        fc.double({ min: 0, max: 5, noNaN: true }),
        (list, bound) => {
          const all = distributionOf(list);
          const [below, above] = [
            percentileRankOf(all, undefined, bound),
            percentileRankOf(all, bound, undefined),
          ];
          expect((below ?? 0) + (above ?? 0)).toBeCloseTo(100, 9);
          // What a reader makes of it: the number of values above.
          expect(Math.round(list.length * (1 - (below ?? 0) / 100))).toBe(
            list.filter((each) => each > bound).length,
          );
        },
      ),
    );
  });

  it("does not exist for negative values and for statistic sets of several values", () => {
    expect(percentileRankOf(distributionOf([-1, 5]), undefined, 3)).toBeUndefined();
    const set = distributionOfStatistics({ count: 2, sum: 6, min: 1, max: 5 });
    expect(percentileRankOf(set, undefined, 3)).toBeUndefined();
    expect(percentileRankOf(createAccumulator(), undefined, 3)).toBeUndefined();
  });

  it("stays exact however many distinct values a query adds up", () => {
    const all = createAccumulator();
    for (let value = 1; value <= 20_000; value += 1) accumulate(all, distributionOf([value / 7]));
    expect(percentileRankOf(all, undefined, 10_001 / 7)).toBeCloseTo(50.005, 10);
  });
});
