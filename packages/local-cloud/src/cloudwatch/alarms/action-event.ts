import { createHash } from "node:crypto";
import { ACCOUNT_ID } from "../../account.ts";
import { type AlarmRecord, type AlarmSettings, type AlarmState, timeText } from "./alarm.ts";

/** A state and since when it is the alarm's. */
export interface StateSince {
  readonly state: AlarmState;
  readonly sinceMs: number;
}

/** The event that a function gets as an alarm's action, in the shape that AWS sends. */
export function actionEvent(
  { arn, settings }: AlarmRecord,
  region: string,
  now: StateSince,
  before: StateSince,
): object {
  return {
    source: "aws.cloudwatch",
    alarmArn: arn,
    accountId: ACCOUNT_ID,
    time: timeText(now.sinceMs),
    region,
    alarmData: {
      alarmName: settings.AlarmName,
      state: stateIn(now),
      previousState: stateIn(before),
      configuration: {
        ...(settings.AlarmDescription === undefined ? {} : { description: settings.AlarmDescription }),
        metrics: metricsIn(settings),
      },
    },
  };
}

function stateIn({ state: { value, reason, reasonData }, sinceMs }: StateSince): object {
  return { value, reason, ...(reasonData === undefined ? {} : { reasonData }), timestamp: timeText(sinceMs) };
}

function metricsIn(settings: AlarmSettings): readonly object[] {
  const { Metrics, Namespace, MetricName, Dimensions, Period, Unit, Statistic, ExtendedStatistic } = settings;
  const queries = Metrics ?? [
    {
      Id: idOf(settings.AlarmName),
      MetricStat: {
        Metric: { Namespace, MetricName, Dimensions },
        Period,
        Stat: Statistic ?? ExtendedStatistic,
        Unit,
      },
      ReturnData: true,
    },
  ];
  return queries.map(({ Id, Expression, MetricStat, Label, ReturnData }) => ({
    id: Id,
    ...(Expression === undefined ? {} : { expression: Expression }),
    ...(MetricStat === undefined
      ? {}
      : {
          metricStat: {
            metric: {
              namespace: MetricStat.Metric?.Namespace,
              name: MetricStat.Metric?.MetricName,
              dimensions: Object.fromEntries(
                (MetricStat.Metric?.Dimensions ?? []).map(({ Name, Value }) => [Name, Value]),
              ),
            },
            period: MetricStat.Period,
            stat: MetricStat.Stat,
            ...(MetricStat.Unit === undefined ? {} : { unit: MetricStat.Unit }),
          },
        }),
    ...(Label === undefined ? {} : { label: Label }),
    returnData: ReturnData !== false,
  }));
}

/** AWS gives the metric of an alarm a UUID of its own; this one is the same each time. */
function idOf(alarmName: string): string {
  const hex = createHash("sha256").update(alarmName).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    "-",
  );
}
