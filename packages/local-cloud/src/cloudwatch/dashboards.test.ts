import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CloudWatchClient,
  DeleteDashboardsCommand,
  GetDashboardCommand,
  ListDashboardsCommand,
  PutDashboardCommand,
} from "@aws-sdk/client-cloudwatch";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { memoryStore } from "../store.ts";
import { rejection, serve } from "../wire/testing.ts";
import { createCloudWatch } from "./cloudwatch.ts";
import { problemsOf } from "./dashboards-body.ts";

const NOON = Date.UTC(2026, 10, 23, 12);

const BODY = JSON.stringify({
  periodOverride: "inherit",
  widgets: [
    { type: "text", x: 0, y: 0, width: 24, height: 2, properties: { markdown: "# Releases" } },
    {
      type: "metric",
      width: 12,
      properties: {
        title: "Errors",
        region: "us-east-1",
        view: "timeSeries",
        stacked: false,
        stat: "Sum",
        period: 60,
        metrics: [
          ["Switchyard", "Errors", "Stage", "local", "FunctionVersion", "7", { id: "m1", visible: false }],
          ["...", "8", { id: "m2", color: "#ff6961", yAxis: "right" }],
          [".", "Requests", ".", "."],
          [{ expression: "m1 / m2", label: "share", id: "e1" }],
        ],
        annotations: { horizontal: [{ value: 1, label: "limit" }, [{ value: 1 }, { value: 2 }]] },
        yAxis: { left: { min: 0 } },
      },
    },
    { type: "alarm", properties: { alarms: ["arn:aws:cloudwatch:us-east-1:000000000000:alarm:errors"] } },
    {
      type: "log",
      properties: { query: "SOURCE 'a' | fields @message", region: "us-east-1", view: "table" },
    },
  ],
});

let dir: string;
let client: CloudWatchClient;
let close: () => Promise<void>;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "dashboards-"));
  const service = createCloudWatch({
    store: memoryStore(),
    clock: { nowMs: () => NOON, timer: () => () => undefined },
    dir,
    region: "us-east-1",
  });
  const server = await serve([service.wire]);
  client = new CloudWatchClient(server.settings);
  close = async () => {
    client.destroy();
    await server.close();
    await service.close();
  };
});
afterEach(async () => {
  await close();
  rmSync(dir, { recursive: true });
});

const put = (DashboardName: string, DashboardBody = BODY) =>
  client.send(new PutDashboardCommand({ DashboardName, DashboardBody }));

describe("a dashboard", () => {
  it("is kept as it is put, listed and deleted", async () => {
    expect((await put("switchyard-local")).DashboardValidationMessages).toEqual([]);
    await put("other");
    expect(await client.send(new GetDashboardCommand({ DashboardName: "switchyard-local" }))).toMatchObject({
      DashboardArn: "arn:aws:cloudwatch::000000000000:dashboard/switchyard-local",
      DashboardBody: BODY,
      DashboardName: "switchyard-local",
    });
    const { DashboardEntries } = await client.send(new ListDashboardsCommand({ DashboardNamePrefix: "sw" }));
    expect(DashboardEntries).toEqual([
      {
        DashboardName: "switchyard-local",
        DashboardArn: "arn:aws:cloudwatch::000000000000:dashboard/switchyard-local",
        LastModified: new Date(NOON),
        Size: BODY.length,
      },
    ]);
    await client.send(new DeleteDashboardsCommand({ DashboardNames: ["switchyard-local"] }));
    await expect(client.send(new GetDashboardCommand({ DashboardName: "switchyard-local" }))).rejects.toThrow(
      "Dashboard switchyard-local does not exist",
    );
  });

  it("stays when another one to be deleted with it is not there", async () => {
    await put("a");
    await expect(client.send(new DeleteDashboardsCommand({ DashboardNames: ["a", "b"] }))).rejects.toThrow(
      "Dashboard b does not exist",
    );
    expect((await client.send(new ListDashboardsCommand({}))).DashboardEntries).toHaveLength(1);
  });

  it("with mistakes is refused, and each of them named with its place", async () => {
    const body = JSON.stringify({
      widgets: [{ type: "chart" }, { type: "metric", properties: { metrics: [["App"]], region: 1 } }],
    });
    expect(await rejection(put("a", body))).toMatchObject({
      dashboardValidationMessages: [
        {
          DataPath: "/widgets/0/type",
          Message: "should be equal to one of the allowed values: alarm, log, metric, text",
        },
        { DataPath: "/widgets/1/properties/region", Message: "should be string" },
      ],
    });
    expect((await client.send(new ListDashboardsCommand({}))).DashboardEntries).toEqual([]);
  });

  it("with properties that nobody knows is kept, with a warning", async () => {
    const body = JSON.stringify({
      widgets: [{ type: "text", properties: { markdown: "x", colour: "red" } }],
    });
    expect((await put("a", body)).DashboardValidationMessages).toEqual([
      { DataPath: "/widgets/0/properties/colour", Message: "is no property that the local cloud knows here" },
    ]);
  });

  it("has a name that CloudWatch takes", async () => {
    await expect(put("a b")).rejects.toThrow("The DashboardName field must have");
  });
});

describe("a dashboard's body", () => {
  const metric = (metrics: unknown) =>
    problemsOf(
      JSON.stringify({ widgets: [{ type: "metric", properties: { region: "us-east-1", metrics } }] }),
    );
  it.each([
    [[["App", "Errors", "Stage"]], "should have a value for each dimension"],
    [[["App"]], "should have a namespace and a metric name"],
    [[[]], "should not be empty"],
    [["App"], "should be array"],
    [[["App", 7]], "should have texts, and at most one object at its end"],
    [[["...", "7"]], "should not repeat a row above: it is the first one"],
    [
      [
        ["A", "b"],
        ["A", "..."],
      ],
      "should have ... at its beginning only",
    ],
    [[[{ label: "x" }]], "should have a namespace and a metric name, or an expression"],
    [[["A", "b", { expression: "m1" }]], "should not have both a metric and an expression"],
    [[["A", "b", { yAxis: "top" }]], /^yAxis: /],
    [[["A", "b", { unit: "ms" }]], /unit/],
  ])("is told about the row %j", (rows, message) => {
    const [problem, ...others] = metric(rows);
    expect(others).toEqual([]);
    expect(problem?.message).toMatch(message);
    expect(problem?.path).toBe(`/widgets/0/properties/metrics/${rows.length - 1}`);
  });

  it.each([
    ["no JSON", "{", [["", "The field DashboardBody must be a valid JSON object"]]],
    ["no widgets", "{}", [["/widgets", "should be array"]]],
    [
      "a metric widget without metrics",
      '{"widgets":[{"type":"metric","properties":{"region":"r"}}]}',
      [["/widgets/0/properties/metrics", "should have metrics or annotations.alarms"]],
    ],
    [
      "a text widget without text",
      '{"widgets":[{"type":"text","properties":{}}]}',
      [["/widgets/0/properties/markdown", "should be string"]],
    ],
    [
      "a view that does not exist",
      '{"widgets":[{"type":"log","properties":{"query":"q","region":"r","view":"map"}}]}',
      [
        [
          "/widgets/0/properties/view",
          "should be equal to one of the allowed values: bar, pie, table, timeSeries",
        ],
      ],
    ],
  ])("is told about %s", (_, text, expected) => {
    expect(problemsOf(text).map(({ path, message }) => [path, message])).toEqual(expected);
  });
});
