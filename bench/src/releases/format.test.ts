import { expect, it } from "vitest";
import { caught, count, duration, percent, percentAtMost, table } from "./format.ts";

it("says shares with as many digits as mean something", () => {
  expect([0, 0.0005, 0.0042, 0.0125, 0.5, 0.9985, 1].map(percent)).toEqual([
    "0 %",
    "0.05 %",
    "0.42 %",
    "1.3 %",
    "50 %",
    "99.85 %",
    "100 %",
  ]);
  expect(percentAtMost({ share: 0, lower: 0, upper: 0.00184 })).toBe("0 % (≤ 0.18 %)");
});

it("says times for people", () => {
  expect([undefined, 0.5, 4, 9.25, 41.4, 119, 154, 1_440].map(duration)).toEqual([
    "–",
    "0.5 min",
    "4 min",
    "9.3 min",
    "41 min",
    "119 min",
    "2 h 34 min",
    "24 h",
  ]);
});

it("says counts with a decimal below a hundred", () => {
  expect([0, 3.04, 99.94, 1_234.5].map(count)).toEqual(["0", "3", "99.9", "1,235"]);
});

it("says how a bad version was caught", () => {
  const share = { share: 1, lower: 0.9, upper: 1 };
  const none = { share: 0, lower: 0, upper: 0.1 };
  const spread = { mean: 3.21, p05: 1, median: 4, p90: 6, p95: 7, highest: 9 };
  expect(
    caught({
      runs: 10,
      rolledBack: share,
      rolledBackBefore100: share,
      completed: none,
      paused: none,
      unfinished: none,
      causes: {},
      minutesToRollback: spread,
      candidateFailures: spread,
    }),
  ).toBe("100 %, 4 min, 3.2");
});

it("makes a table in Markdown", () => {
  expect(table(["a", "b"], [["1", "2"]])).toBe("| a | b |\n| --- | --- |\n| 1 | 2 |");
});
