import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSns } from "../sns/sns.ts";
import { createSqs } from "../sqs/sqs.ts";
import { memoryStore } from "../store.ts";
import { created, providerOver, refusals } from "./testing.ts";

const QUEUE = "aws:sqs/queue:Queue";
const QUEUE_POLICY = "aws:sqs/queuePolicy:QueuePolicy";
const TOPIC = "aws:sns/topic:Topic";
const TOPIC_POLICY = "aws:sns/topicPolicy:TopicPolicy";
const SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription";
const QUEUE_ARN = "arn:aws:sqs:us-east-1:000000000000:dead-letters";
const QUEUE_URL = "http://127.0.0.1:4599/000000000000/dead-letters";
const TOPIC_ARN = "arn:aws:sns:us-east-1:000000000000:releases";

const policyFor = (service: string, action: string, resource: string) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: action, Resource: resource }],
});

let dir: string;
let provider: ReturnType<typeof providerOver>;
let close: () => void;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "messaging-"));
  const base = {
    store: memoryStore(),
    clock: { nowMs: () => Date.UTC(2026, 10, 23, 12), timer: () => () => undefined },
    dir,
    region: "us-east-1",
  };
  const sqs = createSqs({
    ...base,
    metrics: { put: () => undefined },
    endpointUrl: () => "http://127.0.0.1:4599",
  });
  const sns = createSns({ ...base, invoker: { enqueue: () => undefined }, queues: sqs.sink });
  close = sqs.close;
  provider = providerOver({ sqs: sqs.operations, sns: sns.operations });
});
afterEach(() => {
  close();
  rmSync(dir, { recursive: true });
});

describe("aws:sqs/queue:Queue", () => {
  it("is created with its settings, and shows SQS's defaults for the others", async () => {
    const queue = await created(provider, QUEUE, {
      name: "dead-letters",
      messageRetentionSeconds: 1_209_600,
      tags: { stage: "local" },
    });
    expect(queue.id).toBe(QUEUE_URL);
    expect(queue.outputs).toEqual({
      arn: QUEUE_ARN,
      delaySeconds: 0,
      fifoQueue: false,
      kmsDataKeyReusePeriodSeconds: 300,
      kmsMasterKeyId: "",
      maxMessageSize: 262_144,
      messageRetentionSeconds: 1_209_600,
      name: "dead-letters",
      policy: "",
      receiveWaitTimeSeconds: 0,
      redrivePolicy: "",
      region: "us-east-1",
      sqsManagedSseEnabled: true,
      tags: { stage: "local" },
      tagsAll: { stage: "local" },
      url: QUEUE_URL,
      visibilityTimeoutSeconds: 30,
    });
  });

  it("has SQS's default again for what the program no longer sets", async () => {
    const queue = await created(provider, QUEUE, {
      name: "dead-letters",
      visibilityTimeoutSeconds: 5,
      redrivePolicy: { deadLetterTargetArn: `${QUEUE_ARN}-2`, maxReceiveCount: 3 },
      tags: { a: "1" },
    });
    const outputs = await provider.update(queue, { name: "dead-letters", tags: { b: "2" } }, [
      "visibilityTimeoutSeconds",
      "redrivePolicy",
      "tags",
    ]);
    expect(outputs).toMatchObject({ visibilityTimeoutSeconds: 30, redrivePolicy: "", tags: { b: "2" } });
  });

  it("is deleted, even when somebody else has deleted it before", async () => {
    const queue = await created(provider, QUEUE, { name: "dead-letters" });
    await provider.delete(queue);
    await provider.delete(queue);
    expect(await provider.read(queue, queue.id)).toBeUndefined();
  });

  it("is refused as a FIFO queue", async () => {
    expect(await refusals(provider, QUEUE, { name: "jobs", fifoQueue: true })).toEqual([
      expect.stringContaining("fifoQueue: the local cloud does not carry out this property"),
    ]);
  });
});

describe("aws:sqs/queuePolicy:QueuePolicy", () => {
  it("is set on its queue, and taken away again", async () => {
    const queue = await created(provider, QUEUE, { name: "dead-letters" });
    const policy = policyFor("sns.amazonaws.com", "sqs:SendMessage", QUEUE_ARN);
    const set = await created(provider, QUEUE_POLICY, { queueUrl: queue.id, policy });
    expect(set.outputs).toEqual({ policy: JSON.stringify(policy), queueUrl: QUEUE_URL, region: "us-east-1" });
    await provider.delete(set);
    expect(await provider.read(set, set.id)).toBeUndefined();
    expect(await provider.read(queue, queue.id)).toMatchObject({ policy: "" });
  });
});

