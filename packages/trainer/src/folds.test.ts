import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dealFolds } from "./folds.ts";

describe("dealFolds", () => {
  it("gives each fold as many of each class as any other, up to one", () => {
    const targets = fc.array(fc.nat(4), { maxLength: 60 });
    fc.assert(
      fc.property(targets, fc.integer({ min: 2, max: 5 }), fc.nat(), (classes, folds, seed) => {
        const fold = dealFolds(classes, folds, seed);
        expect(fold).toHaveLength(classes.length);
        for (const target of new Set(classes)) {
          const counts = Array.from(
            { length: folds },
            (_, own) => classes.filter((c, index) => c === target && fold[index] === own).length,
          );
          expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
          expect(counts.reduce((sum, count) => sum + count)).toBe(classes.filter((c) => c === target).length);
        }
      }),
    );
  });

  it("deals the same way for the same seed, and another for another", () => {
    const targets = Array.from({ length: 60 }, (_, index) => index % 4);
    expect(dealFolds(targets, 3, 7)).toEqual(dealFolds(targets, 3, 7));
    expect(dealFolds(targets, 3, 7)).not.toEqual(dealFolds(targets, 3, 8));
    expect(dealFolds([0, 0, 0, 1, 1, 1], 3, 7)).toEqual([2, 0, 1, 1, 0, 2]);
  });
});
