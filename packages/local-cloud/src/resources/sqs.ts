import { z } from "zod";
import { AwsError } from "../aws-error.ts";
import type { Properties } from "../engine/provider.ts";
import { ACCOUNT_CONTEXT } from "../wire/service.ts";
import { jsonDocument, regionInput, tags, text } from "./inputs.ts";
import type { SqsPort } from "./ports.ts";
import { type ResourceType, required, resourceType } from "./resource-type.ts";

/** The types of `aws.sqs`. */
export function sqsTypes(sqs: SqsPort, region: string): readonly ResourceType[] {
  return [queueType(sqs, region), queuePolicyType(sqs, region)];
}

/** Attributes of queues by the property that sets them. */
const ATTRIBUTES = {
  delaySeconds: "DelaySeconds",
  kmsDataKeyReusePeriodSeconds: "KmsDataKeyReusePeriodSeconds",
  kmsMasterKeyId: "KmsMasterKeyId",
  maxMessageSize: "MaximumMessageSize",
  messageRetentionSeconds: "MessageRetentionPeriod",
  policy: "Policy",
  receiveWaitTimeSeconds: "ReceiveMessageWaitTimeSeconds",
  redrivePolicy: "RedrivePolicy",
  sqsManagedSseEnabled: "SqsManagedSseEnabled",
  visibilityTimeoutSeconds: "VisibilityTimeout",
} as const;

type Attribute = keyof typeof ATTRIBUTES;

/** What an attribute becomes when the program no longer sets it; SQS has no way to unset one. */
const DEFAULTS: Readonly<Record<Attribute, string>> = {
  delaySeconds: "0",
  kmsDataKeyReusePeriodSeconds: "300",
  kmsMasterKeyId: "",
  maxMessageSize: "262144",
  messageRetentionSeconds: "345600",
  policy: "",
  receiveWaitTimeSeconds: "0",
  redrivePolicy: "",
  sqsManagedSseEnabled: "true",
  visibilityTimeoutSeconds: "30",
};

function queueType(sqs: SqsPort, region: string): ResourceType {
  const inputs = z.strictObject({
    delaySeconds: z.int().optional(),
    kmsDataKeyReusePeriodSeconds: z.int().optional(),
    kmsMasterKeyId: text.optional(),
    maxMessageSize: z.int().optional(),
    messageRetentionSeconds: z.int().optional(),
    name: text,
    policy: jsonDocument.optional(),
    receiveWaitTimeSeconds: z.int().optional(),
    redrivePolicy: jsonDocument.optional(),
    region: regionInput(region),
    sqsManagedSseEnabled: z.boolean().optional(),
    tags,
    visibilityTimeoutSeconds: z.int().optional(),
  });
  type Inputs = z.output<typeof inputs>;
  const names = Object.keys(ATTRIBUTES) as Attribute[];
  const attributesOf = (given: Inputs, wanted: readonly Attribute[]): Record<string, string> =>
    Object.fromEntries(wanted.map((name) => [ATTRIBUTES[name], String(given[name] ?? DEFAULTS[name])]));

  return resourceType({
    token: "aws:sqs/queue:Queue",
    inputs,
    autoname: { property: "name", maxLength: 80 },
    replaceOn: ["name"],
    create: async (given) => {
      const set = names.filter((name) => given[name] !== undefined);
      const { QueueUrl } = await sqs.CreateQueue(
        { QueueName: given.name, Attributes: attributesOf(given, set), tags: given.tags },
        ACCOUNT_CONTEXT,
      );
      return required(QueueUrl, "the queue's URL");
    },
    update: async (QueueUrl, given, touches, old) => {
      const changed = names.filter((name) => touches(name));
      if (changed.length > 0) {
        await sqs.SetQueueAttributes({ QueueUrl, Attributes: attributesOf(given, changed) }, ACCOUNT_CONTEXT);
      }
      if (!touches("tags")) return;
      const wanted = given.tags ?? {};
      const gone = Object.keys(old.inputs.tags ?? {}).filter((key) => wanted[key] === undefined);
      if (gone.length > 0) await sqs.UntagQueue({ QueueUrl, TagKeys: gone }, ACCOUNT_CONTEXT);
      if (Object.keys(wanted).length > 0) await sqs.TagQueue({ QueueUrl, Tags: wanted }, ACCOUNT_CONTEXT);
    },
    delete: async (QueueUrl) => {
      await unlessNoQueue(() => sqs.DeleteQueue({ QueueUrl }, ACCOUNT_CONTEXT));
    },
    describe: async (QueueUrl) => {
      const found = await unlessNoQueue(() =>
        sqs.GetQueueAttributes({ QueueUrl, AttributeNames: ["All"] }, ACCOUNT_CONTEXT),
      );
      if (found === undefined) return undefined;
      const attributes: Readonly<Record<string, string | undefined>> = found.Attributes ?? {};
      const arn = required(attributes["QueueArn"], "the queue's ARN");
      const { Tags = {} } = await sqs.ListQueueTags({ QueueUrl }, ACCOUNT_CONTEXT);
      return {
        ...outputsOf(attributes),
        arn,
        name: arn.split(":")[5],
        region,
        tags: Tags,
        tagsAll: Tags,
        url: QueueUrl,
      };
    },
  });
}

