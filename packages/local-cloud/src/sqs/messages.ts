import { randomUUID } from "node:crypto";
import type { MessageAttributeValue } from "@aws-sdk/client-sqs";
import type { Clock } from "../ports.ts";
import { openRecordLog } from "../record-log.ts";
import { numberOf, type QueueRecord } from "./queue.ts";

/** A message as it is kept. Binary attributes are base64 here. */
export interface MessageRecord {
  readonly id: string;
  readonly queueId: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, StoredAttribute>>;
  readonly senderId: string;
  readonly sentMs: number;
  /** Until then nobody receives it. */
  readonly visibleAtMs: number;
  readonly receiveCount: number;
  readonly firstReceivedMs?: number;
  /** Given out with the last receipt; older handles no longer change the message. */
  readonly handle?: string;
  /** The queue that gave it up, for a dead letter. */
  readonly deadLetterSourceArn?: string;
}

export interface StoredAttribute {
  readonly type: string;
  readonly text?: string;
  readonly base64?: string;
}

/** What is new about a message when it is sent. */
export type NewMessage = Pick<MessageRecord, "body" | "attributes" | "senderId"> & {
  readonly delayS?: number | undefined;
};

/** The messages of all queues. */
export interface Messages {
  readonly send: (queue: QueueRecord, message: NewMessage) => MessageRecord;
  /** Messages that can be received now, oldest first. */
  readonly visible: (queue: QueueRecord) => readonly MessageRecord[];
  readonly all: (queue: QueueRecord) => readonly MessageRecord[];
  /** The message that a handle was given out for, if the message is still there. */
  readonly byHandle: (queue: QueueRecord, handle: string) => MessageRecord | undefined;
  readonly save: (message: MessageRecord) => void;
  /** Puts a message into the queue that `moved` names, and takes it out of its own. */
  readonly move: (message: MessageRecord, moved: MessageRecord) => void;
  readonly remove: (messages: readonly MessageRecord[]) => void;
}

/** Opens the messages that `file` holds. They are deleted once they are older than their queue keeps them. */
export function openMessages(file: string, clock: Clock): Messages {
  const log = openRecordLog<MessageRecord>(file);
  const key = ({ queueId, id }: MessageRecord): string => `${queueId}/${id}`;

  const remove = (messages: readonly MessageRecord[]): void =>
    log.apply(messages.map((message) => ({ key: key(message) })));
  const all = (queue: QueueRecord): readonly MessageRecord[] => {
    const oldestMs = clock.nowMs() - numberOf(queue, "MessageRetentionPeriod") * 1000;
    const own = [...log.entries()].flatMap(([, message]) => (message.queueId === queue.id ? [message] : []));
    const expired = own.filter(({ sentMs }) => sentMs < oldestMs);
    remove(expired);
    return expired.length === 0 ? own : own.filter(({ sentMs }) => sentMs >= oldestMs);
  };
  const save = (message: MessageRecord): void => log.apply([{ key: key(message), value: message }]);

  return {
    all,
    save,
    remove,
    move: (message, moved) => log.apply([{ key: key(message) }, { key: key(moved), value: moved }]),
    send: (queue, { body, attributes, senderId, delayS }) => {
      const nowMs = clock.nowMs();
      const message: MessageRecord = {
        id: randomUUID(),
        queueId: queue.id,
        body,
        attributes,
        senderId,
        sentMs: nowMs,
        visibleAtMs: nowMs + (delayS ?? numberOf(queue, "DelaySeconds")) * 1000,
        receiveCount: 0,
      };
      save(message);
      return message;
    },
    visible: (queue) => all(queue).filter(({ visibleAtMs }) => visibleAtMs <= clock.nowMs()),
    byHandle: (queue, handle) => all(queue).find((message) => message.handle === handle),
  };
}

export function storedAttributes(
  attributes: Readonly<Record<string, MessageAttributeValue>> = {},
): MessageRecord["attributes"] {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType = "", StringValue, BinaryValue }]) => [
      name,
      {
        type: DataType,
        ...(StringValue === undefined ? {} : { text: StringValue }),
        ...(BinaryValue === undefined ? {} : { base64: Buffer.from(BinaryValue).toString("base64") }),
      },
    ]),
  );
}

export function givenAttributes(stored: MessageRecord["attributes"]): Record<string, MessageAttributeValue> {
  return Object.fromEntries(
    Object.entries(stored).map(([name, { type, text, base64 }]) => [
      name,
      {
        DataType: type,
        ...(text === undefined ? {} : { StringValue: text }),
        ...(base64 === undefined ? {} : { BinaryValue: new Uint8Array(Buffer.from(base64, "base64")) }),
      },
    ]),
  );
}
