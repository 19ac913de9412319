import { afterEach, describe, expect, it } from "vitest";
import { eventually } from "./eventually.ts";
import type { LambdaDeps } from "./lambda.ts";
import { NOW_MS, openTestBed, type TestBed } from "./testing.ts";

let bed: TestBed;
afterEach(() => bed.close());

async function openWith(code: string, settings: object = {}, deps: Partial<LambdaDeps> = {}): Promise<void> {
  bed = openTestBed(deps);
  await bed.create("f", code, settings);
}

/** Replaces what differs from run to run. */
function stable(line: string): string {
  return line
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "ID")
    .replace(/\d+\.\d\d ms/g, "D ms")
    .replace(/Billed Duration: \d+ ms/, "Billed Duration: N ms")
    .replace(/Used: \d+ MB/, "Used: M MB")
    .replace(/nodejs:\d+/, "nodejs:N")
    .replace(/^\d{4}-\d\d-\d\dT[\d:.]+Z/, "TIME");
}

describe("the log of a function", () => {
  it("holds the lines of the platform and of the function, in order", async () => {
    await openWith(
      'console.log("init"); exports.handler = async () => { console.log("one\\ntwo"); process.stdout.write("raw\\n"); };',
    );
    await bed.invoke("f");
    await bed.invoke("f");
    expect(bed.messages().map(stable)).toEqual([
      "INIT_START Runtime Version: nodejs:N.local\tRuntime Version ARN: arn:aws:lambda:us-east-1::runtime:local",
      "TIME\t-\tINFO\tinit",
      "START RequestId: ID Version: $LATEST",
      "TIME\tID\tINFO\tone\ntwo",
      "raw",
      "END RequestId: ID",
      "REPORT RequestId: ID\tDuration: D ms\tBilled Duration: N ms\tMemory Size: 128 MB\tMax Memory Used: M MB\tInit Duration: D ms\t",
      "START RequestId: ID Version: $LATEST",
      "TIME\tID\tINFO\tone\ntwo",
      "raw",
      "END RequestId: ID",
      "REPORT RequestId: ID\tDuration: D ms\tBilled Duration: N ms\tMemory Size: 128 MB\tMax Memory Used: M MB\t",
    ]);
  });

  it("is one stream per sandbox in the group of the function, stamped by the cloud's clock", async () => {
    await openWith("exports.handler = async () => 1;");
    await bed.invoke("f");
    await bed.invoke("f");
    expect(new Set(bed.events.map((event) => event.stream)).size).toBe(1);
    expect(bed.events.every((event) => event.group === "/aws/lambda/f" && event.timestampMs === NOW_MS)).toBe(
      true,
    );
  });

  it("goes to the group that the logging settings name", async () => {
    await openWith("exports.handler = async () => process.env.AWS_LAMBDA_LOG_GROUP_NAME;", {
      LoggingConfig: { LogGroup: "/own/group" },
    });
    expect((await bed.invoke("f")).body).toBe("/own/group");
    expect(new Set(bed.events.map((event) => event.group))).toEqual(new Set(["/own/group"]));
  });

  it("has JSON records when the settings say so, and fewer at a higher level", async () => {
    await openWith('exports.handler = async () => { console.log("hello"); console.debug("hidden"); };', {
      LoggingConfig: { LogFormat: "JSON", ApplicationLogLevel: "INFO", SystemLogLevel: "INFO" },
    });
    await bed.create("quiet", "exports.handler = async () => 1;", {
      LoggingConfig: { LogFormat: "JSON", SystemLogLevel: "WARN" },
    });
    await bed.invoke("f");
    const records = bed.messages().map((line) => JSON.parse(line));
    expect(records.map((record) => record.type ?? record.message)).toEqual([
      "platform.initStart",
      "platform.start",
      "hello",
      "platform.report",
    ]);
    expect(records[3]).toMatchObject({
      time: "2026-01-02T03:04:05.000Z",
      record: { status: "success", metrics: { memorySizeMB: 128, durationMs: expect.any(Number) } },
    });
    const before = bed.events.length;
    await bed.invoke("quiet");
    expect(bed.events.length).toBe(before);
  });

  it("keeps every line of a talkative handler before END", async () => {
    await openWith(
      'exports.handler = async () => { for (let n = 0; n < 3000; n += 1) process.stdout.write("line " + n + " " + "é".repeat(50) + "\\n"); };',
    );
    await bed.invoke("f");
    const lines = bed.messages();
    expect(lines.filter((line) => line.startsWith("line "))).toEqual(
      Array.from({ length: 3000 }, (_, n) => `line ${n} ${"é".repeat(50)}`),
    );
    expect(lines.at(-2)).toMatch(/^END/);
  });

  it("stays empty when the role may not write it, and says so once", async () => {
    await openWith("exports.handler = async () => 1;");
    bed.denied.add("logs:PutLogEvents");
    const answer = await bed.invoke("f", {}, { LogType: "Tail" });
    await bed.invoke("f");
    expect(answer.logTail).toContain("START RequestId");
    expect(bed.events).toEqual([]);
    expect(bed.warnings).toEqual([
      "Function f writes no logs: its role arn:aws:iam::000000000000:role/worker needs logs:CreateLogStream and logs:PutLogEvents on arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/f:*.",
    ]);
    bed.denied.clear();
    await bed.invoke("f");
    expect(bed.messages()[0]).toMatch(/^START/);
  });

  it("is given to the caller as a tail of at most 4 KB", async () => {
    await openWith('exports.handler = async () => { console.log("x".repeat(9000)); };');
    const { logTail } = await bed.invoke("f", {}, { LogType: "Tail" });
    expect(Buffer.byteLength(logTail)).toBe(4096);
    expect(logTail).toMatch(/xxx\nEND RequestId: .*\nREPORT/);
    expect((await bed.invoke("f")).logTail).toBe("");
  });
});

