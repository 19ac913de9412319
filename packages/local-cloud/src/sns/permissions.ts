import { arnOf } from "../account.ts";
import type { Permission } from "../wire/service.ts";

/** Actions that IAM knows no resources for. */
const WITHOUT_RESOURCE = new Set([
  "GetSubscriptionAttributes",
  "ListSubscriptions",
  "ListTopics",
  "SetSubscriptionAttributes",
  "Unsubscribe",
]);

/** What a role session needs for an operation: the action of its name on the topic. */
export function snsPermissions(
  region: string,
  operation: string,
  input: Readonly<Record<string, unknown>>,
): readonly Permission[] | undefined {
  const action = `sns:${operation}`;
  if (WITHOUT_RESOURCE.has(operation)) return [{ action, resource: "*" }];
  const { Name: name, TopicArn, TargetArn, ResourceArn, Tags: tags } = input;
  const arn = typeof name === "string" ? arnOf("sns", region, name) : (TopicArn ?? TargetArn ?? ResourceArn);
  if (typeof arn !== "string") return undefined;
  const needed = [{ action, resource: arn }];
  const isTagged = operation === "CreateTopic" && Array.isArray(tags) && tags.length > 0;
  return isTagged ? [...needed, { action: "sns:TagResource", resource: arn }] : needed;
}
