import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { ACCOUNT_CONTEXT } from "../wire/service.ts";
import { eventually } from "./eventually.ts";
import type { LambdaDeps } from "./lambda.ts";
import { openTestBed, refusal, type TestBed } from "./testing.ts";

let bed: TestBed;
afterEach(() => bed.close());

const PID = "exports.handler = async () => process.pid;";
const SLEEP =
  "exports.handler = (event) => new Promise((done) => setTimeout(() => done(process.pid), event.ms ?? 0));";

async function openWith(code: string, deps: Partial<LambdaDeps> = {}, settings: object = {}): Promise<void> {
  bed = openTestBed(deps);
  await bed.create("f", code, settings);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("sandboxes", () => {
  it("are used again while they are warm", async () => {
    await openWith(PID);
    const first = await bed.invoke("f");
    expect((await bed.invoke("f")).body).toBe(first.body);
    const reports = bed.messages().filter((line) => line.startsWith("REPORT"));
    expect(reports.map((line) => line.includes("Init Duration"))).toEqual([true, false]);
  });

  it("answer fifty parallel callers on four places, each with its own answer", async () => {
    await openWith("exports.handler = async (event) => ({ echo: event.n, pid: process.pid });", {
      limits: { sandboxes: 4, waitMs: 10_000 },
    });
    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => bed.invoke("f", { n })));
    expect(answers.map((answer) => answer.body.echo)).toEqual(Array.from({ length: 50 }, (_, n) => n));
    expect(new Set(answers.map((answer) => answer.body.pid)).size).toBeLessThanOrEqual(4);
  });

  it("throttle when no place gets free in time", async () => {
    await openWith(SLEEP, { limits: { sandboxes: 1, waitMs: 20 } });
    const slow = bed.invoke("f", { ms: 300 });
    expect(await refusal(bed.invoke("f"))).toMatchObject({
      code: "TooManyRequestsException",
      httpStatus: 429,
      members: { Reason: "ConcurrentInvocationLimitExceeded" },
    });
    expect((await slow).error).toBeUndefined();
  });

  it("throttle at the reserved concurrency, at once", async () => {
    await openWith(SLEEP);
    await bed.lambda.operations.PutFunctionConcurrency(
      { FunctionName: "f", ReservedConcurrentExecutions: 1 },
      ACCOUNT_CONTEXT,
    );
    const slow = bed.invoke("f", { ms: 300 });
    expect(await refusal(bed.invoke("f"))).toMatchObject({
      code: "TooManyRequestsException",
      members: { Reason: "ReservedFunctionConcurrentInvocationLimitExceeded" },
    });
    await slow;
    expect((await bed.invoke("f")).error).toBeUndefined();
  });

  it("make room for another version of their function when they are idle", async () => {
    await openWith(PID, { limits: { sandboxes: 1 } });
    const { body: latest } = await bed.invoke("f");
    await bed.lambda.operations.PublishVersion({ FunctionName: "f" }, ACCOUNT_CONTEXT);
    expect((await bed.invoke("f:1")).error).toBeUndefined();
    await eventually(() => isAlive(latest)).toBe(false);
  });

  it("are not taken from another version that is at work by one that has its share", async () => {
    await openWith(SLEEP, { limits: { sandboxes: 4, waitMs: 10_000 } });
    await bed.lambda.operations.PublishVersion({ FunctionName: "f" }, ACCOUNT_CONTEXT);
    const resting = bed.invoke("f", { ms: 0 });
    const working = bed.invoke("f", { ms: 2_000 });
    const published = [bed.invoke("f:1", { ms: 600 }), bed.invoke("f:1", { ms: 600 })];
    const { body: restingPid } = await resting;
    const { body: waitedFor } = await bed.invoke("f:1", { ms: 0 });
    const pids = (await Promise.all(published)).map((answer) => answer.body);
    expect(pids).toContain(waitedFor);
    expect((await bed.invoke("f", { ms: 0 })).body).toBe(restingPid);
    await working;
  });

  it("serve a version that rests while another one waits for its own", async () => {
    await openWith(SLEEP, { limits: { sandboxes: 2, waitMs: 10_000 } });
    await bed.lambda.operations.PublishVersion({ FunctionName: "f" }, ACCOUNT_CONTEXT);
    const order: string[] = [];
    const call = async (name: string, ms: number) => {
      await bed.invoke(name, { ms });
      order.push(name);
    };
    await call("f:1", 0);
    await Promise.all([call("f", 900), call("f:1", 600), call("f", 0)].concat(call("f:1", 0)));
    expect(order).toEqual(["f:1", "f:1", "f:1", "f", "f"]);
  });

  it("go to those who wait in the order in which they came", async () => {
    await openWith(SLEEP, { limits: { sandboxes: 1, waitMs: 10_000 } });
    const order: string[] = [];
    const call = async (caller: string, ms: number) => {
      await bed.invoke("f", { ms });
      order.push(caller);
    };
    await Promise.all([call("first", 50), call("second", 0), call("third", 0)]);
    expect(order).toEqual(["first", "second", "third"]);
  });

  it("of a function that waits for another are never in the other's way", async () => {
    await openWith(SLEEP, { limits: { sandboxes: 1, waitMs: 10_000 } });
    await bed.create("g", SLEEP);
    const order: string[] = [];
    const call = async (name: string, ms: number) => {
      await bed.invoke(name, { ms });
      order.push(name);
    };
    await Promise.all([call("f", 400), call("f", 0), call("g", 0)]);
    expect(order).toEqual(["g", "f", "f"]);
  });

  it("are dropped when code or configuration change, and finish what they do", async () => {
    await openWith(SLEEP);
    const slow = bed.invoke("f", { ms: 300 });
    await eventually(() => bed.messages().some((line) => line.startsWith("START"))).toBe(true);
    await bed.lambda.operations.UpdateFunctionConfiguration(
      { FunctionName: "f", Timeout: 9 },
      ACCOUNT_CONTEXT,
    );
    const other = await bed.invoke("f");
    const finished = await slow;
    expect(finished.error).toBeUndefined();
    expect(other.body).not.toBe(finished.body);
    await eventually(() => isAlive(finished.body)).toBe(false);
    expect(isAlive(other.body)).toBe(true);
  });

  it("are stopped after resting long enough", async () => {
    await openWith(PID, { limits: { idleMs: 30 } });
    const { body: pid } = await bed.invoke("f");
    await eventually(() => isAlive(pid)).toBe(false);
    expect((await bed.invoke("f")).body).not.toBe(pid);
  });

  it("are replaced when they died of themselves while idle", async () => {
    await openWith(
      "exports.handler = async () => { setTimeout(() => process.exit(1), 5); return process.pid; };",
    );
    const { body: pid } = await bed.invoke("f");
    await eventually(() => isAlive(pid)).toBe(false);
    expect((await bed.invoke("f")).error).toBeUndefined();
  });

  it("are replaced before their credentials expire", async () => {
    await openWith("exports.handler = async () => process.env.AWS_ACCESS_KEY_ID;");
    const first = await bed.invoke("f");
    bed.time.nowMs += 3_600_000 - 64_000;
    expect((await bed.invoke("f")).body).toBe(first.body);
    bed.time.nowMs += 1_000;
    expect((await bed.invoke("f")).body).not.toBe(first.body);
  });

  it("get the environment that Lambda documents and nothing of this machine's", async () => {
    const before = process.env["SWITCHYARD_HOST_SECRET"];
    process.env["SWITCHYARD_HOST_SECRET"] = "leak";
    try {
      await openWith(
        "exports.handler = async () => ({ env: process.env, cwd: process.cwd() });",
        {},
        {
          Environment: { Variables: { STAGE: "local", AWS_ENDPOINT_URL: "https://elsewhere.invalid" } },
          MemorySize: 256,
        },
      );
      const { body } = await bed.invoke("f");
      const {
        AWS_LAMBDA_LOG_STREAM_NAME: stream,
        AWS_LAMBDA_RUNTIME_API: api,
        LAMBDA_TASK_ROOT: root,
        _X_AMZN_TRACE_ID: trace,
        AWS_ACCESS_KEY_ID: key,
        ...rest
      } = body.env;
      expect(stream).toMatch(/^2026\/01\/02\/\[\$LATEST\][0-9a-f]{32}$/);
      expect(api).toMatch(/^127\.0\.0\.1:\d+$/);
      expect(root).toBe(body.cwd);
      expect(trace).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/);
      expect(key).toMatch(/^ASIA/);
      expect(rest).toEqual({
        _HANDLER: "index.handler",
        AWS_DEFAULT_REGION: "us-east-1",
        AWS_ENDPOINT_URL: "http://127.0.0.1:4566",
        AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256",
        AWS_LAMBDA_FUNCTION_NAME: "f",
        AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
        AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
        AWS_LAMBDA_LOG_FORMAT: "Text",
        AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/f",
        AWS_REGION: "us-east-1",
        AWS_SECRET_ACCESS_KEY: "secret",
        AWS_SESSION_TOKEN: "token",
        HOME: "/tmp",
        LAMBDA_RUNTIME_DIR: "/var/runtime",
        LANG: "en_US.UTF-8",
        PATH: "/usr/local/bin:/usr/bin:/bin:/opt/bin",
        STAGE: "local",
        TZ: ":UTC",
      });
    } finally {
      if (before === undefined) delete process.env["SWITCHYARD_HOST_SECRET"];
      else process.env["SWITCHYARD_HOST_SECRET"] = before;
    }
  });

  it("let a handler fork processes and start workers", async () => {
    await openWith(`const { Worker } = require("node:worker_threads"); const { fork } = require("node:child_process");
      exports.handler = async () => {
        const worker = new Worker("require('node:worker_threads').parentPort.postMessage('worker')", { eval: true });
        const fromWorker = await new Promise((done, fail) => worker.on("message", done).on("error", fail));
        const child = fork("-e", ["process.send('child')"], { execArgv: process.execArgv, stdio: "ignore" });
        child.on("error", () => {});
        return { fromWorker, execArgv: process.execArgv };
      };`);
    expect((await bed.invoke("f")).body).toEqual({ fromWorker: "worker", execArgv: [] });
  });
});