describe("the metrics of an invocation", () => {
  const of = (name: string) => bed.metrics.filter((datum) => datum.name === name);

  it("are published by account, function, qualifier and version behind an alias", async () => {
    await openWith("exports.handler = async () => 1;", { Publish: true });
    await bed.lambda.operations.CreateAlias(
      { FunctionName: "f", Name: "live", FunctionVersion: "1" },
      { caller: { kind: "account" }, requestId: "r" },
    );
    await bed.invoke("f:live");
    expect(of("Invocations")).toEqual(
      [
        {},
        { FunctionName: "f" },
        { FunctionName: "f", Resource: "f:live" },
        { FunctionName: "f", Resource: "f:live", ExecutedVersion: "1" },
      ].map((dimensions) => ({
        namespace: "AWS/Lambda",
        name: "Invocations",
        dimensions,
        values: [1],
        unit: "Count",
        timestampMs: NOW_MS,
        storageResolutionS: 60,
      })),
    );
    expect(of("Errors").map((datum) => datum.values)).toEqual([[0], [0], [0], [0]]);
    expect(of("Duration").every((datum) => datum.unit === "Milliseconds" && (datum.values[0] ?? 0) > 0)).toBe(
      true,
    );
  });

  it("carry the time at which the invocation began", async () => {
    await openWith("exports.handler = () => new Promise((done) => setTimeout(done, 100));");
    const call = bed.invoke("f");
    await eventually(() => of("ConcurrentExecutions").length).toBe(3);
    bed.time.nowMs += 60_000;
    await call;
    expect(of("Invocations").map((datum) => datum.timestampMs)).toEqual([NOW_MS, NOW_MS, NOW_MS]);
  });

  it("count errors, throttles and parallel executions", async () => {
    await openWith(
      'exports.handler = (event) => new Promise((done, fail) => setTimeout(event.fail ? fail : done, 100, "x"));',
    );
    await Promise.all([bed.invoke("f", { fail: true }), bed.invoke("f")]);
    const forFunction = (name: string) =>
      of(name)
        .filter((datum) => Object.keys(datum.dimensions).length === 1)
        .flatMap((datum) => datum.values);
    expect(forFunction("Errors").toSorted((a, b) => a - b)).toEqual([0, 1]);
    expect(forFunction("ConcurrentExecutions")).toEqual([1, 2]);
    await bed.lambda.operations.PutFunctionConcurrency(
      { FunctionName: "f", ReservedConcurrentExecutions: 0 },
      { caller: { kind: "account" }, requestId: "r" },
    );
    await expect(bed.invoke("f")).rejects.toThrow("Rate Exceeded.");
    expect(forFunction("Throttles")).toEqual([0, 0, 1]);
    expect(forFunction("Invocations")).toEqual([1, 1]);
  });
});
