import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageCommand,
  type SendMessageCommandInput,
  SetQueueAttributesCommand,
  TagQueueCommand,
  UntagQueueCommand,
} from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTestBed, type TestBed } from "./testing.ts";

const ARN = "arn:aws:sqs:us-east-1:000000000000:jobs";

let bed: TestBed;
let QueueUrl: string;
beforeEach(async () => {
  bed = await openTestBed();
  const created = await bed.client.send(new CreateQueueCommand({ QueueName: "jobs" }));
  QueueUrl = created.QueueUrl ?? "";
});
afterEach(() => bed.close());

const send = (MessageBody: string, more: Partial<SendMessageCommandInput> = {}) =>
  bed.client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));
const receive = async (more: Partial<ReceiveMessageCommandInput> = {}) =>
  (await bed.client.send(new ReceiveMessageCommand({ QueueUrl, ...more }))).Messages ?? [];
const bodies = async (more: Partial<ReceiveMessageCommandInput> = {}) =>
  (await receive({ MaxNumberOfMessages: 10, ...more })).map(({ Body }) => Body);
const attributesOf = async (url = QueueUrl) =>
  (await bed.client.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["All"] })))
    .Attributes;

describe("a queue", () => {
  it("is found by its name and shows its attributes", async () => {
    expect(QueueUrl).toBe(bed.urlOf("jobs"));
    expect((await bed.client.send(new GetQueueUrlCommand({ QueueName: "jobs" }))).QueueUrl).toBe(QueueUrl);
    expect(await attributesOf()).toEqual({
      QueueArn: ARN,
      ApproximateNumberOfMessages: "0",
      ApproximateNumberOfMessagesNotVisible: "0",
      ApproximateNumberOfMessagesDelayed: "0",
      CreatedTimestamp: "1795435200",
      LastModifiedTimestamp: "1795435200",
      DelaySeconds: "0",
      MaximumMessageSize: "262144",
      MessageRetentionPeriod: "345600",
      ReceiveMessageWaitTimeSeconds: "0",
      SqsManagedSseEnabled: "true",
      VisibilityTimeout: "30",
    });
  });

  it("is created once, and not again with other attributes", async () => {
    const again = (VisibilityTimeout: string) =>
      bed.client.send(new CreateQueueCommand({ QueueName: "jobs", Attributes: { VisibilityTimeout } }));
    expect((await again("30")).QueueUrl).toBe(QueueUrl);
    await expect(again("31")).rejects.toMatchObject({
      name: "QueueNameExists",
      message: expect.stringContaining("a different value for attribute VisibilityTimeout"),
    });
  });

  it("takes other attributes later, and a policy away again", async () => {
    const policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: {
        Effect: "Allow",
        Principal: { Service: "sns.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: ARN,
      },
    });
    const set = (Attributes: Record<string, string>) =>
      bed.client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
    await set({ VisibilityTimeout: "5", Policy: policy });
    expect(await attributesOf()).toMatchObject({ VisibilityTimeout: "5", Policy: policy });
    await set({ Policy: "" });
    expect((await attributesOf())?.["Policy"]).toBeUndefined();
  });

  it.each([
    [{ VisibilityTimeout: "43201" }, "InvalidAttributeValue", "a whole number from 0 to 43200"],
    [{ MaximumMessageSize: "a lot" }, "InvalidAttributeValue", "a whole number from 1024 to 1048576"],
    [{ Policy: "{}" }, "InvalidAttributeValue", "a policy document"],
    [
      { RedrivePolicy: '{"maxReceiveCount":0,"deadLetterTargetArn":"a"}' },
      "InvalidAttributeValue",
      "maxReceiveCount from 1 to 1000",
    ],
    [{ RedrivePolicy: "[" }, "InvalidAttributeValue", "JSON with deadLetterTargetArn"],
    [{ RedriveAllowPolicy: "{}" }, "InvalidAttributeName", "has no attribute RedriveAllowPolicy of queues"],
  ])("does not take the attributes %j", async (Attributes, name, message) => {
    await expect(
      bed.client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes })),
    ).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
  });

  it("is not created as a FIFO queue or under a name that SQS refuses", async () => {
    const create = (QueueName: string) => bed.client.send(new CreateQueueCommand({ QueueName }));
    await expect(create("jobs.fifo")).rejects.toThrow("FIFO queues are not supported");
    await expect(create("a b")).rejects.toThrow("Can only include alphanumeric characters");
  });

  it("is listed by the beginning of its name, page by page", async () => {
    for (const QueueName of ["jobs-b", "jobs-a", "other"])
      await bed.client.send(new CreateQueueCommand({ QueueName }));
    const first = await bed.client.send(new ListQueuesCommand({ QueueNamePrefix: "jobs", MaxResults: 2 }));
    expect(first.QueueUrls).toEqual([bed.urlOf("jobs"), bed.urlOf("jobs-a")]);
    const rest = await bed.client.send(
      new ListQueuesCommand({ QueueNamePrefix: "jobs", MaxResults: 2, NextToken: first.NextToken }),
    );
    expect(rest).toMatchObject({ QueueUrls: [bed.urlOf("jobs-b")] });
    expect(rest.NextToken).toBeUndefined();
  });

  it("is gone with its messages, and never finds those of an earlier queue of its name", async () => {
    await send("old");
    await bed.client.send(new DeleteQueueCommand({ QueueUrl }));
    await expect(send("new")).rejects.toMatchObject({
      name: "QueueDoesNotExist",
      message: "The specified queue does not exist.",
    });
    await bed.client.send(new CreateQueueCommand({ QueueName: "jobs" }));
    expect(await bodies()).toEqual([]);
  });

  it("is tagged", async () => {
    await bed.client.send(new TagQueueCommand({ QueueUrl, Tags: { a: "1", b: "2" } }));
    await bed.client.send(new UntagQueueCommand({ QueueUrl, TagKeys: ["a"] }));
    expect((await bed.client.send(new ListQueueTagsCommand({ QueueUrl }))).Tags).toEqual({ b: "2" });
  });
});

