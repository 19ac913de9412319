import type {
  DescribeAlarmHistoryCommandInput,
  DescribeAlarmHistoryCommandOutput,
  DescribeAlarmsCommandInput,
  DescribeAlarmsCommandOutput,
  DescribeAlarmsForMetricCommandInput,
  DescribeAlarmsForMetricCommandOutput,
} from "@aws-sdk/client-cloudwatch";
import { AwsError } from "../../aws-error.ts";
import type { Collection } from "../../store.ts";
import { invalidCombination, invalidValue, validation } from "../errors.ts";
import { checkedText, dimensionsOf } from "../metric-id.ts";
import { type AlarmRecord, type AlarmSettings, viewOf } from "./alarm.ts";
import type { AlarmHistory } from "./history.ts";
import { checkedState } from "./write-operations.ts";

type Answer<T> = Omit<T, "$metadata">;

const ALARMS_PAGE = 50;
const HISTORY_PAGE = 100;
const MAX_PAGE = 100;

/** The operations that tell about alarms. */
export function createDescribeOperations(alarms: Collection<AlarmRecord>, history: AlarmHistory) {
  return {
    DescribeAlarms: (input: DescribeAlarmsCommandInput): Answer<DescribeAlarmsCommandOutput> => {
      const matches = filterOf(input);
      const found = alarms
        .values()
        .filter(matches)
        .toSorted((a, b) => (a.settings.AlarmName < b.settings.AlarmName ? -1 : 1));
      const page = pageOf(found, input, ALARMS_PAGE);
      return { MetricAlarms: page.items.map(viewOf), CompositeAlarms: [], ...page.next };
    },

    DescribeAlarmsForMetric: (
      input: DescribeAlarmsForMetricCommandInput,
    ): Answer<DescribeAlarmsForMetricCommandOutput> => {
      const name = checkedText(input.MetricName, 255, "MetricName");
      const namespace = checkedText(input.Namespace, 255, "Namespace");
      const dimensions = dimensionsKey(input.Dimensions);
      const watches = ({ settings }: AlarmRecord): boolean =>
        settings.MetricName === name &&
        settings.Namespace === namespace &&
        dimensionsKey(settings.Dimensions) === dimensions &&
        agrees(input.Statistic, settings.Statistic) &&
        agrees(input.ExtendedStatistic, settings.ExtendedStatistic) &&
        agrees(input.Period, settings.Period) &&
        agrees(input.Unit, settings.Unit);
      return { MetricAlarms: alarms.values().filter(watches).map(viewOf) };
    },

    DescribeAlarmHistory: (
      input: DescribeAlarmHistoryCommandInput,
    ): Answer<DescribeAlarmHistoryCommandOutput> => {
      if (input.AlarmContributorId !== undefined) {
        throw invalidValue("The local cloud does not support AlarmContributorId.");
      }
      const { StartDate: start, EndDate: end, HistoryItemType: type } = input;
      const isWanted = includesMetricAlarms(input.AlarmTypes);
      const found = history
        .list(input.AlarmName)
        .filter(
          ({ Timestamp: at = new Date(0), HistoryItemType }) =>
            isWanted && agrees(type, HistoryItemType) && at >= (start ?? at) && at <= (end ?? at),
        );
      const ordered = input.ScanBy === "TimestampAscending" ? found : found.toReversed();
      const page = pageOf(ordered, input, HISTORY_PAGE);
      return { AlarmHistoryItems: [...page.items], ...page.next };
    },
  };
}

function filterOf(input: DescribeAlarmsCommandInput): (alarm: AlarmRecord) => boolean {
  const { AlarmNames: names, AlarmNamePrefix: prefix, ActionPrefix: actionPrefix } = input;
  if (names !== undefined && prefix !== undefined) {
    throw invalidCombination("AlarmNames and AlarmNamePrefix must not be given together.");
  }
  if (names !== undefined && names.length > MAX_PAGE) {
    throw validation(`AlarmNames must have at most ${MAX_PAGE} names, found ${names.length}.`);
  }
  if (input.ChildrenOfAlarmName !== undefined || input.ParentsOfAlarmName !== undefined) {
    throw invalidValue("The local cloud has no composite alarms, so no alarm has parents or children.");
  }
  const state = input.StateValue === undefined ? undefined : checkedState(input.StateValue);
  const isWanted = includesMetricAlarms(input.AlarmTypes);
  return (alarm) => {
    const { settings } = alarm;
    return (
      isWanted &&
      (names === undefined || names.length === 0 || names.includes(settings.AlarmName)) &&
      settings.AlarmName.startsWith(prefix ?? "") &&
      agrees(state, alarm.state.value) &&
      (actionPrefix === undefined || actionsOf(settings).some((arn) => arn.startsWith(actionPrefix)))
    );
  };
}

/** Without types, CloudWatch returns metric alarms only. */
function includesMetricAlarms(types: readonly string[] | undefined): boolean {
  return types === undefined || types.length === 0 || types.includes("MetricAlarm");
}

function actionsOf({ OKActions, AlarmActions, InsufficientDataActions }: AlarmSettings): readonly string[] {
  return [...OKActions, ...AlarmActions, ...InsufficientDataActions];
}

function agrees<T>(wanted: T | undefined, found: T | undefined): boolean {
  return wanted === undefined || wanted === found;
}

function dimensionsKey(dimensions: AlarmSettings["Dimensions"]): string {
  return JSON.stringify(
    Object.entries(dimensionsOf(dimensions, "Dimensions")).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function pageOf<T>(
  found: readonly T[],
  { MaxRecords: max, NextToken: token }: { MaxRecords?: number | undefined; NextToken?: string | undefined },
  defaultSize: number,
): { readonly items: readonly T[]; readonly next: { NextToken?: string } } {
  const size = max ?? defaultSize;
  if (!Number.isInteger(size) || size < 1 || size > MAX_PAGE) {
    throw validation(`MaxRecords must be 1 to ${MAX_PAGE}, found ${size}.`);
  }
  if (token !== undefined && !/^\d{1,9}$/.test(token)) {
    throw new AwsError("InvalidNextToken", "The next token specified is invalid.");
  }
  const offset = Number(token ?? 0);
  const isMore = found.length > offset + size;
  return {
    items: found.slice(offset, offset + size),
    next: isMore ? { NextToken: String(offset + size) } : {},
  };
}
