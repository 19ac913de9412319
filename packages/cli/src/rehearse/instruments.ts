import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  DisableAlarmActionsCommand,
  GetMetricDataCommand,
} from "@aws-sdk/client-cloudwatch";
import { GetScheduleCommand, SchedulerClient, UpdateScheduleCommand } from "@aws-sdk/client-scheduler";
import type { CloudEndpoints } from "@switchyard/local-cloud";
import { catalogue, NAMESPACE } from "@switchyard/metrics";
import { awsSettings } from "../local/aws-clients.ts";
import type { DeployedRouter } from "../local/stack.ts";
import type { AlarmTransition } from "./timeline.ts";

/** What a rehearsal reads and switches through AWS's own APIs. */
export interface Instruments {
  /** The judge's clock stops: nothing ticks any more. */
  readonly stopTicks: () => Promise<void>;
  /** Alarms go off and nobody acts. */
  readonly muteAlarms: () => Promise<void>;
  readonly alarmTransitions: () => Promise<readonly AlarmTransition[]>;
  /** What reached a version through the alias since then. */
  readonly requestsOf: (version: string, sinceMs: number, nowMs: number) => Promise<VersionRequests>;
  readonly close: () => void;
}

export interface VersionRequests {
  readonly requests: number;
  readonly failed: number;
}

const ALARM_PREFIX = "switchyard-local-router-";
const TICK_SCHEDULE = "switchyard-local-rollout-tick";

export function openInstruments(endpoints: CloudEndpoints, router: DeployedRouter): Instruments {
  const cloudWatch = new CloudWatchClient(awsSettings(endpoints));
  const scheduler = new SchedulerClient(awsSettings(endpoints));
  return {
    stopTicks: async () => {
      const schedule = await scheduler.send(new GetScheduleCommand({ Name: TICK_SCHEDULE }));
      await scheduler.send(
        new UpdateScheduleCommand({
          Name: TICK_SCHEDULE,
          ScheduleExpression: schedule.ScheduleExpression,
          FlexibleTimeWindow: schedule.FlexibleTimeWindow,
          Target: schedule.Target,
          Description: schedule.Description,
          State: "DISABLED",
        }),
      );
    },
    muteAlarms: async () => {
      const { MetricAlarms = [] } = await cloudWatch.send(
        new DescribeAlarmsCommand({ AlarmNamePrefix: ALARM_PREFIX }),
      );
      const names = MetricAlarms.flatMap(({ AlarmName }) => (AlarmName === undefined ? [] : [AlarmName]));
      await cloudWatch.send(new DisableAlarmActionsCommand({ AlarmNames: names }));
    },
    alarmTransitions: async () => {
      const { AlarmHistoryItems = [] } = await cloudWatch.send(
        new DescribeAlarmHistoryCommand({ HistoryItemType: "StateUpdate", MaxRecords: 100 }),
      );
      return AlarmHistoryItems.map(({ AlarmName = "", Timestamp, HistoryData = "{}" }) => ({
        atMs: Timestamp?.getTime() ?? 0,
        alarm: AlarmName,
        ...statesIn(HistoryData),
      }));
    },
    requestsOf: (version, sinceMs, nowMs) => countRequests(cloudWatch, router, version, sinceMs, nowMs),
    close: () => {
      cloudWatch.destroy();
      scheduler.destroy();
    },
  };
}

async function countRequests(
  client: CloudWatchClient,
  { functionName, aliasName }: DeployedRouter,
  version: string,
  sinceMs: number,
  nowMs: number,
): Promise<VersionRequests> {
  const lambda = {
    FunctionName: functionName,
    Resource: `${functionName}:${aliasName}`,
    ExecutedVersion: version,
  };
  const own = { Stage: "local", FunctionVersion: version };
  const metrics = [
    ["requests", "AWS/Lambda", "Invocations", lambda],
    ["crashes", "AWS/Lambda", "Errors", lambda],
    ["refusals", NAMESPACE, catalogue.errors.name, own],
  ] as const;
  const { MetricDataResults = [] } = await client.send(
    new GetMetricDataCommand({
      StartTime: new Date(sinceMs),
      EndTime: new Date(nowMs + 60_000),
      MetricDataQueries: metrics.map(([Id, Namespace, MetricName, dimensions]) => ({
        Id,
        MetricStat: {
          Metric: {
            Namespace,
            MetricName,
            Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
          },
          Period: 60,
          Stat: "Sum",
        },
      })),
    }),
  );
  const sum = (id: string): number =>
    MetricDataResults.find(({ Id }) => Id === id)?.Values?.reduce((total, value) => total + value, 0) ?? 0;
  return { requests: sum("requests"), failed: sum("crashes") + sum("refusals") };
}

/** CloudWatch tells a transition as a document in text. */
function statesIn(historyData: string): { readonly from: string; readonly to: string } {
  const { oldState, newState } = JSON.parse(historyData) as {
    readonly oldState?: { readonly stateValue?: string };
    readonly newState?: { readonly stateValue?: string };
  };
  return { from: oldState?.stateValue ?? "", to: newState?.stateValue ?? "" };
}
