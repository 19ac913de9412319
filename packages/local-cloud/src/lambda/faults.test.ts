import { afterEach, describe, expect, it } from "vitest";
import type { LambdaFaults } from "../ports.ts";
import { ACCOUNT_CONTEXT } from "../wire/service.ts";
import { openTestBed, refusal, type TestBed } from "./testing.ts";

let bed: TestBed;
afterEach(() => bed.close());

const READY =
  "const readyMs = performance.now(); exports.handler = async () => ({ pid: process.pid, readyMs, env: Object.keys(process.env) });";

/** A function `f` with version 1, and faults for that version alone. */
async function openWith(faults: Partial<LambdaFaults>, settings: object = {}, code = READY): Promise<void> {
  bed = openTestBed({
    faults: {
      init: (name, version) =>
        name === "f" && version === "1" && faults.init !== undefined
          ? faults.init(name, version)
          : { delayMs: 0, crashes: false },
      invocation: (name, version) =>
        version === "1" ? (faults.invocation?.(name, version) ?? "none") : "none",
      environmentLifetimeMs: faults.environmentLifetimeMs ?? (() => Infinity),
    },
  });
  await bed.create("f", code, { Publish: true, ...settings });
}

const sums = (name: string, dimensions: object) =>
  bed.metrics
    .filter((datum) => datum.name === name && JSON.stringify(datum.dimensions) === JSON.stringify(dimensions))
    .map(({ values }) => values[0]);
const VIA_ALIAS = { FunctionName: "f", Resource: "f:live", ExecutedVersion: "1" };
const createAlias = () =>
  bed.lambda.operations.CreateAlias(
    { FunctionName: "f", Name: "live", FunctionVersion: "1" },
    ACCOUNT_CONTEXT,
  );

describe("a version that is told to start slowly", () => {
  it("is ready that much later by its own measure, and by Lambda's", async () => {
    await openWith({ init: () => ({ delayMs: 400, crashes: false }) });
    const { body, logTail } = await bed.invoke("f:1", {}, { LogType: "Tail" });
    expect(body.readyMs).toBeGreaterThan(400);
    expect(Number(/Init Duration: ([\d.]+) ms/.exec(logTail)?.[1])).toBeGreaterThan(400);
    expect(body.env).not.toContain("_LOCAL_RUNTIME_INIT_FAULT");
    expect((await bed.invoke("f")).body.readyMs).toBeLessThan(400);
  });
});

describe("a version that is told to crash in its initialisation", () => {
  it("fails in Lambda's words, and counts as an error", async () => {
    await openWith({ init: () => ({ delayMs: 0, crashes: true }) });
    await createAlias();
    const answer = await bed.invoke("f:live");
    expect(answer).toMatchObject({
      error: "Unhandled",
      body: { errorType: "Runtime.ExitError" },
    });
    expect(answer.body.errorMessage).toMatch(
      /^RequestId: [0-9a-f-]{36} Error: Runtime exited with error: exit status 1$/,
    );
    expect(sums("Invocations", VIA_ALIAS)).toEqual([1]);
    expect(sums("Errors", VIA_ALIAS)).toEqual([1]);
    expect((await bed.invoke("f")).error).toBeUndefined();
  });
});

describe("a version that is told to hang", () => {
  it("is ended by its own time limit, without a word of its own", async () => {
    await openWith(
      { invocation: () => "timeout" },
      { Timeout: 1 },
      "exports.handler = async () => console.log('here');",
    );
    await createAlias();
    const { error, body } = await bed.invoke("f:live");
    expect(error).toBe("Unhandled");
    expect(body.errorMessage).toContain("Task timed out after 1.00 seconds");
    expect(bed.messages().join("\n")).not.toContain("here");
    expect(sums("Errors", VIA_ALIAS)).toEqual([1]);
    expect(sums("Duration", VIA_ALIAS)).toEqual([1000]);
  });
});

describe("a version that is told to throttle", () => {
  it("refuses, and counts no invocation", async () => {
    await openWith({ invocation: () => "throttle" });
    await createAlias();
    expect(await refusal(bed.invoke("f:live"))).toMatchObject({
      code: "TooManyRequestsException",
      httpStatus: 429,
    });
    expect(sums("Throttles", VIA_ALIAS)).toEqual([1]);
    expect(sums("Invocations", VIA_ALIAS)).toEqual([]);
  });
});

describe("environments", () => {
  it("take no invocation once they are older than they may get", async () => {
    await openWith({ environmentLifetimeMs: () => 600_000 });
    const { body: first } = await bed.invoke("f");
    bed.time.nowMs += 599_999;
    expect((await bed.invoke("f")).body.pid).toBe(first.pid);
    bed.time.nowMs += 1;
    expect((await bed.invoke("f")).body.pid).not.toBe(first.pid);
  });

  it("are known by the access key that they hold, until they are gone", async () => {
    await openWith({}, {}, "exports.handler = async () => process.env.AWS_ACCESS_KEY_ID;");
    const { body: key } = await bed.invoke("f:1");
    expect(bed.lambda.versionHolding(key)).toEqual({ functionName: "f", version: "1" });
    expect(bed.lambda.versionHolding("AKIA1")).toBeUndefined();
    bed.lambda.retire("f", "1");
    expect(bed.lambda.versionHolding(key)).toBeUndefined();
  });

  it("of one version are replaced when that version is to start anew", async () => {
    await openWith({});
    const [one, latest] = [(await bed.invoke("f:1")).body.pid, (await bed.invoke("f")).body.pid];
    bed.lambda.retire("f", "1");
    expect((await bed.invoke("f:1")).body.pid).not.toBe(one);
    expect((await bed.invoke("f")).body.pid).toBe(latest);
  });
});
