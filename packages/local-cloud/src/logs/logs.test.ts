import { appendFileSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MACHINE } from "../clock.ts";
import type { MetricDatum } from "../ports.ts";
import { memoryStore, type Store } from "../store.ts";
import { createLogs } from "./logs.ts";

const NOW = Date.UTC(2026, 10, 23, 12);
const DAY_MS = 86_400_000;

let dir: string;
let store: Store;
let nowMs: number;
let metrics: MetricDatum[];

function memoryOfOneRun(): Store {
  // One set of collections, shared by every service that is opened over it, as files on disk are.
  const collections = new Map<string, unknown>();
  const inner = memoryStore();
  return {
    collection: <T>(name: string) => {
      const known = collections.get(name) ?? inner.collection<T>(name);
      collections.set(name, known);
      return known as ReturnType<typeof inner.collection<T>>;
    },
  };
}

const open = () =>
  createLogs({
    store,
    clock: { nowMs: () => nowMs, timer: MACHINE.timer },
    dir,
    region: "us-east-1",
    metrics: { put: (datum) => void metrics.push(datum) },
  });

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "logs-"));
  store = memoryOfOneRun();
  nowMs = NOW;
  metrics = [];
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe("groups and streams", () => {
  it("creates, describes and deletes a group", () => {
    const { operations } = open();
    operations.CreateLogGroup({ logGroupName: "/aws/lambda/f" });
    operations.PutRetentionPolicy({ logGroupName: "/aws/lambda/f", retentionInDays: 7 });
    expect(operations.DescribeLogGroups({ logGroupNamePrefix: "/aws/" }).logGroups).toEqual([
      {
        logGroupName: "/aws/lambda/f",
        creationTime: NOW,
        retentionInDays: 7,
        metricFilterCount: 0,
        arn: "arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/f:*",
        logGroupArn: "arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/f",
        logGroupClass: "STANDARD",
        storedBytes: 0,
      },
    ]);
    operations.DeleteLogGroup({ logGroupName: "/aws/lambda/f" });
    expect(operations.DescribeLogGroups({}).logGroups).toEqual([]);
  });

  it("refuses a group that exists, a bad name, and a number of days that AWS does not offer", () => {
    const { operations } = open();
    operations.CreateLogGroup({ logGroupName: "g" });
    expect(() => operations.CreateLogGroup({ logGroupName: "g" })).toThrow("already exists");
    expect(() => operations.CreateLogGroup({ logGroupName: "a b" })).toThrow("logGroupName");
    expect(() => operations.PutRetentionPolicy({ logGroupName: "g", retentionInDays: 2 })).toThrow(
      "expected one of",
    );
    expect(() => operations.CreateLogStream({ logGroupName: "gone", logStreamName: "s" })).toThrow(
      "The specified log group does not exist.",
    );
  });

  it("pages groups by name", () => {
    const { operations } = open();
    for (const logGroupName of ["b", "c", "a"]) operations.CreateLogGroup({ logGroupName });
    const first = operations.DescribeLogGroups({ limit: 2 });
    const second = operations.DescribeLogGroups({
      limit: 2,
      ...(first.nextToken === undefined ? {} : { nextToken: first.nextToken }),
    });
    expect(first.logGroups?.map((group) => group.logGroupName)).toEqual(["a", "b"]);
    expect(second.logGroups?.map((group) => group.logGroupName)).toEqual(["c"]);
    expect(second.nextToken).toBeUndefined();
  });

  it("orders streams by their last event", () => {
    const { operations, sink } = open();
    sink.write("g", "old", NOW - 2000, "x");
    sink.write("g", "new", NOW - 1000, "x");
    const { logStreams } = operations.DescribeLogStreams({
      logGroupName: "g",
      orderBy: "LastEventTime",
      descending: true,
    });
    expect(logStreams?.map((stream) => [stream.logStreamName, stream.lastEventTimestamp])).toEqual([
      ["new", NOW - 1000],
      ["old", NOW - 2000],
    ]);
  });

  it("keeps tags by ARN", () => {
    const { operations } = open();
    const resourceArn = "arn:aws:logs:us-east-1:000000000000:log-group:g";
    operations.CreateLogGroup({ logGroupName: "g", tags: { a: "1" } });
    operations.TagResource({ resourceArn, tags: { b: "2" } });
    operations.UntagResource({ resourceArn, tagKeys: ["a"] });
    expect(operations.ListTagsForResource({ resourceArn })).toEqual({ tags: { b: "2" } });
  });
});

