import { createComputation, readMetric } from "../compute-queries.ts";
import { validation } from "../errors.ts";
import { type MetricQuery, parseQueries, periodOf } from "../metric-queries.ts";
import type { MetricSeries } from "../metric-series.ts";
import type { AlarmSettings } from "./alarm.ts";
import { type AlarmRule, evaluationRange, type Slot, type TreatMissingData } from "./evaluate.ts";

/** What an alarm watches, and by which rule. */
export interface Watch {
  readonly periodS: number;
  readonly rule: AlarmRule;
  /** Slots of the evaluation range that ends at a time, oldest first. */
  readonly read: (series: MetricSeries, endMs: number) => readonly Slot[];
}

const HIGH_RESOLUTION_STEP_MS = 10_000;
const STANDARD_STEP_MS = 60_000;

/** Alarms with a period below a minute are evaluated every 10 seconds, all others every minute. */
export function isHighResolution(periodS: number): boolean {
  return periodS < 60;
}

/** The end of the sliding window that is evaluated at a time: the last 10 seconds or minute that is over. */
export function windowEnd(periodS: number, nowMs: number): number {
  const stepMs = isHighResolution(periodS) ? HIGH_RESOLUTION_STEP_MS : STANDARD_STEP_MS;
  return Math.floor(nowMs / stepMs) * stepMs;
}

/** Reads checked settings. Throws `AwsError` for queries that do not go together. */
export function watchOf(settings: AlarmSettings): Watch {
  const queries = queriesOf(settings);
  const watched = queries.find(({ returnsData }) => returnsData);
  if (watched === undefined) throw new Error(`Expected the alarm ${settings.AlarmName} to watch a query.`);
  const periodS = periodOf(watched, queries);
  const stepMs = periodS * 1000;

  const read = (series: MetricSeries, endMs: number): readonly Slot[] => {
    const count = evaluationRange(settings.EvaluationPeriods);
    const sinceMs = endMs - count * stepMs;
    const source = {
      series,
      rangeOf: () => ({ sinceMs, untilMs: endMs, periodS }),
      onlyHighResolution: isHighResolution(periodS),
    };
    const starts = Array.from({ length: count }, (_, index) => sinceMs + index * stepMs);
    if (watched.kind === "statistic") {
      const values = new Map(readMetric(watched, source).map((value) => [value.startMs, value]));
      return starts.map((startMs) => values.get(startMs) ?? { startMs, value: undefined });
    }
    const [result, ...others] = createComputation(queries, source)(watched);
    if (result === undefined || others.length > 0) {
      throw validation(`The expression '${watched.id}' must return one time series, not a list of series.`);
    }
    return starts.map((startMs) => ({ startMs, value: result.points.get(startMs) }));
  };
  return { periodS, rule: ruleOf(settings, watched), read };
}

/** The queries of an alarm; one for an alarm on a single metric. */
export function queriesOf(settings: AlarmSettings): readonly MetricQuery[] {
  if (settings.Metrics !== undefined) return parseQueries(settings.Metrics);
  const { Namespace, MetricName, Dimensions, Period, Unit, Statistic, ExtendedStatistic } = settings;
  return parseQueries([
    {
      Id: "m1",
      MetricStat: {
        Metric: { Namespace, MetricName, Dimensions },
        Period,
        Unit,
        Stat: Statistic ?? ExtendedStatistic,
      },
    },
  ]);
}

function ruleOf(settings: AlarmSettings, watched: MetricQuery): AlarmRule {
  const { EvaluationPeriods: evaluationPeriods, DatapointsToAlarm: datapointsToAlarm, Threshold } = settings;
  const ignoresLowCounts = settings.EvaluateLowSampleCountPercentile === "ignore";
  return {
    evaluationPeriods,
    datapointsToAlarm: datapointsToAlarm ?? evaluationPeriods,
    breaches: (value) => COMPARISONS[settings.ComparisonOperator]?.(value, Threshold) ?? false,
    treatMissingData: treatmentOf(settings, watched),
    minSamples: ignoresLowCounts && watched.kind === "statistic" ? samplesNeeded(watched) : 0,
  };
}

const COMPARISONS: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
};

/** Operators that compare with one threshold, rather than with a band. */
export const STATIC_OPERATORS: readonly string[] = Object.keys(COMPARISONS);

const TREATMENTS: readonly TreatMissingData[] = ["missing", "ignore", "breaching", "notBreaching"];

/** Documented: alarms on DynamoDB's metrics ignore missing data, whatever they say. */
function treatmentOf({ TreatMissingData: given }: AlarmSettings, watched: MetricQuery): TreatMissingData {
  if (watched.kind === "statistic" && watched.metric.namespace === "AWS/DynamoDB") return "ignore";
  return TREATMENTS.find((each) => each === given) ?? "missing";
}

/** Documented: 10 / (1 - p) samples from the median up, 10 / p below it. For p95 that is 200. */
function samplesNeeded({ statistic }: Extract<MetricQuery, { kind: "statistic" }>): number {
  if (statistic.kind !== "percentile") return 0;
  const tail = statistic.percent >= 50 ? 100 - statistic.percent : statistic.percent;
  // 1e-6 absorbs the rounding of 100 - 99.9.
  return Math.ceil(1000 / tail - 1e-6);
}
