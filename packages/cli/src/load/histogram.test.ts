import { percentile } from "@switchyard/metrics";
import { createDice } from "@switchyard/rollout";
import { describe, expect, it } from "vitest";
import { Histogram } from "./histogram.ts";

function of(...values: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

describe("Histogram", () => {
  it("has nothing to say without values", () => {
    expect([of().count, of().maxMs, of().percentileMs(50), of().buckets()]).toEqual([
      0,
      undefined,
      undefined,
      [],
    ]);
  });

  it("takes the nearest rank", () => {
    const histogram = of(10, 20, 30, 40);
    const at = (share: number) => Math.round(histogram.percentileMs(share) ?? 0);
    expect([at(0), at(25), at(26), at(50), at(75), at(76), at(100)]).toEqual([10, 10, 20, 20, 30, 40, 40]);
  });

  it("is exact for the smallest and the largest", () => {
    const histogram = of(123.456, 77.7, 999.9);
    expect([histogram.percentileMs(0), histogram.maxMs, histogram.percentileMs(100)]).toEqual([
      77.7, 999.9, 999.9,
    ]);
    expect(of(123.456).percentileMs(50)).toBe(123.456);
  });

  it("keeps to half a percent of the exact percentiles", () => {
    const dice = createDice(5);
    const values = Array.from({ length: 5000 }, () => -100 * Math.log1p(-dice()) + 0.05);
    const histogram = of(...values);
    for (const share of [1, 10, 50, 90, 95, 99, 99.9]) {
      const exact = percentile(values, share) ?? 0;
      expect(Math.abs((histogram.percentileMs(share) ?? 0) / exact - 1)).toBeLessThan(0.005);
    }
  });

  it("gives its buckets in order, each value in one", () => {
    const buckets = of(5, 500, 5, 0).buckets();
    expect(buckets.map(({ count }) => count)).toEqual([1, 2, 1]);
    for (const [index, value] of [0.001, 5, 500].entries()) {
      expect(buckets[index]?.fromMs).toBeLessThan(value);
      expect(buckets[index]?.toMs).toBeGreaterThanOrEqual(value * (1 - 1e-9));
    }
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])("refuses %d", (value) => {
    expect(() => of(value)).toThrow("must be 0 or more");
  });
});
