import { describe, expect, it } from "vitest";
import { distributionOf } from "./distribution.ts";
import { computeStatistic, isExtended, parseStatistic } from "./statistic.ts";

describe("a percentile rank", () => {
  const values = distributionOf([100, 200, 300, 400]);

  it.each([
    ["PR(:300)", 75],
    ["PR(300:)", 25],
    ["PR(100:300)", 50],
    ["PR(99.5:100)", 25],
  ])("%s has an exclusive lower and an inclusive upper bound", (text, expected) => {
    expect(computeStatistic(parseStatistic(text), values)).toBe(expected);
    expect(isExtended(parseStatistic(text))).toBe(true);
  });

  it.each([
    "PR(:)",
    "PR(300)",
    "PR(300:100)",
    "PR(1:1)",
    "PR(-1:5)",
    "PR(10%:90%)",
    "pr(:3)",
    "PR(:3",
    "PR(: 3)",
  ])("is not %s", (text) => {
    expect(() => parseStatistic(text)).toThrow(`The value ${text} for parameter Stat is invalid`);
  });
});
