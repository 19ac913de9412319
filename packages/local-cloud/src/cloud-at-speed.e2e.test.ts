/** A caller and an agent in a cloud at speed 60: real processes that use the real SDK. */
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CloudWatchClient,
  GetMetricDataCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  CreateFunctionCommand,
  GetFunctionEventInvokeConfigCommand,
  GetProvisionedConcurrencyConfigCommand,
  InvokeCommand,
  LambdaClient,
  ProvisionedConcurrencyConfigNotFoundException,
  PublishVersionCommand,
  PutFunctionEventInvokeConfigCommand,
  PutProvisionedConcurrencyConfigCommand,
} from "@aws-sdk/client-lambda";
import { CreateTopicCommand, SNSClient } from "@aws-sdk/client-sns";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { strToU8, zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cloudTime } from "./clock.ts";
import { type CloudControl, openCloud } from "./cloud.ts";

const sdk = JSON.stringify(createRequire(import.meta.url).resolve("@aws-sdk/client-lambda"));
const CALLER = `const { LambdaClient, InvokeCommand } = require(${sdk});
const client = new LambdaClient({ maxAttempts: 2 });
exports.handler = async () => {
  const startedMs = performance.now();
  try {
    const { Payload } = await client.send(new InvokeCommand({ FunctionName: "agent", Payload: "{}" }));
    return { answer: Buffer.from(Payload).toString(), ms: performance.now() - startedMs, now: Date.now(), offset: client.config.systemClockOffset };
  } catch (error) {
    return { error: error.name };
  }
};`;

let dir: string;
let cloud: CloudControl;
let lambda: LambdaClient;
let cloudWatch: CloudWatchClient;
let sqs: SQSClient;
let sns: SNSClient;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "cloud-faults-"));
  cloud = await openCloud({ dir: join(dir, "state"), awsPort: 0, apiPort: 0, speed: 60 });
  const connection = {
    endpoint: cloud.endpoints.awsUrl,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  };
  lambda = new LambdaClient(connection);
  cloudWatch = new CloudWatchClient(connection);
  sqs = new SQSClient(connection);
  sns = new SNSClient(connection);
  const iam = new IAMClient(connection);
  const trust = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
  const policy = {
    Effect: "Allow",
    Action: ["lambda:InvokeFunction", "logs:*", "sqs:SendMessage"],
    Resource: "*",
  };
  const document = (statement: object) => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName: "worker", AssumeRolePolicyDocument: document(trust) }),
  );
  await iam.send(
    new PutRolePolicyCommand({ RoleName: "worker", PolicyName: "p", PolicyDocument: document(policy) }),
  );
  const create = (FunctionName: string, code: string, settings: object = {}) =>
    lambda.send(
      new CreateFunctionCommand({
        ...settings,
        FunctionName,
        Role: Role?.Arn,
        Runtime: "nodejs24.x",
        Handler: "index.handler",
        Timeout: 20,
        Code: { ZipFile: zipSync({ "index.cjs": strToU8(code) }) },
      }),
    );
  await create("agent", "exports.handler = async () => 'hello';");
  await create("caller", CALLER);
  await sqs.send(new CreateQueueCommand({ QueueName: "dead-letters" }));
  const TargetArn = "arn:aws:sqs:us-east-1:000000000000:dead-letters";
  await create("broken", "exports.handler = async () => { throw new Error('out of order'); };", {
    DeadLetterConfig: { TargetArn },
  });
});
afterAll(async () => {
  lambda.destroy();
  for (const client of [cloudWatch, sqs, sns]) client.destroy();
  await cloud.close();
  rmSync(dir, { recursive: true });
});

const call = async () => {
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: "caller" }));
  return JSON.parse(Buffer.from(Payload ?? []).toString());
};

// Generous: on a busy machine processes take seconds to start.
describe("a function that calls another", { timeout: 30_000 }, () => {
  it("does so with a clock that is minutes ahead and with which the cloud agrees", async () => {
    await call();
    const { answer, now, offset } = await call();
    expect(answer).toBe('"hello"');
    expect(now - Date.now()).toBeGreaterThan(10_000);
    // The date of an answer has no milliseconds, and a request takes its time.
    expect(Math.abs(offset)).toBeLessThan(10_000);
  });

  it("is slowed down by a fault of its version, in real time", async () => {
    await cloud.configureFaults({ shared: { downstreamLatencyMs: { median: 100, spread: 0 } } });
    expect((await call()).ms).toBeGreaterThanOrEqual(99);
    await cloud.configureFaults({ versions: { "caller:$LATEST": { downstreamSlow: 4 } } });
    expect((await call()).ms).toBeGreaterThanOrEqual(399);
    await cloud.configureFaults({ versions: null, shared: null });
  });

  it("fails by a fault of its version, however often its SDK tries", async () => {
    await cloud.configureFaults({ versions: { "caller:$LATEST": { downstreamErrors: 1 } } });
    expect(await call()).toEqual({ error: "ServiceException" });
    expect(await cloud.configureFaults({ versions: null })).toEqual({ versions: {}, shared: {} });
    expect((await call()).answer).toBe('"hello"');
  });
});

