import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type GetMetricDataCommandOutput,
  type MetricDataQuery,
} from "@aws-sdk/client-cloudwatch";
import type { MetricQuery } from "./metric-queries.ts";

/** Numbers by query, and by the start of their period. What CloudWatch has no number for is not there. */
export type MetricTable = ReadonlyMap<string, ReadonlyMap<number, number>>;

export interface MetricRange {
  readonly fromMs: number;
  /** Exclusive. */
  readonly toMs: number;
  readonly periodS: number;
}

/** Reads numbers of metrics. Throws rather than leave some out: what is missing would look like nothing happened. */
export type ReadMetrics = (queries: readonly MetricQuery[], range: MetricRange) => Promise<MetricTable>;

const MAX_QUERIES = 500;

/** @param pageSize numbers per answer; without one, as many as CloudWatch gives */
export function createMetricReader(client: CloudWatchClient, pageSize?: number): ReadMetrics {
  return async (queries, { fromMs, toMs, periodS }) => {
    if (queries.length > MAX_QUERIES) {
      throw new Error(
        `Expected at most ${MAX_QUERIES} metric queries, which CloudWatch answers in one go, found ${queries.length}. Use a plan with fewer thresholds.`,
      );
    }
    const table = new Map(queries.map(({ id }) => [id, new Map<number, number>()]));
    const unfinished = new Set(table.keys());
    let token: string | undefined;
    do {
      const page = await client.send(
        new GetMetricDataCommand({
          MetricDataQueries: queries.map((query) => dataQuery(query, periodS)),
          StartTime: new Date(fromMs),
          EndTime: new Date(toMs),
          ScanBy: "TimestampAscending",
          ...(pageSize === undefined ? {} : { MaxDatapoints: pageSize }),
          ...(token === undefined ? {} : { NextToken: token }),
        }),
      );
      addPage(page, table, unfinished);
      token = page.NextToken;
    } while (token !== undefined);
    if (unfinished.size > 0) {
      throw new Error(
        `CloudWatch left out part of ${[...unfinished].join(", ")}. The next pass reads again.`,
      );
    }
    return table;
  };
}

function dataQuery(
  { id, namespace, metric, dimensions, statistic }: MetricQuery,
  Period: number,
): MetricDataQuery {
  return {
    Id: id,
    MetricStat: {
      Metric: {
        Namespace: namespace,
        MetricName: metric,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
      Period,
      Stat: statistic,
    },
    ReturnData: true,
  };
}

function addPage(
  { Messages, MetricDataResults }: GetMetricDataCommandOutput,
  table: ReadonlyMap<string, Map<number, number>>,
  unfinished: Set<string>,
): void {
  const [message] = Messages ?? [];
  if (message !== undefined) throw new Error(`CloudWatch says ${message.Code}: ${message.Value}`);
  for (const { Id = "", StatusCode, Timestamps = [], Values = [], Messages: reasons } of MetricDataResults ??
    []) {
    const numbers = table.get(Id);
    if (numbers === undefined) throw new Error(`CloudWatch answered a query "${Id}" that nobody asked.`);
    if (StatusCode !== "Complete" && StatusCode !== "PartialData") {
      throw new Error(`CloudWatch cannot read ${Id}: ${StatusCode} ${reasons?.[0]?.Value ?? ""}`.trimEnd());
    }
    Timestamps.forEach((timestamp, index) => {
      const value = Values[index];
      if (value === undefined || !Number.isFinite(value) || value < 0) {
        throw new Error(
          `Expected a number of 0 or more for ${Id} at ${timestamp.toISOString()}, found ${value}.`,
        );
      }
      numbers.set(timestamp.getTime(), value);
    });
    // A query may end on one page and be named again, empty, on the next.
    if (StatusCode === "Complete") unfinished.delete(Id);
  }
}
