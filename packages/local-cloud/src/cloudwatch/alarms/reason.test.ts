import { expect, it } from "vitest";
import type { AlarmSettings } from "./alarm.ts";
import { evaluate, type Slot } from "./evaluate.ts";
import { reasonDataOf, reasonOf } from "./reason.ts";
import { settingsOf } from "./settings.ts";
import { ERRORS, NOON } from "./test-world.ts";
import { watchOf } from "./watch.ts";

const slotsOf = (values: readonly (number | undefined)[]): readonly Slot[] =>
  values.map((value, index) => ({ startMs: NOON + index * 60_000, value }));

function reason(change: Partial<AlarmSettings>, values: readonly (number | undefined)[]): string {
  const settings = settingsOf({ ...ERRORS, ...change });
  const { rule } = watchOf(settings);
  const verdict = evaluate(rule, slotsOf(values));
  if (verdict.kind === "keep") throw new Error("Expected a state.");
  return reasonOf(settings, rule, verdict);
}

it.each<[string, Partial<AlarmSettings>, readonly (number | undefined)[]]>([
  [
    "Threshold Crossed: 2 out of the last 2 datapoints [5.5 (23/11/26 12:03:00), 3.0 (23/11/26 12:02:00)] were greater than the threshold (2.0) (minimum 2 datapoints for OK -> ALARM transition).",
    { DatapointsToAlarm: 2 },
    [0, 0, 3, 5.5],
  ],
  [
    "Threshold Crossed: 1 out of the last 2 datapoints [0.0 (23/11/26 12:03:00)] was not greater than the threshold (2.0) (minimum 1 datapoint for ALARM -> OK transition).",
    { DatapointsToAlarm: 2 },
    [0, 0, 3, 0],
  ],
  [
    "Threshold Crossed: 2 datapoints [1.0 (23/11/26 12:03:00), 0.0 (23/11/26 12:02:00)] were not greater than the threshold (2.0).",
    {},
    [0, 0, 0, 1],
  ],
  [
    "Threshold Crossed: 5 out of the last 5 datapoints were less than or equal to the threshold (2.0). The most recent datapoints which crossed the threshold: [0.0 (23/11/26 12:06:00), 0.0 (23/11/26 12:05:00), 0.0 (23/11/26 12:04:00), 0.0 (23/11/26 12:03:00), 0.0 (23/11/26 12:02:00)] (minimum 5 datapoints for OK -> ALARM transition).",
    { EvaluationPeriods: 5, DatapointsToAlarm: 5, ComparisonOperator: "LessThanOrEqualToThreshold" },
    [0, 0, 0, 0, 0, 0, 0],
  ],
  [
    "Threshold Crossed: 1 datapoint [1.0 (23/11/26 12:00:00)] was not greater than the threshold (2.0) and 1 missing datapoint was treated as [Breaching].",
    { TreatMissingData: "breaching" },
    [1, undefined, undefined, undefined],
  ],
  [
    "Threshold Crossed: 1 datapoint was received for 3 periods and 2 missing datapoints were treated as [Breaching].",
    { TreatMissingData: "breaching", EvaluationPeriods: 3, DatapointsToAlarm: 2 },
    [1, undefined, undefined, undefined, undefined],
  ],
  [
    "Threshold Crossed: no datapoints were received for 2 periods and 2 missing datapoints were treated as [NonBreaching].",
    {},
    [undefined, undefined, undefined, undefined],
  ],
  [
    "Threshold Crossed: 1 out of the last 3 datapoints [9.0 (23/11/26 12:02:00)] was greater than the threshold (2.0) (minimum 3 datapoints for OK -> ALARM transition).",
    { TreatMissingData: "missing", EvaluationPeriods: 3, DatapointsToAlarm: 3 },
    [undefined, undefined, 9, undefined, undefined],
  ],
  [
    "Insufficient Data: 2 datapoints were unknown.",
    { TreatMissingData: "missing" },
    [undefined, undefined, undefined, undefined],
  ],
  [
    "Insufficient Data: 1 datapoint was unknown.",
    { TreatMissingData: "missing", EvaluationPeriods: 1 },
    [undefined, undefined, undefined],
  ],
])("%s", (sentence, change, values) => {
  expect(reason(change, values)).toBe(sentence);
});

it("reason data lists evaluated data points newest first, and recent ones oldest first", () => {
  const settings = settingsOf({ ...ERRORS, Unit: "Count" });
  const slots = slotsOf([0, 1, undefined, 4]);
  const verdict = evaluate(watchOf(settings).rule, slots);
  if (verdict.kind === "keep") throw new Error("Expected a state.");
  expect(JSON.parse(reasonDataOf(settings, 60, verdict, slots, NOON + 285_000))).toEqual({
    version: "1.0",
    queryDate: "2026-11-23T12:04:45.000+0000",
    startDate: "2026-11-23T12:01:00.000+0000",
    unit: "Count",
    statistic: "Sum",
    period: 60,
    recentDatapoints: [1, 4],
    threshold: 2,
    evaluatedDatapoints: [
      { timestamp: "2026-11-23T12:03:00.000+0000", value: 4 },
      { timestamp: "2026-11-23T12:01:00.000+0000", value: 1 },
    ],
  });
});
