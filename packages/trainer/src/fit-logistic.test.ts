import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitLogistic, type Weighed } from "./fit-logistic.ts";

const logistic = (score: number) => 1 / (1 + Math.exp(-score));
const row = (right: boolean, weight: number, ...signals: readonly number[]): Weighed => ({
  signals: [1, ...signals],
  right,
  weight,
});

/** Rows of which exactly the share that the coefficients tell is right. */
function rowsOf(coefficients: readonly number[], points: readonly (readonly number[])[]): readonly Weighed[] {
  return points.flatMap((point) => {
    const score = [1, ...point].reduce((sum, value, index) => sum + value * (coefficients[index] ?? 0), 0);
    return [row(true, 1000 * logistic(score), ...point), row(false, 1000 * logistic(-score), ...point)];
  });
}

const GRID = [-2, -1, 0, 1, 2].flatMap((x) => [0, 3, 10].map((y) => [x, y] as const));

describe("fitLogistic", () => {
  it("finds the coefficients that the rows were made with", () => {
    const [constant, x, y] = fitLogistic(rowsOf([-0.5, 1.5, 0.2], GRID), 3);
    expect(constant).toBeCloseTo(-0.5, 1);
    expect(x).toBeCloseTo(1.5, 2);
    expect(y).toBeCloseTo(0.2, 2);
  });

  it("finds them whatever the unit of a signal", () => {
    const small = GRID.map(([x, y]) => [x / 1000, y * 1000 + 5000]);
    const [, x, y] = fitLogistic(rowsOf([-0.5 - 5 * 0.2, 1500, 0.0002], small), 3);
    expect(x).toBeCloseTo(1500, -1);
    expect(y).toBeCloseTo(0.0002, 6);
  });

  it("gives no weight to a signal that never changes, though its sums be rounded", () => {
    for (const constant of [0, 0.1, 1e6 / 3]) {
      const points = GRID.map(([x, y]) => [x, y, constant]);
      const fitted = fitLogistic(rowsOf([-0.5, 1.5, 0.2, 0], points), 4);
      expect(fitted[3]).toBe(0);
      expect(fitted.slice(0, 3)).toEqual(fitLogistic(rowsOf([-0.5, 1.5, 0.2], GRID), 3));
    }
  });

  it("gives hardly any weight to a signal of a few rows", () => {
    const [, x] = fitLogistic([row(true, 1, 1), row(false, 1, -1)], 2);
    // The slope of the likelihood, 2 · (2/3 - 1 / (1 + e^-w)), meets the ridge's, w.
    expect(x).toBeCloseTo(0.2225, 4);
  });

  it("takes no few rows for certainty", () => {
    // (8 + 1) / (8 + 2), and 1 / (8 + 2).
    const all = (right: boolean) => Array.from({ length: 8 }, () => row(right, 1));
    expect(fitLogistic(all(true), 1)).toEqual([expect.closeTo(Math.log(9), 4) as number]);
    expect(fitLogistic(all(false), 1)).toEqual([expect.closeTo(-Math.log(9), 4) as number]);
  });

  it("stays finite on rows that a signal parts perfectly", () => {
    const rows = Array.from({ length: 100 }, (_, index) => row(index >= 50, 10, index - 50));
    const [constant = Number.NaN, x = Number.NaN] = fitLogistic(rows, 2);
    expect(logistic(constant - 40 * x)).toBeLessThan(0.01);
    expect(logistic(constant + 40 * x)).toBeGreaterThan(0.99);
    expect(x).toBeLessThan(1);
  });

  it("takes a row of weight 2 for two rows", () => {
    const once = [row(true, 2, 1, 5), row(false, 1, 0, 4), row(true, 3, -1, 0)];
    const often = once.flatMap((weighed) =>
      Array.from({ length: weighed.weight }, () => ({ ...weighed, weight: 1 })),
    );
    const fitted = fitLogistic(often, 3);
    expect(fitLogistic(once, 3)).toEqual(fitted.map((weight) => expect.closeTo(weight, 9) as number));
  });

  it("knows nothing from no rows", () => {
    expect(fitLogistic([], 3)).toEqual([0, 0, 0]);
    expect(fitLogistic([row(true, 0, 1, 2)], 3)).toEqual([0, 0, 0]);
  });

  it("is finite for any rows", () => {
    const value = fc.double({ min: -50, max: 50, noNaN: true });
    const any = fc.record({
      signals: fc.tuple(fc.constant(1), value, value, fc.constantFrom(0, 1e-9, 1)),
      right: fc.boolean(),
      weight: fc.oneof(fc.constant(0), fc.double({ min: 0.1, max: 500, noNaN: true })),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 30 }), (rows) => {
        expect(fitLogistic(rows, 4).every((weight) => Math.abs(weight) < 1e12)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
