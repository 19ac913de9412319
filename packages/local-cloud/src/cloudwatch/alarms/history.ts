import type { AlarmHistoryItem, HistoryItemType } from "@aws-sdk/client-cloudwatch";
import type { Store } from "../../store.ts";
import { type AlarmRecord, type AlarmState, timeText } from "./alarm.ts";

/** One line of an alarm's history, as it is kept. */
export interface HistoryEntry {
  readonly atMs: number;
  readonly type: HistoryItemType;
  readonly summary: string;
  /** JSON text. */
  readonly data: string;
}

/** What happened to alarms. It outlives them, as in CloudWatch. */
export interface AlarmHistory {
  readonly add: (alarmName: string, entry: HistoryEntry) => void;
  /** Oldest first; of one alarm or of all. */
  readonly list: (alarmName: string | undefined) => readonly AlarmHistoryItem[];
}

const KEPT_MS = 14 * 24 * 3_600_000;
/** An alarm that changes its state every ten seconds fills this in under three hours. */
const MAX_ENTRIES = 1_000;

/** Opens the history; entries older than two weeks are forgotten. */
export function openHistory(store: Store, nowMs: () => number): AlarmHistory {
  const entries = store.collection<readonly HistoryEntry[]>("cloudwatch-alarm-history");
  const fresh = (alarmName: string): readonly HistoryEntry[] =>
    (entries.get(alarmName) ?? []).filter(({ atMs }) => atMs > nowMs() - KEPT_MS);
  return {
    add: (alarmName, entry) => entries.set(alarmName, [...fresh(alarmName), entry].slice(-MAX_ENTRIES)),
    list: (alarmName) =>
      (alarmName === undefined ? entries.entries().map(([name]) => name) : [alarmName])
        .flatMap((name) => fresh(name).map((entry) => ({ name, entry })))
        .toSorted((a, b) => a.entry.atMs - b.entry.atMs)
        .map(({ name, entry }) => ({
          AlarmName: name,
          AlarmType: "MetricAlarm" as const,
          Timestamp: new Date(entry.atMs),
          HistoryItemType: entry.type,
          HistorySummary: entry.summary,
          HistoryData: entry.data,
        })),
  };
}

/** The alarm was created, changed or deleted. */
export function configurationEntry(
  change: "Create" | "Update" | "Delete",
  alarm: AlarmRecord,
  atMs: number,
): HistoryEntry {
  const done = `${change.toLowerCase()}d`;
  const { settings, state } = alarm;
  const shown = Object.entries({ ...settings, AlarmArn: alarm.arn, StateValue: state.value }).map(
    ([name, value]) => [name === "OKActions" ? "okactions" : lowerFirst(name), value] as const,
  );
  const times = {
    alarmConfigurationUpdatedTimestamp: timeText(alarm.configuredMs),
    stateUpdatedTimestamp: timeText(alarm.stateUpdatedMs),
  };
  return {
    atMs,
    type: "ConfigurationUpdate",
    summary: `Alarm "${settings.AlarmName}" ${done}`,
    data: JSON.stringify({
      version: "1.0",
      type: change,
      [`${done}Alarm`]: { ...Object.fromEntries(shown), ...times },
    }),
  };
}

/** The alarm went from one state to another. */
export function stateEntry(from: AlarmState, to: AlarmState, atMs: number): HistoryEntry {
  return {
    atMs,
    type: "StateUpdate",
    summary: `Alarm updated from ${from.value} to ${to.value}`,
    data: JSON.stringify({ version: "1.0", oldState: stateData(from), newState: stateData(to) }),
  };
}

/** An action was carried out, or not. */
export function actionEntry(
  arn: string,
  stateMs: number,
  failure: string | undefined,
  atMs: number,
): HistoryEntry {
  return {
    atMs,
    type: "Action",
    summary:
      failure === undefined
        ? `Successfully executed action ${arn}`
        : `Failed to execute action ${arn}. Reason: ${failure}`,
    data: JSON.stringify({
      actionState: failure === undefined ? "Succeeded" : "Failed",
      stateUpdateTimestamp: stateMs,
      notificationResource: arn,
      ...(failure === undefined ? {} : { error: failure }),
    }),
  };
}

function stateData({ value, reason, reasonData }: AlarmState): object {
  return {
    stateValue: value,
    stateReason: reason,
    ...(reasonData === undefined ? {} : { stateReasonData: JSON.parse(reasonData) as unknown }),
  };
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
