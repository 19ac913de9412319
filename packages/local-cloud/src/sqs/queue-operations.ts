import { randomUUID } from "node:crypto";
import type {
  CreateQueueCommandInput,
  CreateQueueCommandOutput,
  DeleteQueueCommandInput,
  DeleteQueueCommandOutput,
  GetQueueAttributesCommandInput,
  GetQueueAttributesCommandOutput,
  GetQueueUrlCommandInput,
  GetQueueUrlCommandOutput,
  ListQueuesCommandInput,
  ListQueuesCommandOutput,
  ListQueueTagsCommandInput,
  ListQueueTagsCommandOutput,
  PurgeQueueCommandInput,
  PurgeQueueCommandOutput,
  SetQueueAttributesCommandInput,
  SetQueueAttributesCommandOutput,
  TagQueueCommandInput,
  TagQueueCommandOutput,
  UntagQueueCommandInput,
  UntagQueueCommandOutput,
} from "@aws-sdk/client-sqs";
import { ACCOUNT_ID } from "../account.ts";
import { AwsError } from "../aws-error.ts";
import type { Clock } from "../ports.ts";
import { invalidParameter, noSuchQueue } from "./errors.ts";
import type { Levels } from "./levels.ts";
import type { Messages } from "./messages.ts";
import { checkedAttributes, numberOf, type QueueRecord, SHOWN_NUMBERS } from "./queue.ts";
import type { Queues } from "./queues.ts";

type Answer<T> = Omit<T, "$metadata">;

export interface QueueDeps {
  readonly queues: Queues;
  readonly messages: Messages;
  readonly levels: Levels;
  readonly clock: Clock;
}

const MAX_PAGE = 1000;

/** Operations on queues as a whole. */
export function createQueueOperations({ queues, messages, levels, clock }: QueueDeps) {
  const change = (queue: QueueRecord, changed: Partial<QueueRecord>): void =>
    queues.save({ ...queue, ...changed });

  function attributesOf(queue: QueueRecord): Record<string, string> {
    const { visible, inFlight, delayed } = levels.of(queue);
    const numbers = SHOWN_NUMBERS.map((name) => [name, String(numberOf(queue, name))] as const);
    const set = Object.entries(queue.attributes).filter(([, value]) => value !== "");
    return {
      ...Object.fromEntries(numbers),
      // SQS encrypts with keys of its own unless told to use others.
      ...(queue.attributes["KmsMasterKeyId"] ? {} : { SqsManagedSseEnabled: "true" }),
      ...Object.fromEntries(set),
      QueueArn: queues.arnOf(queue.name),
      ApproximateNumberOfMessages: String(visible),
      ApproximateNumberOfMessagesNotVisible: String(inFlight),
      ApproximateNumberOfMessagesDelayed: String(delayed),
      CreatedTimestamp: String(Math.floor(queue.createdMs / 1000)),
      LastModifiedTimestamp: String(Math.floor(queue.modifiedMs / 1000)),
    };
  }

  return {
    CreateQueue: (input: CreateQueueCommandInput): Answer<CreateQueueCommandOutput> => {
      const name = checkedName(input.QueueName);
      const attributes = checkedAttributes(input.Attributes ?? {});
      const existing = queues.find(name);
      if (existing === undefined) {
        const nowMs = clock.nowMs();
        queues.save({
          name,
          id: randomUUID(),
          createdMs: nowMs,
          modifiedMs: nowMs,
          attributes,
          tags: { ...input.tags },
        });
      } else {
        const shown = attributesOf(existing);
        const other = Object.entries(attributes).find(([key, value]) => (shown[key] ?? "") !== value);
        if (other !== undefined) {
          throw new AwsError(
            "QueueNameExists",
            `A queue already exists with the same name and a different value for attribute ${other[0]}`,
          );
        }
      }
      return { QueueUrl: queues.urlOf(name) };
    },

    DeleteQueue: (input: DeleteQueueCommandInput): Answer<DeleteQueueCommandOutput> => {
      const queue = queues.byUrl(input.QueueUrl);
      queues.remove(queue);
      messages.remove(messages.all(queue));
      return {};
    },

    GetQueueUrl: (input: GetQueueUrlCommandInput): Answer<GetQueueUrlCommandOutput> => {
      const { QueueName: name = "", QueueOwnerAWSAccountId: owner = ACCOUNT_ID } = input;
      if (owner !== ACCOUNT_ID || queues.find(name) === undefined) throw noSuchQueue();
      return { QueueUrl: queues.urlOf(name) };
    },

    GetQueueAttributes: (input: GetQueueAttributesCommandInput): Answer<GetQueueAttributesCommandOutput> => {
      const all = attributesOf(queues.byUrl(input.QueueUrl));
      const names = new Set<string>(input.AttributeNames);
      return {
        Attributes: names.has("All")
          ? all
          : Object.fromEntries(Object.entries(all).filter(([name]) => names.has(name))),
      };
    },

    SetQueueAttributes: (input: SetQueueAttributesCommandInput): Answer<SetQueueAttributesCommandOutput> => {
      const queue = queues.byUrl(input.QueueUrl);
      const attributes = { ...queue.attributes, ...checkedAttributes(input.Attributes ?? {}) };
      change(queue, { attributes, modifiedMs: clock.nowMs() });
      return {};
    },

    ListQueues: (input: ListQueuesCommandInput): Answer<ListQueuesCommandOutput> => {
      const { QueueNamePrefix: prefix = "", MaxResults: limit = MAX_PAGE, NextToken: after } = input;
      if (limit < 1 || limit > MAX_PAGE) {
        throw invalidParameter(`MaxResults must be between 1 and ${MAX_PAGE}, found ${limit}.`);
      }
      const names = queues
        .list()
        .map(({ name }) => name)
        .filter((name) => name.startsWith(prefix) && (after === undefined || name > after));
      const page = names.slice(0, limit);
      return {
        QueueUrls: page.map(queues.urlOf),
        // Without MaxResults there is no token, as documented.
        ...(input.MaxResults !== undefined && names.length > limit ? { NextToken: page.at(-1) } : {}),
      };
    },

    PurgeQueue: (input: PurgeQueueCommandInput): Answer<PurgeQueueCommandOutput> => {
      const queue = queues.byUrl(input.QueueUrl);
      messages.remove(messages.all(queue));
      levels.report(queue);
      return {};
    },

    TagQueue: (input: TagQueueCommandInput): Answer<TagQueueCommandOutput> => {
      const queue = queues.byUrl(input.QueueUrl);
      change(queue, { tags: { ...queue.tags, ...input.Tags } });
      return {};
    },

    UntagQueue: (input: UntagQueueCommandInput): Answer<UntagQueueCommandOutput> => {
      const queue = queues.byUrl(input.QueueUrl);
      const gone = new Set(input.TagKeys);
      const kept = Object.entries(queue.tags).filter(([key]) => !gone.has(key));
      change(queue, { tags: Object.fromEntries(kept) });
      return {};
    },

    ListQueueTags: (input: ListQueueTagsCommandInput): Answer<ListQueueTagsCommandOutput> => ({
      Tags: { ...queues.byUrl(input.QueueUrl).tags },
    }),
  };
}

function checkedName(name = ""): string {
  if (name.endsWith(".fifo")) {
    throw invalidParameter("The local cloud has standard queues only: FIFO queues are not supported.");
  }
  if (/^[\w-]{1,80}$/.test(name)) return name;
  throw invalidParameter(
    "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
  );
}
