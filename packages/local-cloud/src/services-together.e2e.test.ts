import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateTableCommand, DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { CreateFunctionCommand, DeleteFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { CreateScheduleCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { CreateTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { strToU8, zipSync } from "fflate";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type CloudControl, openCloud } from "./cloud.ts";

const FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:tick";
const TABLE = "arn:aws:dynamodb:us-east-1:000000000000:table/releases";
const TOPIC = "arn:aws:sns:us-east-1:000000000000:releases";
const QUEUE = "arn:aws:sqs:us-east-1:000000000000:releases";
const MINUTE = 60_000;

/** Writes down each turn and publishes it, with nothing but its own credentials. */
const TICK = `
const call = async (service, headers, body) => {
  const { AWS_ACCESS_KEY_ID: key, AWS_SESSION_TOKEN: token, AWS_REGION: region, AWS_ENDPOINT_URL: url } = process.env;
  const authorization = "AWS4-HMAC-SHA256 Credential=" + key + "/20260102/" + region + "/" + service + "/aws4_request, SignedHeaders=host, Signature=00";
  const response = await fetch(url, { method: "POST", headers: { ...headers, authorization, "x-amz-security-token": token }, body });
  if (!response.ok) throw new Error(await response.text());
};
exports.handler = async ({ at }) => {
  const item = { pk: { S: "turns" }, sk: { S: at } };
  await call("dynamodb", { "x-amz-target": "DynamoDB_20120810.PutItem", "content-type": "application/x-amz-json-1.0" },
    JSON.stringify({ TableName: "releases", Item: item, ConditionExpression: "attribute_not_exists(pk)" }));
  await call("sns", { "content-type": "application/x-www-form-urlencoded" },
    new URLSearchParams({ Action: "Publish", TopicArn: "${TOPIC}", Message: at }).toString());
};`;

let dir: string;
let cloud: CloudControl;
const warnings: string[] = [];
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "together-"));
  warnings.length = 0;
  cloud = await openCloud({
    dir,
    awsPort: 0,
    apiPort: 0,
    speed: 120,
    onWarning: (message) => void warnings.push(message),
  });
});
afterEach(async () => {
  await cloud.close();
  rmSync(dir, { recursive: true });
});

const settings = () => ({
  endpoint: cloud.endpoints.awsUrl,
  region: "us-east-1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
  maxAttempts: 1,
});

async function role(name: string, service: string, permissions: readonly (readonly [string, string])[]) {
  const iam = new IAMClient(settings());
  const trust = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
  };
  const policy = {
    Version: "2012-10-17",
    Statement: permissions.map(([Action, Resource]) => ({ Effect: "Allow", Action, Resource })),
  };
  await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: JSON.stringify(trust) }));
  await iam.send(
    new PutRolePolicyCommand({ RoleName: name, PolicyName: "p", PolicyDocument: JSON.stringify(policy) }),
  );
  return `arn:aws:iam::000000000000:role/${name}`;
}

it("a schedule invokes a function in cloud time, which writes to a table and publishes to a topic that feeds a queue; without the function there are dead letters", async () => {
  const [dynamoDb, sqs, sns] = [
    new DynamoDBClient(settings()),
    new SQSClient(settings()),
    new SNSClient(settings()),
  ];
  const lambda = new LambdaClient(settings());
  await dynamoDb.send(
    new CreateTableCommand({
      TableName: "releases",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [
        { AttributeName: "pk", AttributeType: "S" },
        { AttributeName: "sk", AttributeType: "S" },
      ],
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
    }),
  );
  const policy = {
    Version: "2012-10-17",
    Statement: {
      Effect: "Allow",
      Principal: { Service: "sns.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: QUEUE,
      Condition: { ArnEquals: { "aws:SourceArn": TOPIC } },
    },
  };
  const { QueueUrl } = await sqs.send(
    new CreateQueueCommand({ QueueName: "releases", Attributes: { Policy: JSON.stringify(policy) } }),
  );
  await sns.send(new CreateTopicCommand({ Name: "releases" }));
  await sns.send(
    new SubscribeCommand({
      TopicArn: TOPIC,
      Protocol: "sqs",
      Endpoint: QUEUE,
      Attributes: { RawMessageDelivery: "true" },
    }),
  );
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: "tick",
      Runtime: "nodejs24.x",
      Handler: "index.handler",
      Role: await role("tick", "lambda.amazonaws.com", [
        ["dynamodb:PutItem", TABLE],
        ["sns:Publish", TOPIC],
        ["logs:*", "*"],
      ]),
      Code: { ZipFile: zipSync({ "index.js": strToU8(TICK) }) },
    }),
  );
  await new SchedulerClient(settings()).send(
    new CreateScheduleCommand({
      Name: "tick",
      ScheduleExpression: "rate(1 minute)",
      FlexibleTimeWindow: { Mode: "OFF" },
      Target: {
        Arn: FUNCTION,
        RoleArn: await role("schedule", "scheduler.amazonaws.com", [
          ["lambda:InvokeFunction", FUNCTION],
          ["sqs:SendMessage", QUEUE],
        ]),
        Input: '{"at":"<aws.scheduler.scheduled-time>"}',
        DeadLetterConfig: { Arn: QUEUE },
      },
    }),
  );

  const turns = async (): Promise<readonly string[]> => {
    const found = await dynamoDb.send(
      new QueryCommand({
        TableName: "releases",
        KeyConditionExpression: "pk = :turns",
        ExpressionAttributeValues: { ":turns": { S: "turns" } },
      }),
    );
    return (found.Items ?? []).map(({ sk }) => sk?.S ?? "");
  };
  await expect.poll(async () => (await turns()).length, { timeout: 15_000 }).toBeGreaterThan(2);
  const [first = "", second = ""] = await turns();
  expect((Date.parse(second) - Date.parse(first)) % MINUTE).toBe(0);
  const messages: string[] = [];
  const receive = async (): Promise<readonly string[]> => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    messages.push(...Messages.map(({ Body }) => Body ?? ""));
    return messages;
  };
  await expect.poll(receive).toContain(first);
  expect((await cloud.notices()).map(({ topicArn, message }) => ({ topicArn, message }))).toContainEqual({
    topicArn: TOPIC,
    message: first,
  });

  await lambda.send(new DeleteFunctionCommand({ FunctionName: "tick" }));
  await expect.poll(receive, { timeout: 15_000 }).toContainEqual(expect.stringMatching(/^\{"at":"/));
  expect(warnings).toEqual([]);
}, 40_000);
