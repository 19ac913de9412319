import { randomUUID } from "node:crypto";
import type {
  ChangeMessageVisibilityCommandInput,
  ChangeMessageVisibilityCommandOutput,
  DeleteMessageCommandInput,
  DeleteMessageCommandOutput,
  Message,
  MessageAttributeValue,
  ReceiveMessageCommandInput,
  ReceiveMessageCommandOutput,
  SendMessageCommandInput,
  SendMessageCommandOutput,
} from "@aws-sdk/client-sqs";
import { AwsError } from "../aws-error.ts";
import type { Clock } from "../ports.ts";
import type { OperationContext } from "../wire/service.ts";
import { checkedMessageAttributes, refuseLongMessage } from "./checked-message.ts";
import { md5, md5OfAttributes } from "./digests.ts";
import { invalidParameter } from "./errors.ts";
import type { Levels } from "./levels.ts";
import { givenAttributes, type MessageRecord, type Messages, storedAttributes } from "./messages.ts";
import { numberOf, type QueueRecord, redriveOf } from "./queue.ts";
import type { Queues } from "./queues.ts";
import type { Waiting } from "./waiting.ts";

type Answer<T> = Omit<T, "$metadata">;

export interface MessageDeps {
  readonly queues: Queues;
  readonly messages: Messages;
  readonly levels: Levels;
  readonly waiting: Waiting;
  readonly clock: Clock;
}

const MAX_MESSAGES = 10;
const MAX_WAIT_S = 20;
const MAX_VISIBILITY_S = 43_200;

