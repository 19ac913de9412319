import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { budgetThreshold } from "./prune.ts";

const bytesOf = (entries: number) => 6 + 2 * entries;
const WEIGHTS = Float32Array.of(0, 3, -1, 0, 0, 0, 2, -2, 5);

function bytesAbove(weights: Float32Array, classes: number, threshold: number): number {
  let bytes = 0;
  for (let from = 0; from < weights.length; from += classes) {
    const kept = weights
      .subarray(from, from + classes)
      .filter((weight) => Math.abs(weight) > threshold).length;
    bytes += kept === 0 ? 0 : bytesOf(kept);
  }
  return bytes;
}

describe("budgetThreshold", () => {
  // Three features of three classes: 6 + 4 bytes, none, 6 + 6 bytes.
  it("is 0 when all weights fit", () => {
    expect(budgetThreshold(WEIGHTS, 3, 3, bytesOf, 22)).toBe(0);
  });

  it.each([
    [21, 1],
    [20, 1],
    [19, 2],
    [16, 2],
    [15, 3],
    [8, 3],
    [7, 5],
    [0, 5],
  ])("of %i bytes is as low as it can be: just above %d", (budget, size) => {
    const threshold = budgetThreshold(WEIGHTS, 3, 3, bytesOf, budget);
    expect(threshold).toBeCloseTo(size, 5);
    expect(threshold).toBeGreaterThanOrEqual(size);
  });

  it("keeps any budget, and a larger budget never keeps less", () => {
    const weights = fc.array(fc.float({ min: -9, max: 9, noNaN: true }), { minLength: 6, maxLength: 60 });
    fc.assert(
      fc.property(weights, fc.nat(200), fc.nat(50), (list, budget, more) => {
        const all = Float32Array.from(list.slice(0, list.length - (list.length % 3)));
        const threshold = budgetThreshold(all, all.length / 3, 3, bytesOf, budget);
        expect(bytesAbove(all, 3, threshold)).toBeLessThanOrEqual(budget);
        expect(budgetThreshold(all, all.length / 3, 3, bytesOf, budget + more)).toBeLessThanOrEqual(
          threshold,
        );
      }),
    );
  });

  it("has nothing to keep of no features", () => {
    expect(budgetThreshold(new Float32Array(0), 0, 3, bytesOf, 0)).toBe(0);
  });
});
