import type { MetricDataQuery, PutMetricAlarmInput } from "@aws-sdk/client-cloudwatch";
import { invalidCombination, invalidValue, missing, validation } from "../errors.ts";
import { createMetricSeries } from "../metric-series.ts";
import { isExtended } from "../statistic.ts";
import { checkedActions } from "./action-arn.ts";
import type { AlarmSettings } from "./alarm.ts";
import { evaluationRange } from "./evaluate.ts";
import { queriesOf, STATIC_OPERATORS, watchOf } from "./watch.ts";

const ALARM_PERIODS = "10, 20, 30 or a multiple of 60";
const DAY_S = 86_400;
const HOUR_S = 3_600;
const MAX_QUERIES = 20;
const MAX_METRICS = 10;

/** Members of PutMetricAlarm that the local cloud would not act on. */
const NOT_CARRIED_OUT = [
  "ActionConfiguration",
  "EvaluationCriteria",
  "EvaluationInterval",
  "ThresholdMetricId",
  "WarmUpConfiguration",
] as const satisfies readonly (keyof PutMetricAlarmInput)[];

/** What describes a single metric, and has no place beside `Metrics`. */
const SINGLE_METRIC = [
  "MetricName",
  "Namespace",
  "Dimensions",
  "Period",
  "Unit",
  "Statistic",
  "ExtendedStatistic",
] as const satisfies readonly (keyof PutMetricAlarmInput)[];

/** Checks a PutMetricAlarm request and keeps what the alarm is from then on. Throws `AwsError`. */
export function settingsOf(input: PutMetricAlarmInput): AlarmSettings {
  refuseUnsupported(input);
  const settings: AlarmSettings = {
    ...optional(input),
    AlarmName: checkedName(input.AlarmName),
    ActionsEnabled: input.ActionsEnabled ?? true,
    OKActions: checkedActions(input.OKActions, "OKActions"),
    AlarmActions: checkedActions(input.AlarmActions, "AlarmActions"),
    InsufficientDataActions: checkedActions(input.InsufficientDataActions, "InsufficientDataActions"),
    EvaluationPeriods: checkedCount(input.EvaluationPeriods, "EvaluationPeriods"),
    Threshold: checkedThreshold(input.Threshold),
    ComparisonOperator: checkedOperator(input.ComparisonOperator),
  };
  checkDatapoints(settings);
  oneOf(settings.TreatMissingData, ["breaching", "notBreaching", "ignore", "missing"], "TreatMissingData");
  oneOf(
    settings.EvaluateLowSampleCountPercentile,
    ["evaluate", "ignore"],
    "EvaluateLowSampleCountPercentile",
  );
  if (settings.Metrics === undefined) checkSingleMetric(settings);
  else checkMetrics(settings, settings.Metrics);
  const watch = watchOf(settings);
  checkPeriod(settings, watch.periodS);
  // Computed once over nothing, an expression whose parts do not go together is found now and not at night.
  watch.read(createMetricSeries(), evaluationRange(settings.EvaluationPeriods) * watch.periodS * 1000);
  return settings;
}

function refuseUnsupported(input: PutMetricAlarmInput): void {
  const unsupported = NOT_CARRIED_OUT.find((member) => input[member] !== undefined);
  if (unsupported !== undefined) throw invalidValue(`The local cloud does not support ${unsupported}.`);
  if (input.EvaluationWindow !== undefined && input.EvaluationWindow.SlidingWindow === undefined) {
    throw invalidValue("The local cloud supports no EvaluationWindow but SlidingWindow.");
  }
}

/** The members that may be left out, where they are not. */
function optional(input: PutMetricAlarmInput): Partial<AlarmSettings> {
  const { AlarmDescription: description } = input;
  if (description !== undefined && description.length > 1024) {
    throw validation(`AlarmDescription must have at most 1024 characters, found ${description.length}.`);
  }
  const members = [
    ...SINGLE_METRIC,
    "AlarmDescription",
    "DatapointsToAlarm",
    "TreatMissingData",
    "EvaluateLowSampleCountPercentile",
    "Metrics",
  ] as const;
  return Object.fromEntries(
    members.filter((member) => input[member] !== undefined).map((member) => [member, input[member]]),
  );
}

function checkedName(name: string | undefined): string {
  if (name === undefined) throw missing("AlarmName");
  // oxlint-disable-next-line no-control-regex -- control characters are just what a name must not have
  if (name.length < 1 || name.length > 255 || /[\u0000-\u001f\u007f]/.test(name)) {
    throw validation(
      `AlarmName must have 1 to 255 characters without control characters, found ${JSON.stringify(name)}.`,
    );
  }
  return name;
}

