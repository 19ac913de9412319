import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  CreateAliasCommand,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  LambdaClient,
  PublishVersionCommand,
  UpdateFunctionCodeCommand,
} from "@aws-sdk/client-lambda";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { ACCOUNT_ID, type CloudControl, cloudTime, openCloud } from "@switchyard/local-cloud";
import { strToU8, zipSync } from "fflate";
import { type AwsAccess, type AwsClients, createAwsClients } from "../aws-clients.ts";

/** Test support: a local cloud of its own, a router in it, and the controller's clients under its role. */
export interface LocalController {
  readonly cloud: CloudControl;
  /** The account's own access, which may do everything. */
  readonly account: AwsAccess & { readonly endpoint: string; readonly region: string };
  readonly lambda: LambdaClient;
  /** The controller's clients. Its role may do what the stack allows it, and nothing else. */
  readonly clients: AwsClients;
  /** The cloud's time. */
  readonly nowMs: () => number;
  /** Publishes one more version of the router and gives its number. A failing one answers only smoke queries well. */
  readonly publish: (kind?: "good" | "failing") => Promise<string>;
  readonly createAlias: (name: string, version: string) => Promise<void>;
  readonly deleteVersion: (version: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

export const ROUTER = "switchyard-local-router";
export const TABLE = "switchyard-local-releases";
export const TOPIC = "switchyard-local-releases";
const REGION = "us-east-1";
/** A session ends by the cloud's time, which may run fast. */
const SESSION_SECONDS = 43_200;
const arn = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT_ID}:${resource}`;
export const TOPIC_ARN = arn("sns", TOPIC);

/** What the stack lets the controller do. */
const PERMISSIONS = [
  { Action: ["lambda:GetAlias", "lambda:UpdateAlias"], Resource: arn("lambda", `function:${ROUTER}`) },
  {
    Action: ["lambda:GetFunctionConfiguration"],
    Resource: [arn("lambda", `function:${ROUTER}`), arn("lambda", `function:${ROUTER}:*`)],
  },
  {
    Action: [
      "lambda:InvokeFunction",
      "lambda:GetProvisionedConcurrencyConfig",
      "lambda:PutProvisionedConcurrencyConfig",
      "lambda:DeleteProvisionedConcurrencyConfig",
    ],
    Resource: arn("lambda", `function:${ROUTER}:*`),
  },
  {
    Action: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"],
    Resource: arn("dynamodb", `table/${TABLE}`),
  },
  { Action: ["cloudwatch:GetMetricData"], Resource: "*" },
  {
    Action: ["apigateway:DELETE"],
    Resource: `arn:aws:apigateway:${REGION}::/restapis/*/stages/*/cache/data`,
  },
  { Action: ["sns:Publish"], Resource: TOPIC_ARN },
];

/**
 * A router that says which version it is, and one metric line per answer. It fails on queries that say "fail", crashes
 * on those that say "crash", writes no line for those that say "silent", and takes the milliseconds of "slow 800".
 */
const ROUTER_CODE = `


exports.handler = async (event, context) => {
  const at = Date.now();
  const { query } = JSON.parse(event.body);
  if (query.includes("crash")) throw new RangeError("boom");
  const slow = /slow (\\d+)/.exec(query);
  if (slow) await new Promise((resolve) => setTimeout(resolve, Number(slow[1])));
  const failed = query.includes("fail") || (FAILS && query !== "smoke");
  const metrics = {
    Requests: 1, Errors: failed ? 1 : 0, ResponsesLlm: query.includes("llm") ? 1 : 0, WarmResponseTime: slow ? 900 : 20,
    RequestCost: 40,
  };
  if (!query.includes("silent")) process.stdout.write(JSON.stringify({
    _aws: { Timestamp: at, CloudWatchMetrics: [{
      Namespace: "Switchyard", Dimensions: [["Stage", "FunctionVersion"]],
      Metrics: Object.keys(metrics).map((Name) => ({ Name })),
    }] },
    Stage: "local", FunctionVersion: context.functionVersion, ...metrics,
  }) + "\\n");
  if (failed) return { statusCode: 500, body: JSON.stringify({ error: { code: "internal_error", message: query } }) };
  const body = { answer: "the answer to " + query, agent: "cost", routing_method: "fast", version: context.functionVersion };
  return { statusCode: 200, body: JSON.stringify(body) };
};
`;

/** Each build has a digest of its own. */
function routerZip(build: number, kind: "good" | "failing"): Uint8Array {
  const code = ROUTER_CODE.replace("FAILS", String(kind === "failing"));
  return zipSync({ "index.cjs": strToU8(`// build ${build}\n${code}`) });
}

