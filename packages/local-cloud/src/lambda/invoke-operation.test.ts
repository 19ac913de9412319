import { afterEach, describe, expect, it } from "vitest";
import { ACCOUNT_CONTEXT } from "../wire/service.ts";
import { eventually } from "./eventually.ts";
import type { LambdaDeps } from "./lambda.ts";
import { openTestBed, refusal, type TestBed, zipOf } from "./testing.ts";

let bed: TestBed;
afterEach(() => bed.close());

async function openWith(code: string, settings: object = {}, deps: Partial<LambdaDeps> = {}): Promise<void> {
  bed = openTestBed(deps);
  await bed.create("f", code, settings);
}

const ARN = "arn:aws:lambda:us-east-1:000000000000:function:f";

describe("Invoke", () => {
  it("gives the handler event and context, and its answer back", async () => {
    await openWith(`exports.handler = async (event, context) => ({
      event, arn: context.invokedFunctionArn, version: context.functionVersion, memory: context.memoryLimitInMB,
      group: context.logGroupName, client: context.clientContext, inTime: context.getRemainingTimeInMillis() > 2000,
    });`);
    const ClientContext = Buffer.from('{"client":{"title":"ü"}}').toString("base64");
    expect(await bed.invoke("f", { q: "Grüße" }, { ClientContext })).toMatchObject({
      status: 200,
      error: undefined,
      version: "$LATEST",
      body: {
        event: { q: "Grüße" },
        arn: ARN,
        version: "$LATEST",
        memory: "128",
        group: "/aws/lambda/f",
        client: { client: { title: "ü" } },
        inTime: true,
      },
    });
  });

  it("finds the function by name, partial ARN and ARN, with the qualifier inside or beside", async () => {
    await openWith("exports.handler = async (event, context) => context.invokedFunctionArn;", {
      Publish: true,
    });
    expect((await bed.invoke("f:1")).body).toBe(`${ARN}:1`);
    expect((await bed.invoke("000000000000:function:f")).body).toBe(ARN);
    expect((await bed.invoke(ARN, {}, { Qualifier: "1" })).body).toBe(`${ARN}:1`);
    expect((await refusal(bed.invoke(`${ARN}:1`, {}, { Qualifier: "2" }))).message).toBe(
      "The derived qualifier from the function name does not match the specified qualifier.",
    );
    expect((await refusal(bed.invoke("f:9"))).message).toBe(`Function not found: ${ARN}:9`);
  });

  it("runs an ES module, and a handler that streams its response", async () => {
    bed = openTestBed();
    const Code = {
      ZipFile: zipOf({
        "index.mjs": `export const handler = async () => (await import("node:os")).EOL;
          export const stream = awslambda.streamifyResponse(async (event, out) => { out.write('{"a":'); out.end("1}"); });`,
      }),
    };
    await bed.create("esm", "", { Code });
    await bed.create("streaming", "", { Code, Handler: "index.stream" });
    expect((await bed.invoke("esm")).body).toBe("\n");
    expect((await bed.invoke("streaming")).body).toEqual({ a: 1 });
  });

  it("keeps the secret of the Runtime API out of the handler's environment", async () => {
    await openWith("exports.handler = async () => Object.keys(process.env);");
    const { body } = await bed.invoke("f");
    expect(body).toContain("AWS_LAMBDA_RUNTIME_API");
    expect(body).not.toContain("_LOCAL_RUNTIME_SECRET");
  });

  it("gives the handler Node's own http", async () => {
    await openWith(
      'const http = require("node:http"); exports.handler = async () => [typeof http.createServer, http.Agent === require("http").Agent];',
    );
    expect((await bed.invoke("f")).body).toEqual(["function", true]);
  });

  it("gives an empty object as event when there is no payload", async () => {
    await openWith("exports.handler = async (event) => event;");
    expect((await bed.invoke("f", {}, { Payload: undefined })).body).toEqual({});
  });

  it("splits an alias by weight with the dice that it is given", async () => {
    const draws = [0.09, 0.1, 0.99, 0.0];
    await openWith(
      "exports.handler = async (event, context) => context.functionVersion;",
      { Publish: true },
      {
        random: () => draws.shift() ?? 1,
      },
    );
    await bed.lambda.operations.UpdateFunctionConfiguration(
      { FunctionName: "f", Timeout: 4 },
      ACCOUNT_CONTEXT,
    );
    await bed.lambda.operations.PublishVersion({ FunctionName: "f" }, ACCOUNT_CONTEXT);
    await bed.lambda.operations.CreateAlias(
      {
        FunctionName: "f",
        Name: "live",
        FunctionVersion: "1",
        RoutingConfig: { AdditionalVersionWeights: { "2": 0.1 } },
      },
      ACCOUNT_CONTEXT,
    );
    const answers = [];
    for (let count = 0; count < 4; count += 1) answers.push(await bed.invoke("f", {}, { Qualifier: "live" }));
    expect(answers.map((answer) => [answer.version, answer.body])).toEqual([
      ["2", "2"],
      ["1", "1"],
      ["1", "1"],
      ["2", "2"],
    ]);
  });

  it("checks and does nothing for a dry run", async () => {
    await openWith("exports.handler = async () => 1;");
    expect(await bed.invoke("f", {}, { InvocationType: "DryRun" })).toMatchObject({
      status: 204,
      body: undefined,
    });
    expect(bed.events).toEqual([]);
  });

  it("refuses a payload that is no JSON or larger than 6 MB", async () => {
    await openWith("exports.handler = async () => 1;");
    expect(await refusal(bed.invoke("f", {}, { Payload: Buffer.from("{") }))).toMatchObject({
      code: "InvalidRequestContentException",
      httpStatus: 400,
    });
    expect(await refusal(bed.invoke("f", "x".repeat(6_291_455)))).toMatchObject({
      code: "RequestTooLargeException",
      httpStatus: 413,
      message:
        "6291457 byte payload is too large for the RequestResponse invocation type (limit 6291456 bytes)",
    });
    expect(
      (await refusal(bed.invoke("f", "x".repeat(1_048_575), { InvocationType: "Event" }))).message,
    ).toContain("limit 1048576 bytes");
  });
});

