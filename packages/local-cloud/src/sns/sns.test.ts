import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListSubscriptionsCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  PublishCommand,
  type PublishCommandInput,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
  TagResourceCommand,
  UnsubscribeCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-sns";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AwsError } from "../aws-error.ts";
import type { ServiceInvocation } from "../ports.ts";
import { memoryStore } from "../store.ts";
import { serve } from "../wire/testing.ts";
import { openNotices } from "./notices.ts";
import { createSns } from "./sns.ts";

const NOON = Date.UTC(2026, 10, 23, 12);
const ARN = "arn:aws:sns:us-east-1:000000000000:releases";
const FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:pager";
const QUEUE = "arn:aws:sqs:us-east-1:000000000000:notices";
const ALARM = "arn:aws:cloudwatch:us-east-1:000000000000:alarm:errors";

/** SNS behind a server, over a function and a queue that take everything unless they are shut. */
async function openTestBed() {
  const dir = mkdtempSync(join(tmpdir(), "sns-"));
  const invoked: ServiceInvocation[] = [];
  const queued: unknown[] = [];
  const shut = new Set<string>();
  const warnings: string[] = [];
  const refuseIfShut = (arn: string): void => {
    if (shut.has(arn)) throw new AwsError("AccessDeniedException", `no policy of ${arn} allows it`, 403);
  };
  const service = createSns({
    store: memoryStore(),
    clock: { nowMs: () => NOON, timer: () => () => undefined },
    dir,
    region: "us-east-1",
    invoker: {
      enqueue: (invocation) => {
        refuseIfShut(invocation.functionArn);
        invoked.push(invocation);
      },
    },
    queues: {
      send: (queueArn, body, attributes, principal, sourceArn) => {
        refuseIfShut(queueArn);
        queued.push({ queueArn, body, attributes, principal, sourceArn });
      },
    },
    onWarning: (message) => void warnings.push(message),
  });
  const server = await serve([service.wire]);
  const client = new SNSClient(server.settings);
  await client.send(new CreateTopicCommand({ Name: "releases" }));
  return {
    dir,
    service,
    client,
    invoked,
    queued,
    shut,
    warnings,
    close: async () => {
      client.destroy();
      await server.close();
      rmSync(dir, { recursive: true });
    },
  };
}

let bed: Awaited<ReturnType<typeof openTestBed>>;
beforeEach(async () => {
  bed = await openTestBed();
});
afterEach(() => bed.close());

const subscribe = (Protocol: string, Endpoint: string, Attributes?: Record<string, string>) =>
  bed.client.send(
    new SubscribeCommand({ TopicArn: ARN, Protocol, Endpoint, Attributes, ReturnSubscriptionArn: true }),
  );
const publish = (more: Partial<PublishCommandInput> = {}) =>
  bed.client.send(new PublishCommand({ TopicArn: ARN, Message: "at 5 %", ...more }));
const setTopic = (AttributeName: string, AttributeValue: string) =>
  bed.client.send(new SetTopicAttributesCommand({ TopicArn: ARN, AttributeName, AttributeValue }));

