import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MACHINE } from "../clock.ts";
import type { StoredImage } from "../ports.ts";
import { ACCOUNT_CONTEXT } from "../wire/service.ts";
import type { LambdaDeps } from "./lambda.ts";
import { NOW_MS, openTestBed, ROLE, type TestBed } from "./testing.ts";

/**
 * A runtime client as short as can be, over a socket; requests are text, as long as WRITE makes nothing else of them.
 * The handler is given the time that is left, as the bootstrap itself sees it.
 */
const bootstrap = (write = "text") => `"use strict";
const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
const start = "/2018-06-01/runtime/invocation/";
const socket = net.connect({ host, port: Number(port) });
const ask = (method, path, body = "") =>
  new Promise((resolve) => {
    socket.once("data", (data) => resolve(data.toString()));
    const text = method + " " + start + path + " HTTP/1.1\\r\\nhost: " + host + ":" + port + "\\r\\ncontent-length: " + Buffer.byteLength(body) + "\\r\\n\\r\\n" + body;
    socket.write(${write});
  });
async function main() {
  for (;;) {
    const answer = await ask("GET", "next");
    if (!answer.startsWith("HTTP/1.1 200")) throw new Error(answer);
    const id = /request-id: (.+)\\r/i.exec(answer)[1];
    const leftMs = Number(/deadline-ms: (.+)\\r/i.exec(answer)[1]) - Date.now();
    const event = JSON.parse(answer.slice(answer.indexOf("\\r\\n\\r\\n")));
    await ask("POST", id + "/response", JSON.stringify(await handler(event, { leftMs, isStrict: (function () { return this === undefined; })() })));
  }
}
main();
`;
const COMMONJS = `"use strict"; const net = require("node:net"); const { handler } = require("./index.cjs"); ${bootstrap()}`;
const MODULE = `import * as net from "node:net"; import { handler } from "./index.cjs"; ${bootstrap()}`;

let bed: TestBed;
let rootDir: string;
beforeEach(() => {
  rootDir = mkdtempSync(join(tmpdir(), "switchyard-bootstrap-"));
  mkdirSync(join(rootDir, "var/task"), { recursive: true });
});
afterEach(async () => {
  await bed.close();
  rmSync(rootDir, { recursive: true });
});

interface Files {
  readonly handler: string;
  readonly bootstrap?: string;
  readonly file?: string;
}

/** A function `f` whose image has Node.js and these two files, and nothing of AWS's. */
async function open(
  { handler, bootstrap: program = COMMONJS, file = "bootstrap.cjs" }: Files,
  deps: Partial<LambdaDeps> = {},
): Promise<void> {
  writeFileSync(join(rootDir, "var/task", file), program);
  writeFileSync(join(rootDir, "var/task/index.cjs"), handler);
  const image: StoredImage = {
    digest: `sha256:${"a".repeat(64)}`,
    rootDir,
    entryPoint: ["/nodejs/bin/node", `/var/task/${file}`],
    command: ["index.handler"],
    workingDir: "/var/task",
    env: {},
  };
  bed = openTestBed({ ...deps, images: { resolve: () => image } });
  await bed.lambda.operations.CreateFunction(
    {
      FunctionName: "f",
      Role: ROLE,
      PackageType: "Image",
      Code: { ImageUri: "000000000000.dkr.ecr.us-east-1.amazonaws.com/router:1" },
      Timeout: 5,
    },
    ACCOUNT_CONTEXT,
  );
}

