import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MetricDatum, PutMetricDataCommandInput } from "@aws-sdk/client-cloudwatch";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MACHINE } from "../clock.ts";
import { memoryStore } from "../store.ts";
import { createCloudWatch } from "./cloudwatch.ts";

const NOW = Date.UTC(2026, 10, 23, 12, 0, 30);
const MINUTE = 60_000;
const at = (offsetMs: number) => new Date(NOW + offsetMs);

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "metrics-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const open = () =>
  createCloudWatch({
    store: memoryStore(),
    clock: { nowMs: () => NOW, timer: MACHINE.timer },
    dir,
    region: "us-east-1",
  });
const put = (cloudWatch: ReturnType<typeof open>, ...data: MetricDatum[]) =>
  cloudWatch.operations.PutMetricData({ Namespace: "App", MetricData: data });

describe("PutMetricData", () => {
  const putting =
    (input: Omit<PutMetricDataCommandInput, "Namespace">, Namespace = "App") =>
    () =>
      open().operations.PutMetricData({ Namespace, ...input });

  it("refuses times outside two weeks back and two hours ahead", () => {
    const cloudWatch = open();
    put(cloudWatch, { MetricName: "M", Value: 1, Timestamp: at(-14 * 86_400_000) });
    put(cloudWatch, { MetricName: "M", Value: 1, Timestamp: at(7_200_000) });
    const error = "MetricData.member.1.Timestamp must specify a time within the past two weeks";
    expect(
      putting({ MetricData: [{ MetricName: "M", Value: 1, Timestamp: at(-14 * 86_400_000 - 1) }] }),
    ).toThrow(error);
    expect(putting({ MetricData: [{ MetricName: "M", Value: 1, Timestamp: at(7_200_001) }] })).toThrow(error);
  });

  it.each<[string, MetricDatum]>([
    ["MetricData.member.1.Value is required", { MetricName: "M" }],
    ["mutually exclusive", { MetricName: "M", Value: 1, Values: [1] }],
    ["same length", { MetricName: "M", Values: [1, 2], Counts: [1] }],
    ["must be greater than 0", { MetricName: "M", Values: [1], Counts: [0] }],
    ["must be 1 or 60", { MetricName: "M", Value: 1, StorageResolution: 10 }],
    ["finite number", { MetricName: "M", Value: Number.NaN }],
    [
      "SampleCount must be greater",
      { MetricName: "M", StatisticValues: { SampleCount: 0, Sum: 0, Minimum: 0, Maximum: 0 } },
    ],
    [
      "names a dimension twice",
      {
        MetricName: "M",
        Value: 1,
        Dimensions: [
          { Name: "A", Value: "1" },
          { Name: "A", Value: "2" },
        ],
      },
    ],
    ["1 to 1024 characters", { MetricName: "M", Value: 1, Dimensions: [{ Name: "A", Value: "" }] }],
  ])("refuses a datum: %s", (message, datum) => {
    expect(putting({ MetricData: [datum] })).toThrow(message);
  });

  it("refuses AWS's own namespaces and keeps nothing of a request with one bad datum", () => {
    expect(putting({ MetricData: [{ MetricName: "M", Value: 1 }] }, "AWS/Lambda")).toThrow("AWS/");
    const cloudWatch = open();
    expect(() => put(cloudWatch, { MetricName: "M", Value: 1 }, { MetricName: "M" })).toThrow("required");
    expect(cloudWatch.operations.ListMetrics({}).Metrics).toEqual([]);
  });
});

