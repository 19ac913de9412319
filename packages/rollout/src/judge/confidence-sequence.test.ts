import { describe, expect, it } from "vitest";
import { betaBinomialBound, betaBinomialLogMixture } from "./beta-binomial.ts";
import { meanSequence, quantileRanks, shareSequence } from "./confidence-sequence.ts";

describe("betaBinomialLogMixture and betaBinomialBound", () => {
  const mixture = { below: 0.2, above: 0.8, bestAt: 100, bestLevel: 0.05 };

  it.each([
    [2, -0.6941012, 31.4308],
    [1, -0.07134019, 28.41238],
  ] as const)(
    "agree %d-sided with confseq, test/uniform_boundaries_unittest.cpp",
    (sides, logMixture, bound) => {
      expect(betaBinomialLogMixture(10, 100, { ...mixture, sides })).toBeCloseTo(logMixture, 5);
      expect(betaBinomialBound(100, 0.05, { ...mixture, sides })).toBeCloseTo(bound, 4);
    },
  );

  it.each([
    [10, 100, 0.3, 0.5, 100, 2, -0.6694166147413512],
    [10, 100, 0.3, 0.5, 100, 1, -0.07011723616778909],
    [4, 20, 0.3, 0.5, 1e-3, 2, -8.7809372508599],
  ] as const)(
    "agree for steps of another range with Simpson's rule in Python, which gives confseq's values: %d, %d, %d, %d, %d",
    (sum, time, below, above, bestAt, sides, expected) => {
      const other = { below, above, bestAt, bestLevel: 0.05, sides };
      expect(betaBinomialLogMixture(sum, time, other)).toBeCloseTo(expected, 9);
    },
  );
});

describe("shareSequence", () => {
  it.each([
    [700, 1_000, 100, 0.05, 0.65162981387, 0.745949500785],
    [0, 1_000, 1_000, 0.05, 0, 0.00412220309996],
    [3, 1_000, 2_000, 0.01, 5.2054706995e-5, 0.014571221031],
    [5, 5, 10, 0.05, 0.442134240816, 1],
  ])(
    "gives for %d of %d what confseq's formula gives in mpmath",
    (events, requests, optimalSamples, alpha, lower, upper) => {
      const interval = shareSequence({ requests, events }, { alpha, optimalSamples });
      expect(interval.lower).toBeCloseTo(lower, 9);
      expect(interval.upper).toBeCloseTo(upper, 9);
    },
  );

  it("knows nothing without requests", () => {
    expect(shareSequence({ requests: 0, events: 0 }, { alpha: 0.05, optimalSamples: 100 })).toEqual({
      lower: 0,
      upper: 1,
    });
  });

  it("stays finite for ten million requests", () => {
    const half = shareSequence({ requests: 1e7, events: 5e6 }, { alpha: 0.05, optimalSamples: 1_000 });
    expect(half.lower).toBeCloseTo(0.49934, 5);
    expect(half.upper).toBeCloseTo(0.50066, 5);
  });

  it("names the field that it refuses", () => {
    const options = { alpha: 0.05, optimalSamples: 100 };
    expect(() => shareSequence({ requests: 1, events: 2 }, options)).toThrow(
      /counts\.events: expected at most/,
    );
    expect(() => shareSequence({ requests: 1, events: 1 }, { ...options, alpha: 0 })).toThrow(/alpha:/);
    expect(() => shareSequence({ requests: 1, events: 1 }, { ...options, optimalSamples: 0 })).toThrow(
      /optimalSamples: expected a finite number above 0, found 0/,
    );
  });
});

describe("quantileRanks", () => {
  it.each([
    [1_000, 0.95, 1_000, 928, 970],
    [100, 0.5, 100, 35, 66],
  ])(
    "gives for %d values and quantile %d what confseq's formula gives in mpmath",
    (samples, quantile, optimalSamples, lower, upper) => {
      expect(quantileRanks(samples, quantile, { alpha: 0.05, optimalSamples })).toEqual({ lower, upper });
    },
  );

  it("leaves a side open that too few values cannot bound", () => {
    const options = { alpha: 0.01, optimalSamples: 1_000 };
    expect(quantileRanks(0, 0.95, options)).toEqual({ lower: undefined, upper: undefined });
    expect(quantileRanks(10, 0.95, { ...options, alpha: 0.05 })).toEqual({ lower: 2, upper: undefined });
    expect(quantileRanks(3, 0.05, options).lower).toBeUndefined();
  });

  it("refuses a quantile of 1 and half a sample", () => {
    const options = { alpha: 0.05, optimalSamples: 100 };
    expect(() => quantileRanks(10, 1, options)).toThrow(/quantile:/);
    expect(() => quantileRanks(0.5, 0.5, options)).toThrow(/samples\.requests: expected a whole number/);
  });

  it("claims the smallest and the largest value as soon as they bound, not one earlier", () => {
    const options = { alpha: 0.05, optimalSamples: 10 };
    expect(quantileRanks(5, 0.5, options)).toEqual({ lower: undefined, upper: undefined });
    expect(quantileRanks(6, 0.5, options)).toEqual({ lower: 1, upper: 6 });
    expect(() => quantileRanks(6, 0.5, { ...options, alpha: 1 })).toThrow(/alpha:/);
  });
});

describe("meanSequence", () => {
  it.each([
    [1_000, 10, 4, 0.05, 1_000, 9.8080365283, 10.1919634717],
    [500, 22.2, 9_000, 0.025, 5_000, 4.9600442739, 39.4399557261],
  ])(
    "gives for %d values of mean %d and variance %d what the paper's formula gives in Python",
    (samples, mean, variance, alpha, optimalSamples, lower, upper) => {
      const interval = meanSequence({ samples, mean, variance }, { alpha, optimalSamples });
      expect(interval?.lower).toBeCloseTo(lower, 9);
      expect(interval?.upper).toBeCloseTo(upper, 9);
    },
  );

  it("says nothing of fewer than a hundred values", () => {
    const options = { alpha: 0.05, optimalSamples: 100 };
    expect(meanSequence({ samples: 99, mean: 1, variance: 1 }, options)).toBeUndefined();
    expect(meanSequence({ samples: 100, mean: 1, variance: 0 }, options)).toEqual({ lower: 1, upper: 1 });
  });

  it("names what it refuses", () => {
    const options = { alpha: 0.05, optimalSamples: 100 };
    const sample = { samples: 100, mean: 1, variance: 1 };
    expect(() => meanSequence({ ...sample, variance: -1 }, options)).toThrow(
      /variance: expected a finite number of 0 or more, found -1/,
    );
    expect(() => meanSequence({ ...sample, samples: 0.5 }, options)).toThrow(
      /samples\.requests: expected a whole number/,
    );
    expect(() => meanSequence(sample, { ...options, alpha: 1 })).toThrow(/alpha:/);
  });
});