describe("closing", () => {
  it("ends every process before it resolves, and fails what was running", async () => {
    await openWith(SLEEP);
    const { body: pid } = await bed.invoke("f");
    const slow = bed.invoke("f", { ms: 60_000 });
    await eventually(() => bed.messages().filter((line) => line.startsWith("START")).length).toBe(2);
    await bed.lambda.close();
    expect(isAlive(pid)).toBe(false);
    expect((await slow).body.errorType).toBe("Runtime.ExitError");
    expect((await refusal(bed.invoke("f"))).message).toBe("The local cloud is closing.");
  });

  it("is not needed for the processes to end: they go with the process that started them", async () => {
    bed = openTestBed();
    const dir = mkdtempSync(join(tmpdir(), "switchyard-orphan-"));
    const testBed = pathToFileURL(join(import.meta.dirname, "testing.ts")).href;
    const script = `import { openTestBed } from ${JSON.stringify(testBed)};
      const bed = openTestBed();
      await bed.create("f", ${JSON.stringify(PID)});
      console.log((await bed.invoke("f")).body);`;
    const parent = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
      // A killed process leaves its temporary files: they go where this test removes them.
      env: { ...process.env, TMPDIR: dir },
    });
    const pid = Number(
      await new Promise((resolve) =>
        parent.stdout.once("data", (chunk: Buffer) => resolve(chunk.toString())),
      ),
    );
    expect(isAlive(pid)).toBe(true);
    parent.kill("SIGKILL");
    await eventually(() => isAlive(pid)).toBe(false);
    rmSync(dir, { recursive: true, force: true });
  });
});
