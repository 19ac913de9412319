import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import * as cloudWatch from "@aws-sdk/client-cloudwatch";
import * as lambda from "@aws-sdk/client-lambda";
import * as sts from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AwsError } from "../aws-error.ts";
import { serve, serviceOf } from "./testing.ts";

// The SDKs of two languages rarely agree by accident: where the AWS CLI is installed, it is asked too.
const hasCli = spawnSync("aws", ["--version"]).status === 0;
const withCli = hasCli ? "" : " (skipped: the AWS CLI is not installed)";
const run = promisify(execFile);

let alarmNames: readonly string[] | undefined;
const services = [
  serviceOf("sts", sts, { GetCallerIdentity: () => ({ Account: "000000000000", UserId: "u", Arn: "a" }) }),
  serviceOf("lambda", lambda, {
    Invoke: (input: lambda.InvokeCommandInput) => ({
      StatusCode: 200,
      Payload: input.Payload,
      ExecutedVersion: "1",
    }),
    GetFunction: (input: lambda.GetFunctionCommandInput) => {
      throw new AwsError("ResourceNotFoundException", `Function not found: ${input.FunctionName}`, 404);
    },
  }),
  serviceOf("monitoring", cloudWatch, {
    DescribeAlarms: (input: cloudWatch.DescribeAlarmsCommandInput) => {
      alarmNames = input.AlarmNames;
      return { MetricAlarms: [{ AlarmName: "errors", Threshold: 0.5, EvaluationPeriods: 3 }] };
    },
  }),
];

describe(`the AWS CLI${withCli}`, () => {
  let running: Awaited<ReturnType<typeof serve>>;
  let dir: string;
  beforeAll(async () => {
    running = await serve(services);
    dir = mkdtempSync(join(tmpdir(), "aws-cli-"));
  });
  afterAll(async () => {
    await running.close();
    rmSync(dir, { recursive: true });
  });

  const aws = async (...args: readonly string[]) => {
    const credentials = {
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_DEFAULT_REGION: "us-east-1",
    };
    // No files of the developer's own: a profile there could point elsewhere.
    const files = { AWS_CONFIG_FILE: join(dir, "none"), AWS_SHARED_CREDENTIALS_FILE: join(dir, "none") };
    const env = { PATH: process.env["PATH"], HOME: process.env["HOME"], ...credentials, ...files };
    return run("aws", ["--endpoint-url", running.url, "--output", "json", ...args], { env });
  };

  it.skipIf(!hasCli)("reads the answers of query, REST and RPC services", { timeout: 60_000 }, async () => {
    const identity = await aws("sts", "get-caller-identity");
    expect(JSON.parse(identity.stdout)).toEqual({ Account: "000000000000", UserId: "u", Arn: "a" });

    const alarms = await aws("cloudwatch", "describe-alarms", "--alarm-names", "errors", "slow");
    expect(alarmNames).toEqual(["errors", "slow"]);
    expect(JSON.parse(alarms.stdout)).toEqual({
      MetricAlarms: [{ AlarmName: "errors", Threshold: 0.5, EvaluationPeriods: 3 }],
    });

    const file = join(dir, "answer.json");
    const invoked = await aws("lambda", "invoke", "--function-name", "f", "--payload", "eyJhIjoxfQ==", file);
    expect(JSON.parse(invoked.stdout)).toEqual({ StatusCode: 200, ExecutedVersion: "1" });
    // Version 1 of the CLI sends the payload as it is, version 2 decodes it first.
    expect(["eyJhIjoxfQ==", '{"a":1}']).toContain(readFileSync(file, "utf8"));
  });

  it.skipIf(!hasCli)("reads errors", { timeout: 60_000 }, async () => {
    const arn = "arn:aws:lambda:us-east-1:000000000000:function:f";
    await expect(aws("lambda", "get-function", "--function-name", arn)).rejects.toMatchObject({
      stderr: expect.stringContaining(
        `An error occurred (ResourceNotFoundException) when calling the GetFunction operation: Function not found: ${arn}`,
      ),
    });
  });
});
