import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { closestInferior, safetyIncrement } from "./non-inferiority.ts";

const rate = (yes: number) => ({ yes, no: 1 - yes });
const arms = (canaryProbability: number, stable: [number, number], canary: [number, number]) => ({
  canaryProbability,
  stable: { requests: stable[0], events: stable[1] },
  canary: { requests: canary[0], events: canary[1] },
});

const share = fc.double({ min: 1e-4, max: 1 - 1e-4, noNaN: true });
const margin = fc.double({ min: 0.001, max: 0.5, noNaN: true });

describe("closestInferior", () => {
  it("agrees with the root in mpmath", () => {
    expect(closestInferior(rate(0.003), 0.05, 0.01).yes).toBeCloseTo(0.00288244242730967, 14);
    expect(closestInferior(rate(0.03), 0.5, 0.02).yes).toBeCloseTo(0.0229415107821653, 14);
    expect(closestInferior(rate(0.95), 0.25, 0.1).yes).toBeCloseTo(0.882844052115984, 14);
  });

  it("keeps both rates within (0, 1), stable's below what is expected and the canary's above", () => {
    fc.assert(
      fc.property(share, share, margin, (expected, weight, difference) => {
        const { yes, no } = closestInferior(rate(expected), weight, difference);
        expect(yes).toBeGreaterThan(0);
        expect(yes).toBeLessThanOrEqual(expected);
        expect(yes + difference).toBeGreaterThanOrEqual(expected * (1 - 1e-12));
        expect(no - difference).toBeGreaterThan(0);
      }),
    );
  });
});

describe("safetyIncrement", () => {
  it("agrees with the formula in mpmath", () => {
    expect(safetyIncrement(arms(0.05, [95, 1], [5, 0]), rate(0.003), 0.01)).toBeCloseTo(
      0.0786994378123443,
      12,
    );
    expect(safetyIncrement(arms(0.5, [1_000, 30], [1_000, 31]), rate(0.03), 0.02)).toBeCloseTo(
      2.91184762078325,
      11,
    );
    expect(safetyIncrement(arms(0.25, [10, 9], [10, 10]), rate(0.95), 0.1)).toBeCloseTo(
      -0.531547011892231,
      11,
    );
  });

  it("has mean 1 over one request of a canary worse by the margin, and less of one that is worse still", () => {
    const part = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, share, margin, part, part, (weight, expected, difference, where, excess) => {
        const worth = (stable: [number, number], canary: [number, number]) =>
          Math.exp(safetyIncrement(arms(weight, stable, canary), rate(expected), difference));
        const mean = (a: number, b: number) =>
          (1 - weight) * (a * worth([1, 1], [0, 0]) + (1 - a) * worth([1, 0], [0, 0])) +
          weight * (b * worth([0, 0], [1, 1]) + (1 - b) * worth([0, 0], [1, 0]));
        const a = where * (1 - difference);
        const b = a + difference;
        expect(mean(a, b)).toBeCloseTo(1, 6);
        expect(mean(a, b + excess * (1 - b))).toBeLessThanOrEqual(1 + 1e-6);
      }),
    );
  });

  it("is 0 without requests, and grows for equal arms with their requests", () => {
    expect(safetyIncrement(arms(0.5, [0, 0], [0, 0]), rate(0.003), 0.01)).toBe(0);
    const small = safetyIncrement(arms(0.5, [1_000, 3], [1_000, 3]), rate(0.003), 0.01);
    expect(small).toBeGreaterThan(0);
    expect(safetyIncrement(arms(0.5, [1e7, 3e4], [1e7, 3e4]), rate(0.003), 0.01)).toBeCloseTo(1e4 * small, 4);
  });

  it("stays finite at ten million requests, none or all of them events", () => {
    for (const events of [0, 1e7]) {
      const block = arms(0.05, [1e7, events], [1e7, events]);
      expect(Number.isFinite(safetyIncrement(block, rate(0.003), 0.01))).toBe(true);
    }
  });
});
