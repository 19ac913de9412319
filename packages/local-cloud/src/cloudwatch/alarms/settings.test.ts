import type { PutMetricAlarmCommandInput } from "@aws-sdk/client-cloudwatch";
import { describe, expect, it } from "vitest";
import { settingsOf } from "./settings.ts";
import { ERRORS, FUNCTION, sumOf, withMath } from "./test-world.ts";
import { watchOf } from "./watch.ts";

const put = (change: Partial<PutMetricAlarmCommandInput>) => () => settingsOf({ ...ERRORS, ...change });
const math =
  (...Metrics: NonNullable<PutMetricAlarmCommandInput["Metrics"]>) =>
  () =>
    settingsOf(withMath(Metrics));
const rate = (Expression: string) => ({ Id: "rate", Expression });

describe("PutMetricAlarm refuses", () => {
  it.each<[string, Partial<PutMetricAlarmCommandInput>, string]>([
    ["ValidationError", { Period: 45 }, "Period must be 10, 20, 30 or a multiple of 60, found 45."],
    ["ValidationError", { Period: 0 }, "Period must be 10, 20, 30 or a multiple of 60, found 0."],
    ["ValidationError", { Period: 5 }, "Period must be 10, 20, 30 or a multiple of 60, found 5."],
    ["ValidationError", { EvaluationPeriods: 0 }, "Value '0' at 'evaluationPeriods' failed to satisfy"],
    ["ValidationError", { EvaluationPeriods: 1.5 }, "Value '1.5' at 'evaluationPeriods'"],
    ["ValidationError", { EvaluationPeriods: 1441 }, "across more than a day"],
    ["ValidationError", { Period: 3600, EvaluationPeriods: 169 }, "across more than a week"],
    ["ValidationError", { DatapointsToAlarm: 3 }, "at most EvaluationPeriods, 2; found 3"],
    ["ValidationError", { TreatMissingData: "bad" }, "TreatMissingData must be one of breaching"],
    ["ValidationError", { EvaluateLowSampleCountPercentile: "no" }, "must be one of evaluate, ignore"],
    [
      "ValidationError",
      { ComparisonOperator: "LessThanLowerThreshold" },
      "ComparisonOperator must be one of",
    ],
    ["ValidationError", { Threshold: Number.NaN }, "Threshold must be a finite number"],
    ["ValidationError", { AlarmName: "a\nb" }, "without control characters"],
    ["ValidationError", { AlarmName: "" }, "1 to 255 characters"],
    ["ValidationError", { AlarmActions: ["pager"] }, "Invalid arn syntax: pager"],
    ["ValidationError", { OKActions: ["arn:aws:automate:us-east-1:ec2:stop"] }, "actions of automate"],
    ["ValidationError", { AlarmActions: Array(6).fill(FUNCTION) }, "at most 5 actions, found 6"],
    ["ValidationError", { Unit: "Apples" as never }, "has the unit Apples"],
    [
      "ValidationError",
      { Statistic: "p95" as never },
      "Percentiles and their ranks belong in ExtendedStatistic",
    ],
    ["InvalidParameterCombinationException", { Statistic: undefined }, "Exactly one of Statistic"],
    ["InvalidParameterCombinationException", { ExtendedStatistic: "p95" }, "Exactly one of Statistic"],
    ["InvalidParameterCombinationException", { Metrics: [sumOf("m", "M")] }, "MetricName must not be given"],
    ["MissingRequiredParameterException", { MetricName: undefined }, "MetricName is required"],
    ["MissingRequiredParameterException", { Period: undefined }, "Period is required"],
    ["MissingRequiredParameterException", { Threshold: undefined }, "Threshold is required"],
    [
      "InvalidParameterValueException",
      { Dimensions: [{ Name: "A", Value: "" }] },
      "Dimensions.member.1.Value",
    ],
    ["InvalidParameterValueException", { ThresholdMetricId: "ad" }, "does not support ThresholdMetricId"],
    [
      "InvalidParameterValueException",
      { WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: 5 } },
      "does not support WarmUpConfiguration",
    ],
  ])("%s: %j", (code, change, message) => {
    expect(put(change)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }));
  });

  it.each<[string, () => unknown]>([
    ["Exactly one element of the metrics list should return data, found 0", math(sumOf("a", "A"))],
    ["should return data, found 2", math(rate("a"), { Id: "other", Expression: "a" }, sumOf("a", "A"))],
    ["at least one element with a MetricStat", math(rate("1 + 1"))],
    ["must have 1 to 20 elements, found 0", math()],
    ["must have the same period, found 60, 300", math(rate("a + b"), sumOf("a", "A"), sumOf("b", "B", 300))],
    [
      "at most 10 elements with a MetricStat, found 11",
      math(rate("SUM(METRICS())"), ...Array.from({ length: 11 }, (_, index) => sumOf(`m${index}`, "M"))),
    ],
    [
      "must return one time series, not a list",
      math(rate("METRICS() / 2"), sumOf("a", "A"), sumOf("b", "B")),
    ],
    ["the result must be a time series, found a single number", math(rate("SUM(a)"), sumOf("a", "A"))],
    [
      "Error in expression 'rate': the local cloud does not support RATE",
      math(rate("RATE(a)"), sumOf("a", "A")),
    ],
    ["Period must be 10, 20, 30 or a multiple of 60, found 5", math(rate("a * 2"), sumOf("a", "A", 5))],
    ["there is no query with the Id b", math(rate("a / b"), sumOf("a", "A"))],
  ])("metric math: %s", (message, attempt) => {
    expect(attempt).toThrow(message);
  });
});

describe("an alarm's rule", () => {
  const breaches = (ComparisonOperator: NonNullable<PutMetricAlarmCommandInput["ComparisonOperator"]>) => {
    const { rule } = watchOf(settingsOf({ ...ERRORS, ComparisonOperator, Threshold: 2 }));
    return [1, 2, 3].map(rule.breaches);
  };

  it("compares the value with the threshold, in this order", () => {
    expect(breaches("GreaterThanThreshold")).toEqual([false, false, true]);
    expect(breaches("GreaterThanOrEqualToThreshold")).toEqual([false, true, true]);
    expect(breaches("LessThanThreshold")).toEqual([true, false, false]);
    expect(breaches("LessThanOrEqualToThreshold")).toEqual([true, true, false]);
  });

  it("asks for as many breaching data points as there are periods unless told otherwise", () => {
    expect(watchOf(settingsOf({ ...ERRORS, EvaluationPeriods: 4 })).rule.datapointsToAlarm).toBe(4);
  });

  it.each([
    ["p95", 200],
    ["p99", 1_000],
    ["p99.9", 10_000],
    ["p50", 20],
    ["p10", 100],
    ["p100", Infinity],
  ])("asks for samples of %s when it ignores low counts: %d", (ExtendedStatistic, expected) => {
    const percentile = { ...ERRORS, Statistic: undefined, ExtendedStatistic };
    const samples = (EvaluateLowSampleCountPercentile?: string) =>
      watchOf(settingsOf({ ...percentile, EvaluateLowSampleCountPercentile })).rule.minSamples;
    expect(samples("ignore")).toBe(expected);
    expect([samples("evaluate"), samples()]).toEqual([0, 0]);
  });

  it("ignores missing data of DynamoDB, whatever is asked", () => {
    const treatment = (Namespace: string) =>
      watchOf(settingsOf({ ...ERRORS, Namespace, TreatMissingData: "breaching" })).rule.treatMissingData;
    expect([treatment("AWS/DynamoDB"), treatment("AWS/Lambda")]).toEqual(["ignore", "breaching"]);
  });
});
