import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { percentile, trimmedMean } from "./percentile.ts";

const oneToTwenty = Array.from({ length: 20 }, (_, index) => index + 1);
const oneToThousand = Array.from({ length: 1000 }, (_, index) => index + 1);

describe("percentile", () => {
  it.each([
    [0, 1],
    [5, 1],
    [5.1, 2],
    [50, 10],
    [95, 19],
    [95.1, 20],
    [100, 20],
  ])("finds that p%s of 1…20 is %s", (percent, expected) => {
    expect(percentile(oneToTwenty, percent)).toBe(expected);
  });

  it("does not lose a rank to rounding", () => {
    expect(percentile(oneToThousand, 99.9)).toBe(999);
    expect(percentile(oneToThousand, 28.9)).toBe(289);
  });

  it("orders numbers as numbers and leaves the given list alone", () => {
    const values = [10, 9, 100];
    expect(percentile(values, 50)).toBe(10);
    expect(values).toEqual([10, 9, 100]);
  });

  it("has no answer for no values", () => {
    expect(percentile([], 95)).toBeUndefined();
  });

  it("refuses percentages outside 0 to 100 and values that are not finite", () => {
    expect(() => percentile([1], 101)).toThrow("percent must be 0 to 100; found 101.");
    expect(() => percentile([1], -1)).toThrow("percent must be 0 to 100; found -1.");
    expect(() => percentile([1], Number.NaN)).toThrow("percent must be 0 to 100; found NaN.");
    expect(() => percentile([1, Number.NaN], 50)).toThrow("Values must be finite numbers; found NaN.");
  });

  const values = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), {
    minLength: 1,
    maxLength: 60,
  });
  const percents = fc.double({ min: 0, max: 100, noNaN: true });

  it("is one of the values, with at least that share of them at or below it and no smaller value doing so", () => {
    fc.assert(
      fc.property(values, percents, (list, percent) => {
        const found = percentile(list, percent);
        if (found === undefined) throw new Error("a list with values has a percentile");
        expect(list).toContain(found);
        const atOrBelow = list.filter((value) => value <= found).length;
        const below = list.filter((value) => value < found).length;
        expect(atOrBelow).toBeGreaterThanOrEqual((percent * list.length) / 100 - 1e-6);
        // The smallest value is the answer for 0 %, where nothing has to lie below.
        expect(below === 0 || below < (percent * list.length) / 100).toBe(true);
      }),
    );
  });

  it("never falls when the percentage rises", () => {
    fc.assert(
      fc.property(values, percents, percents, (list, one, other) => {
        const low = percentile(list, Math.min(one, other)) ?? Number.NaN;
        const high = percentile(list, Math.max(one, other)) ?? Number.NaN;
        expect(low).toBeLessThanOrEqual(high);
      }),
    );
  });
});

describe("trimmedMean", () => {
  it("is the plain mean between 0 and 100", () => {
    expect(trimmedMean([1, 2, 6], 0, 100)).toBeCloseTo(3, 12);
  });

  it("leaves out the tails by rank", () => {
    expect(trimmedMean([1000, 1, 2, 3, 4, 5, 6, 7, 8, 9], 0, 90)).toBeCloseTo(5, 12);
    expect(trimmedMean([1000, 1, 2, 3, 4, 5, 6, 7, 8, 9], 10, 90)).toBeCloseTo(5.5, 12);
  });

  it("has no answer when nothing is left", () => {
    expect(trimmedMean([], 0, 100)).toBeUndefined();
    expect(trimmedMean([1, 2], 50, 50)).toBeUndefined();
  });

  it("refuses bounds outside 0 to 100", () => {
    expect(() => trimmedMean([1], -1, 50)).toThrow("lowPercent must be 0 to 100; found -1.");
    expect(() => trimmedMean([1], 50, 101)).toThrow("highPercent must be 0 to 100; found 101.");
  });

  it("refuses bounds in the wrong order", () => {
    expect(() => trimmedMean([1], 60, 40)).toThrow(
      "lowPercent must not exceed highPercent; found 60 and 40.",
    );
  });

  it("lies between the smallest and the largest value", () => {
    const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(
        values,
        fc.integer({ min: 0, max: 50 }),
        fc.integer({ min: 50, max: 100 }),
        (list, low, high) => {
          const mean = trimmedMean(list, low, high);
          if (mean === undefined) return;
          expect(mean).toBeGreaterThanOrEqual(Math.min(...list) - 1e-6);
          expect(mean).toBeLessThanOrEqual(Math.max(...list) + 1e-6);
        },
      ),
    );
  });
});
