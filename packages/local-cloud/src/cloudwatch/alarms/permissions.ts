import { arnOf } from "../../account.ts";
import type { Permission } from "../../wire/service.ts";

/** Operations on alarms that are named one by one. */
const BY_NAMES = new Set(["DeleteAlarms", "DescribeAlarms", "DisableAlarmActions", "EnableAlarmActions"]);
const BY_NAME = new Set(["DescribeAlarmHistory", "PutMetricAlarm", "SetAlarmState"]);
const BY_ARN = new Set(["ListTagsForResource", "TagResource", "UntagResource"]);

/** What a role session needs for an operation on alarms; undefined for any other operation. */
export function alarmPermissions(
  region: string,
  operation: string,
  input: Readonly<Record<string, unknown>>,
): readonly Permission[] | undefined {
  const action = `cloudwatch:${operation}`;
  const on = (name: string): Permission => ({
    action,
    resource: arnOf("cloudwatch", region, `alarm:${name}`),
  });
  if (BY_ARN.has(operation)) return [{ action, resource: String(input["ResourceARN"]) }];
  if (BY_NAMES.has(operation)) {
    const names: readonly unknown[] = Array.isArray(input["AlarmNames"]) ? input["AlarmNames"] : [];
    // A request that names no alarm is about all of them.
    return names.length === 0 ? [on("*")] : names.map((name) => on(String(name)));
  }
  if (!BY_NAME.has(operation)) return undefined;
  const { AlarmName: alarmName, Tags: tags } = input;
  const needed = [on(typeof alarmName === "string" ? alarmName : "*")];
  if (!Array.isArray(tags) || tags.length === 0) return needed;
  return [...needed, ...needed.map(({ resource }) => ({ action: "cloudwatch:TagResource", resource }))];
}