describe("a function with a bootstrap of its own", () => {
  it.each([
    ["text from a CommonJS file", { bootstrap: COMMONJS }],
    ["bytes", { bootstrap: COMMONJS.replace("write(text)", "write(Buffer.from(text))") }],
    ["text from an ES module", { bootstrap: MODULE, file: "bootstrap.mjs" }],
  ])("answers one invocation after another, when it speaks in %s", async (_, files) => {
    await open({ handler: "exports.handler = async (event) => [process.pid, event.n + 1, 'é'];", ...files });
    const [pid, ...rest] = (await bed.invoke("f", { n: 1 })).body;
    expect(rest).toEqual([2, "é"]);
    expect((await bed.invoke("f", { n: 5 })).body).toEqual([pid, 6, "é"]);
  });

  it("finds nothing of the local cloud's in its environment, and no options of Node's", async () => {
    await open({
      handler: `exports.handler = async () => ({
        local: Object.keys(process.env).filter((name) => name.startsWith("_LOCAL")), options: process.execArgv,
        execution: process.env.AWS_EXECUTION_ENV, handler: process.env._HANDLER, main: process.argv.slice(1),
      });`,
    });
    expect((await bed.invoke("f")).body).toEqual({
      local: [],
      options: [],
      execution: "AWS_Lambda_Image",
      handler: "index.handler",
      main: [join(rootDir, "var/task/bootstrap.cjs")],
    });
  });

  it("has only the modules that it asked for: no http, no TLS", async () => {
    await open({
      handler: `exports.handler = async () =>
        process.moduleLoadList.filter((name) => /^NativeModule (_?http|_?tls|https|undici|internal.deps.undici|crypto$)/.test(name));`,
    });
    expect((await bed.invoke("f")).body).toEqual([]);
  });

  it("is given no invocation over the connection of a program that it started", async () => {
    const thief = `"use strict"; const { execFileSync } = require("node:child_process");
      console.log(execFileSync(process.execPath, ["-e", \`
        require("node:http").get("http://" + process.env.AWS_LAMBDA_RUNTIME_API + "/2018-06-01/runtime/invocation/next",
          (answer) => { console.log("stolen: " + answer.statusCode); process.exit(); })
      \`]).toString());`;
    await open({ handler: "exports.handler = async () => 1;", bootstrap: `${thief} ${COMMONJS}` });
    expect((await bed.invoke("f")).body).toBe(1);
    expect(bed.messages()).toContain("stolen: 403");
  });

  it("writes all its output before the invocation ends", async () => {
    await open({
      handler:
        "exports.handler = async () => { for (let i = 0; i < 5000; i += 1) console.log('line ' + i); return 0; };",
    });
    await bed.invoke("f");
    const messages = bed.messages();
    const end = messages.findIndex((message) => message.startsWith("END RequestId"));
    expect(messages.indexOf("line 4999")).toBe(end - 1);
  });

  it("is reported when it ends before it served anything", async () => {
    await open({ handler: "process.exit(3);" });
    const { error, body } = await bed.invoke("f");
    expect([error, body.errorType]).toEqual(["Unhandled", "Runtime.ExitError"]);
    expect(body.errorMessage).toContain("Runtime exited with error: exit status 3");
  });
});

describe("a bootstrap under faults", () => {
  it("starts as much later as it is told to", async () => {
    await open(
      { handler: "const readyMs = performance.now(); exports.handler = async () => readyMs;" },
      { faults: faults({ delayMs: 400, crashes: false }) },
    );
    const { body, logTail } = await bed.invoke("f", {}, { LogType: "Tail" });
    expect(body).toBeGreaterThan(400);
    expect(Number(/Init Duration: ([\d.]+) ms/.exec(logTail)?.[1])).toBeGreaterThan(400);
  });

  it("crashes before the handler is loaded, when it is told to", async () => {
    await open({ handler: "console.log('loaded');" }, { faults: faults({ delayMs: 0, crashes: true }) });
    expect((await bed.invoke("f")).body.errorType).toBe("Runtime.ExitError");
    expect(bed.messages()).not.toContain("loaded");
  });

  const faults = (init: { delayMs: number; crashes: boolean }): LambdaDeps["faults"] & object => ({
    init: () => init,
    invocation: () => "none",
    environmentLifetimeMs: () => Infinity,
  });
});

describe("a bootstrap at speed 60", () => {
  it.each([
    ["bootstrap.cjs", COMMONJS],
    ["bootstrap.cjs", `#!/usr/bin/env node\n// What it is.\n/* And\nmore. */ 'use strict'\n${COMMONJS}`],
    ["bootstrap.mjs", MODULE],
  ])(
    "measures what is left by the machine's time, and the handler sees the cloud's (%s)",
    async (file, program) => {
      await open(
        {
          handler:
            "exports.handler = async (event, { leftMs, isStrict }) => ({ leftMs, isStrict, now: Date.now() });",
          bootstrap: program,
          file,
        },
        {
          clock: { nowMs: () => NOW_MS, timer: MACHINE.timer },
          clockScale: { machineOriginMs: Date.now(), cloudOriginMs: NOW_MS, speed: 60 },
        },
      );
      const { body } = await bed.invoke("f");
      expect(body.leftMs).toBeGreaterThan(4_000);
      expect(body.leftMs).toBeLessThanOrEqual(5_000);
      expect(body.now).toBeGreaterThanOrEqual(NOW_MS);
      expect(body.now).toBeLessThan(NOW_MS + 60 * 60_000);
      expect(body.isStrict).toBe(true);
    },
  );
});
