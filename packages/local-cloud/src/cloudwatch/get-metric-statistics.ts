import type {
  Datapoint,
  GetMetricStatisticsCommandInput,
  GetMetricStatisticsCommandOutput,
  StandardUnit,
} from "@aws-sdk/client-cloudwatch";
import { invalidCombination, invalidValue } from "./errors.ts";
import { checkedText, dimensionsOf } from "./metric-id.ts";
import type { MetricSeries, PeriodValues } from "./metric-series.ts";
import { timeRangeOf } from "./period.ts";
import { computeStatistic, isExtended, parseStatistic } from "./statistic.ts";

const MAX_DATAPOINTS = 1440;

/** Answers GetMetricStatistics: one data point per period and unit, oldest first. */
export function getMetricStatistics(
  series: MetricSeries,
  input: GetMetricStatisticsCommandInput,
  nowMs: number,
): Omit<GetMetricStatisticsCommandOutput, "$metadata"> {
  const statistics = input.Statistics ?? [];
  const extended = input.ExtendedStatistics ?? [];
  if (statistics.length + extended.length === 0) {
    throw invalidCombination("At least one of Statistics and ExtendedStatistics must be given.");
  }
  const percentiles = extended.map((text) => ({ text, statistic: parseStatistic(text) }));
  const basics = statistics.map((text) => ({ text, statistic: parseStatistic(text) }));
  const stray =
    percentiles.find(({ statistic }) => !isExtended(statistic)) ??
    basics.find(({ statistic }) => isExtended(statistic));
  if (stray !== undefined) {
    throw invalidValue(
      `${stray.text}: percentiles and their ranks belong in ExtendedStatistics, all others in Statistics.`,
    );
  }

  const range = timeRangeOf(input.StartTime, input.EndTime, input.Period, nowMs);
  const requested = Math.ceil((range.untilMs - range.sinceMs) / (range.periodS * 1000));
  if (requested > MAX_DATAPOINTS) {
    throw invalidCombination(
      `You have requested up to ${requested} datapoints, which exceeds the limit of ${MAX_DATAPOINTS}. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`,
    );
  }
  const metric = {
    namespace: checkedText(input.Namespace, 255, "Namespace"),
    name: checkedText(input.MetricName, 255, "MetricName"),
    dimensions: dimensionsOf(input.Dimensions, "Dimensions"),
  };

  const datapointOf = ({ startMs, unit, distribution }: PeriodValues): Datapoint => {
    const values = basics.map(
      ({ text, statistic }) => [text, computeStatistic(statistic, distribution)] as const,
    );
    const found = percentiles.flatMap(({ text, statistic }) => {
      const value = computeStatistic(statistic, distribution);
      return value === undefined ? [] : [[text, value] as const];
    });
    return {
      Timestamp: new Date(startMs),
      // Units come from checked requests and from Lambda and EMF, whose units are checked too.
      Unit: unit as StandardUnit,
      ...Object.fromEntries(values),
      ...(found.length === 0 ? {} : { ExtendedStatistics: Object.fromEntries(found) }),
    };
  };
  // With percentiles alone, a period that has none has no data point either.
  const isEmpty = (point: Datapoint): boolean =>
    basics.length === 0 && point.ExtendedStatistics === undefined;
  return {
    Label: metric.name,
    Datapoints: series
      .query({ metric, ...range, unit: input.Unit })
      .map(datapointOf)
      .filter((point) => !isEmpty(point)),
  };
}