describe("a topic", () => {
  it("shows its attributes, AWS's default policy among them", async () => {
    await subscribe("lambda", FUNCTION);
    await subscribe("email", "ann@example.com");
    await setTopic("DisplayName", "Releases");
    const { Attributes } = await bed.client.send(new GetTopicAttributesCommand({ TopicArn: ARN }));
    expect(Attributes).toMatchObject({
      TopicArn: ARN,
      Owner: "000000000000",
      DisplayName: "Releases",
      SubscriptionsConfirmed: "1",
      SubscriptionsPending: "1",
      SubscriptionsDeleted: "0",
    });
    expect(JSON.parse(Attributes?.["Policy"] ?? "")).toMatchObject({
      Id: "__default_policy_ID",
      Statement: [{ Condition: { StringEquals: { "AWS:SourceOwner": "000000000000" } } }],
    });
  });

  it("is created again as long as it would be the same", async () => {
    const create = (Attributes: Record<string, string>) =>
      bed.client.send(new CreateTopicCommand({ Name: "releases", Attributes }));
    expect((await create({})).TopicArn).toBe(ARN);
    await expect(create({ DisplayName: "Other" })).rejects.toMatchObject({
      name: "InvalidParameterException",
      message: expect.stringContaining("Topic already exists with different attributes"),
    });
  });

  it.each([
    ["releases.fifo", {}, "FIFO topics are not supported"],
    ["a b", {}, "Topic Name"],
    ["other", { TracingConfig: "Active" }, "has no attribute TracingConfig of topics"],
    ["other", { KmsMasterKeyId: "alias/mine" }, "has no KMS"],
    ["other", { Policy: "{}" }, "Policy Error"],
  ])("is not created as %s with %j", async (Name, Attributes, message) => {
    await expect(bed.client.send(new CreateTopicCommand({ Name, Attributes }))).rejects.toThrow(message);
  });

  it("is listed, tagged and deleted with its subscriptions", async () => {
    await bed.client.send(
      new TagResourceCommand({
        ResourceArn: ARN,
        Tags: [
          { Key: "a", Value: "1" },
          { Key: "b", Value: "2" },
        ],
      }),
    );
    await bed.client.send(new UntagResourceCommand({ ResourceArn: ARN, TagKeys: ["a"] }));
    expect((await bed.client.send(new ListTagsForResourceCommand({ ResourceArn: ARN }))).Tags).toEqual([
      { Key: "b", Value: "2" },
    ]);
    expect((await bed.client.send(new ListTopicsCommand({}))).Topics).toEqual([{ TopicArn: ARN }]);
    await subscribe("sqs", QUEUE);
    await bed.client.send(new DeleteTopicCommand({ TopicArn: ARN }));
    await bed.client.send(new DeleteTopicCommand({ TopicArn: ARN }));
    expect((await bed.client.send(new ListTopicsCommand({}))).Topics ?? []).toEqual([]);
    expect((await bed.client.send(new ListSubscriptionsCommand({}))).Subscriptions ?? []).toEqual([]);
    await expect(publish()).rejects.toMatchObject({
      name: "NotFoundException",
      message: "Topic does not exist",
    });
  });
});

describe("a subscription", () => {
  it("of a function is confirmed at once, of a person never", async () => {
    const { SubscriptionArn } = await subscribe("lambda", FUNCTION);
    await subscribe("email", "ann@example.com");
    const { Subscriptions } = await bed.client.send(new ListSubscriptionsByTopicCommand({ TopicArn: ARN }));
    expect(Subscriptions).toMatchObject([
      { SubscriptionArn, Protocol: "lambda", Endpoint: FUNCTION, TopicArn: ARN, Owner: "000000000000" },
      { SubscriptionArn: "PendingConfirmation", Protocol: "email", Endpoint: "ann@example.com" },
    ]);
    const hidden = await bed.client.send(
      new SubscribeCommand({ TopicArn: ARN, Protocol: "email", Endpoint: "bob@example.com" }),
    );
    expect(hidden.SubscriptionArn).toBe("pending confirmation");
  });

  it("is one and the same when it is made twice", async () => {
    const first = await subscribe("sqs", QUEUE);
    expect((await subscribe("sqs", QUEUE)).SubscriptionArn).toBe(first.SubscriptionArn);
    await expect(subscribe("sqs", QUEUE, { RawMessageDelivery: "true" })).rejects.toThrow(
      "Subscription already exists with different attributes",
    );
  });

  it("changes its attributes and ends", async () => {
    const { SubscriptionArn } = await subscribe("sqs", QUEUE);
    await bed.client.send(
      new SetSubscriptionAttributesCommand({
        SubscriptionArn,
        AttributeName: "RawMessageDelivery",
        AttributeValue: "true",
      }),
    );
    const read = () => bed.client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
    expect((await read()).Attributes).toMatchObject({
      RawMessageDelivery: "true",
      PendingConfirmation: "false",
      Protocol: "sqs",
    });
    await bed.client.send(new UnsubscribeCommand({ SubscriptionArn }));
    await bed.client.send(new UnsubscribeCommand({ SubscriptionArn }));
    await expect(read()).rejects.toThrow("Subscription does not exist");
  });

  it.each([
    ["sms", "+4912345", undefined, "does not support the protocol sms"],
    ["lambda", QUEUE, undefined, "is no endpoint of the protocol lambda"],
    ["email", "ann", undefined, "is no endpoint of the protocol email"],
    ["sqs", `${QUEUE}.fifo`, undefined, "is no endpoint of the protocol sqs"],
    ["sqs", QUEUE, { FilterPolicy: "{}" }, "has no attribute FilterPolicy of subscriptions"],
    ["sqs", QUEUE, { RawMessageDelivery: "yes" }, "Must be true or false"],
    ["lambda", FUNCTION, { RawMessageDelivery: "true" }, "does not support raw message delivery"],
  ])("is refused: %s %s %j", async (protocol, endpoint, attributes, message) => {
    await expect(subscribe(protocol, endpoint, attributes)).rejects.toThrow(message);
  });
});

