import { arnOf } from "../account.ts";
import type { Permission } from "../wire/service.ts";
import { GROUP } from "./schedule.ts";

const ON_SCHEDULE = new Set(["CreateSchedule", "DeleteSchedule", "GetSchedule", "UpdateSchedule"]);
const ON_ARN = new Set(["ListTagsForResource", "TagResource", "UntagResource"]);

/** What a role session needs for an operation; undefined (refused) for a request that names no schedule. */
export function schedulerPermissions(
  region: string,
  operation: string,
  input: Readonly<Record<string, unknown>>,
): readonly Permission[] | undefined {
  const action = `scheduler:${operation}`;
  const { Name: name, GroupName: group = GROUP, ResourceArn: arn, Target: target } = input;
  if (operation === "ListSchedules" || operation === "ListScheduleGroups") return [{ action, resource: "*" }];
  if (ON_ARN.has(operation)) return typeof arn === "string" ? [{ action, resource: arn }] : undefined;
  if (typeof name !== "string" || typeof group !== "string") return undefined;
  if (operation === "GetScheduleGroup") {
    return [{ action, resource: arnOf("scheduler", region, `schedule-group/${name}`) }];
  }
  if (!ON_SCHEDULE.has(operation)) return undefined;
  const needed = [{ action, resource: arnOf("scheduler", region, `schedule/${group}/${name}`) }];
  // Who gives a schedule a role gives it that role's rights.
  const role =
    typeof target === "object" && target !== null && "RoleArn" in target ? target.RoleArn : undefined;
  return typeof role === "string" ? [...needed, { action: "iam:PassRole", resource: role }] : needed;
}
