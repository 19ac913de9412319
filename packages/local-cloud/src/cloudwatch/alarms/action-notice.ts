import { ACCOUNT_ID } from "../../account.ts";
import type { StateSince } from "./action-event.ts";
import { type AlarmRecord, type AlarmSettings, timeText } from "./alarm.ts";

/** Subject and message of the notice that an alarm sends to a topic, in the shape that AWS sends. */
export function actionNotice(
  { arn, settings, configuredMs }: AlarmRecord,
  region: string,
  now: StateSince,
  before: StateSince,
): { readonly subject: string; readonly message: string } {
  const regionName = REGION_NAMES[region] ?? region;
  const message = {
    AlarmName: settings.AlarmName,
    AlarmDescription: settings.AlarmDescription ?? null,
    AWSAccountId: ACCOUNT_ID,
    AlarmConfigurationUpdatedTimestamp: timeText(configuredMs),
    NewStateValue: now.state.value,
    NewStateReason: now.state.reason,
    StateChangeTime: timeText(now.sinceMs),
    Region: regionName,
    AlarmArn: arn,
    OldStateValue: before.state.value,
    OKActions: settings.OKActions,
    AlarmActions: settings.AlarmActions,
    InsufficientDataActions: settings.InsufficientDataActions,
    Trigger: triggerIn(settings),
  };
  return {
    // Topics take no longer subject.
    subject: `${now.state.value}: "${settings.AlarmName}" in ${regionName}`.slice(0, 100),
    message: JSON.stringify(message),
  };
}

/** As notices spell them; for any other region the notice has its code. */
const REGION_NAMES: Readonly<Record<string, string>> = {
  "eu-central-1": "EU (Frankfurt)",
  "eu-west-1": "EU (Ireland)",
  "us-east-1": "US East (N. Virginia)",
  "us-east-2": "US East (Ohio)",
  "us-west-2": "US West (Oregon)",
};

function triggerIn(settings: AlarmSettings): object {
  const rule = {
    Period: settings.Period,
    EvaluationPeriods: settings.EvaluationPeriods,
    DatapointsToAlarm: settings.DatapointsToAlarm,
    ComparisonOperator: settings.ComparisonOperator,
    Threshold: settings.Threshold,
    TreatMissingData: settings.TreatMissingData ?? "missing",
    EvaluateLowSampleCountPercentile: settings.EvaluateLowSampleCountPercentile ?? "",
  };
  if (settings.Metrics !== undefined) return { ...rule, Metrics: settings.Metrics.map(queryIn) };
  const { ExtendedStatistic, Statistic } = settings;
  return {
    MetricName: settings.MetricName,
    Namespace: settings.Namespace,
    StatisticType: ExtendedStatistic === undefined ? "Statistic" : "ExtendedStatistic",
    ...(ExtendedStatistic === undefined
      ? { Statistic: (Statistic === "SampleCount" ? "SAMPLE_COUNT" : Statistic)?.toUpperCase() }
      : { ExtendedStatistic }),
    Unit: settings.Unit ?? null,
    Dimensions: dimensionsIn(settings.Dimensions),
    ...rule,
  };
}

function queryIn({ MetricStat, ...query }: NonNullable<AlarmSettings["Metrics"]>[number]): object {
  if (MetricStat === undefined) return query;
  const Metric = { ...MetricStat.Metric, Dimensions: dimensionsIn(MetricStat.Metric?.Dimensions) };
  return { ...query, MetricStat: { ...MetricStat, Metric } };
}

/** A notice spells the members of dimensions, and these alone, in small letters. */
function dimensionsIn(dimensions: AlarmSettings["Dimensions"]): readonly object[] {
  return (dimensions ?? []).map(({ Name, Value }) => ({ value: Value, name: Name }));
}