/** Operations on messages. */
export function createMessageOperations({ queues, messages, levels, waiting, clock }: MessageDeps) {
  /** Takes up to `count` messages; those that were received too often go to the dead letters instead. */
  function take(queue: QueueRecord, count: number, visibilityS: number): readonly MessageRecord[] {
    const redrive = redriveOf(queue);
    const taken: MessageRecord[] = [];
    for (const message of messages.visible(queue)) {
      if (taken.length >= count) break;
      if (redrive !== undefined && message.receiveCount >= redrive.maxReceiveCount) {
        giveUp(queue, message, redrive.deadLetterTargetArn);
        continue;
      }
      const nowMs = clock.nowMs();
      const received: MessageRecord = {
        ...message,
        receiveCount: message.receiveCount + 1,
        firstReceivedMs: message.firstReceivedMs ?? nowMs,
        handle: randomUUID(),
        visibleAtMs: nowMs + visibilityS * 1000,
      };
      messages.save(received);
      taken.push(received);
    }
    if (taken.length > 0) levels.report(queue);
    return taken;
  }

  function giveUp(queue: QueueRecord, message: MessageRecord, targetArn: string): void {
    const target = queues.byArn(targetArn);
    const { handle: _, ...rest } = message;
    messages.move(message, {
      ...rest,
      queueId: target.id,
      deadLetterSourceArn: queues.arnOf(queue.name),
    });
    levels.report(target);
    waiting.wake(target.id);
  }

  function messageOf(queue: QueueRecord, handle: string | undefined): MessageRecord | undefined {
    if (handle === undefined || !/^[0-9a-f-]{36}$/.test(handle)) {
      throw new AwsError(
        "ReceiptHandleIsInvalid",
        `The input receipt handle "${handle ?? ""}" is not a valid receipt handle.`,
      );
    }
    return messages.byHandle(queue, handle);
  }

  return {
    SendMessage: (
      input: SendMessageCommandInput,
      context: OperationContext,
    ): Answer<SendMessageCommandOutput> => {
      const queue = queues.byUrl(input.QueueUrl);
      const { MessageBody: body = "", DelaySeconds: delayS } = input;
      for (const name of ["MessageDeduplicationId", "MessageGroupId", "MessageSystemAttributes"] as const) {
        if (input[name] === undefined) continue;
        throw invalidParameter(`The local cloud does not support ${name}: it has standard queues only.`);
      }
      if (delayS !== undefined && (delayS < 0 || delayS > 900)) {
        throw invalidParameter(
          `Value ${delayS} for parameter DelaySeconds is invalid. Reason: must be between 0 and 900, inclusive.`,
        );
      }
      const attributes = checkedMessageAttributes(input.MessageAttributes);
      refuseLongMessage(body, attributes, numberOf(queue, "MaximumMessageSize"));
      const { caller } = context;
      const message = messages.send(queue, {
        body,
        attributes: storedAttributes(attributes),
        senderId: caller.kind === "role" ? `${caller.roleArn}:${caller.sessionName}` : "account",
        delayS,
      });
      levels.report(queue);
      waiting.wake(queue.id);
      return {
        MessageId: message.id,
        MD5OfMessageBody: md5(body),
        MD5OfMessageAttributes: md5OfAttributes(attributes),
      };
    },

    ReceiveMessage: async (
      input: ReceiveMessageCommandInput,
    ): Promise<Answer<ReceiveMessageCommandOutput>> => {
      const queue = queues.byUrl(input.QueueUrl);
      if (input.ReceiveRequestAttemptId !== undefined) {
        throw invalidParameter(
          "The local cloud does not support ReceiveRequestAttemptId: it has standard queues only.",
        );
      }
      const count = within("MaxNumberOfMessages", input.MaxNumberOfMessages ?? 1, 1, MAX_MESSAGES);
      const visibilityS = within(
        "VisibilityTimeout",
        input.VisibilityTimeout ?? numberOf(queue, "VisibilityTimeout"),
        0,
        MAX_VISIBILITY_S,
      );
      const waitS = within(
        "WaitTimeSeconds",
        input.WaitTimeSeconds ?? numberOf(queue, "ReceiveMessageWaitTimeSeconds"),
        0,
        MAX_WAIT_S,
      );
      const untilMs = clock.nowMs() + waitS * 1000;
      let taken = take(queue, count, visibilityS);
      while (taken.length === 0 && clock.nowMs() < untilMs) {
        const nextMs = messages.all(queue).map(({ visibleAtMs }) => visibleAtMs);
        await waiting.until(queue.id, Math.min(untilMs, ...nextMs.filter((atMs) => atMs > clock.nowMs())));
        // The queue may have been deleted meanwhile, or got other settings.
        taken = take(queues.byUrl(input.QueueUrl), count, visibilityS);
        if (waiting.isClosed()) break;
      }
      return taken.length === 0 ? {} : { Messages: taken.map((message) => given(message, input)) };
    },

    /** A message that is gone already is no error, as documented. */
    DeleteMessage: (input: DeleteMessageCommandInput): Answer<DeleteMessageCommandOutput> => {
      const queue = queues.byUrl(input.QueueUrl);
      const message = messageOf(queue, input.ReceiptHandle);
      if (message === undefined) return {};
      messages.remove([message]);
      levels.report(queue);
      return {};
    },

    ChangeMessageVisibility: (
      input: ChangeMessageVisibilityCommandInput,
    ): Answer<ChangeMessageVisibilityCommandOutput> => {
      const queue = queues.byUrl(input.QueueUrl);
      const seconds = within("VisibilityTimeout", input.VisibilityTimeout ?? 0, 0, MAX_VISIBILITY_S);
      const message = messageOf(queue, input.ReceiptHandle);
      if (message === undefined || message.visibleAtMs <= clock.nowMs()) {
        throw new AwsError(
          "MessageNotInflight",
          `Value ${input.ReceiptHandle ?? ""} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
        );
      }
      messages.save({ ...message, visibleAtMs: clock.nowMs() + seconds * 1000 });
      levels.report(queue);
      waiting.wake(queue.id);
      return {};
    },
  };
}

function within(name: string, value: number, min: number, max: number): number {
  if (value >= min && value <= max) return value;
  throw invalidParameter(
    `Value ${value} for parameter ${name} is invalid. Reason: Must be >= ${min} and <= ${max}, if provided.`,
  );
}

/** A message as its receiver sees it: of its attributes those that were asked for. */
function given(message: MessageRecord, input: ReceiveMessageCommandInput): Message {
  const system: Readonly<Record<string, string | undefined>> = {
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedMs ?? 0),
    SenderId: message.senderId,
    SentTimestamp: String(message.sentMs),
    DeadLetterQueueSourceArn: message.deadLetterSourceArn,
  };
  const names = new Set<string>([
    ...(input.MessageSystemAttributeNames ?? []),
    ...(input.AttributeNames ?? []),
  ]);
  const shown = Object.entries(system).flatMap(([name, value]) =>
    value !== undefined && (names.has("All") || names.has(name)) ? [[name, value] as const] : [],
  );
  const attributes = askedFor(givenAttributes(message.attributes), input.MessageAttributeNames ?? []);
  return {
    MessageId: message.id,
    ReceiptHandle: message.handle,
    MD5OfBody: md5(message.body),
    Body: message.body,
    ...(shown.length === 0 ? {} : { Attributes: Object.fromEntries(shown) }),
    ...(Object.keys(attributes).length === 0
      ? {}
      : { MessageAttributes: attributes, MD5OfMessageAttributes: md5OfAttributes(attributes) }),
  };
}

/** By name, by a beginning that ends in `.*`, or all of them. */
function askedFor(
  attributes: Readonly<Record<string, MessageAttributeValue>>,
  names: readonly string[],
): Record<string, MessageAttributeValue> {
  const isAsked = (attribute: string): boolean =>
    names.some(
      (name) =>
        name === "All" ||
        name === attribute ||
        (name.endsWith(".*") && attribute.startsWith(name.slice(0, -2))),
    );
  return Object.fromEntries(Object.entries(attributes).filter(([attribute]) => isAsked(attribute)));
}
