import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseThreshold, isBounded, type Judged, NEVER } from "./threshold.ts";

/** Rows of falling probability, from 0.99 down: "r" is right, "w" wrong. */
function rows(outcomes: string, from = 0.99, by = 0.001): readonly Judged[] {
  return Array.from(outcomes, (outcome, index) => ({
    probability: from - by * index,
    right: outcome === "r",
    weight: 1,
  }));
}

const rights = (count: number, probability: number): readonly Judged[] =>
  rows("r".repeat(count), probability, 0);
const wrongs = (count: number, probability: number): readonly Judged[] =>
  rows("w".repeat(count), probability, 0);
const last = (list: readonly Judged[]) => list.at(-1)?.probability;

describe("isBounded", () => {
  // Clopper and Pearson's upper ends; for 97.5 % those of the two-sided interval of 95 %.
  it.each([
    [0, 10, 0.05, 0.2589],
    [0, 1, 0.3, 0.7],
    [0, 300, 0.05, 0.009_936],
    [3, 100, 0.05, 0.075_71],
    [3, 100, 0.025, 0.085_18],
    [5, 50, 0.025, 0.218_14],
    [1, 10, 0.025, 0.445_02],
    [9, 10, 0.025, 0.997_47],
  ])(
    "puts %i errors of %i, at a risk of %d, below %d and not below any less",
    (errors, answers, risk, bound) => {
      expect(isBounded(errors, answers, bound + 0.0001, risk)).toBe(true);
      expect(isBounded(errors, answers, bound - 0.0001, risk)).toBe(false);
    },
  );

  it("bounds nothing without a right answer", () => {
    expect(isBounded(0, 0, 0.999, 0.3)).toBe(false);
    expect(isBounded(5, 5, 0.999, 0.3)).toBe(false);
  });

  it("takes parts of answers", () => {
    // P(no error) is 0.9^n: 11 answers of which one does not count in full are too few for 30 %.
    expect(isBounded(0, 11.4, 0.1, 0.3)).toBe(false);
    expect(isBounded(0, 11.5, 0.1, 0.3)).toBe(true);
  });

  it("needs more answers for more errors, for less allowance and for less risk", () => {
    const share = fc.double({ min: 0.01, max: 0.99, noNaN: true });
    fc.assert(
      fc.property(fc.nat(20), fc.nat(200), share, share, (errors, others, allowed, risk) => {
        const passes = isBounded(errors, errors + others, allowed, risk);
        const implied = (easier: boolean) => expect(easier || !passes).toBe(true);
        implied(isBounded(errors, errors + others + 1, allowed, risk));
        implied(isBounded(Math.max(0, errors - 1), errors + others, allowed, risk));
        implied(isBounded(errors, errors + others, (allowed + 1) / 2, risk));
        implied(isBounded(errors, errors + others, allowed, (risk + 1) / 2));
      }),
    );
  });
});

