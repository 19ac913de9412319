import type { ListMetricsCommandInput, ListMetricsCommandOutput } from "@aws-sdk/client-cloudwatch";
import { AwsError } from "../aws-error.ts";
import { toDimensions } from "./metric-id.ts";
import type { MetricId, MetricSeries } from "./metric-series.ts";

const PAGE_SIZE = 500;
const HOUR_MS = 3_600_000;
/** Metrics without values for two weeks are not listed. */
const LISTED_MS = 14 * 24 * HOUR_MS;

/** Answers ListMetrics. A metric must have every dimension that is named; it may have others. */
export function listMetrics(
  series: MetricSeries,
  input: ListMetricsCommandInput,
  nowMs: number,
): Omit<ListMetricsCommandOutput, "$metadata"> {
  const sinceMs = nowMs - (input.RecentlyActive === "PT3H" ? 3 * HOUR_MS : LISTED_MS);
  const found = series.list(sinceMs).filter((metric) => matches(metric, input));
  const offset = input.NextToken === undefined ? 0 : Number(/^\d{1,9}$/.exec(input.NextToken)?.[0]);
  if (Number.isNaN(offset)) throw new AwsError("InvalidNextToken", "The next token specified is invalid.");
  return {
    Metrics: found.slice(offset, offset + PAGE_SIZE).map(({ namespace, name, dimensions }) => ({
      Namespace: namespace,
      MetricName: name,
      Dimensions: toDimensions(dimensions),
    })),
    ...(found.length > offset + PAGE_SIZE ? { NextToken: String(offset + PAGE_SIZE) } : {}),
  };
}

function matches({ namespace, name, dimensions }: MetricId, input: ListMetricsCommandInput): boolean {
  if (input.Namespace !== undefined && input.Namespace !== namespace) return false;
  if (input.MetricName !== undefined && input.MetricName !== name) return false;
  return (input.Dimensions ?? []).every(({ Name: key = "", Value: value }) => {
    if (!Object.hasOwn(dimensions, key)) return false;
    return value === undefined || dimensions[key] === value;
  });
}