describe("aws:sns/topic:Topic", () => {
  it("is created with its settings, changed and deleted", async () => {
    const topic = await created(provider, TOPIC, {
      name: "releases",
      displayName: "Releases",
      tags: { stage: "local" },
    });
    expect(topic.id).toBe(TOPIC_ARN);
    expect(topic.outputs).toEqual({
      arn: TOPIC_ARN,
      displayName: "Releases",
      fifoTopic: false,
      kmsMasterKeyId: "",
      name: "releases",
      owner: "000000000000",
      policy: expect.stringContaining("__default_policy_ID"),
      region: "us-east-1",
      tags: { stage: "local" },
      tagsAll: { stage: "local" },
    });
    const outputs = await provider.update(topic, { name: "releases", kmsMasterKeyId: "alias/aws/sns" }, [
      "displayName",
      "kmsMasterKeyId",
      "tags",
    ]);
    expect(outputs).toMatchObject({ displayName: "", kmsMasterKeyId: "alias/aws/sns", tags: {} });
    await provider.delete(topic);
    expect(await provider.read(topic, topic.id)).toBeUndefined();
  });

  it("is refused with what the local cloud would not act on", async () => {
    expect(await refusals(provider, TOPIC, { name: "a", tracingConfig: "Active" })).toEqual([
      expect.stringContaining("tracingConfig: the local cloud does not carry out this property"),
    ]);
  });
});

describe("aws:sns/topicPolicy:TopicPolicy", () => {
  it("is set on its topic, which has AWS's default afterwards", async () => {
    const topic = await created(provider, TOPIC, { name: "releases" });
    const policy = policyFor("cloudwatch.amazonaws.com", "sns:Publish", TOPIC_ARN);
    const set = await created(provider, TOPIC_POLICY, { arn: topic.id, policy });
    expect(set.outputs).toMatchObject({ arn: TOPIC_ARN, policy: JSON.stringify(policy) });
    await provider.delete(set);
    expect(await provider.read(topic, topic.id)).toMatchObject({
      policy: expect.stringContaining("__default_policy_ID"),
    });
  });
});

describe("aws:sns/topicSubscription:TopicSubscription", () => {
  beforeEach(async () => {
    await created(provider, TOPIC, { name: "releases" });
  });

  it("of a person waits to be confirmed", async () => {
    const subscription = await created(provider, SUBSCRIPTION, {
      topic: TOPIC_ARN,
      protocol: "email",
      endpoint: "ann@example.com",
    });
    expect(subscription.outputs).toEqual({
      arn: subscription.id,
      confirmationWasAuthenticated: false,
      endpoint: "ann@example.com",
      filterPolicyScope: "",
      ownerId: "000000000000",
      pendingConfirmation: true,
      protocol: "email",
      rawMessageDelivery: false,
      region: "us-east-1",
      topic: TOPIC_ARN,
    });
  });

  it("of a queue changes how it is delivered, and ends", async () => {
    const inputs = { topic: TOPIC_ARN, protocol: "sqs", endpoint: QUEUE_ARN };
    const subscription = await created(provider, SUBSCRIPTION, { ...inputs, rawMessageDelivery: true });
    expect(subscription.outputs).toMatchObject({ pendingConfirmation: false, rawMessageDelivery: true });
    expect(await provider.update(subscription, inputs, ["rawMessageDelivery"])).toMatchObject({
      rawMessageDelivery: false,
    });
    await provider.delete(subscription);
    expect(await provider.read(subscription, subscription.id)).toBeUndefined();
  });

  it("is refused with a protocol that delivers nowhere here", async () => {
    const inputs = { topic: TOPIC_ARN, protocol: "sms", endpoint: "+4912345", filterPolicy: "{}" };
    expect(await refusals(provider, SUBSCRIPTION, inputs)).toEqual([
      expect.stringMatching(/^protocol: .*found "sms"$/),
      expect.stringContaining("filterPolicy: the local cloud does not carry out this property"),
    ]);
  });
});