describe("chooseThreshold where the target allows few errors", () => {
  // 1 of 20 is 5 %: 19 right answers and one error more.
  it("answers down to the last row when one more error would keep to the target", () => {
    const enough = rows("r".repeat(19));
    expect(chooseThreshold(enough, 0.95)).toBe(last(enough));
    expect(chooseThreshold(rows("r".repeat(18)), 0.95)).toBe(NEVER);
  });

  it("counts the errors that there are", () => {
    // 2 of 40 is 5 %.
    expect(chooseThreshold([...wrongs(1, 0.9), ...rights(38, 0.9)], 0.95)).toBe(0.9);
    expect(chooseThreshold([...wrongs(1, 0.9), ...rights(37, 0.9)], 0.95)).toBe(NEVER);
  });

  it("takes the rows in any order", () => {
    const enough = rows("r".repeat(19));
    expect(chooseThreshold(enough.toReversed(), 0.95)).toBe(last(enough));
  });

  it("stops above what the errors below cost", () => {
    const list = rows(`${"r".repeat(30)}wwww`);
    expect(chooseThreshold(list, 0.95)).toBe(list[29]?.probability);
  });

  it("goes on below an error when the rows below make up for it", () => {
    const list = (count: number) => rows(`${"r".repeat(19)}w${"r".repeat(count - 20)}`);
    expect(chooseThreshold(list(39), 0.95)).toBe(last(list(39)));
    expect(chooseThreshold(list(38), 0.95)).toBe(list(38)[18]?.probability);
  });

  it("lets rows of one probability stand or fall together", () => {
    expect(chooseThreshold(rights(19, 0.9), 0.95)).toBe(0.9);
    expect(chooseThreshold([...rights(19, 0.9), ...wrongs(1, 0.9)], 0.95)).toBe(NEVER);
    expect(chooseThreshold([...wrongs(1, 0.9), ...rights(19, 0.9)], 0.95)).toBe(NEVER);
    expect(chooseThreshold([...rights(19, 0.9), ...wrongs(1, 0.89)], 0.95)).toBe(0.9);
  });

  it("counts a row as often as it weighs", () => {
    const twice = (list: readonly Judged[]) => list.map((row) => ({ ...row, weight: 2 }));
    expect(chooseThreshold(twice(rights(10, 0.9)), 0.95)).toBe(0.9);
    expect(chooseThreshold(twice(rights(9, 0.9)), 0.95)).toBe(NEVER);
    // 3 of 60 is 5 %.
    expect(chooseThreshold([...rights(57, 0.9), ...twice(wrongs(1, 0.8))], 0.95)).toBe(0.8);
    expect(chooseThreshold([...rights(56, 0.9), ...twice(wrongs(1, 0.8))], 0.95)).toBe(0.9);
  });
});

describe("chooseThreshold where the target allows 15 errors and more", () => {
  // Half may be wrong: of 30 answers, P(at most 10 errors) is 0.049 and P(at most 11) is 0.100,2.
  const of30 = (errors: number) => [...rights(30 - errors, 0.9), ...wrongs(errors, 0.9)];

  it("asks for the exact bound at a risk of 10 %", () => {
    expect(chooseThreshold(of30(10), 0.5)).toBe(0.9);
    expect(chooseThreshold(of30(11), 0.5)).toBe(NEVER);
  });

  it("does not ask for it with one answer less", () => {
    // 15 of 30 is half.
    expect(chooseThreshold([...rights(15, 0.9), ...wrongs(14, 0.9)], 0.5)).toBe(0.9);
    expect(chooseThreshold([...rights(14, 0.9), ...wrongs(15, 0.9)], 0.5)).toBe(NEVER);
  });

  it("still takes a higher threshold with fewer answers", () => {
    expect(chooseThreshold([...of30(15), ...rights(5, 0.95)], 0.5)).toBe(0.95);
  });
});

describe("chooseThreshold", () => {
  it("never answers when nothing proves the target", () => {
    expect(NEVER).toBe(2);
    expect(chooseThreshold([], 0.9)).toBe(NEVER);
    expect(chooseThreshold(rights(1, 1), 0.9)).toBe(NEVER);
    expect(chooseThreshold(rows("w".repeat(999)), 0.9)).toBe(NEVER);
    expect(chooseThreshold(rows("rw".repeat(400)), 0.9)).toBe(NEVER);
  });

  it("is the probability of one of its rows, or never, and not lower for a much higher target", () => {
    const row = fc.record({
      probability: fc.integer({ min: 0, max: 20 }).map((step) => step / 20),
      right: fc.integer({ min: 0, max: 9 }).map((dice) => dice > 0),
      weight: fc.constantFrom(0.5, 1, 3),
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 80 }), (own) => {
        const [low, high] = [0.7, 0.9].map((target) => chooseThreshold(own, target));
        expect([NEVER, ...own.map(({ probability }) => probability)]).toContain(low);
        expect(high).toBeGreaterThanOrEqual(low ?? NEVER);
      }),
    );
  });
});