describe("PutLogEvents", () => {
  it("rejects what is too old or too new and keeps the rest", () => {
    const { operations } = open();
    operations.CreateLogGroup({ logGroupName: "g" });
    operations.CreateLogStream({ logGroupName: "g", logStreamName: "s" });
    const put = (...timestamps: number[]) =>
      operations.PutLogEvents({
        logGroupName: "g",
        logStreamName: "s",
        logEvents: timestamps.map((timestamp) => ({ timestamp, message: String(timestamp) })),
      }).rejectedLogEventsInfo;
    expect(put(NOW - 14 * DAY_MS - 1, NOW - 14 * DAY_MS)).toEqual({ tooOldLogEventEndIndex: 1 });
    expect(put(NOW, NOW + 7_200_000, NOW + 7_200_001)).toEqual({ tooNewLogEventStartIndex: 2 });
    expect(() => put(NOW, NOW - 1)).toThrow("chronological order");
    const { events } = operations.GetLogEvents({ logGroupName: "g", logStreamName: "s" });
    expect(events?.map((event) => event.timestamp)).toEqual([NOW - 14 * DAY_MS, NOW, NOW + 7_200_000]);
  });
});

describe("GetLogEvents", () => {
  const read = (logs: ReturnType<typeof open>, input: { nextToken?: string; startFromHead?: boolean }) => {
    const answer = logs.operations.GetLogEvents({
      logGroupName: "g",
      logStreamName: "s",
      limit: 2,
      ...input,
    });
    return {
      messages: answer.events?.map((event) => event.message),
      forward: String(answer.nextForwardToken),
      backward: String(answer.nextBackwardToken),
    };
  };

  it("walks forward and backward, and returns the same token at an end", () => {
    const logs = open();
    for (const index of [1, 2, 3, 4, 5]) logs.sink.write("g", "s", NOW + index, `m${index}`);
    logs.sink.write("g", "other", NOW, "not this one");

    const latest = read(logs, {});
    expect(latest.messages).toEqual(["m4", "m5"]);
    const before = read(logs, { nextToken: latest.backward });
    expect(before.messages).toEqual(["m2", "m3"]);
    const first = read(logs, { nextToken: before.backward });
    expect(first.messages).toEqual(["m1"]);
    const beyond = read(logs, { nextToken: first.backward });
    expect(beyond).toEqual({ messages: [], forward: expect.any(String), backward: first.backward });

    const end = read(logs, { nextToken: latest.forward });
    expect(end).toEqual({ messages: [], forward: latest.forward, backward: expect.any(String) });
    logs.sink.write("g", "s", NOW + 6, "m6");
    expect(read(logs, { nextToken: end.forward }).messages).toEqual(["m6"]);
    expect(read(logs, { startFromHead: true }).messages).toEqual(["m1", "m2"]);
  });

  it("sorts events that arrive out of order, and keeps the order of arrival at equal times", () => {
    const logs = open();
    for (const [at, message] of [
      [3, "c"],
      [1, "a"],
      [1, "b"],
    ] as const)
      logs.sink.write("g", "s", NOW + at, message);
    const { events } = logs.operations.GetLogEvents({ logGroupName: "g", logStreamName: "s" });
    expect(events?.map((event) => event.message)).toEqual(["a", "b", "c"]);
  });

  it("refuses a token that it has not made", () => {
    const logs = open();
    logs.sink.write("g", "s", NOW, "x");
    expect(() => read(logs, { nextToken: "f/12" })).toThrow("The specified nextToken is invalid.");
  });
});

