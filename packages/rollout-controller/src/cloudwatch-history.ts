import { catalogue, NAMESPACE } from "@switchyard/metrics";
import type { LatencyPercentiles } from "@switchyard/rollout";
import type { MetricQuery } from "./metric-queries.ts";
import type { ReadMetrics } from "./metric-reader.ts";

/** What a version was like over the last day. */
export type ReadHistory = (version: string) => Promise<LatencyPercentiles>;

export interface CloudWatchHistoryDeps {
  readonly readMetrics: ReadMetrics;
  readonly stage: string;
  readonly nowMs: () => number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const PERCENTILES = ["p50", "p75", "p90", "p95", "p99"] as const;

/** Percentiles of the time that requests in warm environments took. */
export function createCloudWatchHistory({ readMetrics, stage, nowMs }: CloudWatchHistoryDeps): ReadHistory {
  return async (version) => {
    const query = (id: string, statistic: string): MetricQuery => ({
      id,
      namespace: NAMESPACE,
      metric: catalogue.warmResponseTime.name,
      dimensions: { Stage: stage, FunctionVersion: version },
      statistic,
    });
    const queries = [query("samples", "SampleCount"), ...PERCENTILES.map((name) => query(name, name))];
    const toMs = Math.ceil(nowMs() / HOUR_MS) * HOUR_MS;
    const table = await readMetrics(queries, { fromMs: toMs - DAY_MS, toMs, periodS: DAY_MS / 1_000 });
    // Whether periods of a day begin with the range or at midnight, AWS does not say: at midnight they are two.
    const [fullest] = [...(table.get("samples") ?? [])].toSorted(([, a], [, b]) => b - a);
    const value = (name: string): number =>
      fullest === undefined ? 0 : (table.get(name)?.get(fullest[0]) ?? 0);
    return {
      p50: value("p50"),
      p75: value("p75"),
      p90: value("p90"),
      p95: value("p95"),
      p99: value("p99"),
      samples: value("samples"),
    };
  };
}
