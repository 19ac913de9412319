import { describe, expect, it } from "vitest";
import { computeExpression, type MathValue, type TimeSeries } from "./compute.ts";
import { parseExpression } from "./parse.ts";

/** `-` is a period without a value. */
type Row = readonly (number | "-")[];

/** Computes over metrics that are given as rows of periods 0, 1, 2 and so on. */
function compute(text: string, rows: Readonly<Record<string, Row>>): MathValue {
  const series = new Map(Object.entries(rows).map(([id, row]) => [id, seriesOf(row)]));
  return computeExpression(parseExpression(text), {
    valueOf: (id) => ({ kind: "series", points: series.get(id) ?? new Map() }),
    metricsContaining: (part) =>
      [...series].filter(([id]) => id.includes(part)).map(([label, points]) => ({ label, points })),
    periodStarts: () => [0, 1, 2, 3, 4],
  });
}

function seriesOf(row: Row): TimeSeries {
  return new Map(row.flatMap((value, index) => (value === "-" ? [] : [[index, value] as const])));
}

function rowOf(value: MathValue, length = 5): Row {
  if (value.kind !== "series") throw new Error(`Expected a series, found a ${value.kind}.`);
  return Array.from({ length }, (_, index) => value.points.get(index) ?? "-");
}

describe("the examples that AWS publishes", () => {
  const metric1 = [30, 20, 0, 0];
  const metric2: Row = [20, "-", 20, "-"];
  it.each<[string, Row]>([
    ["metric1 < metric2", [0, 0, 1, 0]],
    ["metric1 >= 30", [1, 0, 0, 0]],
    ["(metric1 > 15 AND metric2 > 15)", [1, 0, 0, 0]],
  ])("compare: %s", (text, expected) => {
    expect(rowOf(compute(text, { metric1, metric2 }), 4)).toEqual(expected);
  });

  const rows: Readonly<Record<string, Row>> = {
    m1: [1, 1, 0, 0, "-"],
    m2: [30, "-", 0, 0, 30],
    m3: [0, 0, 20, "-", 20],
  };
  it.each<[string, Row]>([
    ["IF(m1, m2, m3)", [30, 0, 20, "-", "-"]],
    ["IF(m1, 5, m3)", [5, 5, 20, "-", "-"]],
    ["IF(m1, m2, 5)", [30, 0, 5, 5, "-"]],
    ["IF(m1, m2)", [30, 0, "-", "-", "-"]],
  ])("choose: %s", (text, expected) => {
    expect(rowOf(compute(text, rows))).toEqual(expected);
  });
});

describe("arithmetic", () => {
  it.each<[string, Row]>([
    ["a + b", [3, 2, 4, "-", "-"]],
    ["a - b * 2", [-3, 2, -8, "-", "-"]],
    ["(a - b) * 2", [-2, 4, -8, "-", "-"]],
    ["a / b", [0.5, "-", 0, "-", "-"]],
    ["-a", [-1, -2, "-", "-", "-"]],
    ["1 - -a", [2, 3, "-", "-", "-"]],
    ["1e1 * a", [10, 20, "-", "-", "-"]],
    ["8 / 4 / 2 * a", [1, 2, "-", "-", "-"]],
  ])("counts a value that only one series lacks as 0, and drops division by 0: %s", (text, expected) => {
    expect(rowOf(compute(text, { a: [1, 2], b: [2, "-", 4] }))).toEqual(expected);
  });

  it("binds AND tighter than OR, and both looser than comparisons", () => {
    const rows = { a: [1, 0, 0], b: [0, 1, 0], c: [0, 1, 1] };
    expect(rowOf(compute("a == 1 OR b > 0 AND c > 0", rows), 3)).toEqual([1, 1, 0]);
    expect(rowOf(compute("(a || b) && c != 0", rows), 3)).toEqual([0, 1, 0]);
  });
});

