import { AwsError } from "../aws-error.ts";
import { readResourcePolicy } from "../service-policy.ts";
import { invalidAttribute } from "./errors.ts";

/** A queue as it is kept. */
export interface QueueRecord {
  readonly name: string;
  /** Made anew with each queue, so that a queue never finds the messages of an earlier one of its name. */
  readonly id: string;
  readonly createdMs: number;
  readonly modifiedMs: number;
  /** As they were set; what is absent has its default. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly byDefault: number;
}

const NUMBERS = {
  DelaySeconds: { min: 0, max: 900, byDefault: 0 },
  MaximumMessageSize: { min: 1024, max: 1_048_576, byDefault: 262_144 },
  MessageRetentionPeriod: { min: 60, max: 1_209_600, byDefault: 345_600 },
  ReceiveMessageWaitTimeSeconds: { min: 0, max: 20, byDefault: 0 },
  VisibilityTimeout: { min: 0, max: 43_200, byDefault: 30 },
  KmsDataKeyReusePeriodSeconds: { min: 60, max: 86_400, byDefault: 300 },
} as const satisfies Readonly<Record<string, Bounds>>;

export type NumberName = keyof typeof NUMBERS;

/** Names of the numbers that every queue shows, whether they were set or not. */
export const SHOWN_NUMBERS: readonly NumberName[] = [
  "DelaySeconds",
  "MaximumMessageSize",
  "MessageRetentionPeriod",
  "ReceiveMessageWaitTimeSeconds",
  "VisibilityTimeout",
];

export function numberOf(queue: QueueRecord, name: NumberName): number {
  const text = queue.attributes[name];
  return text === undefined ? NUMBERS[name].byDefault : Number(text);
}

/** Where messages go that were received too often. */
export interface Redrive {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

export function redriveOf({ attributes }: QueueRecord): Redrive | undefined {
  const { RedrivePolicy: text } = attributes;
  return text === undefined || text === "" ? undefined : parseRedrive(text);
}

/** Checks attributes that are to be set. An empty text takes a policy or key away. */
export function checkedAttributes(given: Readonly<Record<string, string>>): Record<string, string> {
  for (const [name, value] of Object.entries(given)) checkAttribute(name, value);
  return { ...given };
}

function checkAttribute(name: string, value: string): void {
  if (isNumberName(name)) {
    const { min, max } = NUMBERS[name];
    const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
    if (!(number >= min && number <= max))
      throw invalidAttribute(name, value, `a whole number from ${min} to ${max}`);
    return;
  }
  switch (name) {
    case "Policy":
      if (value !== "") parseQueuePolicy(value);
      return;
    case "RedrivePolicy":
      if (value !== "") parseRedrive(value);
      return;
    case "KmsMasterKeyId":
      return;
    case "SqsManagedSseEnabled":
      if (value !== "true" && value !== "false") throw invalidAttribute(name, value, "true or false");
      return;
    default:
      throw new AwsError(
        "InvalidAttributeName",
        `The local cloud has no attribute ${name} of queues. It has ${[...Object.keys(NUMBERS), "KmsMasterKeyId", "Policy", "RedrivePolicy", "SqsManagedSseEnabled"].join(", ")}.`,
      );
  }
}

function isNumberName(name: string): name is NumberName {
  return Object.hasOwn(NUMBERS, name);
}

function parseRedrive(text: string): Redrive {
  const wrong = () =>
    invalidAttribute(
      "RedrivePolicy",
      text,
      "JSON with deadLetterTargetArn and maxReceiveCount from 1 to 1000",
    );
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw wrong();
  }
  if (typeof parsed !== "object" || parsed === null) throw wrong();
  const { deadLetterTargetArn, maxReceiveCount, ...others } = parsed as Readonly<Record<string, unknown>>;
  const count = Number(maxReceiveCount);
  if (typeof deadLetterTargetArn !== "string" || Object.keys(others).length > 0) throw wrong();
  if (!(Number.isInteger(count) && count >= 1 && count <= 1000)) throw wrong();
  return { deadLetterTargetArn, maxReceiveCount: count };
}

/** The policy that says who besides the account may use the queue. */
export function policyOf({ attributes }: QueueRecord) {
  const { Policy: text = "" } = attributes;
  return text === "" ? undefined : parseQueuePolicy(text);
}

function parseQueuePolicy(text: string) {
  return readResourcePolicy(text, (reason) =>
    invalidAttribute("Policy", text, `a policy document (${reason})`),
  );
}
