import type { MetricQuery } from "../metric-queries.ts";
import type { ReadMetrics } from "../metric-reader.ts";

/** A request as both Lambda and the handler measure it. */
export interface Served {
  readonly version: string;
  readonly startedAtMs: number;
  /** Invoked by its number, past the alias: Lambda counts it elsewhere, and the handler says nothing. */
  readonly direct?: boolean;
  /** The function crashed or ran out of time: Lambda counts an error, and the handler says nothing. */
  readonly crashed?: boolean;
  /** The handler answered with a 5xx status. */
  readonly failed?: boolean;
  readonly warmMs?: number;
  readonly initMs?: number;
  readonly microDollars?: number;
  readonly byLlm?: boolean;
  /** When CloudWatch has Lambda's numbers, and the handler's; at once unless said otherwise. */
  readonly lambdaKnownAtMs?: number;
  readonly handlerKnownAtMs?: number;
}

export interface MetricsInMemory {
  readonly read: ReadMetrics;
  readonly serve: (...requests: readonly Served[]) => void;
  /** What was read, as the number of minutes of each reading. */
  readonly minutesRead: readonly number[];
}

const MINUTE_MS = 60_000;

/** Metrics of requests in a list, with CloudWatch's statistics. */
export function createMetricsInMemory(nowMs: () => number): MetricsInMemory {
  const served: Served[] = [];
  const minutesRead: number[] = [];
  return {
    serve: (...requests) => void served.push(...requests),
    minutesRead,
    read: async (queries, { fromMs, toMs, periodS }) => {
      const periodMs = periodS * 1_000;
      minutesRead.push((toMs - fromMs) / MINUTE_MS);
      const starts = Array.from({ length: (toMs - fromMs) / periodMs }, (_, at) => fromMs + at * periodMs);
      return new Map(
        queries.map((query) => [
          query.id,
          new Map(
            starts.flatMap((startMs) => {
              const within = served.filter(
                ({ startedAtMs }) => startedAtMs >= startMs && startedAtMs < startMs + periodMs,
              );
              const values = within.flatMap((request) => valueOf(query, request, nowMs()));
              return values.length === 0 ? [] : [[startMs, statistic(query.statistic, values)] as const];
            }),
          ),
        ]),
      );
    },
  };
}

function valueOf({ namespace, metric, dimensions }: MetricQuery, request: Served, nowMs: number): number[] {
  const isLambdas = namespace === "AWS/Lambda";
  const version = isLambdas ? dimensions.ExecutedVersion : dimensions.FunctionVersion;
  if (request.direct) return [];
  const knownAtMs = (isLambdas ? request.lambdaKnownAtMs : request.handlerKnownAtMs) ?? 0;
  if (version !== request.version || knownAtMs > nowMs) return [];
  const { crashed = false, failed = false, byLlm = false, warmMs, initMs, microDollars } = request;
  if (isLambdas) return [metric === "Invocations" ? 1 : Number(crashed)];
  if (crashed) return [];
  const own: Readonly<Record<string, number | undefined>> = {
    Requests: 1,
    Errors: Number(failed),
    ResponsesLlm: Number(byLlm),
    WarmResponseTime: warmMs,
    InitDuration: initMs,
    RequestCost: microDollars,
  };
  const value = own[metric];
  return value === undefined ? [] : [value];
}

function statistic(name: string, values: readonly number[]): number {
  if (name === "SampleCount") return values.length;
  if (name === "Sum") return values.reduce((sum, value) => sum + value, 0);
  const upTo = /^PR\(:(.+)\)$/.exec(name)?.[1];
  if (upTo !== undefined) {
    return (100 * values.filter((value) => value <= Number(upTo)).length) / values.length;
  }
  const percent = Number(/^p(\d+)$/.exec(name)?.[1]);
  const rank = Math.max(1, Math.ceil((percent / 100) * values.length));
  return values.toSorted((a, b) => a - b)[rank - 1] ?? Number.NaN;
}
