import { arnOf } from "../account.ts";
import type { Permission } from "../wire/service.ts";
import { queueNameIn } from "./queues.ts";

/** Operations that name a queue, where all others have its URL. */
const BY_NAME = new Set(["CreateQueue", "GetQueueUrl"]);

/** What a role session needs for an operation: the action of its name on the queue. */
export function sqsPermissions(
  region: string,
  operation: string,
  input: Readonly<Record<string, unknown>>,
): readonly Permission[] | undefined {
  const action = `sqs:${operation}`;
  if (operation === "ListQueues") return [{ action, resource: arnOf("sqs", region, "*") }];
  const { QueueName: queueName, QueueUrl: url, tags } = input;
  const name = BY_NAME.has(operation) ? queueName : queueNameIn(url);
  if (typeof name !== "string") return undefined;
  const resource = arnOf("sqs", region, name);
  const needed = [{ action, resource }];
  const isTagged = typeof tags === "object" && tags !== null && Object.keys(tags).length > 0;
  return isTagged ? [...needed, { action: "sqs:TagQueue", resource }] : needed;
}