describe("FilterLogEvents", () => {
  it("filters by time (both ends included), streams and pattern, over pages", () => {
    const { operations, sink } = open();
    for (const index of [1, 2, 3, 4]) sink.write("g", `app-${index % 2}`, NOW + index, `ERROR ${index}`);
    sink.write("g", "app-1", NOW + 3, "fine");
    const filter = (input: object) => operations.FilterLogEvents({ logGroupName: "g", ...input });
    const messages = (input: object) => filter(input).events?.map((event) => event.message);

    expect(messages({ startTime: NOW + 2, endTime: NOW + 3 })).toEqual(["ERROR 2", "ERROR 3", "fine"]);
    expect(messages({ logStreamNames: ["app-0"] })).toEqual(["ERROR 2", "ERROR 4"]);
    expect(messages({ logStreamNamePrefix: "app-1", filterPattern: "ERROR" })).toEqual([
      "ERROR 1",
      "ERROR 3",
    ]);
    expect(messages({ startFromHead: false, limit: 2 })).toEqual(["ERROR 4", "fine"]);
    const first = filter({ filterPattern: "ERROR", limit: 3 });
    expect(first.events).toHaveLength(3);
    const rest = filter({ filterPattern: "ERROR", limit: 3, nextToken: first.nextToken });
    expect(rest.events?.map((event) => event.message)).toEqual(["ERROR 4"]);
    expect(rest.nextToken).toBeUndefined();
  });
});

describe("events on disk", () => {
  it("survive a restart, a torn last line and a damaged one", () => {
    open().sink.write("g", "s", NOW, "kept");
    const [folder = ""] = readdirSync(dir);
    const [file = ""] = readdirSync(join(dir, folder));
    appendFileSync(join(dir, folder, file), 'not json\n[2,"s",17');

    const reopened = open();
    reopened.sink.write("g", "s", NOW + 1, "after");
    const { events } = reopened.operations.GetLogEvents({ logGroupName: "g", logStreamName: "s" });
    expect(events?.map((event) => event.message)).toEqual(["kept", "after"]);
    expect(
      reopened.operations.DescribeLogStreams({ logGroupName: "g" }).logStreams?.[0]?.firstEventTimestamp,
    ).toBe(NOW);
  });

  it("are hidden once the group's retention has passed", () => {
    const { operations, sink } = open();
    sink.write("g", "s", NOW, "old");
    operations.PutRetentionPolicy({ logGroupName: "g", retentionInDays: 1 });
    nowMs = NOW + DAY_MS;
    expect(operations.FilterLogEvents({ logGroupName: "g" }).events).toHaveLength(1);
    nowMs += 1;
    expect(operations.FilterLogEvents({ logGroupName: "g" }).events).toHaveLength(0);
  });
});

describe("metrics in log lines", () => {
  const emf = (value: unknown) =>
    JSON.stringify({
      _aws: {
        Timestamp: NOW,
        CloudWatchMetrics: [{ Namespace: "N", Dimensions: [[]], Metrics: [{ Name: "V" }] }],
      },
      V: value,
    });

  it("reach the metric sink, and broken documents are counted per group", () => {
    const { sink, operations } = open();
    sink.write("g", "s", NOW, emf(5));
    sink.write("g", "s", NOW, emf("five"));
    sink.write("g", "s", NOW, emf(5).slice(0, -1));
    expect(
      metrics.map(({ namespace, name, values, dimensions }) => [namespace, name, values, dimensions]),
    ).toEqual([
      ["N", "V", [5], {}],
      ["AWS/Logs", "EMFValidationErrors", [1], { LogGroupName: "g" }],
      ["AWS/Logs", "EMFParsingErrors", [1], { LogGroupName: "g" }],
    ]);
    expect(operations.FilterLogEvents({ logGroupName: "g" }).events).toHaveLength(3);
  });
});

describe("permissions", () => {
  it("name the stream as AWS does in its refusals", () => {
    expect(open().wire.permissions("PutLogEvents", { logGroupName: "g", logStreamName: "s" })).toEqual([
      {
        action: "logs:PutLogEvents",
        resource: "arn:aws:logs:us-east-1:000000000000:log-group:g:log-stream:s",
      },
    ]);
  });
});
