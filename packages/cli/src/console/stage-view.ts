import { type CloudWatchClient, paginateDescribeAlarms } from "@aws-sdk/client-cloudwatch";
import { type LambdaClient, paginateListProvisionedConcurrencyConfigs } from "@aws-sdk/client-lambda";
import type { Alarm, Metrics, StageView, Status, Warmth } from "@switchyard/console";
import { type Found, metricsReader } from "../metrics-reader.ts";
import { figureRows, histogramOf, minutesOf, queriesFor, type Subject } from "./figure-queries.ts";

interface StageViewDeps {
  readonly stage: string;
  readonly cloudWatch: CloudWatchClient;
  readonly lambda: LambdaClient;
  /** By the clock of the stage. */
  readonly nowMs: () => number;
}

const WINDOW_MINUTES = 30;
const MINUTE_MS = 60_000;

/** What CloudWatch and Lambda know of a stage. */
export function stageView({ stage, cloudWatch, lambda, nowMs }: StageViewDeps): StageView {
  const read = metricsReader(cloudWatch);
  return {
    metrics: async (status) => {
      const toMs = Math.ceil(nowMs() / MINUTE_MS) * MINUTE_MS;
      const subject = { stage, ...armsOf(status), fromMs: toMs - WINDOW_MINUTES * MINUTE_MS, toMs };
      return metricsOf(subject, await read(queriesFor(subject), subject.fromMs, toMs));
    },
    alarms: async () => {
      const found: Alarm[] = [];
      for await (const { MetricAlarms = [] } of paginateDescribeAlarms(
        { client: cloudWatch },
        { AlarmNamePrefix: `switchyard-${stage}-` },
      )) {
        for (const { AlarmName = "", StateValue = "", StateReason = "" } of MetricAlarms) {
          found.push({ name: AlarmName, state: StateValue, reason: StateReason });
        }
      }
      return found;
    },
    warmth: async () => {
      const found: Warmth[] = [];
      for await (const { ProvisionedConcurrencyConfigs = [] } of paginateListProvisionedConcurrencyConfigs(
        { client: lambda },
        { FunctionName: `switchyard-${stage}-router` },
      )) {
        for (const config of ProvisionedConcurrencyConfigs) {
          found.push({
            version: config.FunctionArn?.split(":").at(-1) ?? "",
            requested: config.RequestedProvisionedConcurrentExecutions ?? 0,
            available: config.AvailableProvisionedConcurrentExecutions ?? 0,
            state: config.Status ?? "",
          });
        }
      }
      return found;
    },
  };
}

function armsOf({ release, split }: Status): Pick<Subject, "stable" | "candidate"> {
  if (release !== undefined) return { stable: release.stable, candidate: release.candidate };
  const { primary, additional } = split;
  return { stable: primary, ...(additional === undefined ? {} : { candidate: additional.version }) };
}

function metricsOf(subject: Subject, found: Found): Metrics {
  const { stable, candidate } = subject;
  return {
    stable,
    ...(candidate === undefined ? {} : { candidate }),
    windowMinutes: WINDOW_MINUTES,
    figures: figureRows(found),
    minutes: minutesOf(found, subject),
    histogram: histogramOf(found),
  };
}