/** @param speed how much faster than the machine's time the cloud's runs */
export async function openLocalController(speed = 1): Promise<LocalController> {
  const dir = mkdtempSync(join(tmpdir(), "switchyard-controller-"));
  const cloud = await openCloud({ dir, awsPort: 0, apiPort: 0, region: REGION, speed });
  const account = {
    endpoint: cloud.endpoints.awsUrl,
    region: REGION,
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "example" },
  };
  const iam = new IAMClient(account);
  const sts = new STSClient(account);
  const lambda = new LambdaClient(account);
  const trust = policyOf([
    { Principal: { AWS: ACCOUNT_ID, Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
  ]);
  const createRole = async (RoleName: string, statements: readonly object[]): Promise<string> => {
    const { Role } = await iam.send(
      new CreateRoleCommand({
        RoleName,
        AssumeRolePolicyDocument: trust,
        MaxSessionDuration: SESSION_SECONDS,
      }),
    );
    const PolicyDocument = policyOf(statements);
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "stack", PolicyDocument }));
    return sent(Role?.Arn);
  };
  const controllerRole = await createRole("controller", PERMISSIONS);
  const routerRole = await createRole("router", [{ Action: ["logs:*"], Resource: "*" }]);
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: controllerRole,
      RoleSessionName: "controller",
      DurationSeconds: SESSION_SECONDS,
    }),
  );
  const clients = createAwsClients({
    ...account,
    credentials: {
      accessKeyId: sent(Credentials?.AccessKeyId),
      secretAccessKey: sent(Credentials?.SecretAccessKey),
      sessionToken: sent(Credentials?.SessionToken),
    },
  });
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: ROUTER,
      Role: routerRole,
      Runtime: "nodejs24.x",
      Handler: "index.handler",
      Timeout: 20,
      Code: { ZipFile: routerZip(0, "good") },
    }),
  );
  let published = 0;

  return {
    cloud,
    account,
    lambda,
    clients,
    nowMs: () => cloudTime(cloud.clock, Date.now()),
    publish: async (kind = "good") => {
      published += 1;
      const ZipFile = routerZip(published, kind);
      await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: ROUTER, ZipFile }));
      const { Version } = await lambda.send(new PublishVersionCommand({ FunctionName: ROUTER }));
      return sent(Version);
    },
    createAlias: async (Name, FunctionVersion) =>
      void (await lambda.send(new CreateAliasCommand({ FunctionName: ROUTER, Name, FunctionVersion }))),
    deleteVersion: async (Qualifier) =>
      void (await lambda.send(new DeleteFunctionCommand({ FunctionName: ROUTER, Qualifier }))),
    close: async () => {
      for (const client of [iam, sts, lambda, ...Object.values(clients)]) client.destroy();
      await cloud.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** The table as the stack makes it. */
export async function createReleaseTable({ account }: LocalController): Promise<void> {
  const client = new DynamoDBClient(account);
  await client.send(
    new CreateTableCommand({
      TableName: TABLE,
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
  client.destroy();
}

function policyOf(statements: readonly object[]): string {
  const Statement = statements.map((statement) => ({ Effect: "Allow", ...statement }));
  return JSON.stringify({ Version: "2012-10-17", Statement });
}

export function sent(value: string | undefined): string {
  if (value === undefined) throw new Error("The local cloud left out a member that AWS always sends.");
  return value;
}
