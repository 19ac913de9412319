import type { LogSink, MetricSink } from "../../ports.ts";
import type { RestApiRecord } from "../records.ts";
import type { Target } from "./admission.ts";
import type { GatewayFailure } from "./failure.ts";
import type { GatewayRequest } from "./request.ts";

/** A request that has been answered. */
export interface Served {
  readonly request: GatewayRequest;
  readonly status: number;
  readonly latencyMs: number;
  readonly integrationLatencyMs?: number;
  readonly cache?: "hit" | "miss";
  readonly failed?: GatewayFailure;
  readonly api: RestApiRecord;
  readonly stageName: string;
  /** Missing when no method serves the path. */
  readonly target?: Target;
}

/** Puts the metrics of API Gateway: for the API, for its stage and, where enabled, for the method. */
export function putMetrics(metrics: MetricSink, served: Served): void {
  const { api, stageName, target, status } = served;
  const stage = { ApiName: api.name, Stage: stageName };
  const dimensionSets: Readonly<Record<string, string>>[] = [{ ApiName: api.name }, stage];
  if (target?.setting.metricsEnabled === true) {
    dimensionSets.push({ ...stage, Resource: target.match.resource.path, Method: served.request.method });
  }
  const values: readonly (readonly [name: string, unit: string, value: number | undefined])[] = [
    ["Count", "Count", 1],
    ["4XXError", "Count", status >= 400 && status < 500 ? 1 : 0],
    ["5XXError", "Count", status >= 500 ? 1 : 0],
    ["Latency", "Milliseconds", served.latencyMs],
    ["IntegrationLatency", "Milliseconds", served.integrationLatencyMs],
    ["CacheHitCount", "Count", served.cache && Number(served.cache === "hit")],
    ["CacheMissCount", "Count", served.cache && Number(served.cache === "miss")],
  ];
  for (const dimensions of dimensionSets) {
    for (const [name, unit, value] of values) {
      if (value === undefined) continue;
      const timestampMs = served.request.timeMs;
      metrics.put({
        namespace: "AWS/ApiGateway",
        name,
        dimensions,
        values: [value],
        unit,
        timestampMs,
        storageResolutionS: 60,
      });
    }
  }
}

/** Writes what AWS calls the execution log: at level ERROR why a request failed, at INFO each request too. */
export function writeLog(logs: LogSink, served: Served): void {
  const level = served.target?.setting.loggingLevel ?? "OFF";
  const { request, failed, status } = served;
  if (level === "OFF" || (level === "ERROR" && failed === undefined)) return;
  const group = `API-Gateway-Execution-Logs_${served.api.id}/${served.stageName}`;
  const write = (message: string): void =>
    logs.write(group, "execution", request.timeMs, `(${request.requestId}) ${message}`);
  if (failed !== undefined) write(failed.detail ?? `${failed.type}: ${failed.message}`);
  if (level === "INFO") write(`Method completed with status: ${status}`);
}
