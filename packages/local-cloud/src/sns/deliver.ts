import type { EventInvoker, QueueSink } from "../ports.ts";
import type { Publication } from "./message.ts";
import type { SubscriptionRecord } from "./subscription.ts";

export interface DeliveryDeps {
  readonly invoker: EventInvoker;
  readonly queues: QueueSink;
}

/** A publication as it goes out. */
export interface Delivery extends Publication {
  readonly id: string;
  readonly topicArn: string;
  readonly atMs: number;
}

const PRINCIPAL = "sns.amazonaws.com";

/** Nothing is signed here. */
const NO_SIGNATURE = { SignatureVersion: "1", Signature: "not signed by the local cloud" };

/** Hands a message to one subscriber. Throws `AwsError` when the subscriber refuses it. */
export function deliver(subscription: SubscriptionRecord, delivery: Delivery, deps: DeliveryDeps): void {
  switch (subscription.protocol) {
    case "lambda":
      return deps.invoker.enqueue({
        functionArn: subscription.endpoint,
        payload: Buffer.from(JSON.stringify(functionEvent(subscription, delivery))),
        principal: PRINCIPAL,
        sourceArn: delivery.topicArn,
      });
    case "sqs": {
      const body = subscription.raw ? delivery.message : JSON.stringify(envelope(delivery));
      const attributes = subscription.raw ? textAttributes(delivery) : {};
      return deps.queues.send(subscription.endpoint, body, attributes, PRINCIPAL, delivery.topicArn);
    }
    case "email":
    case "email-json":
    case "http":
    case "https":
      return;
  }
}

function functionEvent(subscription: SubscriptionRecord, delivery: Delivery): object {
  const { Type, MessageId, TopicArn, Message, Timestamp } = envelope(delivery);
  return {
    Records: [
      {
        EventSource: "aws:sns",
        EventVersion: "1.0",
        EventSubscriptionArn: subscription.arn,
        Sns: {
          Type,
          MessageId,
          TopicArn,
          Subject: delivery.subject ?? null,
          Message,
          Timestamp,
          ...NO_SIGNATURE,
          SigningCertUrl: "",
          UnsubscribeUrl: "",
          MessageAttributes: attributesOf(delivery),
        },
      },
    ],
  };
}

function envelope(delivery: Delivery) {
  const attributes = attributesOf(delivery);
  return {
    Type: "Notification",
    MessageId: delivery.id,
    TopicArn: delivery.topicArn,
    ...(delivery.subject === undefined ? {} : { Subject: delivery.subject }),
    Message: delivery.message,
    Timestamp: new Date(delivery.atMs).toISOString(),
    ...NO_SIGNATURE,
    SigningCertURL: "",
    UnsubscribeURL: "",
    ...(Object.keys(attributes).length === 0 ? {} : { MessageAttributes: attributes }),
  };
}

function attributesOf({ attributes }: Delivery): Readonly<Record<string, { Type: string; Value: string }>> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType = "", StringValue = "", BinaryValue }]) => [
      name,
      {
        Type: DataType,
        Value: BinaryValue === undefined ? StringValue : Buffer.from(BinaryValue).toString("base64"),
      },
    ]),
  );
}

function textAttributes(delivery: Delivery): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(attributesOf(delivery)).map(([name, { Value }]) => [name, Value]));
}