describe("a message", () => {
  it("reaches a function as AWS's event", async () => {
    const { SubscriptionArn } = await subscribe("lambda", FUNCTION);
    const { MessageId } = await publish({
      Subject: "Release 7",
      MessageAttributes: { kind: { DataType: "String", StringValue: "warning" } },
    });
    expect(bed.invoked).toMatchObject([
      { functionArn: FUNCTION, principal: "sns.amazonaws.com", sourceArn: ARN },
    ]);
    expect(JSON.parse(Buffer.from(bed.invoked[0]?.payload ?? []).toString())).toEqual({
      Records: [
        {
          EventSource: "aws:sns",
          EventVersion: "1.0",
          EventSubscriptionArn: SubscriptionArn,
          Sns: {
            Type: "Notification",
            MessageId,
            TopicArn: ARN,
            Subject: "Release 7",
            Message: "at 5 %",
            Timestamp: "2026-11-23T12:00:00.000Z",
            SignatureVersion: "1",
            Signature: "not signed by the local cloud",
            SigningCertUrl: "",
            UnsubscribeUrl: "",
            MessageAttributes: { kind: { Type: "String", Value: "warning" } },
          },
        },
      ],
    });
  });

  it("reaches a queue in an envelope, or raw when it says so", async () => {
    await subscribe("sqs", QUEUE);
    await subscribe("sqs", `${QUEUE}-raw`, { RawMessageDelivery: "true" });
    await publish({ MessageAttributes: { kind: { DataType: "String", StringValue: "warning" } } });
    expect(bed.queued).toEqual([
      {
        queueArn: QUEUE,
        body: expect.stringContaining('"Message":"at 5 %"'),
        attributes: {},
        principal: "sns.amazonaws.com",
        sourceArn: ARN,
      },
      {
        queueArn: `${QUEUE}-raw`,
        body: "at 5 %",
        attributes: { kind: "warning" },
        principal: "sns.amazonaws.com",
        sourceArn: ARN,
      },
    ]);
  });

  it("that one subscriber refuses reaches the others all the same", async () => {
    bed.shut.add(FUNCTION);
    await subscribe("lambda", FUNCTION);
    await subscribe("sqs", QUEUE);
    await publish();
    expect(bed.queued).toHaveLength(1);
    expect(bed.warnings).toEqual([
      `${ARN} could not deliver to ${FUNCTION}: no policy of ${FUNCTION} allows it`,
    ]);
  });

  it("is kept, whoever received it", async () => {
    await publish({ Subject: "Release 7" });
    await publish({ Message: "at 25 %" });
    expect(bed.service.published(ARN)).toEqual([
      { topicArn: ARN, subject: "Release 7", message: "at 5 %", atMs: NOON },
      { topicArn: ARN, subject: undefined, message: "at 25 %", atMs: NOON },
    ]);
    expect(bed.service.published(`${ARN}-2`)).toEqual([]);
  });

  it.each([
    [{ Message: "" }, "Empty message"],
    [{ Message: "x".repeat(262_145) }, "Message too long"],
    [{ Subject: "x".repeat(101) }, "Invalid parameter: Subject"],
    [{ Subject: "two\nlines" }, "Invalid parameter: Subject"],
    [{ TopicArn: undefined, PhoneNumber: "+4912345" }, "PhoneNumber is not supported by the local cloud"],
    [{ MessageStructure: "json" }, "MessageStructure is not supported"],
    [
      { MessageAttributes: { a: { DataType: "Text", StringValue: "x" } } },
      "must have the type String, Number or Binary",
    ],
  ])("is not published as %j", async (more, message) => {
    await expect(publish(more as Partial<PublishCommandInput>)).rejects.toThrow(message);
    expect(bed.service.published()).toEqual([]);
  });
});