describe("GetMetricStatistics", () => {
  const range = { Namespace: "App", MetricName: "M", StartTime: at(-2 * MINUTE), EndTime: at(MINUTE) };

  it("computes every statistic per period", () => {
    const cloudWatch = open();
    put(cloudWatch, {
      MetricName: "M",
      Values: [1, 2, 10],
      Counts: [2, 1, 1],
      Unit: "Count",
      Timestamp: at(0),
    });
    put(cloudWatch, { MetricName: "M", Value: 7, Unit: "Count", Timestamp: at(-MINUTE) });
    const answer = cloudWatch.operations.GetMetricStatistics({
      ...range,
      Period: 60,
      Statistics: ["SampleCount", "Sum", "Average", "Minimum", "Maximum"],
      ExtendedStatistics: ["p50", "p99.9"],
    });
    expect(answer.Datapoints).toEqual([
      {
        Timestamp: new Date(NOW - MINUTE - 30_000),
        Unit: "Count",
        SampleCount: 1,
        Sum: 7,
        Average: 7,
        Minimum: 7,
        Maximum: 7,
        ExtendedStatistics: { p50: 7, "p99.9": 7 },
      },
      {
        Timestamp: new Date(NOW - 30_000),
        Unit: "Count",
        SampleCount: 4,
        Sum: 14,
        Average: 3.5,
        Minimum: 1,
        Maximum: 10,
        ExtendedStatistics: { p50: 1, "p99.9": 10 },
      },
    ]);
  });

  it("starts its periods at the start of the request, rounded down to a minute", () => {
    const cloudWatch = open();
    put(cloudWatch, { MetricName: "M", Value: 1, Timestamp: at(0) });
    const { Datapoints } = cloudWatch.operations.GetMetricStatistics({
      ...range,
      StartTime: at(-7 * MINUTE + 15_000),
      Period: 300,
      Statistics: ["Sum"],
    });
    expect(Datapoints).toEqual([{ Timestamp: new Date(NOW - 30_000 - 2 * MINUTE), Unit: "None", Sum: 1 }]);
  });

  it("keeps units apart and filters by one", () => {
    const cloudWatch = open();
    put(
      cloudWatch,
      { MetricName: "M", Value: 1, Unit: "Seconds" },
      { MetricName: "M", Value: 2, Unit: "Count" },
    );
    const sums = (unit: { Unit?: "Count" }) =>
      cloudWatch.operations
        .GetMetricStatistics({ ...range, Period: 60, Statistics: ["Sum"], ...unit })
        .Datapoints?.map((point) => [point.Unit, point.Sum]);
    expect(sums({})).toEqual([
      ["Seconds", 1],
      ["Count", 2],
    ]);
    expect(sums({ Unit: "Count" })).toEqual([["Count", 2]]);
  });

  it("has no percentile of a statistic set, but its other statistics", () => {
    const cloudWatch = open();
    put(cloudWatch, {
      MetricName: "M",
      StatisticValues: { SampleCount: 4, Sum: 20, Minimum: 2, Maximum: 9 },
    });
    const ask = (input: object) =>
      cloudWatch.operations.GetMetricStatistics({ ...range, Period: 60, ...input }).Datapoints;
    expect(ask({ Statistics: ["Average"] })?.[0]?.Average).toBe(5);
    expect(ask({ ExtendedStatistics: ["p95"] })).toEqual([]);
  });

  it.each([
    ["StartTime must be less", { StartTime: at(0), EndTime: at(0), Period: 60, Statistics: ["Sum"] }],
    ["multiple of 60", { Period: 90, Statistics: ["Sum"] }],
    ["exceeds the limit of 1440", { StartTime: at(-86_400_000), Period: 10, Statistics: ["Sum"] }],
    ["At least one of", { Period: 60 }],
    ["does not support the statistic tm99", { Period: 60, ExtendedStatistics: ["tm99"] }],
    ["does not support the statistic IQM", { Period: 60, ExtendedStatistics: ["IQM"] }],
    ["p101", { Period: 60, ExtendedStatistics: ["p101"] }],
    ["belong in ExtendedStatistics", { Period: 60, Statistics: ["p50"] }],
  ])("refuses: %s", (message, input) => {
    expect(() => open().operations.GetMetricStatistics({ ...range, ...input } as never)).toThrow(message);
  });
});

describe("ListMetrics", () => {
  it("filters by namespace, name and dimensions", () => {
    const cloudWatch = open();
    put(cloudWatch, {
      MetricName: "M",
      Value: 1,
      Dimensions: [
        { Name: "A", Value: "1" },
        { Name: "B", Value: "2" },
      ],
    });
    put(cloudWatch, { MetricName: "M", Value: 1, Dimensions: [{ Name: "A", Value: "9" }] });
    put(cloudWatch, { MetricName: "Other", Value: 1 });
    const count = (input: object) => cloudWatch.operations.ListMetrics(input).Metrics?.length;
    expect(count({})).toBe(3);
    expect(count({ Namespace: "App", MetricName: "M" })).toBe(2);
    expect(count({ Dimensions: [{ Name: "A" }] })).toBe(2);
    expect(count({ Dimensions: [{ Name: "A", Value: "1" }, { Name: "B" }] })).toBe(1);
    expect(count({ Namespace: "Gone" })).toBe(0);
  });
});

describe("values on disk", () => {
  it("survive a restart and a torn last line", async () => {
    const first = open();
    put(first, { MetricName: "M", Values: [1, 5], Counts: [3, 1] });
    await first.close();
    appendFileSync(join(dir, "metrics.ndjson"), '["App","M",{},');

    const second = open();
    put(second, { MetricName: "M", Value: 9 });
    await second.close();
    const { Datapoints } = open().operations.GetMetricStatistics({
      Namespace: "App",
      MetricName: "M",
      StartTime: at(-MINUTE),
      EndTime: at(MINUTE),
      Period: 60,
      Statistics: ["Sum", "SampleCount"],
      ExtendedStatistics: ["p60"],
    });
    expect(
      Datapoints?.map(({ Sum, SampleCount, ExtendedStatistics }) => [Sum, SampleCount, ExtendedStatistics]),
    ).toEqual([[17, 5, { p60: 1 }]]);
  });
});

describe("sink", () => {
  it("takes AWS namespaces and drops what CloudWatch would refuse", () => {
    const { sink, operations } = open();
    const datum = {
      namespace: "AWS/Lambda",
      name: "Errors",
      dimensions: {},
      unit: "Count",
      storageResolutionS: 60,
    } as const;
    sink.put({ ...datum, values: [1], timestampMs: NOW });
    sink.put({ ...datum, name: "Old", values: [1], timestampMs: 0 });
    sink.put({ ...datum, name: "NotANumber", values: [Number.NaN], timestampMs: NOW });
    expect(operations.ListMetrics({}).Metrics).toEqual([
      { Namespace: "AWS/Lambda", MetricName: "Errors", Dimensions: [] },
    ]);
  });
});

describe("DescribeAlarms", () => {
  it("knows of no alarms", () => {
    expect(open().operations.DescribeAlarms({})).toEqual({ MetricAlarms: [], CompositeAlarms: [] });
  });
});
