import * as cloudWatch from "@aws-sdk/client-cloudwatch";
import { cbor, dateToTag } from "@smithy/core/cbor";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AwsError } from "../aws-error.ts";
import { serve, serviceOf, signedFor } from "./testing.ts";

const inputs: Record<string, unknown> = {};
const AT = new Date("2026-01-02T03:04:05.250Z");
const cloudWatchService = serviceOf("monitoring", cloudWatch, {
  PutMetricData: (input: cloudWatch.PutMetricDataCommandInput) => void (inputs["PutMetricData"] = input),
  GetMetricStatistics: (input: cloudWatch.GetMetricStatisticsCommandInput) => {
    inputs["GetMetricStatistics"] = input;
    const found = { Timestamp: AT, Sum: 3, Unit: "Count" as const, ExtendedStatistics: { p95: 1.5 } };
    return { Label: "a < b & c", Datapoints: [found] };
  },
  DescribeAlarms: (input: cloudWatch.DescribeAlarmsCommandInput) => {
    inputs["DescribeAlarms"] = input;
    return {
      MetricAlarms: [{ AlarmName: "errors", ActionsEnabled: true, Threshold: 0.01, AlarmActions: [] }],
    };
  },
  DeleteAlarms: () => undefined,
  SetAlarmState: () => {
    throw new AwsError("InvalidFormatFault", "Not JSON.");
  },
});

let running: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  running = await serve([cloudWatchService]);
});
afterAll(() => running.close());

/** Sends bytes to CloudWatch as an SDK of another language or age would. */
async function post(
  path: string,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array<ArrayBuffer>,
) {
  return fetch(`${running.url}${path}`, {
    method: "POST",
    headers: { authorization: signedFor("monitoring"), ...headers },
    body,
  });
}

describe("rpc-v2-cbor, as SDKs of other languages may speak to CloudWatch", () => {
  const headers = { "smithy-protocol": "rpc-v2-cbor", "content-type": "application/cbor" };
  const service = "/service/GraniteServiceVersion20100801/operation";
  const send = async (operation: string, input: unknown) => {
    const answer = await post(`${service}/${operation}`, headers, new Uint8Array(cbor.serialize(input)));
    return { answer, body: cbor.deserialize(new Uint8Array(await answer.arrayBuffer())) as unknown };
  };

  it("carries dates as tagged numbers", async () => {
    const span = { StartTime: AT, EndTime: AT };
    const tagged = { StartTime: dateToTag(AT), EndTime: dateToTag(AT) };
    const rest = { Namespace: "N", MetricName: "m", Period: 60, Statistics: ["Sum" as const] };
    const { answer, body } = await send("GetMetricStatistics", { ...rest, ...tagged });
    expect(inputs["GetMetricStatistics"]).toEqual({ ...rest, ...span });
    expect(answer.headers.get("smithy-protocol")).toBe("rpc-v2-cbor");
    expect(body).toEqual({
      Label: "a < b & c",
      Datapoints: [{ Timestamp: dateToTag(AT), Sum: 3, Unit: "Count", ExtendedStatistics: { p95: 1.5 } }],
    });
  });

  it("answers an operation without output with an empty map", async () => {
    const { body } = await send("PutMetricData", { Namespace: "N" });
    expect(body).toEqual({});
  });

  it("answers errors with type and old query code", async () => {
    const { answer, body } = await send("SetAlarmState", {
      AlarmName: "a",
      StateValue: "OK",
      StateReason: "r",
    });
    expect(answer.status).toBe(400);
    expect(answer.headers.get("x-amzn-query-error")).toBe("InvalidFormat;Sender");
    expect(body).toEqual({ __type: "InvalidFormatFault", message: "Not JSON." });
  });

  it("refuses a body that is no CBOR, and a path that names no operation", async () => {
    const garbage = await post(`${service}/PutMetricData`, headers, new Uint8Array([0xff, 0x00]));
    expect(garbage.status).toBe(400);
    const nowhere = await post("/service/Granite", headers, new Uint8Array());
    expect(nowhere.status).toBe(400);
  });

  it("refuses other encodings of RPC v2 by name", async () => {
    const answer = await post(`${service}/PutMetricData`, { "smithy-protocol": "rpc-v2-json" }, "{}");
    expect(cbor.deserialize(new Uint8Array(await answer.arrayBuffer()))).toEqual({
      __type: "UnknownOperationException",
      message: "Expected rpc-v2-cbor as the smithy-protocol header, found rpc-v2-json.",
    });
  });
});