describe("functions", () => {
  const rows: Readonly<Record<string, Row>> = {
    errors4: [1, "-", 3],
    errors5: [5, 2, "-"],
    calls: [10, 10, 10],
  };
  it.each<[string, Row]>([
    ['SUM(METRICS("errors"))', [6, 2, 3]],
    ['AVG(METRICS("errors"))', [3, 1, 1.5]],
    ["MIN([errors4, errors5])", [1, 2, 3]],
    ["MAX([errors4, errors5])", [5, 2, 3]],
    ["SUM([errors4, errors5]) / calls * 100", [60, 20, 30]],
    ["errors4 - MIN(errors4)", [0, "-", 2]],
    ["errors4 * AVG(errors4)", [2, "-", 6]],
    ["errors4 + MAX(calls) + SUM(errors5)", [18, "-", 20]],
    ["SUM(METRICS() / 10)", [1.6, 1.2, 1.3]],
    ["FILL(errors4, 0) + 0 * calls", [1, 0, 3]],
    ["FILL(errors4, REPEAT)", [1, 1, 3]],
    ["SUM(FILL(METRICS(), 7))", [16, 19, 20]],
    ["IF(calls > 20, errors4 / calls, 0)", [0, 0, 0]],
    ["IF(SUM(calls) > 20, errors4)", [1, "-", 3]],
    ["IF(SUM(calls) < 20, errors4)", ["-", "-", "-"]],
  ])("%s", (text, expected) => {
    expect(rowOf(compute(text, rows), 3)).toEqual(expected);
  });

  it("fill every period, and repeat nothing before the first value", () => {
    expect(rowOf(compute("FILL(m, -1)", { m: ["-", 2] }))).toEqual([-1, 2, -1, -1, -1]);
    expect(rowOf(compute("FILL(m, REPEAT)", { m: ["-", 2] }))).toEqual(["-", 2, 2, 2, 2]);
  });

  it("of an empty series say nothing, rather than 0 or infinity", () => {
    for (const text of [
      "calls + MIN(m)",
      "calls + MAX(m)",
      "calls + AVG(m)",
      "IF(AVG(m) > 1, calls, calls)",
    ]) {
      expect(rowOf(compute(text, { m: [], calls: [1] }))).toEqual(["-", "-", "-", "-", "-"]);
    }
  });
});

describe("an expression is refused", () => {
  it.each([
    ["", "expected a number, an id, a function or a parenthesis at position 1, found the end"],
    ["a +", "expected a number, an id, a function or a parenthesis at position 4, found the end"],
    ["a b", "expected an operator or the end at position 3, found b"],
    ["(a", 'expected ")" at position 3, found the end'],
    ["a)", "expected an operator or the end at position 2, found )"],
    ["a ^ 2", 'expected a number, an id, a function or an operator at position 3, found "^"'],
    ["a = 2", 'expected a number, an id, a function or an operator at position 3, found "="'],
    ["sum(a)", "functions are written in capitals: found sum( at position 1"],
    ["1 + RATE(a)", "does not support RATE at position 5; it supports IF, SUM, AVG"],
    ["ANOMALY_DETECTION_BAND(a)", "does not support ANOMALY_DETECTION_BAND at position 1"],
    ["FILL(a, LINEAR)", "does not support LINEAR at position 9; FILL takes a number or REPEAT"],
    ["FILL(a, b)", "FILL at position 1 takes a number or REPEAT here"],
    ["IF(a)", "IF at position 1 takes 2 or 3 arguments found 1"],
    ["SUM(a, b)", "SUM at position 1 takes 1 argument, such as METRICS() or [a, b], found 2"],
    ["SUM(3)", "SUM at position 1 takes series, found a number"],
    ["[1, a]", "the list at position 1 takes series only, found a number"],
    ["METRICS() + METRICS()", "+ at position 11 cannot join two lists of series"],
    ["IF(METRICS() > 1, a)", "IF at position 1 takes single series and numbers, found a list"],
    [`${"(".repeat(101)}a${")".repeat(101)}`, "nested more than 100 deep at position 101"],
    ["a".repeat(2049), "expected at most 2048 characters, found 2049"],
  ])("%s", (text, message) => {
    expect(() => compute(text, { a: [1], b: [2] })).toThrow(message);
  });
});
