import { describe, expect, it } from "vitest";
import { describeRouting, everyoneOn, sameRouting, serves, split } from "./routing.ts";
import { beginSpan, endSpan, weightDuring, weightOf } from "./weight-spans.ts";

const FIVE = { primary: "6", additional: { version: "7", weight: 5 } };

describe("split", () => {
  it("adds the candidate below 100 %, and moves the alias's own version at 100 %", () => {
    expect(split("6", "7", 5)).toEqual(FIVE);
    expect(split("6", "7", 99.9)).toEqual({ primary: "6", additional: { version: "7", weight: 99.9 } });
    expect(split("6", "7", 100)).toEqual({ primary: "7" });
    expect(everyoneOn("6")).toEqual({ primary: "6" });
  });
});

describe("sameRouting", () => {
  it("compares versions and weight", () => {
    expect(sameRouting(FIVE, split("6", "7", 5))).toBe(true);
    expect(sameRouting({ primary: "6" }, { primary: "6" })).toBe(true);
    expect(sameRouting(FIVE, { primary: "6" })).toBe(false);
    expect(sameRouting({ primary: "6" }, FIVE)).toBe(false);
    expect(sameRouting(FIVE, split("5", "7", 5))).toBe(false);
    expect(sameRouting(FIVE, split("6", "8", 5))).toBe(false);
    expect(sameRouting(FIVE, split("6", "7", 6))).toBe(false);
  });
});

describe("serves", () => {
  it("is true of both versions that callers may reach", () => {
    expect(["5", "6", "7"].map((version) => serves(FIVE, version))).toEqual([false, true, true]);
    expect(serves({ primary: "6" }, "7")).toBe(false);
  });
});

describe("describeRouting", () => {
  it("says who gets what", () => {
    expect(describeRouting(FIVE)).toBe("version 7 gets 5 %, version 6 the rest");
    expect(describeRouting({ primary: "6" })).toBe("version 6 gets everything");
  });
});

describe("weightOf", () => {
  it("is what the alias gives to a version", () => {
    expect(["5", "6", "7"].map((version) => weightOf(FIVE, version))).toEqual([0, 95, 5]);
    expect(weightOf({ primary: "6" }, "6")).toBe(100);
  });
});

describe("weight spans", () => {
  it("end once, and begin where the one before them ends", () => {
    const begun = beginSpan([], 0, 10);
    expect(begun).toEqual([{ weight: 0, fromMs: 10 }]);
    const ended = endSpan(begun, 20);
    expect(ended).toEqual([{ weight: 0, fromMs: 10, toMs: 20 }]);
    expect(endSpan(ended, 30)).toBe(ended);
    expect(beginSpan(begun, 5, 25)).toEqual([
      { weight: 0, fromMs: 10, toMs: 25 },
      { weight: 5, fromMs: 25 },
    ]);
    expect(endSpan([], 10)).toEqual([]);
  });

  it("give the weight of a minute that lies within one of them, to the millisecond", () => {
    const spans = [
      { weight: 5, fromMs: 1, toMs: 60_001 },
      { weight: 25, fromMs: 60_002 },
    ];
    expect(weightDuring(spans, 0)).toBeUndefined();
    expect(weightDuring(spans, 1)).toBe(5);
    expect(weightDuring(spans, 2)).toBeUndefined();
    expect(weightDuring(spans, 60_001)).toBeUndefined();
    expect(weightDuring(spans, 60_002)).toBe(25);
  });
});
