import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createApiGateway } from "./api-gateway/api-gateway.ts";
import { createBedrock } from "./bedrock/bedrock.ts";
import { MACHINE } from "./clock.ts";
import { createCloudWatch } from "./cloudwatch/cloudwatch.ts";
import { createDynamoDb } from "./dynamodb/dynamodb.ts";
import { createIam } from "./iam/iam.ts";
import { createImages } from "./images/images.ts";
import { createLambda } from "./lambda/lambda.ts";
import { createLogs } from "./logs/logs.ts";
import { createScheduler } from "./scheduler/scheduler.ts";
import { createSns } from "./sns/sns.ts";
import { createSqs } from "./sqs/sqs.ts";
import { memoryStore } from "./store.ts";
import type { WireService } from "./wire/service.ts";

const dir = mkdtempSync(join(tmpdir(), "switchyard-readme-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function services(): readonly (readonly [name: string, service: WireService])[] {
  const base = {
    store: memoryStore(),
    clock: { nowMs: () => 0, timer: MACHINE.timer },
    region: "us-east-1",
    dir,
  };
  const cloudWatch = createCloudWatch(base);
  const logs = createLogs({ ...base, metrics: cloudWatch.sink });
  const iam = createIam(base);
  const images = createImages(base);
  const lambda = createLambda({
    ...base,
    authority: iam.authority,
    logs: logs.sink,
    metrics: cloudWatch.sink,
    images: images.source,
    endpointUrl: () => "",
  });
  const apiGateway = createApiGateway({
    ...base,
    invoker: lambda.invoker,
    metrics: cloudWatch.sink,
    publicUrl: () => "",
  });
  const sqs = createSqs({ ...base, metrics: cloudWatch.sink, endpointUrl: () => "" });
  const sns = createSns({ ...base, invoker: lambda.eventInvoker, queues: sqs.sink });
  const scheduler = createScheduler({
    ...base,
    authority: iam.authority,
    targets: { invokeFunction: async () => undefined },
    queues: sqs.sink,
    metrics: cloudWatch.sink,
  });
  return [
    ["API Gateway", apiGateway.wire],
    ["Bedrock", createBedrock(base).wire],
    ["CloudWatch", cloudWatch.wire],
    ["CloudWatch Logs", logs.wire],
    ["DynamoDB", createDynamoDb(base).wire],
    ["ECR", images.wire],
    ["EventBridge Scheduler", scheduler.wire],
    ["IAM", iam.wire],
    ["Lambda", lambda.wire],
    ["SNS", sns.wire],
    ["SQS", sqs.wire],
    ["STS", iam.stsWire],
  ];
}

describe("README.md", () => {
  it("lists exactly the operations that are served", () => {
    const readme = readFileSync(join(import.meta.dirname, "..", "README.md"), "utf8");
    const served = services().map(
      ([name, { operations }]) => `- **${name}:** ${Object.keys(operations).toSorted().join(", ")}.`,
    );
    expect(
      readme.split("\n").filter((line) => /^- \*\*(?!Knows|Does|Needs|Promises|Start)/.test(line)),
    ).toEqual(served);
  });
});
