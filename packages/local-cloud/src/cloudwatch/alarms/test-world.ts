import type { PutMetricAlarmCommandInput } from "@aws-sdk/client-cloudwatch";
import { AwsError } from "../../aws-error.ts";
import { memoryStore, type Store } from "../../store.ts";
import { distributionOf } from "../distribution.ts";
import { createMetricSeries } from "../metric-series.ts";
import { createAlarms } from "./alarms.ts";

/** 2026-11-23 12:00:00 UTC. */
export const NOON = Date.UTC(2026, 10, 23, 12);
export const FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:guard";
export const TOPIC = "arn:aws:sns:us-east-1:000000000000:pager";
export const DENIED = `${FUNCTION}:denied`;

export interface Invocation {
  readonly arn: string;
  readonly sourceArn: string;
  // oxlint-disable-next-line no-explicit-any -- whatever the alarm sends
  readonly event: any;
}

export interface Notice {
  readonly arn: string;
  readonly subject: string;
  readonly sourceArn: string;
  // oxlint-disable-next-line no-explicit-any -- whatever the alarm sends
  readonly message: any;
}

/** Alarms over a clock that moves only when a test moves it; timers run when their time has come. */
export function openWorld(store: Store = memoryStore()) {
  let nowMs = NOON;
  let waiting: { readonly atMs: number; readonly run: () => void } | undefined;
  const series = createMetricSeries();
  const invocations: Invocation[] = [];
  const notices: Notice[] = [];
  const warnings: string[] = [];
  const { operations, close } = createAlarms({
    store,
    series,
    region: "us-east-1",
    clock: {
      nowMs: () => nowMs,
      timer: (delayMs, run) => {
        const timer = { atMs: nowMs + delayMs, run };
        waiting = timer;
        return () => {
          if (waiting === timer) waiting = undefined;
        };
      },
    },
    actions: {
      invokeFunction: (arn, payload, sourceArn) => {
        if (arn === DENIED) throw new AwsError("AccessDeniedException", "no policy allows it", 403);
        invocations.push({ arn, sourceArn, event: JSON.parse(Buffer.from(payload).toString()) });
      },
      publish: (arn, subject, message, sourceArn) => {
        if (arn !== TOPIC) throw new AwsError("NotFoundException", "Topic does not exist", 404);
        notices.push({ arn, subject, message: JSON.parse(message), sourceArn });
      },
    },
    onWarning: (message) => void warnings.push(message),
  });
  const stateOf = (name: string) => operations.DescribeAlarms({ AlarmNames: [name] }).MetricAlarms?.[0];
  return {
    operations,
    close,
    invocations,
    notices,
    warnings,
    isAsleep: () => waiting === undefined,
    /** Lets the clock run up to so many seconds after noon. */
    runUntil: (seconds: number) => {
      const untilMs = NOON + seconds * 1000;
      while (waiting !== undefined && waiting.atMs <= untilMs) {
        const { atMs, run } = waiting;
        waiting = undefined;
        nowMs = atMs;
        run();
      }
      nowMs = untilMs;
    },
    /** Values of the metric `App/<name>`, so many seconds after noon. */
    put: (name: string, seconds: number, values: readonly number[], resolutionS: 1 | 60 = 60) =>
      series.add({
        namespace: "App",
        name,
        dimensions: {},
        timestampMs: NOON + seconds * 1000,
        unit: "Count",
        resolutionS,
        distribution: distributionOf(values),
      }),
    alarm: (settings: Partial<PutMetricAlarmCommandInput> = {}) =>
      operations.PutMetricAlarm({ ...ERRORS, ...settings }),
    stateOf: (name = "errors") => stateOf(name)?.StateValue,
    reasonOf: (name = "errors") => stateOf(name)?.StateReason,
    historyOf: (name = "errors") =>
      operations
        .DescribeAlarmHistory({ AlarmName: name, ScanBy: "TimestampAscending" })
        .AlarmHistoryItems?.map(({ HistorySummary }) => HistorySummary),
  };
}

/** More than 2 errors in each of 2 minutes. */
export const ERRORS = {
  AlarmName: "errors",
  Namespace: "App",
  MetricName: "Errors",
  Statistic: "Sum",
  Period: 60,
  EvaluationPeriods: 2,
  Threshold: 2,
  ComparisonOperator: "GreaterThanThreshold",
  TreatMissingData: "notBreaching",
  AlarmActions: [FUNCTION],
} satisfies PutMetricAlarmCommandInput;

/** One metric of `App` as a query of an alarm. */
export const sumOf = (Id: string, MetricName: string, Period = 60) => ({
  Id,
  MetricStat: { Metric: { Namespace: "App", MetricName }, Period, Stat: "Sum" },
  ReturnData: false,
});

/** The settings of `ERRORS` with metric math in the place of the metric. */
export const withMath = (Metrics: PutMetricAlarmCommandInput["Metrics"]): PutMetricAlarmCommandInput => {
  const { Namespace: _n, MetricName: _m, Statistic: _s, Period: _p, ...rest } = ERRORS;
  return { ...rest, Metrics };
};
