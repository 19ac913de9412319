import { join } from "node:path";
import type {
  GetMetricDataCommandInput,
  GetMetricStatisticsCommandInput,
  ListMetricsCommandInput,
  PutMetricDataCommandInput,
  PutMetricDataCommandOutput,
} from "@aws-sdk/client-cloudwatch";
import * as schemas from "@aws-sdk/client-cloudwatch";
import { AwsError } from "../aws-error.ts";
import type { AlarmActions, Clock, MetricSink } from "../ports.ts";
import type { Store } from "../store.ts";
import type { WireService } from "../wire/service.ts";
import { createAlarms } from "./alarms/alarms.ts";
import { alarmPermissions } from "./alarms/permissions.ts";
import { createDashboards, dashboardPermissions } from "./dashboards.ts";
import { distributionOf } from "./distribution.ts";
import { getMetricData } from "./get-metric-data.ts";
import { getMetricStatistics } from "./get-metric-statistics.ts";
import { listMetrics } from "./list-metrics.ts";
import { createMetricSeries, KEPT_MS, type MetricPoint, type MetricSeries } from "./metric-series.ts";
import { openPointFile } from "./point-file.ts";
import { isInWindow, pointsOf } from "./put-metric-data.ts";

/** What CloudWatch needs. Values lie in a file under `dir`; `store` is for alarms. */
export interface CloudWatchDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly dir: string;
  readonly region: string;
  /** Carries out the actions of alarms; without it, each of them fails. */
  readonly actions?: AlarmActions;
  /** Told about things that no caller sees, such as an action that failed. */
  readonly onWarning?: (message: string) => void;
}

/** CloudWatch metrics, metric alarms and dashboards. */
export interface CloudWatchService {
  readonly operations: CloudWatchOperations;
  readonly wire: WireService;
  /** For services of the cloud: may write `AWS/…` namespaces; a datum that CloudWatch would refuse is dropped. */
  readonly sink: MetricSink;
  readonly close: () => Promise<void>;
}

export type CloudWatchOperations = ReturnType<typeof createMetricOperations> &
  ReturnType<typeof createAlarms>["operations"] &
  ReturnType<typeof createDashboards>;

/** How often old values are thinned out. */
const UPKEEP_MS = 600_000;

/** Opens CloudWatch over the values that `dir` holds. */
export function createCloudWatch(deps: CloudWatchDeps): CloudWatchService {
  const { clock, dir, store, region } = deps;
  const series = createMetricSeries();
  const oldestMs = clock.nowMs() - KEPT_MS;
  const file = openPointFile(join(dir, "metrics.ndjson"), (point) => {
    if (point.timestampMs >= oldestMs) series.add(point);
  });
  let lastUpkeepMs = -Infinity;

  const keep = (point: MetricPoint): void => {
    series.add(point);
    file.append(point);
    if (file.isBloated()) file.rewrite(series.points());
    const nowMs = clock.nowMs();
    if (nowMs - lastUpkeepMs < UPKEEP_MS) return;
    lastUpkeepMs = nowMs;
    series.age(nowMs);
  };

  const alarms = createAlarms({
    store,
    series,
    region,
    clock,
    actions: deps.actions ?? NO_ACTIONS,
    onWarning: deps.onWarning ?? (() => undefined),
  });
  const operations: CloudWatchOperations = {
    ...createMetricOperations(series, clock, keep),
    ...alarms.operations,
    ...createDashboards(store, clock),
  };
  return {
    operations,
    wire: {
      signingName: "monitoring",
      schemas,
      operations: { ...operations },
      // Only alarms and dashboards are resources: for metrics, policies must name "*".
      permissions: (operation, input) =>
        alarmPermissions(region, operation, input) ??
        dashboardPermissions(operation, input) ?? [{ action: `cloudwatch:${operation}`, resource: "*" }],
    },
    sink: {
      put: ({ namespace, name, dimensions, values, unit, timestampMs, storageResolutionS }) => {
        const finite = values.filter((value) => Number.isFinite(value));
        if (finite.length === 0 || !isInWindow(timestampMs, clock.nowMs())) return;
        const distribution = distributionOf(finite);
        keep({
          namespace,
          name,
          dimensions,
          unit,
          timestampMs,
          resolutionS: storageResolutionS,
          distribution,
        });
      },
    },
    close: async () => {
      alarms.close();
      file.flush();
    },
  };
}

const NO_ACTIONS: AlarmActions = {
  invokeFunction: (functionArn) => {
    throw new AwsError("ResourceNotFoundException", `Function not found: ${functionArn}`, 404);
  },
  publish: (topicArn) => {
    throw new AwsError("NotFoundException", `Topic does not exist: ${topicArn}`, 404);
  },
};

function createMetricOperations(series: MetricSeries, clock: Clock, keep: (point: MetricPoint) => void) {
  return {
    PutMetricData: (input: PutMetricDataCommandInput): Omit<PutMetricDataCommandOutput, "$metadata"> => {
      for (const point of pointsOf(input, clock.nowMs())) keep(point);
      return {};
    },
    GetMetricData: (input: GetMetricDataCommandInput) => getMetricData(series, input, clock.nowMs()),
    GetMetricStatistics: (input: GetMetricStatisticsCommandInput) =>
      getMetricStatistics(series, input, clock.nowMs()),
    ListMetrics: (input: ListMetricsCommandInput) => listMetrics(series, input, clock.nowMs()),
  };
}