describe("a message", () => {
  it("arrives with what was asked for of its attributes", async () => {
    await send("hello", {
      MessageAttributes: {
        "app.kind": { DataType: "String", StringValue: "greeting" },
        "app.bytes": { DataType: "Binary", BinaryValue: new Uint8Array([1, 255]) },
        other: { DataType: "Number", StringValue: "7" },
      },
    });
    bed.advance(1000);
    const [message] = await receive({
      MessageAttributeNames: ["app.*"],
      MessageSystemAttributeNames: ["ApproximateReceiveCount", "SentTimestamp"],
    });
    expect(message).toMatchObject({
      Body: "hello",
      MD5OfBody: "5d41402abc4b2a76b9719d911017c592",
      Attributes: { ApproximateReceiveCount: "1", SentTimestamp: "1795435200000" },
      MessageAttributes: {
        "app.kind": { DataType: "String", StringValue: "greeting" },
        "app.bytes": { DataType: "Binary", BinaryValue: new Uint8Array([1, 255]) },
      },
    });
    expect(message?.MessageAttributes?.["other"]).toBeUndefined();
  });

  it("is hidden from others until its visibility timeout is over, and then comes again", async () => {
    await send("job");
    expect(await bodies()).toEqual(["job"]);
    bed.advance(29_999);
    expect(await bodies()).toEqual([]);
    bed.advance(1);
    const [again] = await receive({ AttributeNames: ["All"] });
    expect(again?.Attributes).toMatchObject({
      ApproximateReceiveCount: "2",
      ApproximateFirstReceiveTimestamp: "1795435200000",
    });
  });

  it("stays away once it is deleted, also over a restart", async () => {
    await send("one");
    await send("two");
    const [first] = await receive();
    await bed.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: first?.ReceiptHandle }));
    await bed.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: first?.ReceiptHandle }));
    bed.advance(30_000);
    const left = await bed.reopened().ReceiveMessage({ QueueUrl, MaxNumberOfMessages: 10 });
    expect(left.Messages?.map(({ Body }) => Body)).toEqual(["two"]);
  });

  it("can be given back early, or kept longer", async () => {
    await send("job");
    const [message] = await receive();
    const change = (VisibilityTimeout: number) =>
      bed.client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl,
          ReceiptHandle: message?.ReceiptHandle,
          VisibilityTimeout,
        }),
      );
    await change(100);
    bed.advance(99_000);
    expect(await bodies()).toEqual([]);
    await change(0);
    await expect(change(10)).rejects.toMatchObject({ name: "MessageNotInflight" });
    expect(await bodies()).toEqual(["job"]);
  });

  it("is delayed when it or its queue says so", async () => {
    await send("later", { DelaySeconds: 10 });
    expect(await attributesOf()).toMatchObject({ ApproximateNumberOfMessagesDelayed: "1" });
    expect(await bodies()).toEqual([]);
    bed.advance(10_000);
    expect(await bodies()).toEqual(["later"]);
  });

  it("is dropped when its queue has kept it long enough", async () => {
    await send("old");
    bed.advance(345_600_000);
    expect(await bodies()).toEqual(["old"]);
    bed.advance(30_001);
    expect(await bodies()).toEqual([]);
  });

  it("that nobody could cope with goes to the dead letters", async () => {
    const target = "arn:aws:sqs:us-east-1:000000000000:dead";
    const { QueueUrl: deadUrl } = await bed.client.send(new CreateQueueCommand({ QueueName: "dead" }));
    await bed.client.send(
      new SetQueueAttributesCommand({
        QueueUrl,
        Attributes: {
          RedrivePolicy: JSON.stringify({ deadLetterTargetArn: target, maxReceiveCount: 2 }),
          VisibilityTimeout: "0",
        },
      }),
    );
    await send("poison");
    expect([await bodies(), await bodies(), await bodies()]).toEqual([["poison"], ["poison"], []]);
    const [dead] = await receive({ QueueUrl: deadUrl, AttributeNames: ["All"] });
    expect(dead).toMatchObject({ Body: "poison", Attributes: { DeadLetterQueueSourceArn: ARN } });
  });

  it("is waited for", async () => {
    const waiting = receive({ WaitTimeSeconds: 20 });
    await expect.poll(() => bed.waiting()).toBe(2);
    await send("at last");
    expect((await waiting).map(({ Body }) => Body)).toEqual(["at last"]);
  });

  it("is waited for no longer than asked, also while another one hides", async () => {
    await send("hidden");
    await receive();
    const waiting = receive({ WaitTimeSeconds: 5 });
    await expect.poll(() => bed.waiting()).toBe(2);
    bed.advance(5000);
    expect(await waiting).toEqual([]);
  });

  it("comes to a waiting receiver as soon as its timeout is over", async () => {
    await send("job");
    await receive({ VisibilityTimeout: 3 });
    const waiting = receive({ WaitTimeSeconds: 20 });
    await expect.poll(() => bed.waiting()).toBe(2);
    bed.advance(3000);
    expect((await waiting).map(({ Body }) => Body)).toEqual(["job"]);
  });

  it.each([
    [{ MessageBody: "x".repeat(262_145) }, "Message must be shorter than 262144 bytes"],
    [{ MessageBody: "" }, "must contain the parameter MessageBody"],
    [{ DelaySeconds: 901 }, "parameter DelaySeconds is invalid"],
    [{ MessageGroupId: "g" }, "does not support MessageGroupId"],
    [
      { MessageAttributes: { a: { DataType: "Text", StringValue: "x" } } },
      "supported type prefixes is Binary, Number, and String",
    ],
    [{ MessageAttributes: { a: { DataType: "Number", StringValue: "x" } } }, "to a number"],
    [{ MessageAttributes: { a: { DataType: "String", StringValue: "" } } }, "non-empty value"],
  ])("is not sent as %j", async (more, message) => {
    await expect(send("x", more)).rejects.toThrow(message);
  });

  it.each([
    [{ MaxNumberOfMessages: 11 }, "MaxNumberOfMessages is invalid"],
    [{ WaitTimeSeconds: 21 }, "WaitTimeSeconds is invalid"],
    [{ VisibilityTimeout: 43_201 }, "VisibilityTimeout is invalid"],
    [{ ReceiveRequestAttemptId: "a" }, "does not support ReceiveRequestAttemptId"],
  ])("is not received with %j", async (more, message) => {
    await expect(receive(more)).rejects.toThrow(message);
  });

  it("is not deleted by anything but a receipt handle", async () => {
    await expect(
      bed.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: "handle" })),
    ).rejects.toMatchObject({ name: "ReceiptHandleIsInvalid" });
  });

  it("is gone with all others when the queue is purged", async () => {
    await send("one");
    await bed.client.send(new PurgeQueueCommand({ QueueUrl }));
    expect(await bodies()).toEqual([]);
  });
});

