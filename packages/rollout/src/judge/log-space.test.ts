import { describe, expect, it } from "vitest";
import { bisect } from "./bisect.ts";
import { countTimesLog, logAddExp, logMeanExp } from "./log-space.ts";

describe("logAddExp", () => {
  it("adds what its arguments are logarithms of", () => {
    expect(logAddExp(Math.log(3), Math.log(4))).toBeCloseTo(Math.log(7), 14);
    expect(logAddExp(5_000, 5_000)).toBeCloseTo(5_000 + Math.LN2, 12);
    expect(logAddExp(Number.NEGATIVE_INFINITY, 2)).toBe(2);
    expect(logAddExp(Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY)).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe("logMeanExp", () => {
  it("averages what its arguments are logarithms of", () => {
    expect(logMeanExp([Math.log(1), Math.log(2), Math.log(6)])).toBeCloseTo(Math.log(3), 14);
    expect(logMeanExp([-9_000, -9_000])).toBe(-9_000);
  });

  it("refuses to average nothing", () => {
    expect(() => logMeanExp([])).toThrow(/logs: expected at least one number/);
  });
});

describe("countTimesLog", () => {
  it("says nothing of what did not happen, be it impossible", () => {
    expect(countTimesLog(0, 0)).toBe(0);
    expect(countTimesLog(3, Math.E)).toBe(3);
  });
});

describe("bisect", () => {
  it("finds where the answer turns", () => {
    expect(bisect(0, 2, (x) => x * x < 2)).toBeCloseTo(Math.SQRT2, 15);
    expect(bisect(0, 1, (x) => x < 1e-200)).toBeCloseTo(0, 15);
  });

  it("gives the end that the answer points to when it does not turn", () => {
    expect(bisect(0, 1, () => true)).toBe(1);
    expect(bisect(0, 1, () => false)).toBeCloseTo(0, 15);
  });
});
