import type { GetMetricDataCommandInput, GetMetricDataCommandOutput } from "@aws-sdk/client-cloudwatch";
import { AwsError } from "../aws-error.ts";
import { createComputation } from "./compute-queries.ts";
import { missing, validation } from "./errors.ts";
import { type MetricQuery, parseQueries } from "./metric-queries.ts";
import type { MetricSeries } from "./metric-series.ts";
import { timeRangeOf } from "./period.ts";

interface QueryResult {
  readonly id: string;
  readonly label: string;
  /** Oldest first. */
  readonly points: readonly { readonly timestampMs: number; readonly value: number }[];
}

const MAX_QUERIES = 500;
const MAX_DATAPOINTS = 100_800;

/** Answers GetMetricData: metrics and metric math. Units are not told apart unless a query names one. */
export function getMetricData(
  series: MetricSeries,
  input: GetMetricDataCommandInput,
  nowMs: number,
): Omit<GetMetricDataCommandOutput, "$metadata"> {
  const queries = checkedQueries(input);
  const rangeOf = (periodS: number) => timeRangeOf(input.StartTime, input.EndTime, periodS, nowMs);
  const compute = createComputation(queries, { series, rangeOf });
  const results: readonly QueryResult[] = queries
    .filter((query) => query.returnsData)
    .flatMap((query) =>
      compute(query).map(({ label, points }) => ({
        id: query.id,
        label,
        points: [...points].map(([timestampMs, value]) => ({ timestampMs, value })),
      })),
    );
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

function checkedQueries(input: GetMetricDataCommandInput): readonly MetricQuery[] {
  const queries = input.MetricDataQueries ?? [];
  if (queries.length === 0) throw missing("MetricDataQueries");
  if (queries.length > MAX_QUERIES)
    throw validation(`MetricDataQueries has ${queries.length} entries; at most ${MAX_QUERIES} are allowed.`);
  return parseQueries(queries);
}

function offsetIn(token: string | undefined): number {
  if (token === undefined) return 0;
  if (!/^\d{1,9}$/.test(token))
    throw new AwsError("InvalidNextToken", "The next token specified is invalid.");
  return Number(token);
}
