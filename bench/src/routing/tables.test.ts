import { describe, expect, it } from "vitest";
import { costTable, coverageCell, qualityTable, short, size } from "./tables.ts";
import { measuredOf } from "./testing.ts";

const line = (text: string, index: number) => text.split("\n")[index];

describe("qualityTable", () => {
  it("has a row for each contender and each goal", () => {
    const made = qualityTable("banking77", [measuredOf("one"), { name: "two" }]);
    expect(made.split("\n").slice(2)).toEqual([
      "| one | 87.6 | 50.0 (99.8) | 50.0 (99.8) | 50.0 (99.8) | 0.1 / 0.1 / 0.1 |",
      "| two | not trained in 3 min | – | – | – | – |",
      "| *the bar* | 91.5 | – | – | 65.0 | – |",
      "| *the moonshot* | 93.0 | – | – | 76.0 | – |",
    ]);
  });

  it("has no share of questions out of scope where there are none, and no goal where none is set", () => {
    const outcomes = [{ targetPrecision: 0.95, coverage: 0.5, answered: 10, right: 10, precision: 1 }];
    const made = qualityTable("hwu64", [measuredOf("one", { outcomes })]);
    expect(made.split("\n").slice(2)).toEqual(["| one | 87.6 | 50.0 (100.0) | – |"]);
  });
});

describe("coverageCell", () => {
  const cell = (right: number, answered: number) =>
    coverageCell({
      targetPrecision: 0.95,
      coverage: 0.3,
      answered,
      right,
      ...(answered > 0 && { precision: right / answered }),
    });

  it("marks a precision that chance does not explain", () => {
    expect(cell(940, 1_000)).toBe("30.0 (94.0)");
    expect(cell(930, 1_000)).toBe("30.0 (93.0 ✗)");
  });

  it("is nothing where nothing is answered", () => {
    expect(cell(0, 0)).toBe("0");
  });
});

describe("costTable", () => {
  it("says latency, its multiple of the baseline, size, load and training", () => {
    const made = costTable("banking77", [measuredOf("one"), { name: "two" }]);
    expect(line(made, 2)).toBe("| one | 17 / 61 | 4.3 / 3.8 | 0.93 MB | 1.5 / 2.9 | 27 |");
    expect(line(made, 3)).toBe("| two | not trained in 3 min | – | – | – | – |");
    expect(line(made, 4)).toBe("| *the bar* | – / 90 | – | 1.00 MB | 6 / – | – |");
  });
});

it("says sizes and small numbers for people", () => {
  expect([31_200, 99_999, 100_000, 3_970_361].map(size)).toEqual(["31 KB", "100 KB", "0.10 MB", "3.97 MB"]);
  expect([0.04, 9.94, 10.4, 1_011.2].map(short)).toEqual(["0.0", "9.9", "10", "1,011"]);
});