describe("metrics that are late", { timeout: 30_000 }, () => {
  const invocations = async (sinceMs: number) => {
    const Metric = {
      Namespace: "AWS/Lambda",
      MetricName: "Invocations",
      Dimensions: [{ Name: "FunctionName", Value: "agent" }],
    };
    const { MetricDataResults } = await cloudWatch.send(
      new GetMetricDataCommand({
        StartTime: new Date(sinceMs),
        EndTime: new Date(sinceMs + 3_600_000),
        MetricDataQueries: [{ Id: "n", MetricStat: { Metric, Period: 60, Stat: "Sum" } }],
      }),
    );
    return (MetricDataResults?.[0]?.Timestamps ?? []).map((time) => time.getTime());
  };
  const nowMs = () => cloudTime(cloud.clock, Date.now());

  it("show up after the delay, in the minute that they are about", async () => {
    // Away from the minutes of other calls.
    const sinceMs = Math.ceil(nowMs() / 60_000) * 60_000;
    await expect.poll(nowMs, { timeout: 5_000 }).toBeGreaterThan(sinceMs);
    await cloud.configureFaults({ shared: { metricsDelayMs: 180_000 } });
    const invokedMs = nowMs();
    await lambda.send(new InvokeCommand({ FunctionName: "agent" }));
    expect(await invocations(sinceMs)).toEqual([]);
    await expect.poll(() => invocations(sinceMs), { timeout: 10_000 }).toHaveLength(1);
    expect(nowMs() - invokedMs).toBeGreaterThanOrEqual(180_000);
    const [minute = 0] = await invocations(sinceMs);
    expect(minute - invokedMs).toBeLessThan(120_000);
    await cloud.configureFaults({ shared: null });
  });
});

describe("a version with provisioned concurrency", { timeout: 30_000 }, () => {
  it("is prepared, and asked about, by the real SDK", async () => {
    const { Version: Qualifier } = await lambda.send(new PublishVersionCommand({ FunctionName: "caller" }));
    const target = { FunctionName: "caller", Qualifier };
    const get = () => lambda.send(new GetProvisionedConcurrencyConfigCommand(target));
    await expect(get()).rejects.toBeInstanceOf(ProvisionedConcurrencyConfigNotFoundException);
    expect(
      await lambda.send(
        new PutProvisionedConcurrencyConfigCommand({ ...target, ProvisionedConcurrentExecutions: 1 }),
      ),
    ).toMatchObject({ Status: "IN_PROGRESS", RequestedProvisionedConcurrentExecutions: 1 });
    await expect.poll(async () => (await get()).Status, { timeout: 10_000 }).toBe("READY");
    const { Payload } = await lambda.send(new InvokeCommand(target));
    expect(JSON.parse(Buffer.from(Payload ?? []).toString()).answer).toBe('"hello"');
  });

  it("has its events dealt with as it says", async () => {
    const target = { FunctionName: "caller", Qualifier: "1" };
    await lambda.send(new PutFunctionEventInvokeConfigCommand({ ...target, MaximumRetryAttempts: 1 }));
    const config = await lambda.send(new GetFunctionEventInvokeConfigCommand(target));
    expect(config.MaximumRetryAttempts).toBe(1);
    expect(config.LastModified).toBeInstanceOf(Date);
  });
});

describe("an event that fails", { timeout: 30_000 }, () => {
  it("is in the dead-letter queue after two retries and three minutes", async () => {
    const startedMs = Date.now();
    await lambda.send(
      new InvokeCommand({ FunctionName: "broken", InvocationType: "Event", Payload: '{"order":7}' }),
    );
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "dead-letters" }));
    const receive = async () =>
      (await sqs.send(new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ["All"] }))).Messages?.[0];
    let message = await receive();
    await expect
      .poll(async () => (message ??= await receive())?.Body, { timeout: 20_000 })
      .toBe('{"order":7}');
    expect(message?.MessageAttributes?.["ErrorMessage"]?.StringValue).toBe("out of order");
    // Three minutes of the cloud are three seconds.
    expect(Date.now() - startedMs).toBeGreaterThanOrEqual(3_000);
  });
});

describe("an alarm", () => {
  it("publishes to its topic", async () => {
    const { TopicArn = "" } = await sns.send(new CreateTopicCommand({ Name: "pager" }));
    await cloudWatch.send(
      new PutMetricAlarmCommand({
        AlarmName: "errors",
        Namespace: "AWS/Lambda",
        MetricName: "Errors",
        ExtendedStatistic: "PR(0:)",
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 50,
        ComparisonOperator: "GreaterThanThreshold",
        AlarmActions: [TopicArn],
      }),
    );
    await cloudWatch.send(
      new SetAlarmStateCommand({ AlarmName: "errors", StateValue: "ALARM", StateReason: "drill" }),
    );
    expect((await cloud.notices()).map(({ subject }) => subject)).toContain(
      'ALARM: "errors" in US East (N. Virginia)',
    );
  });
});