describe("the level of a queue", () => {
  it("is reported at each change, and every minute while the queue is in use", async () => {
    bed.advance(10_000);
    await send("one");
    await send("two");
    await receive();
    bed.advance(110_000);
    expect(bed.levels("jobs")).toEqual([
      { value: 1, seconds: 10 },
      { value: 2, seconds: 10 },
      { value: 1, seconds: 10 },
      { value: 2, seconds: 60 },
      { value: 2, seconds: 120 },
    ]);
    expect(bed.levels("jobs", "ApproximateNumberOfMessagesNotVisible").map(({ value }) => value)).toEqual([
      0, 0, 1, 0, 0,
    ]);
  });

  it("is no longer reported six hours after the last use of an empty queue", () => {
    bed.advance(7 * 3_600_000);
    expect(bed.levels("jobs").at(-1)).toEqual({ value: 0, seconds: 6 * 3600 - 60 });
  });
});

describe("a message of another service", () => {
  const policy = (conditionOn: string) =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: {
        Effect: "Allow",
        Principal: { Service: "sns.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: ARN,
        Condition: { ArnEquals: { "aws:SourceArn": conditionOn } },
      },
    });
  const TOPIC = "arn:aws:sns:us-east-1:000000000000:releases";
  const deliver = (principal: string | undefined, source = TOPIC) =>
    bed.service.sink.send(ARN, "news", { kind: "notice" }, principal, source);

  it("needs the queue's policy", async () => {
    expect(() => deliver("sns.amazonaws.com")).toThrow(
      expect.objectContaining({ code: "AccessDeniedException" }),
    );
    await bed.client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: policy(TOPIC) } }));
    expect(() => deliver("sns.amazonaws.com", `${TOPIC}-2`)).toThrow("no resource-based policy allows it");
    expect(() => deliver("events.amazonaws.com")).toThrow("no resource-based policy allows it");
    deliver("sns.amazonaws.com");
    const [message] = await receive({ MessageAttributeNames: ["All"] });
    expect(message).toMatchObject({
      Body: "news",
      MessageAttributes: { kind: { DataType: "String", StringValue: "notice" } },
    });
  });

  it("needs no policy when the service has checked its role", async () => {
    deliver(undefined);
    expect(await bodies()).toEqual(["news"]);
  });

  it("is refused when there is no such queue", () => {
    expect(() => bed.service.sink.send(`${ARN}-2`, "news", {}, undefined, TOPIC)).toThrow(
      expect.objectContaining({ code: "QueueDoesNotExist" }),
    );
  });
});

describe("permissions", () => {
  it.each([
    ["SendMessage", { QueueUrl: "http://127.0.0.1:4599/000000000000/jobs" }, [`sqs:SendMessage ${ARN}`]],
    ["GetQueueUrl", { QueueName: "jobs" }, [`sqs:GetQueueUrl ${ARN}`]],
    [
      "CreateQueue",
      { QueueName: "jobs", tags: { a: "1" } },
      [`sqs:CreateQueue ${ARN}`, `sqs:TagQueue ${ARN}`],
    ],
    ["ListQueues", {}, ["sqs:ListQueues arn:aws:sqs:us-east-1:000000000000:*"]],
    ["SendMessage", { QueueUrl: "jobs" }, undefined],
  ])("of %s with %j", (operation, input, expected) => {
    const needed = bed.service.wire.permissions(operation, input);
    expect(needed?.map(({ action, resource }) => `${action} ${resource}`)).toEqual(expected);
  });
});
