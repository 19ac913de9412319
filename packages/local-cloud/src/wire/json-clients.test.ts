import * as cloudWatch from "@aws-sdk/client-cloudwatch";
import * as logs from "@aws-sdk/client-cloudwatch-logs";
import * as ecr from "@aws-sdk/client-ecr";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AwsError } from "../aws-error.ts";
import { rejection, serve, serviceOf, signedFor } from "./testing.ts";

const inputs: Record<string, unknown> = {};
const AT = new Date("2026-01-02T03:04:05.250Z");
const TOKEN_IN_BASE64 = "QVdTOnBhc3M=";

const cloudWatchService = serviceOf("monitoring", cloudWatch, {
  PutMetricData: (input: cloudWatch.PutMetricDataCommandInput) => void (inputs["PutMetricData"] = input),
  DeleteAlarms: (input: cloudWatch.DeleteAlarmsCommandInput) => {
    throw new AwsError("ResourceNotFound", `No alarm ${input.AlarmNames?.[0]}.`);
  },
  SetAlarmState: () => {
    throw new AwsError("InvalidFormatFault", "Not JSON.");
  },
});

const logsService = serviceOf("logs", logs, {
  PutLogEvents: (input: logs.PutLogEventsCommandInput) => {
    inputs["PutLogEvents"] = input;
    return { nextSequenceToken: "2", rejectedLogEventsInfo: { tooOldLogEventEndIndex: 1 } };
  },
  DescribeLogStreams: (input: logs.DescribeLogStreamsCommandInput) => {
    throw new AwsError(
      "ResourceNotFoundException",
      `The specified log group does not exist: ${input.logGroupName}`,
    );
  },
});

const ecrService = serviceOf("ecr", ecr, {
  GetAuthorizationToken: () => ({
    authorizationData: [{ authorizationToken: TOKEN_IN_BASE64, expiresAt: AT }],
  }),
  UploadLayerPart: (input: ecr.UploadLayerPartCommandInput) => ({
    lastByteReceived: input.layerPartBlob?.length,
  }),
});

let running: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  running = await serve([cloudWatchService, logsService, ecrService]);
});
afterAll(() => running.close());

/** Sends text to Logs as a client might that knows no schema. */
const post = async (headers: Readonly<Record<string, string>>, body: string) =>
  fetch(running.url, { method: "POST", headers: { authorization: signedFor("logs"), ...headers }, body });

describe("awsJson1_0 with the CloudWatch client", () => {
  it("carries dates with milliseconds, lists and nested structures", async () => {
    const client = new cloudWatch.CloudWatchClient(running.settings);
    const MetricData = [
      { MetricName: "m", Timestamp: AT, Values: [1, 2.5], Dimensions: [{ Name: "Stage", Value: "local" }] },
    ];
    const answer = await client.send(new cloudWatch.PutMetricDataCommand({ Namespace: "N", MetricData }));
    expect(inputs["PutMetricData"]).toEqual({ Namespace: "N", MetricData });
    expect(answer.$metadata.httpStatusCode).toBe(200);
    expect(answer.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("unzips a large request", async () => {
    const client = new cloudWatch.CloudWatchClient(running.settings);
    const MetricData = Array.from({ length: 1000 }, (_, index) => ({
      MetricName: `metric-${index}`,
      Value: index,
    }));
    await client.send(new cloudWatch.PutMetricDataCommand({ Namespace: "N", MetricData }));
    expect(inputs["PutMetricData"]).toEqual({ Namespace: "N", MetricData });
  });

  it("raises typed exceptions and tells the old query code", async () => {
    const client = new cloudWatch.CloudWatchClient(running.settings);
    const missing = await rejection(client.send(new cloudWatch.DeleteAlarmsCommand({ AlarmNames: ["a"] })));
    expect(missing).toBeInstanceOf(cloudWatch.ResourceNotFound);
    expect(missing).toMatchObject({ message: "No alarm a.", $metadata: { httpStatusCode: 404 } });
    const fault = await rejection(
      client.send(
        new cloudWatch.SetAlarmStateCommand({ AlarmName: "a", StateValue: "OK", StateReason: "r" }),
      ),
    );
    expect(fault).toBeInstanceOf(cloudWatch.InvalidFormatFault);
    expect(fault).toMatchObject({ Code: "InvalidFormat" });
  });
});

describe("awsJson1_1 with the Logs and ECR clients", () => {
  it("carries milliseconds that are plain numbers", async () => {
    const client = new logs.CloudWatchLogsClient(running.settings);
    const input = {
      logGroupName: "g",
      logStreamName: "s",
      logEvents: [{ timestamp: 1_700_000_000_123, message: "hé" }],
    };
    const answer = await client.send(new logs.PutLogEventsCommand(input));
    expect(inputs["PutLogEvents"]).toEqual(input);
    expect(answer.rejectedLogEventsInfo).toEqual({ tooOldLogEventEndIndex: 1 });
  });

  it("raises typed exceptions", async () => {
    const client = new logs.CloudWatchLogsClient(running.settings);
    const error = await rejection(client.send(new logs.DescribeLogStreamsCommand({ logGroupName: "g" })));
    expect(error).toBeInstanceOf(logs.ResourceNotFoundException);
    expect(error).toMatchObject({
      message: "The specified log group does not exist: g",
      $metadata: { httpStatusCode: 400 },
    });
  });

  it("carries dates out and blobs in", async () => {
    const client = new ecr.ECRClient(running.settings);
    const token = await client.send(new ecr.GetAuthorizationTokenCommand({}));
    expect(token.authorizationData).toEqual([{ authorizationToken: TOKEN_IN_BASE64, expiresAt: AT }]);
    const layerPartBlob = new Uint8Array([1, 2, 255]);
    const upload = { repositoryName: "r", uploadId: "u", partFirstByte: 0, partLastByte: 2, layerPartBlob };
    expect((await client.send(new ecr.UploadLayerPartCommand(upload))).lastByteReceived).toBe(3);
  });

  it("refuses a body that breaks the schema, by path", async () => {
    const headers = {
      "x-amz-target": "Logs_20140328.PutLogEvents",
      "content-type": "application/x-amz-json-1.1",
    };
    const body = '{"logGroupName":"g","logStreamName":"s","logEvents":[{"timestamp":"now","message":"m"}]}';
    const answer = await post(headers, body);
    expect([answer.status, answer.headers.get("content-type"), await answer.json()]).toEqual([
      400,
      "application/x-amz-json-1.1",
      {
        __type: "SerializationException",
        message: "Expected a number at 'logEvents.1.member.timestamp', found \"now\".",
      },
    ]);
  });

  it("refuses an operation that the service does not have", async () => {
    const headers = {
      "x-amz-target": "Logs_20140328.constructor",
      "content-type": "application/x-amz-json-1.1",
    };
    const answer = await post(headers, "{}");
    expect([answer.status, await answer.json()]).toEqual([
      400,
      {
        __type: "UnknownOperationException",
        message:
          'Expected an operation of this service, found "constructor". The SDK\'s model of the service has no such operation.',
      },
    ]);
  });
});
