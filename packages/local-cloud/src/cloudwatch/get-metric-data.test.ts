import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MetricDatum } from "@aws-sdk/client-cloudwatch";
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

describe("GetMetricData", () => {
  const query = (Id: string, Stat: string, rest: object = {}) => ({
    Id,
    MetricStat: { Metric: { Namespace: "App", MetricName: "M" }, Period: 60, Stat },
    ...rest,
  });
  const range = { StartTime: at(-5 * MINUTE), EndTime: at(MINUTE) };

  it("answers newest first, merges units and leaves out queries that return no data", () => {
    const cloudWatch = open();
    put(cloudWatch, { MetricName: "M", Value: 5, Timestamp: at(-MINUTE) });
    put(
      cloudWatch,
      { MetricName: "M", Value: 3, Unit: "Count" },
      { MetricName: "M", Value: 4, Unit: "Seconds" },
    );
    const answer = cloudWatch.operations.GetMetricData({
      ...range,
      MetricDataQueries: [
        query("a", "p50"),
        query("b", "Sum", { Label: "all", ReturnData: true }),
        query("c", "Sum", { ReturnData: false }),
      ],
    });
    const Timestamps = [new Date(NOW - 30_000), new Date(NOW - 30_000 - MINUTE)];
    expect(answer).toEqual({
      Messages: [],
      MetricDataResults: [
        { Id: "a", Label: "M", Timestamps, Values: [3, 5], StatusCode: "Complete" },
        { Id: "b", Label: "all", Timestamps, Values: [7, 5], StatusCode: "Complete" },
      ],
    });
  });

  it("pages over all queries together", () => {
    const cloudWatch = open();
    for (const minute of [1, 2, 3])
      put(cloudWatch, { MetricName: "M", Value: minute, Timestamp: at(-minute * MINUTE) });
    const ask = (NextToken?: string) =>
      cloudWatch.operations.GetMetricData({
        ...range,
        ScanBy: "TimestampAscending",
        MaxDatapoints: 4,
        MetricDataQueries: [query("a", "Sum"), query("b", "Maximum")],
        ...(NextToken === undefined ? {} : { NextToken }),
      });
    const first = ask();
    expect(first.MetricDataResults?.map((result) => [result.Values, result.StatusCode])).toEqual([
      [[3, 2, 1], "Complete"],
      [[3], "PartialData"],
    ]);
    const second = ask(first.NextToken);
    expect(second.MetricDataResults?.map((result) => result.Values)).toEqual([[], [2, 1]]);
    expect(second.NextToken).toBeUndefined();
  });

  it("computes expressions of the queries beside it", () => {
    const cloudWatch = open();
    put(
      cloudWatch,
      { MetricName: "Errors", Value: 1, Timestamp: at(-MINUTE) },
      { MetricName: "Calls", Value: 4, Timestamp: at(-MINUTE) },
      { MetricName: "Calls", Value: 5, Timestamp: at(0) },
    );
    const sumOf = (Id: string, MetricName: string) => ({
      Id,
      MetricStat: { Metric: { Namespace: "App", MetricName }, Period: 60, Stat: "Sum" },
      ReturnData: false,
    });
    const answer = cloudWatch.operations.GetMetricData({
      ...range,
      ScanBy: "TimestampAscending",
      MetricDataQueries: [
        sumOf("errors", "Errors"),
        sumOf("calls", "Calls"),
        { Id: "percent", Expression: "100 * rate", Label: "Errors in %" },
        { Id: "rate", Expression: "errors / calls", ReturnData: false },
        { Id: "all", Expression: "METRICS() * 2" },
      ],
    });
    const [before, now] = [new Date(NOW - 30_000 - MINUTE), new Date(NOW - 30_000)];
    expect(answer.MetricDataResults).toEqual([
      {
        Id: "percent",
        Label: "Errors in %",
        Timestamps: [before, now],
        Values: [25, 0],
        StatusCode: "Complete",
      },
      { Id: "all", Label: "all Errors", Timestamps: [before], Values: [2], StatusCode: "Complete" },
      { Id: "all", Label: "all Calls", Timestamps: [before, now], Values: [8, 10], StatusCode: "Complete" },
    ]);
  });

  it("refuses expressions that cannot be computed, and ids that AWS would refuse", () => {
    const ask =
      (...MetricDataQueries: object[]) =>
      () =>
        open().operations.GetMetricData({ ...range, MetricDataQueries: MetricDataQueries as never });
    const five = {
      Id: "b",
      MetricStat: { Metric: { Namespace: "App", MetricName: "M" }, Period: 300, Stat: "Sum" },
    };
    expect(ask(query("a", "Sum"), { Id: "rate", Expression: "RATE(a)" })).toThrow(
      "Error in expression 'rate': the local cloud does not support RATE at position 1; it supports IF, SUM, AVG, MIN, MAX, METRICS, FILL, AND and OR.",
    );
    expect(ask({ Id: "e", Expression: "a * 2" })).toThrow(
      "Error in expression 'e': there is no query with the Id a.",
    );
    expect(ask({ Id: "e", Expression: "f" }, { Id: "f", Expression: "e + 1" })).toThrow(
      "Error in expression 'e': it depends on itself (e -> f -> e).",
    );
    expect(ask(query("a", "Sum"), { Id: "e", Expression: "SUM(a)" })).toThrow(
      "Error in expression 'e': the result must be a time series, found a single number.",
    );
    expect(ask(query("a", "Sum"), five, { Id: "e", Expression: "a + b" })).toThrow(
      "Error in expression 'e': its metrics must have the same period, found 60, 300.",
    );
    expect(ask({ Id: "e", Expression: "1 + 2" })).toThrow("it is made of no metric");
    expect(ask(query("A", "Sum"))).toThrow("^[a-z]");
    expect(ask(query("a", "Sum"), query("a", "Sum"))).toThrow("used by more than one");
  });
});
