import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DeployedRouter } from "../local/stack.ts";
import { askRouter } from "../router-client.ts";
import { openSystem, type System } from "./system.ts";

// The tools with which people look at AWS, pointed at the local cloud as the README says. They are used where they are
// installed; protocols.e2e.test.ts speaks for them everywhere else. Tools that know Converse know AWS_ENDPOINT_URL too.
const succeeds = (command: string, ...args: readonly string[]) => spawnSync(command, args).status === 0;
const hasCli = succeeds("aws", "bedrock-runtime", "converse", "--generate-cli-skeleton");
const CONVERSE = 'import boto3; boto3.client("bedrock-runtime", region_name="us-east-1").converse';
const hasBoto3 = succeeds("python3", "-c", CONVERSE);
const unless = (present: boolean, reason: string): string => (present ? "" : ` (skipped: ${reason})`);

interface LogEvents {
  readonly events: readonly { readonly message: string; readonly logStreamName?: string }[];
}

const run = promisify(execFile);
const MODEL = "us.anthropic.claude-haiku-5-5";
const EVENT = {
  httpMethod: "POST",
  path: "/query",
  headers: { "content-type": "application/json" },
  body: '{"query":"What are my AWS costs?"}',
};

describe.skipIf(!hasCli && !hasBoto3)("tools of AWS at the local cloud", () => {
  let system: System;
  let router: DeployedRouter;
  let env: NodeJS.ProcessEnv;
  let dir: string;
  let requestId: string;
  let roleName: string;
  const times = { start: Math.floor(Date.now() / 1000) - 600, end: Math.floor(Date.now() / 1000) + 600 };

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), "aws-tools-"));
    system = await openSystem();
    await system.deploy();
    router = await system.router();
    env = environmentFor(system, dir);
    const { body } = await askRouter(router, { query: "What are my AWS costs?" });
    requestId = String(body.request_id);
    roleName = await executionRole(system, router.functionName);
  });
  afterAll(async () => {
    await system.close();
    rmSync(dir, { recursive: true, force: true });
  });

  describe(`the AWS CLI${unless(hasCli, "no AWS CLI of 2024 or later is installed")}`, () => {
    const aws = async (...args: readonly string[]): Promise<unknown> => {
      const { stdout } = await run("aws", [...args, "--output", "json"], { env });
      return JSON.parse(stdout);
    };

    it.skipIf(!hasCli)("reads the function, its versions and its alias, and invokes the alias", async () => {
      const ofFunction = ["--function-name", router.functionName];
      const [event, output] = [join(dir, "event.json"), join(dir, "output.json")];
      writeFileSync(event, JSON.stringify(EVENT));
      const payload = ["--payload", `fileb://${event}`];
      const [found, { Versions }, alias, invoked] = (await Promise.all([
        aws("lambda", "get-function", ...ofFunction),
        aws("lambda", "list-versions-by-function", ...ofFunction),
        aws("lambda", "get-alias", ...ofFunction, "--name", "live"),
        aws("lambda", "invoke", ...ofFunction, "--qualifier", "live", ...payload, output),
      ])) as [unknown, { Versions: readonly { Version: string }[] }, unknown, unknown];
      expect(found).toMatchObject({
        Configuration: { FunctionName: router.functionName, PackageType: "Image", State: "Active" },
        Code: { RepositoryType: "ECR" },
      });
      expect(Versions.map(({ Version }) => Version)).toEqual(["$LATEST", "1"]);
      expect(alias).toMatchObject({ Name: "live", FunctionVersion: "1" });
      expect(invoked).toEqual({ StatusCode: 200, ExecutedVersion: "1" });
      expect(JSON.parse(readFileSync(output, "utf8"))).toMatchObject({ statusCode: 200 });
    });

    it.skipIf(!hasCli)("reads the log, by filter and by stream", async () => {
      const ofGroup = ["--log-group-name", router.logGroup];
      const byFilter = ["logs", "filter-log-events", ...ofGroup, "--filter-pattern"];
      const filtered = (await aws(...byFilter, `"${requestId}"`)) as LogEvents;
      const [stream] = filtered.events.map(({ logStreamName }) => logStreamName);
      const ofStream = [...ofGroup, "--log-stream-name", String(stream), "--start-from-head"];
      const all = (await aws("logs", "get-log-events", ...ofStream)) as LogEvents;
      const [emfLine] = filtered.events.map(({ message }) => message);
      expect(emfLine).toMatch(/^{"_aws"/);
      expect(all.events.map(({ message }) => message)).toEqual(
        expect.arrayContaining([expect.stringContaining("INIT_START"), emfLine]),
      );
    });

    it.skipIf(!hasCli)("reads the metrics by all three operations", async () => {
      const dimensions = [{ Name: "FunctionName", Value: router.functionName }];
      const Metric = { Namespace: "AWS/Lambda", MetricName: "Invocations", Dimensions: dimensions };
      const queries = [{ Id: "m", MetricStat: { Metric, Period: 60, Stat: "Sum" } }];
      const window = ["--start-time", `${times.start}`, "--end-time", `${times.end}`];
      const ofMetric = ["--namespace", "AWS/Lambda", "--metric-name", "Invocations", "--period", "60"];
      const sum = ["--statistics", "Sum", "--dimensions", JSON.stringify(dimensions)];
      const [list, statistics, data] = (await Promise.all([
        aws("cloudwatch", "list-metrics", "--namespace", "Switchyard", "--metric-name", "Requests"),
        aws("cloudwatch", "get-metric-statistics", ...ofMetric, ...sum, ...window),
        aws("cloudwatch", "get-metric-data", ...window, "--metric-data-queries", JSON.stringify(queries)),
      ])) as [
        { Metrics: readonly { Dimensions: readonly { Name: string }[] }[] },
        { Datapoints: readonly { Sum: number }[] },
        { MetricDataResults: readonly { Values: readonly number[] }[] },
      ];
      expect(list.Metrics.map((metric) => metric.Dimensions.map(({ Name }) => Name).toSorted())).toEqual(
        expect.arrayContaining([["Stage"], ["FunctionVersion", "Stage"]]),
      );
      const sums = [statistics.Datapoints.map(({ Sum }) => Sum), data.MetricDataResults[0]?.Values ?? []];
      const [first, second] = sums.map((values) => values.reduce((total, value) => total + value, 0));
      expect(first).toBeGreaterThan(0);
      expect(second).toBe(first);
    });

    it.skipIf(!hasCli)("reads the API, the role's policy and its own identity", async () => {
      const ofRole = ["--role-name", roleName];
      const [apis, identity, { PolicyNames }] = (await Promise.all([
        aws("apigateway", "get-rest-apis"),
        aws("sts", "get-caller-identity"),
        aws("iam", "list-role-policies", ...ofRole),
      ])) as [unknown, unknown, { PolicyNames: readonly string[] }];
      expect(apis).toMatchObject({ items: [{ id: router.restApiId, name: "switchyard-local" }] });
      expect(identity).toMatchObject({ Account: "000000000000", Arn: "arn:aws:iam::000000000000:root" });
      expect(
        await aws("iam", "get-role-policy", ...ofRole, "--policy-name", String(PolicyNames[0])),
      ).toMatchObject({
        PolicyDocument: {
          Statement: [{ Sid: "InvokeAgents" }, { Sid: "InvokeModel" }, { Sid: "WriteLogs" }],
        },
      });
    });

    it.skipIf(!hasCli)("converses with the stand-in for the model", async () => {
      const messages = JSON.stringify([{ role: "user", content: [{ text: "Hello?" }] }]);
      expect(
        await aws("bedrock-runtime", "converse", "--model-id", MODEL, "--messages", messages),
      ).toMatchObject({
        stopReason: "end_turn",
        output: { message: { content: [{ text: expect.stringContaining("local Bedrock stand-in") }] } },
      });
    });
  });

  describe(`boto3${unless(hasBoto3, "no python3 with a boto3 of 2024 or later is installed")}`, () => {
    it.skipIf(!hasBoto3)("reads and invokes the same router", async () => {
      const script = join(import.meta.dirname, "testdata", "read_router.py");
      const window = [String(times.start), String(times.end)];
      const args = [script, router.functionName, router.logGroup, "local", ...window];
      const { stdout } = await run("python3", args, { env });
      const found = JSON.parse(stdout) as { readonly statisticsSum: number };
      expect(found).toEqual({
        state: "Active",
        versions: ["$LATEST", "1"],
        alias: "1",
        invoked: [200, "1", 200],
        actions: [
          "bedrock:InvokeModel",
          "lambda:InvokeFunction",
          "logs:CreateLogStream",
          "logs:PutLogEvents",
        ],
        emfLines: 1,
        firstLine: expect.stringContaining("INIT_START"),
        metrics: expect.arrayContaining(["ClientErrors", "Requests", "ResponsesFast"]),
        statisticsSum: expect.any(Number),
        dataSum: found.statisticsSum,
        apis: ["switchyard-local"],
        account: "000000000000",
        missing: "ResourceNotFoundException",
        modelSaid: expect.stringContaining("local Bedrock stand-in"),
      });
      expect(found.statisticsSum).toBeGreaterThan(0);
    });
  });
});

async function executionRole(system: System, FunctionName: string): Promise<string> {
  const { awsUrl: endpoint, region } = system.cloud().endpoints;
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const lambda = new LambdaClient({ endpoint, region, credentials });
  const { Role } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  return String(Role?.split("/").at(-1));
}

/** What the README tells people to set, without what else they may have set, and with no way to AWS itself. */
function environmentFor(system: System, dir: string): NodeJS.ProcessEnv {
  const { awsUrl, region } = system.cloud().endpoints;
  return {
    PATH: process.env["PATH"],
    HOME: process.env["HOME"],
    AWS_ENDPOINT_URL: awsUrl,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_CONFIG_FILE: join(dir, "none"),
    AWS_SHARED_CREDENTIALS_FILE: join(dir, "none"),
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_PAGER: "",
    // AWS itself is reached by HTTPS only: what overlooks the endpoint fails.
    HTTPS_PROXY: "http://127.0.0.1:9",
  };
}