function checkedCount(count: number | undefined, at: string): number {
  if (count === undefined) throw missing(at);
  if (!Number.isInteger(count) || count < 1) {
    throw validation(
      `1 validation error detected: Value '${count}' at '${at.charAt(0).toLowerCase()}${at.slice(1)}' failed to satisfy constraint: Member must have value greater than or equal to 1`,
    );
  }
  return count;
}

function checkedThreshold(threshold: number | undefined): number {
  if (threshold === undefined) throw missing("Threshold");
  if (!Number.isFinite(threshold)) throw validation(`Threshold must be a finite number, found ${threshold}.`);
  return threshold;
}

function checkedOperator(
  operator: PutMetricAlarmInput["ComparisonOperator"],
): AlarmSettings["ComparisonOperator"] {
  if (operator === undefined) throw missing("ComparisonOperator");
  oneOf(operator, STATIC_OPERATORS, "ComparisonOperator");
  return operator;
}

function oneOf(value: string | undefined, allowed: readonly string[], at: string): void {
  if (value === undefined || allowed.includes(value)) return;
  throw validation(`${at} must be one of ${allowed.join(", ")}; found ${value}.`);
}

function checkDatapoints({ DatapointsToAlarm: m, EvaluationPeriods: n }: AlarmSettings): void {
  if (m === undefined) return;
  checkedCount(m, "DatapointsToAlarm");
  if (m > n) {
    throw validation(`DatapointsToAlarm must be at most EvaluationPeriods, ${n}; found ${m}.`);
  }
}

function checkSingleMetric(settings: AlarmSettings): void {
  const { MetricName, Namespace, Period, Statistic, ExtendedStatistic } = settings;
  if (MetricName === undefined) throw missing("MetricName");
  if (Namespace === undefined) throw missing("Namespace");
  if (Period === undefined) throw missing("Period");
  if (!isAlarmPeriod(Period)) throw validation(`Period must be ${ALARM_PERIODS}, found ${Period}.`);
  if ((Statistic === undefined) === (ExtendedStatistic === undefined)) {
    throw invalidCombination("Exactly one of Statistic and ExtendedStatistic must be given.");
  }
  const [watched] = queriesOf(settings);
  const extended = watched?.kind === "statistic" && isExtended(watched.statistic);
  if (extended !== (ExtendedStatistic !== undefined)) {
    throw validation(
      "Percentiles and their ranks belong in ExtendedStatistic, all other statistics in Statistic.",
    );
  }
}

function isAlarmPeriod(periodS: number): boolean {
  return [10, 20, 30].includes(periodS) || (periodS > 0 && periodS % 60 === 0);
}

function checkMetrics(settings: AlarmSettings, metrics: readonly MetricDataQuery[]): void {
  const stray = SINGLE_METRIC.find((member) => settings[member] !== undefined);
  if (stray !== undefined) throw invalidCombination(`${stray} must not be given together with Metrics.`);
  if (metrics.length === 0 || metrics.length > MAX_QUERIES) {
    throw validation(`Metrics must have 1 to ${MAX_QUERIES} elements, found ${metrics.length}.`);
  }
  const queries = queriesOf(settings);
  const statistics = queries.filter(({ kind }) => kind === "statistic").length;
  if (statistics === 0) throw validation("Metrics must have at least one element with a MetricStat.");
  if (statistics > MAX_METRICS) {
    throw validation(
      `Metrics must have at most ${MAX_METRICS} elements with a MetricStat, found ${statistics}.`,
    );
  }
  const returned = queries.filter(({ returnsData }) => returnsData).length;
  if (returned !== 1) {
    throw validation(`Exactly one element of the metrics list should return data, found ${returned}.`);
  }
  const periods = new Set(queries.flatMap((query) => (query.kind === "statistic" ? [query.periodS] : [])));
  if (periods.size > 1) {
    throw validation(`All metrics of an alarm must have the same period, found ${[...periods].join(", ")}.`);
  }
}

function checkPeriod({ EvaluationPeriods: count }: AlarmSettings, periodS: number): void {
  if (!isAlarmPeriod(periodS)) throw validation(`Period must be ${ALARM_PERIODS}, found ${periodS}.`);
  const [limitS, limit] = periodS < HOUR_S ? [DAY_S, "a day"] : [7 * DAY_S, "a week"];
  if (count * periodS > limitS) {
    throw validation(
      `Metrics cannot be checked across more than ${limit} (EvaluationPeriods * Period must be <= ${limitS}).`,
    );
  }
}