describe("awsQuery, as older SDKs speak to CloudWatch", () => {
  const headers = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" };
  const send = async (form: string) => {
    const answer = await post("/", headers, form);
    return { status: answer.status, text: (await answer.text()).replace(/[0-9a-f-]{36}/, "ID") };
  };

  it("reads numbered lists and structures, and writes XML", async () => {
    const form =
      "Action=GetMetricStatistics&Version=2010-08-01&Namespace=N&MetricName=m&Period=60&StartTime=2026-01-02T03%3A04%3A05.250Z" +
      "&EndTime=2026-01-02T03:04:05.250Z&Statistics.member.1=Sum&Statistics.member.2=Average" +
      "&Dimensions.member.1.Name=Stage&Dimensions.member.1.Value=local+cloud";
    const { status, text } = await send(form);
    expect(inputs["GetMetricStatistics"]).toEqual({
      Namespace: "N",
      MetricName: "m",
      Period: 60,
      StartTime: AT,
      EndTime: AT,
      Statistics: ["Sum", "Average"],
      Dimensions: [{ Name: "Stage", Value: "local cloud" }],
    });
    expect(status).toBe(200);
    expect(text).toBe(
      '<GetMetricStatisticsResponse xmlns="http://monitoring.amazonaws.com/doc/2010-08-01/"><GetMetricStatisticsResult>' +
        "<Label>a &lt; b &amp; c</Label><Datapoints><member><Timestamp>2026-01-02T03:04:05.250Z</Timestamp><Sum>3</Sum>" +
        "<Unit>Count</Unit><ExtendedStatistics><entry><key>p95</key><value>1.5</value></entry></ExtendedStatistics></member></Datapoints>" +
        "</GetMetricStatisticsResult><ResponseMetadata><RequestId>ID</RequestId></ResponseMetadata></GetMetricStatisticsResponse>",
    );
  });

  it("reads an empty list, and orders list positions as numbers", async () => {
    await send("Action=DescribeAlarms&AlarmNames=");
    expect(inputs["DescribeAlarms"]).toEqual({ AlarmNames: [] });
    const many = Array.from({ length: 11 }, (_, index) => `AlarmNames.member.${11 - index}=a${11 - index}`);
    await send(`Action=DescribeAlarms&${many.join("&")}`);
    expect(inputs["DescribeAlarms"]).toEqual({
      AlarmNames: ["a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9", "a10", "a11"],
    });
  });

  it("writes lists of structures, numbers and booleans", async () => {
    const { text } = await send("Action=DescribeAlarms&MaxRecords=7");
    expect(inputs["DescribeAlarms"]).toEqual({ MaxRecords: 7 });
    expect(text).toContain(
      "<MetricAlarms><member><AlarmName>errors</AlarmName><ActionsEnabled>true</ActionsEnabled><AlarmActions></AlarmActions><Threshold>0.01</Threshold></member></MetricAlarms>",
    );
  });

  it("is refused by GET, which any link of a web page sends", async () => {
    const answer = await fetch(`${running.url}/?Action=DeleteAlarms&AlarmNames.member.1=a`, {
      headers: { authorization: signedFor("monitoring") },
    });
    expect(answer.status).toBe(405);
    expect(await answer.text()).toContain(
      "<Code>MethodNotAllowed</Code><Message>Expected POST, found GET.</Message>",
    );
    expect(inputs["DeleteAlarms"]).toBeUndefined();
  });

  it("answers errors in the query protocol's own codes", async () => {
    expect(await send("Action=SetAlarmState&AlarmName=a&StateValue=OK&StateReason=r")).toEqual({
      status: 400,
      text: '<ErrorResponse xmlns="http://monitoring.amazonaws.com/doc/2010-08-01/"><Error><Type>Sender</Type><Code>InvalidFormat</Code><Message>Not JSON.</Message></Error><RequestId>ID</RequestId></ErrorResponse>',
    });
  });

  it.each([
    ["Action=Nothing", "InvalidAction", "Expected an operation of this service, found &quot;Nothing&quot;."],
    ["Action=DescribeAlarms&Foo=1", "MalformedInput", "Unknown parameter 'Foo' of DescribeAlarmsInput."],
    [
      "Action=DescribeAlarms&MaxRecords=many",
      "MalformedInput",
      "Expected a number at 'MaxRecords', found &quot;many&quot;.",
    ],
    [
      "Action=DescribeAlarms&AlarmNames.1=a",
      "MalformedInput",
      "Expected a list as AlarmNames.member.1 at 'AlarmNames', found &quot;1&quot;.",
    ],
    [
      "Action=DescribeAlarms&AlarmNames.member.0=a",
      "MalformedInput",
      "Expected list positions counted from 1",
    ],
    ["Action=DeleteAlarms", "ValidationError", "Value null at 'alarmNames' failed to satisfy constraint"],
    [
      "Action=PutMetricData&Namespace=N&MetricData.member.1.Value=1",
      "ValidationError",
      "Value null at 'MetricData.1.member.metricName' failed to satisfy constraint: Member must not be null",
    ],
  ])("refuses %s with %s", async (form, code, message) => {
    const { status, text } = await send(form);
    expect(status).toBe(400);
    expect(text).toContain(`<Code>${code}</Code>`);
    expect(text).toContain(message);
  });
});