describe("a function that fails", () => {
  it("answers with its error, and goes on in the same sandbox", async () => {
    await openWith(`let calls = 0; exports.handler = async (event) => {
      calls += 1; if (event.fail) throw new TypeError("no such thing"); return calls; };`);
    const failed = await bed.invoke("f", { fail: true });
    expect(failed).toMatchObject({
      status: 200,
      error: "Unhandled",
      body: { errorType: "TypeError", errorMessage: "no such thing" },
    });
    expect(failed.body.trace[0]).toBe("TypeError: no such thing");
    expect((await bed.invoke("f")).body).toBe(2);
  });

  // Lambda Developer Guide, "Unexpected Node.js exit in runtime": nothing can settle the promise, so Node ends
  // by itself long before the time limit.
  it("is reported at once when its promise can never settle", async () => {
    await openWith("exports.handler = () => new Promise(() => undefined);", { Timeout: 900 });
    const failed = await bed.invoke("f");
    expect(failed.error).toBe("Unhandled");
    expect(failed.body.errorType).toBe("Runtime.ExitError");
    expect(failed.body.errorMessage).toMatch(/Error: Runtime exited without providing a reason$/);
  });

  it("is reported when its process exits, and gets a new one", async () => {
    await openWith(
      "let calls = 0; exports.handler = async (event) => { if (event.exit) process.exit(event.code); return ++calls; };",
    );
    const failed = await bed.invoke("f", { exit: true, code: 3 });
    expect(failed.error).toBe("Unhandled");
    expect(failed.body.errorType).toBe("Runtime.ExitError");
    expect(failed.body.errorMessage).toMatch(
      /^RequestId: [0-9a-f-]{36} Error: Runtime exited with error: exit status 3$/,
    );
    expect((await bed.invoke("f", { exit: true, code: 0 })).body.errorMessage).toMatch(
      /Error: Runtime exited without providing a reason$/,
    );
    expect((await bed.invoke("f")).body).toBe(1);
  });

  it("is killed at its time limit, even in an endless loop", async () => {
    await openWith(
      'exports.handler = async (event) => { console.log("before"); if (event.spin) for (;;); return "fine"; };',
      {
        Timeout: 1,
      },
    );
    const failed = await bed.invoke("f", { spin: true }, { LogType: "Tail" });
    expect(failed.body.errorType).toBe("Sandbox.Timedout");
    expect(failed.body.errorMessage).toMatch(
      /^2026-01-02T03:04:05\.000Z [0-9a-f-]{36} Task timed out after 1\.00 seconds$/,
    );
    expect(failed.logTail).toContain("before");
    expect(failed.logTail).toContain("Task timed out after 1.00 seconds");
    expect(failed.logTail).toMatch(/Duration: 1000\.00 ms\t.*\tStatus: timeout\t\n$/);
    expect((await bed.invoke("f")).body).toBe("fine");
  });

  it("answers an error when its response is larger than 6 MB, and goes on", async () => {
    await openWith('exports.handler = async (event) => "x".repeat(event.size);');
    expect(await bed.invoke("f", { size: 6_291_555 })).toMatchObject({
      error: "Unhandled",
      body: {
        errorType: "Function.ResponseSizeTooLarge",
        errorMessage: "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
      },
    });
    expect((await bed.invoke("f", { size: 6_291_554 })).body).toHaveLength(6_291_554);
  });

  it("reports a broken initialisation after a second attempt", async () => {
    await openWith('throw new RangeError("not today");');
    const failed = await bed.invoke("f");
    expect(failed).toMatchObject({
      error: "Unhandled",
      body: { errorType: "RangeError", errorMessage: "not today" },
    });
    const inits = bed.messages().filter((line) => line.startsWith("INIT_"));
    expect(inits).toHaveLength(2);
    expect(inits[1]).toMatch(
      /^INIT_REPORT Init Duration: [\d.]+ ms\tPhase: init\tStatus: error\tError Type: RangeError$/,
    );
  });

  it("reports a handler that is not there", async () => {
    await openWith("exports.other = async () => 1;");
    expect((await bed.invoke("f")).body).toMatchObject({
      errorType: "Runtime.HandlerNotFound",
      errorMessage: "index.handler is undefined or not exported",
    });
  });

  it("gets a second initialisation when the first takes too long, within the invocation's time", async () => {
    // Long enough for a process to begin on a busy machine.
    const limits = { initMs: 1_000 };
    const slowOnce = (flag: string) => `const fs = require("node:fs");
      if (!fs.existsSync(${flag})) { fs.writeFileSync(${flag}, ""); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); }
      exports.handler = async () => "up";`;
    await openWith(slowOnce("process.env.FLAG"), {}, { limits });
    await bed.lambda.operations.UpdateFunctionConfiguration(
      { FunctionName: "f", Environment: { Variables: { FLAG: `${bed.dir}/flag` } } },
      ACCOUNT_CONTEXT,
    );
    expect((await bed.invoke("f")).body).toBe("up");
    const lines = bed.messages();
    expect(lines[1]).toMatch(/^INIT_REPORT Init Duration: \d+\.\d\d ms\tPhase: init\tStatus: timeout$/);
    expect(lines.at(-1)).not.toContain("Init Duration");
  });

  it("times out in a second initialisation that does not end either", async () => {
    await openWith("for (;;);", { Timeout: 1 }, { limits: { initMs: 100 } });
    expect((await bed.invoke("f")).body).toMatchObject({ errorType: "Sandbox.Timedout" });
  });
});

