import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataQuery,
} from "@aws-sdk/client-cloudwatch";

/** What each query found: a value by the start of its period. */
export type Found = ReadonlyMap<string, ReadonlyMap<number, number>>;

/** Reads metrics; all of the time at once. */
export type ReadMetrics = (
  queries: readonly MetricDataQuery[],
  fromMs: number,
  toMs: number,
) => Promise<Found>;

/** A statistic of one metric, over periods of so many seconds. */
export function metricQuery(
  Id: string,
  Namespace: string,
  MetricName: string,
  dimensions: Readonly<Record<string, string>>,
  Stat: string,
  Period: number,
): MetricDataQuery {
  return {
    Id,
    MetricStat: {
      Metric: {
        Namespace,
        MetricName,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
      Period,
      Stat,
    },
  };
}

/** Throws rather than leave a query out: what is missing would look as if nothing had happened. */
export function metricsReader(client: Pick<CloudWatchClient, "send">): ReadMetrics {
  return async (queries, fromMs, toMs) => {
    const found = new Map<string, Map<number, number>>();
    let NextToken: string | undefined;
    do {
      const page = await client.send(
        new GetMetricDataCommand({
          StartTime: new Date(fromMs),
          EndTime: new Date(toMs),
          MetricDataQueries: [...queries],
          NextToken,
        }),
      );
      for (const {
        Id = "",
        StatusCode = "Complete",
        Timestamps = [],
        Values = [],
      } of page.MetricDataResults ?? []) {
        if (StatusCode !== "Complete" && StatusCode !== "PartialData") {
          throw new Error(`CloudWatch cannot read ${Id}: ${StatusCode}. Try again.`);
        }
        const points = found.get(Id) ?? new Map<number, number>();
        Timestamps.forEach((at, index) => points.set(at.getTime(), Values[index] ?? 0));
        found.set(Id, points);
      }
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return found;
  };
}
