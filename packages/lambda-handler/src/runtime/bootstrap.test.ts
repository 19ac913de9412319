import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleProgram } from "../../build/bundle-lambda.ts";
import { runBootstrap } from "../testdata/loopback-runtime.ts";

let appDir: string;

beforeAll(async () => {
  appDir = await mkdtemp(join(tmpdir(), "switchyard-bootstrap-"));
  await bundleProgram({
    entry: join(import.meta.dirname, "bootstrap.ts"),
    name: "bootstrap",
    outDir: appDir,
    root: import.meta.dirname,
    chunks: [],
  });
});

afterAll(() => rm(appDir, { recursive: true, force: true }));

/** Runs the bootstrap with this as the application. */
async function run(
  app: string,
  events: readonly unknown[],
  environment: Readonly<Record<string, string>> = {},
) {
  await writeFile(join(appDir, "index.cjs"), app);
  return runBootstrap({ appDir, events, environment });
}

const NO_CACHE = {
  level: "WARN",
  message: "The code cache was not used",
  file: "index.cjs",
  codeCache: "absent",
};

describe("the bootstrap", () => {
  it("answers one invocation after another", async () => {
    const { replies, lines, exitCode } = await run(
      "let calls = 0; exports.handler = async (event) => ({ calls: ++calls, event });",
      [{ a: "ä €" }, [1], null],
    );
    expect(replies.map(({ kind, body }) => [kind, body])).toEqual([
      ["response", { calls: 1, event: { a: "ä €" } }],
      ["response", { calls: 2, event: [1] }],
      ["response", { calls: 3, event: null }],
    ]);
    expect(lines.map((line) => JSON.parse(line))).toEqual([NO_CACHE]);
    expect(exitCode).toBe(0);
  });

  it("tells the handler what Lambda says about the invocation", async () => {
    const { replies } = await run(
      `exports.handler = async (event, context) => ({
        ...context, left: context.getRemainingTimeInMillis() > 19000, trace: process.env._X_AMZN_TRACE_ID });`,
      [{}],
    );
    expect(replies[0]?.body).toEqual({
      awsRequestId: "request-1",
      functionName: "router",
      functionVersion: "7",
      invokedFunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:router:live",
      memoryLimitInMB: "512",
      logGroupName: "",
      logStreamName: "",
      codeCache: "absent",
      left: true,
      trace: "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1",
    });
  });

  it("answers null for a handler that returns nothing", async () => {
    const { replies } = await run("exports.handler = async () => undefined;", [{}]);
    expect(replies).toEqual([{ kind: "response", body: null, errorTypeHeader: undefined }]);
  });

  it("reports a handler's error as that invocation's, and goes on", async () => {
    const { replies } = await run(
      "exports.handler = async (n) => { if (n === 1) throw new TypeError('one'); return n; };",
      [1, 2],
    );
    expect(replies).toEqual([
      {
        kind: "error",
        body: { errorType: "TypeError", errorMessage: "one", stackTrace: expect.any(Array) },
        errorTypeHeader: "TypeError",
      },
      { kind: "response", body: 2, errorTypeHeader: undefined },
    ]);
  });

  it("reports an answer that is no JSON as the invocation's error", async () => {
    const { replies } = await run("exports.handler = async () => 10n;", [1]);
    expect(replies[0]).toMatchObject({ kind: "error", errorTypeHeader: "TypeError" });
  });

  it("waits until the application is ready before it asks for an invocation", async () => {
    const { replies } = await run(
      `let isReady = false;
       exports.ready = new Promise((resolve) => setImmediate(() => { isReady = true; resolve(); }));
       exports.handler = async () => isReady;`,
      [{}],
    );
    expect(replies[0]?.body).toBe(true);
  });

  it("ends when it has nobody left to tell of an error", async () => {
    await writeFile(join(appDir, "index.cjs"), "throw new Error('no model');");
    const child = spawn(process.execPath, [join(appDir, "bootstrap.cjs")], {
      // Nothing listens on port 1.
      env: { AWS_LAMBDA_RUNTIME_API: "127.0.0.1:1", _HANDLER: "index.handler" },
      stdio: ["ignore", "pipe", "ignore"],
    });
    // Before the process has begun to write.
    child.stdout.destroy();
    const [code] = (await once(child, "close")) as [number | null];
    expect(code).toBe(1);
  });

  it.each([
    ["throws", "throw new RangeError('no model');", "RangeError", "no model"],
    [
      "has no such function",
      "exports.other = 1;",
      "Error",
      '_HANDLER must name a file and its function, such as index.handler; found "index.handler".',
    ],
    [
      "does not get ready",
      "exports.handler = async () => 1; exports.ready = Promise.reject(new Error('no chunk'));",
      "Error",
      "no chunk",
    ],
  ])("reports that it cannot start when the application %s", async (_what, app, errorType, errorMessage) => {
    const { replies, exitCode, lines } = await run(app, [{}]);
    expect(replies).toEqual([
      {
        kind: "init-error",
        body: { errorType, errorMessage, stackTrace: expect.any(Array) },
        errorTypeHeader: errorType,
      },
    ]);
    expect(exitCode).toBe(1);
    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ level: "ERROR", errorType, errorMessage });
  });

  it("ends with the invocation's error when something fails outside of the handler", async () => {
    const { replies, exitCode } = await run(
      "exports.handler = () => new Promise(() => setImmediate(() => { throw new Error('loose'); }));",
      [{}, {}],
    );
    expect(replies).toMatchObject([{ kind: "error", body: { errorMessage: "loose" } }]);
    expect(exitCode).toBe(1);
  });

  it("loads no module of Node for HTTP or TLS by itself", async () => {
    const { builtins } = await run("exports.handler = async () => 1;", [{}]);
    expect(builtins).toContain("net");
    expect(
      builtins.filter((name) => /^(_?http|https|http2|tls|_tls|crypto|zlib|perf_hooks|inspector)/.test(name)),
    ).toEqual([]);
  });
});
