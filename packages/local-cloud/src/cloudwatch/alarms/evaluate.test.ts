import { describe, expect, it } from "vitest";
import { type AlarmRule, evaluate, evaluationRange, type Slot, type TreatMissingData } from "./evaluate.ts";

/** Data points as AWS's tables write them: oldest first, 0 good, X breaching, - missing. */
function slotsOf(points: string, sampleCount?: number): readonly Slot[] {
  return points.split(" ").map((mark, index) => ({
    startMs: index * 60_000,
    value: mark === "-" ? undefined : Number(mark === "X"),
    ...(sampleCount === undefined || mark === "-" ? {} : { sampleCount }),
  }));
}

const rule = (m: number, n: number, treatMissingData: TreatMissingData, minSamples = 0): AlarmRule => ({
  evaluationPeriods: n,
  datapointsToAlarm: m,
  breaches: (value) => value > 0,
  treatMissingData,
  minSamples,
});

function outcome(points: string, m: number, n: number, treat: TreatMissingData): string {
  const verdict = evaluate(rule(m, n, treat), slotsOf(points));
  return verdict.kind === "keep" ? "keep" : verdict.value;
}

const outcomes = (points: string, m: number, n: number): readonly string[] =>
  (["missing", "ignore", "breaching", "notBreaching"] as const).map((treat) => outcome(points, m, n, treat));

const NO_DATA = "INSUFFICIENT_DATA";

describe("AWS's published examples", () => {
  it.each([
    ["0 - X - X", ["OK", "OK", "OK", "OK"]],
    ["0 - - - -", ["OK", "OK", "OK", "OK"]],
    ["- - - - -", [NO_DATA, "keep", "ALARM", "OK"]],
    ["0 X X - X", ["ALARM", "ALARM", "ALARM", "ALARM"]],
    ["- - X - -", ["ALARM", "keep", "ALARM", "OK"]],
    // Two rows that an earlier edition of the table had.
    ["- - - - X", [NO_DATA, "keep", "ALARM", "OK"]],
    ["X - - - -", ["ALARM", "keep", "ALARM", "OK"]],
  ])("3 of 3: %s", (points, expected) => {
    expect(outcomes(points, 3, 3)).toEqual(expected);
  });

  it.each([
    ["0 - X - X", ["ALARM", "ALARM", "ALARM", "ALARM"]],
    ["0 0 X 0 X", ["ALARM", "ALARM", "ALARM", "ALARM"]],
    ["0 - X - -", ["OK", "OK", "ALARM", "OK"]],
    ["- - - - 0", ["OK", "OK", "ALARM", "OK"]],
    ["- - - X -", ["ALARM", "keep", "ALARM", "OK"]],
    // From an earlier edition.
    ["- - - - X", [NO_DATA, "keep", "ALARM", "OK"]],
  ])("2 of 3: %s", (points, expected) => {
    expect(outcomes(points, 2, 3)).toEqual(expected);
  });

  it("looks at 5 periods for 3", () => {
    expect(evaluationRange(3)).toBe(5);
  });
});

describe("a lone breaching data point", () => {
  it.each([
    ["- - - - X", NO_DATA],
    ["- - - X -", NO_DATA],
    ["- - X - -", "ALARM"],
    ["- X X - -", "ALARM"],
    ["- - - X X", NO_DATA],
    ["- - X - 0", "OK"],
    ["0 - X - -", "OK"],
  ])("alarms 3 of 3 only when it is 3 periods old and nothing good is near: %s", (points, expected) => {
    expect(outcome(points, 3, 3, "missing")).toBe(expected);
  });

  it("alarms at once where one is enough", () => {
    expect(outcome("- - - - X", 1, 3, "missing")).toBe("ALARM");
    expect(outcome("- - X", 1, 1, "missing")).toBe("ALARM");
    expect(outcome("- - - - X", 1, 3, "notBreaching")).toBe("ALARM");
  });
});

describe("real data points", () => {
  it("decide alone when there are N, however old: after a stream has stopped the last ones count again", () => {
    expect(outcomes("X - -", 1, 1)).toEqual(["ALARM", "ALARM", "ALARM", "ALARM"]);
    expect(outcomes("- - -", 1, 1)).toEqual([NO_DATA, "keep", "ALARM", "OK"]);
  });

  it("are enough for ALARM when M of fewer than N breach, whatever missing ones count as", () => {
    expect(outcomes("- - - X X", 2, 3)).toEqual(["ALARM", "ALARM", "ALARM", "ALARM"]);
  });

  it("are all named in the verdict, newest first, with the number that was made up", () => {
    expect(evaluate(rule(2, 3, "breaching"), slotsOf("- 0 - X -"))).toEqual({
      kind: "state",
      value: "ALARM",
      evaluated: [
        { startMs: 180_000, value: 1 },
        { startMs: 60_000, value: 0 },
      ],
      filled: 1,
    });
  });
});

describe("a percentile of few samples", () => {
  it("keeps the state until every evaluated period has enough of them", () => {
    const p95 = rule(1, 1, "missing", 200);
    expect(evaluate(p95, slotsOf("0 0 X", 199))).toEqual({ kind: "keep" });
    expect(evaluate(p95, slotsOf("0 0 X", 200))).toMatchObject({ value: "ALARM" });
    expect(evaluate(p95, slotsOf("- - -"))).toMatchObject({ value: NO_DATA });
  });
});
