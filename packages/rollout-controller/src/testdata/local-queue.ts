import { CreateTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { expect } from "vitest";
import { type LocalController, sent, TOPIC } from "./local-controller.ts";

/** Test support: a queue that hears what the topic of the releases says. */
export interface LocalQueue {
  /** Waits for so many messages, and takes them off the queue. */
  readonly take: (count: number) => Promise<readonly QueuedMessage[]>;
}

export interface QueuedMessage {
  readonly subject: string;
  readonly message: string;
  readonly severity: string;
}

/** SQS has no client among this package's, and four calls need none. */
async function sqs(
  { account }: LocalController,
  operation: string,
  input: object,
): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(account.endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `AmazonSQS.${operation}`,
      authorization: `AWS4-HMAC-SHA256 Credential=${account.credentials?.accessKeyId}/20260101/${account.region}/sqs/aws4_request, SignedHeaders=host, Signature=00`,
    },
    body: JSON.stringify(input),
  });
  const answer: unknown = JSON.parse((await response.text()) || "{}");
  if (!response.ok) throw new Error(`SQS ${operation}: ${JSON.stringify(answer)}`);
  return answer as Readonly<Record<string, unknown>>;
}

/** Makes the topic, and the queue that is subscribed to it. */
export async function createTopicAndQueue(local: LocalController): Promise<LocalQueue> {
  const sns = new SNSClient(local.account);
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: TOPIC }));
  const Policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: {
      Effect: "Allow",
      Principal: { Service: "sns.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: "*",
    },
  });
  const { QueueUrl } = await sqs(local, "CreateQueue", { QueueName: "heard", Attributes: { Policy } });
  const attributes = await sqs(local, "GetQueueAttributes", { QueueUrl, AttributeNames: ["QueueArn"] });
  const { QueueArn } = attributes.Attributes as Readonly<Record<string, string>>;
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint: sent(QueueArn) }));
  sns.destroy();

  return {
    take: async (count) => {
      const taken: QueuedMessage[] = [];
      await expect
        .poll(
          async () => {
            const { Messages = [] } = await sqs(local, "ReceiveMessage", {
              QueueUrl,
              MaxNumberOfMessages: 10,
            });
            for (const { Body, ReceiptHandle } of Messages as readonly Readonly<Record<string, string>>[]) {
              taken.push(readEnvelope(sent(Body)));
              await sqs(local, "DeleteMessage", { QueueUrl, ReceiptHandle });
            }
            return taken.length;
          },
          { timeout: 10_000 },
        )
        .toBeGreaterThanOrEqual(count);
      return taken;
    },
  };
}

function readEnvelope(body: string): QueuedMessage {
  const envelope = JSON.parse(body) as {
    readonly Subject: string;
    readonly Message: string;
    readonly MessageAttributes: Readonly<Record<string, { readonly Value: string }>>;
  };
  return {
    subject: envelope.Subject,
    message: envelope.Message,
    severity: sent(envelope.MessageAttributes.severity?.Value),
  };
}
