import { describe, expect, it } from "vitest";
import { type Answer, accuracy, chanceOfAtMost, curve, outcomeAt, pointThreshold } from "./measures.ts";

/** Surest first: right, right, out of scope, right and wrong with the same score, out of scope. */
const ANSWERS: readonly Answer[] = [
  { truth: "a", label: "a", score: 0.9 },
  { truth: "b", label: "b", score: 0.8 },
  { truth: "oos:far", label: "a", score: 0.7 },
  { truth: "a", label: "a", score: 0.4 },
  { truth: "b", label: "a", score: 0.4 },
  { truth: "oos", label: "b", score: 0.1 },
];

describe("accuracy", () => {
  it("counts questions in scope, however unsure", () => {
    expect(accuracy(ANSWERS)).toBe(0.75);
  });
});

describe("pointThreshold", () => {
  it("is the lowest score at which the target is reached", () => {
    expect(pointThreshold(ANSWERS, 1)).toBe(0.8);
    expect(pointThreshold(ANSWERS, 0.6)).toBe(0.4);
    expect(pointThreshold(ANSWERS, 0.5)).toBe(0.1);
  });

  it("never parts answers of the same score", () => {
    const tied = [
      { truth: "a", label: "a", score: 1 },
      { truth: "b", label: "a", score: 1 },
    ];
    expect(pointThreshold(tied, 0.99)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("outcomeAt", () => {
  it("counts an answered question out of scope as wrong, and leaves it out of the coverage", () => {
    expect(outcomeAt(ANSWERS, 0.7)).toEqual({
      coverage: 0.5,
      answered: 3,
      right: 2,
      precision: 2 / 3,
      outOfScopeAnswered: 0.5,
    });
  });

  it("has no precision where nothing is answered, and no share of questions that are not there", () => {
    expect(outcomeAt(ANSWERS.slice(0, 2), Number.POSITIVE_INFINITY)).toEqual({
      coverage: 0,
      answered: 0,
      right: 0,
    });
  });
});

describe("curve", () => {
  it("has a point for every score that occurs", () => {
    expect(curve(ANSWERS)).toEqual([
      { coverage: 0.25, precision: 1 },
      { coverage: 0.5, precision: 1 },
      { coverage: 0.5, precision: 2 / 3 },
      { coverage: 1, precision: 0.6 },
      { coverage: 1, precision: 0.5 },
    ]);
  });
});

describe("chanceOfAtMost", () => {
  it("is the lower tail of the binomial distribution", () => {
    expect(chanceOfAtMost(1, 2, 0.5)).toBeCloseTo(0.75, 12);
    expect(chanceOfAtMost(0, 3, 0.9)).toBeCloseTo(0.001, 12);
    expect(chanceOfAtMost(4_000, 4_000, 0.99)).toBeCloseTo(1, 9);
  });
});