describe("a message of another service", () => {
  const fromAlarm = () =>
    bed.service.sink.publish(ARN, "ALARM", "it rings", "cloudwatch.amazonaws.com", ALARM);

  it("passes by the default policy, which is for all of the account", () => {
    fromAlarm();
    expect(bed.service.published()).toMatchObject([{ subject: "ALARM", message: "it rings" }]);
  });

  it("needs to be allowed by a policy of the topic's own", async () => {
    const policy = (service: string) =>
      JSON.stringify({
        Version: "2012-10-17",
        Statement: {
          Effect: "Allow",
          Principal: { Service: service },
          Action: "sns:Publish",
          Resource: ARN,
          Condition: { StringEquals: { "aws:SourceAccount": "000000000000" } },
        },
      });
    await setTopic("Policy", policy("events.amazonaws.com"));
    expect(fromAlarm).toThrow("cloudwatch.amazonaws.com is not authorized to perform: sns:Publish");
    await setTopic("Policy", policy("cloudwatch.amazonaws.com"));
    fromAlarm();
    expect(bed.service.published()).toHaveLength(1);
  });

  it("cannot use the key that AWS keeps for SNS", async () => {
    await setTopic("KmsMasterKeyId", "alias/aws/sns");
    expect(fromAlarm).toThrow("does not have authorization to access the SNS topic encryption key");
    await publish();
    expect(bed.service.published()).toHaveLength(1);
  });
});

describe("notices", () => {
  it("are kept up to a number per topic, also over a restart", () => {
    const notice = (topicArn: string, message: string) => ({
      topicArn,
      subject: undefined,
      message,
      atMs: 0,
    });
    const file = join(bed.dir, "some.ndjson");
    const notices = openNotices(file, 2);
    for (const message of ["1", "2", "3"]) notices.add(notice("a", message));
    notices.add(notice("b", "4"));
    const messages = () =>
      openNotices(file, 2)
        .list()
        .map(({ message }) => message);
    expect(messages()).toEqual(["2", "3", "4"]);
    openNotices(file, 2).add(notice("a", "5"));
    expect(messages()).toEqual(["3", "4", "5"]);
  });
});

describe("permissions", () => {
  it.each([
    ["Publish", { TopicArn: ARN }, [`sns:Publish ${ARN}`]],
    ["Publish", { TargetArn: ARN }, [`sns:Publish ${ARN}`]],
    ["CreateTopic", { Name: "releases", Tags: [{}] }, [`sns:CreateTopic ${ARN}`, `sns:TagResource ${ARN}`]],
    ["TagResource", { ResourceArn: ARN, Tags: [{}] }, [`sns:TagResource ${ARN}`]],
    ["Unsubscribe", { SubscriptionArn: `${ARN}:1` }, ["sns:Unsubscribe *"]],
    ["Publish", { PhoneNumber: "1" }, undefined],
  ])("of %s with %j", (operation, input, expected) => {
    const needed = bed.service.wire.permissions(operation, input);
    expect(needed?.map(({ action, resource }) => `${action} ${resource}`)).toEqual(expected);
  });
});
