import type { MetricAlarm, PutMetricAlarmInput } from "@aws-sdk/client-cloudwatch";
import type { StateValue } from "./evaluate.ts";

/** What PutMetricAlarm sets, checked: plain JSON in the SDK's own names. Left out = not given. */
export type AlarmSettings = Pick<
  PutMetricAlarmInput,
  | "AlarmDescription"
  | "MetricName"
  | "Namespace"
  | "Statistic"
  | "ExtendedStatistic"
  | "Dimensions"
  | "Period"
  | "Unit"
  | "DatapointsToAlarm"
  | "TreatMissingData"
  | "EvaluateLowSampleCountPercentile"
  | "Metrics"
> & {
  readonly AlarmName: string;
  readonly ActionsEnabled: boolean;
  readonly OKActions: string[];
  readonly AlarmActions: string[];
  readonly InsufficientDataActions: string[];
  readonly EvaluationPeriods: number;
  readonly Threshold: number;
  readonly ComparisonOperator: NonNullable<PutMetricAlarmInput["ComparisonOperator"]>;
};

/** A state with what CloudWatch says about it. */
export interface AlarmState {
  readonly value: StateValue;
  readonly reason: string;
  /** JSON text. */
  readonly reasonData?: string | undefined;
}

/** An alarm as it is kept. */
export interface AlarmRecord {
  readonly arn: string;
  readonly settings: AlarmSettings;
  readonly configuredMs: number;
  readonly state: AlarmState;
  readonly stateUpdatedMs: number;
  /** When the state last became another one; undefined while it is the first. */
  readonly transitionedMs?: number | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** The alarm as DescribeAlarms shows it. */
export function viewOf(alarm: AlarmRecord): MetricAlarm {
  const { settings, state } = alarm;
  return {
    ...settings,
    Dimensions: settings.Dimensions ?? [],
    AlarmArn: alarm.arn,
    AlarmConfigurationUpdatedTimestamp: new Date(alarm.configuredMs),
    StateValue: state.value,
    StateReason: state.reason,
    ...(state.reasonData === undefined ? {} : { StateReasonData: state.reasonData }),
    StateUpdatedTimestamp: new Date(alarm.stateUpdatedMs),
    StateTransitionedTimestamp: new Date(alarm.transitionedMs ?? alarm.stateUpdatedMs),
  };
}

/** CloudWatch's way to write a time: `2024-07-16T13:14:42.817+0000`. */
export function timeText(ms: number): string {
  return new Date(ms).toISOString().replace("Z", "+0000");
}
