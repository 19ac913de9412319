import { describe, expect, it } from "vitest";
import { meanDifference, meanRadius, meanSequence, relativeMeanDifference } from "./mean-sequence.ts";

/** Sample of GrowthBook, packages/stats/tests/frequentist/test_tests.py. */
const stable = { sum: 1396.87, sumOfSquares: 52377.9767, samples: 3_000 };
const canary = { sum: 2422.7, sumOfSquares: 134698.29, samples: 3_461 };

/** GrowthBook tunes by the first terms of the series of the exact ρ² (Lambert's function). */
function growthBookRhoSquared(alpha: number, optimalSamples: number): number {
  return (-2 * Math.log(alpha) + Math.log(1 - 2 * Math.log(alpha))) / optimalSamples;
}

describe("meanRadius", () => {
  it("gives the relative interval of GrowthBook's test", () => {
    const difference = relativeMeanDifference(stable, canary);
    const radius = meanRadius(difference, 0.05, growthBookRhoSquared(0.05, 1_000), "both");
    expect(difference.value).toBeCloseTo(0.5033610858562358, 14);
    expect(difference.standardError).toBeCloseTo(0.3334122146400735, 14);
    expect(difference.value - radius).toBeCloseTo(-0.55844, 5);
    expect(difference.value + radius).toBeCloseTo(1.56516, 5);
  });

  it("gives the one-sided bounds of GrowthBook's tests", () => {
    const rhoSquared = growthBookRhoSquared(0.1, 5_000);
    const absolute = meanDifference(stable, canary);
    expect(absolute.value).toBeCloseTo(0.23437666666666668, 14);
    expect(absolute.standardError).toBeCloseTo(0.12983081254184736, 14);
    expect(absolute.value - meanRadius(absolute, 0.05, rhoSquared, "lower")).toBeCloseTo(
      -0.12656844172804982,
      14,
    );
    const relative = relativeMeanDifference(stable, canary);
    expect(relative.value - meanRadius(relative, 0.05, rhoSquared, "lower")).toBeCloseTo(
      -0.42356454602790883,
      14,
    );
  });
});

describe("meanSequence", () => {
  const estimate = { value: 2, standardError: 0.1, samples: 1_000 };

  it("is narrowest, for its variance, at the sample size that it is tuned for", () => {
    const widthAt = (optimalSamples: number) => {
      const { lower, upper } = meanSequence(estimate, { alpha: 0.05, optimalSamples });
      return upper - lower;
    };
    expect(widthAt(1_000)).toBeLessThan(widthAt(970));
    expect(widthAt(1_000)).toBeLessThan(widthAt(1_030));
    expect(widthAt(1_000) / 0.2).toBeCloseTo(3.0351, 3);
  });

  it("is open above when one-sided, and bounds more tightly below", () => {
    const options = { alpha: 0.05, optimalSamples: 1_000 };
    const oneSided = meanSequence(estimate, options, "lower");
    expect(oneSided.upper).toBe(Number.POSITIVE_INFINITY);
    expect(oneSided.lower).toBeGreaterThan(meanSequence(estimate, options).lower);
  });

  it("names the field that it refuses", () => {
    const options = { alpha: 0.05, optimalSamples: 1_000 };
    expect(() => meanSequence({ ...estimate, value: Number.NaN }, options)).toThrow(/value:/);
    expect(() => meanSequence({ ...estimate, standardError: 0 }, options)).toThrow(/standardError:/);
    expect(() => meanSequence({ ...estimate, samples: 0 }, options)).toThrow(/samples:/);
    expect(() => meanSequence(estimate, { ...options, optimalSamples: 0 })).toThrow(/optimalSamples:/);
    expect(() => meanSequence(estimate, { ...options, alpha: 1 })).toThrow(/alpha:/);
    expect(() => meanSequence(estimate, { ...options, alpha: 0.5 }, "lower")).toThrow(
      /alpha: expected a number below 0.5/,
    );
    expect(() => meanDifference({ ...stable, samples: 1 }, canary)).toThrow(/samples: expected at least 2/);
    const two = { samples: 2, sum: 4, sumOfSquares: 10 };
    expect(meanDifference(two, two)).toEqual({ value: 0, standardError: Math.SQRT2, samples: 4 });
    expect(() => relativeMeanDifference({ ...stable, sum: 0 }, canary)).toThrow(
      /stable: expected a mean other than 0/,
    );
  });
});