describe("asynchronous invocations", () => {
  it("are accepted at once and tried three times in all", async () => {
    await openWith(
      'exports.handler = async () => { throw new Error("again"); };',
      {},
      {
        limits: { asyncRetryDelaysMs: [1, 1] },
      },
    );
    expect(await bed.invoke("f", {}, { InvocationType: "Event" })).toMatchObject({
      status: 202,
      body: undefined,
    });
    await eventually(() => bed.messages().filter((line) => line.startsWith("REPORT")).length).toBe(3);
    const requestIds = bed
      .messages()
      .filter((line) => line.startsWith("START"))
      .map((line) => line.split(" ")[2]);
    expect(new Set(requestIds).size).toBe(1);
  });

  it("wait for their turn when the function is throttled", async () => {
    await openWith("exports.handler = async () => 1;", {}, { limits: { asyncRetryDelaysMs: [1, 1] } });
    const reserve = (ReservedConcurrentExecutions: number) =>
      bed.lambda.operations.PutFunctionConcurrency(
        { FunctionName: "f", ReservedConcurrentExecutions },
        ACCOUNT_CONTEXT,
      );
    await reserve(0);
    await bed.invoke("f", {}, { InvocationType: "Event" });
    await eventually(() => bed.metrics.filter((datum) => datum.name === "Throttles").length).toBeGreaterThan(
      9,
    );
    await reserve(1);
    await eventually(() => bed.messages().at(-1)).toMatch(/^REPORT/);
    expect(bed.messages().filter((line) => line.startsWith("REPORT"))).toHaveLength(1);
  });
});