function outputsOf(attributes: Readonly<Record<string, string | undefined>>): Properties {
  const number = (name: string): number => Number(required(attributes[name], `the attribute ${name}`));
  return {
    delaySeconds: number("DelaySeconds"),
    fifoQueue: false,
    kmsDataKeyReusePeriodSeconds: Number(attributes["KmsDataKeyReusePeriodSeconds"] ?? 300),
    kmsMasterKeyId: attributes["KmsMasterKeyId"] ?? "",
    maxMessageSize: number("MaximumMessageSize"),
    messageRetentionSeconds: number("MessageRetentionPeriod"),
    policy: attributes["Policy"] ?? "",
    receiveWaitTimeSeconds: number("ReceiveMessageWaitTimeSeconds"),
    redrivePolicy: attributes["RedrivePolicy"] ?? "",
    sqsManagedSseEnabled: attributes["SqsManagedSseEnabled"] === "true",
    visibilityTimeoutSeconds: number("VisibilityTimeout"),
  };
}

/** `aws:sqs/queuePolicy:QueuePolicy`: the policy of a queue, set apart from it. */
function queuePolicyType(sqs: SqsPort, region: string): ResourceType {
  const setPolicy = async (QueueUrl: string, policy: string): Promise<void> => {
    await sqs.SetQueueAttributes({ QueueUrl, Attributes: { Policy: policy } }, ACCOUNT_CONTEXT);
  };
  return resourceType({
    token: "aws:sqs/queuePolicy:QueuePolicy",
    inputs: z.strictObject({ policy: jsonDocument, queueUrl: text, region: regionInput(region) }),
    replaceOn: ["queueUrl"],
    uniqueBy: ["queueUrl"],
    create: async ({ queueUrl, policy }) => {
      await setPolicy(queueUrl, policy);
      return queueUrl;
    },
    update: async (queueUrl, { policy }) => setPolicy(queueUrl, policy),
    delete: async (queueUrl) => {
      await unlessNoQueue(() => setPolicy(queueUrl, ""));
    },
    describe: async (QueueUrl) => {
      const found = await unlessNoQueue(() =>
        sqs.GetQueueAttributes({ QueueUrl, AttributeNames: ["Policy"] }, ACCOUNT_CONTEXT),
      );
      const policy = found?.Attributes?.Policy ?? "";
      return policy === "" ? undefined : { policy, queueUrl: QueueUrl, region };
    },
  });
}

/** SQS has a name of its own for what does not exist. */
async function unlessNoQueue<T>(act: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof AwsError && error.code === "QueueDoesNotExist") return undefined;
    throw error;
  }
}
