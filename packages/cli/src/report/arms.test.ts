import { createDice, meanSequence } from "@switchyard/rollout";
import { describe, expect, it } from "vitest";
import { changeOf, type Distribution, estimateMean, estimateQuantile, estimateShare } from "./arms.ts";

const BOUNDS = [10, 20, 50, 100, 200, 500];

function distributionOf(values: readonly number[]): Distribution {
  const upTo = (bound: number) => values.filter((value) => value <= bound).length;
  return { bounds: BOUNDS, cumulative: [...BOUNDS.map(upTo), values.length] };
}

describe("estimateShare", () => {
  it("is the share within bounds, and nothing of nothing", () => {
    const estimate = estimateShare(20, 1000);
    expect(estimate).toMatchObject({ value: 0.02, samples: 1000 });
    expect(estimate?.lower).toBeLessThan(0.02);
    expect(estimate?.upper).toBeGreaterThan(0.02);
    expect(estimateShare(0, 0)).toBeUndefined();
  });
});

describe("estimateQuantile", () => {
  it("lies in its cell by its rank, and has the edges of cells around it as bounds", () => {
    const values = Array.from({ length: 4000 }, (_, index) => (index < 1900 ? 15 : index < 2100 ? 40 : 90));
    expect(estimateQuantile(distributionOf(values), 0.5)).toEqual({
      value: 35,
      samples: 4000,
      lower: 10,
      upper: 100,
    });
  });

  it("has no bounds where there are too few values", () => {
    expect(estimateQuantile(distributionOf([15, 15, 40]), 0.5)).toEqual({ value: 20, samples: 3 });
    expect(estimateQuantile(distributionOf([]), 0.5)).toBeUndefined();
  });

  it("misses the truth at some look in at most one of forty runs", () => {
    const dice = createDice(7);
    let missed = 0;
    for (let run = 0; run < 200; run += 1) {
      const values: number[] = [];
      let isMissed = false;
      for (let look = 0; look < 10; look += 1) {
        // The median is 100.
        for (let at = 0; at < 60; at += 1) values.push(dice() * 200);
        const { lower = 0, upper = Number.POSITIVE_INFINITY } =
          estimateQuantile(distributionOf(values), 0.5) ?? {};
        isMissed ||= lower > 100 || upper < 100;
      }
      if (isMissed) missed += 1;
    }
    expect(missed).toBeLessThanOrEqual(5);
  });
});

describe("estimateMean", () => {
  const costs = Array.from({ length: 1000 }, (_, index) => (index % 10 === 0 ? 180 : 4));
  const sum = 100 * 180 + 900 * 4;

  it("is the mean, within bounds that are wider than those of the values themselves", () => {
    const { value = 0, samples, lower = 0, upper = 0 } = estimateMean(sum, distributionOf(costs), 180) ?? {};
    expect([value, samples]).toEqual([21.6, 1000]);
    // The variance of the values is 2787.84; of their cells' far edges it is 0.9 · 21.6² + 0.1 · 178.4² = 3602.
    const exact = meanSequence(
      { samples: 1000, mean: 21.6, variance: 2787.84 },
      { alpha: 0.025, optimalSamples: 300 },
    );
    expect(lower).toBeLessThan(exact?.lower ?? 0);
    expect(upper).toBeGreaterThan(exact?.upper ?? 0);
    expect(upper).toBeCloseTo(27.954165, 5);
  });

  it("has no bounds where values lie beyond the grid and the largest is not known", () => {
    const beyond = [...costs, 900];
    expect(estimateMean(sum + 900, distributionOf(beyond), undefined)).toEqual({
      value: (sum + 900) / 1001,
      samples: 1001,
    });
    expect(estimateMean(sum + 900, distributionOf(beyond), 900)?.upper).toBeGreaterThan(22);
  });

  it("is nothing of nothing, and no bounds of few", () => {
    expect(estimateMean(0, distributionOf([]), undefined)).toBeUndefined();
    expect(estimateMean(8, distributionOf([4, 4]), 4)).toEqual({ value: 4, samples: 2 });
  });
});

describe("changeOf", () => {
  const one = { value: 100, lower: 80, upper: 125, samples: 1 };

  it("is as wide as both together", () => {
    expect(changeOf(one, { value: 50, lower: 40, upper: 60, samples: 1 })).toEqual({
      value: -0.5,
      lower: 40 / 125 - 1,
      upper: 60 / 80 - 1,
    });
  });

  it("leaves out what nothing bounds", () => {
    expect(changeOf(one, { value: 50, samples: 1 })).toEqual({ value: -0.5 });
    expect(changeOf({ ...one, lower: 0 }, { value: 50, lower: 40, upper: 60, samples: 1 })).toEqual({
      value: -0.5,
      lower: 40 / 125 - 1,
    });
    expect(changeOf({ value: 0, samples: 1 }, one)).toBeUndefined();
  });
});
