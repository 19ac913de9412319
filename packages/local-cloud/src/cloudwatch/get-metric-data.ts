import type {
  GetMetricDataCommandInput,
  GetMetricDataCommandOutput,
  MetricDataQuery,
} from "@aws-sdk/client-cloudwatch";
import { ACCOUNT_ID } from "../account.ts";
import { AwsError } from "../aws-error.ts";
import { type Accumulator, accumulate, createAccumulator } from "./distribution.ts";
import { missing } from "./errors.ts";
import { checkedText, dimensionsOf } from "./metric-id.ts";
import type { MetricSeries, PeriodValues } from "./metric-series.ts";
import { timeRangeOf } from "./period.ts";
import { computeStatistic, parseStatistic } from "./statistic.ts";

interface QueryResult {
  readonly id: string;
  readonly label: string;
  /** Oldest first. */
  readonly points: readonly { readonly timestampMs: number; readonly value: number }[];
}

const MAX_QUERIES = 500;
const MAX_DATAPOINTS = 100_800;

/** Answers GetMetricData for metrics. Units are not told apart unless a query names one. */
export function getMetricData(
  series: MetricSeries,
  input: GetMetricDataCommandInput,
  nowMs: number,
): Omit<GetMetricDataCommandOutput, "$metadata"> {
  const queries = checkedQueries(input);
  const results = queries.flatMap((query) => {
    const result = resultOf(series, query, input, nowMs);
    return query.ReturnData === false ? [] : [result];
  });
  const offset = offsetIn(input.NextToken);
  const limit = input.MaxDatapoints ?? MAX_DATAPOINTS;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_DATAPOINTS) {
    throw validation(`MaxDatapoints must be 1 to ${MAX_DATAPOINTS}, found ${limit}.`);
  }

  let start = 0;
  let more = false;
  const page = results.map((result) => {
    const ordered = input.ScanBy === "TimestampAscending" ? result.points : result.points.toReversed();
    const slice = ordered.slice(Math.max(0, offset - start), Math.max(0, offset + limit - start));
    const complete = start + ordered.length <= offset + limit;
    start += ordered.length;
    more ||= !complete;
    return {
      Id: result.id,
      Label: result.label,
      Timestamps: slice.map((point) => new Date(point.timestampMs)),
      Values: slice.map((point) => point.value),
      StatusCode: complete ? ("Complete" as const) : ("PartialData" as const),
    };
  });
  return { MetricDataResults: page, Messages: [], ...(more ? { NextToken: String(offset + limit) } : {}) };
}

function checkedQueries(input: GetMetricDataCommandInput): readonly MetricDataQuery[] {
  const queries = input.MetricDataQueries ?? [];
  if (queries.length === 0) throw missing("MetricDataQueries");
  if (queries.length > MAX_QUERIES)
    throw validation(`MetricDataQueries has ${queries.length} entries; at most ${MAX_QUERIES} are allowed.`);
  const ids = queries.map((query) => query.Id ?? "");
  for (const [index, id] of ids.entries()) {
    if (!/^[a-z]\w{0,254}$/.test(id)) {
      throw validation(
        `The value ${id} for parameter MetricDataQueries.member.${index + 1}.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.`,
      );
    }
    if (ids.indexOf(id) !== index) throw validation(`The Id ${id} is used by more than one query.`);
  }
  return queries;
}

function resultOf(
  series: MetricSeries,
  query: MetricDataQuery,
  input: GetMetricDataCommandInput,
  nowMs: number,
): QueryResult {
  const id = query.Id ?? "";
  if (query.Expression !== undefined) {
    throw validation(
      `Error in expression '${id}': the local cloud does not evaluate expressions yet, found ${JSON.stringify(query.Expression)}.`,
    );
  }
  if (query.AccountId !== undefined && query.AccountId !== ACCOUNT_ID) {
    throw validation(`The local cloud has no account ${query.AccountId}.`);
  }
  const stat = query.MetricStat;
  if (stat?.Metric === undefined) throw missing(`MetricDataQueries ${id} MetricStat.Metric`);
  const statistic = parseStatistic(stat.Stat ?? "");
  const metric = {
    namespace: checkedText(stat.Metric.Namespace, 255, `${id}.MetricStat.Metric.Namespace`),
    name: checkedText(stat.Metric.MetricName, 255, `${id}.MetricStat.Metric.MetricName`),
    dimensions: dimensionsOf(stat.Metric.Dimensions, `${id}.MetricStat.Metric.Dimensions`),
  };
  const range = timeRangeOf(input.StartTime, input.EndTime, stat.Period, nowMs);
  const points = acrossUnits(series.query({ metric, ...range, unit: stat.Unit })).flatMap(
    ({ startMs, distribution }) => {
      const value = computeStatistic(statistic, distribution);
      return value === undefined ? [] : [{ timestampMs: startMs, value }];
    },
  );
  return { id, label: query.Label ?? metric.name, points };
}

/** One entry per period: values of all units together. */
function acrossUnits(periods: readonly PeriodValues[]): readonly Omit<PeriodValues, "unit">[] {
  const merged = new Map<number, { readonly startMs: number; readonly distribution: Accumulator }>();
  for (const { startMs, distribution } of periods) {
    const known = merged.get(startMs) ?? { startMs, distribution: createAccumulator() };
    merged.set(startMs, known);
    accumulate(known.distribution, distribution);
  }
  return [...merged.values()];
}

function offsetIn(token: string | undefined): number {
  if (token === undefined) return 0;
  if (!/^\d{1,9}$/.test(token))
    throw new AwsError("InvalidNextToken", "The next token specified is invalid.");
  return Number(token);
}

function validation(message: string): AwsError {
  return new AwsError("ValidationError", message);
}
