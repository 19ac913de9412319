import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { postEvent } from "../src/testdata/gateway-event.ts";
import { json, type LoopbackAws, startLoopbackAws } from "../src/testdata/loopback-aws.ts";
import { type RuntimeRecord, runBootstrap } from "../src/testdata/loopback-runtime.ts";
import { smallModelFile } from "../src/testdata/small-model.ts";
import { bundleRouter, type RouterBundle } from "./bundle.ts";
import { ENVIRONMENT, MODEL_REPLY, ROUTES } from "./testdata/small-router.ts";

// What makes a cold start quick, as facts that need no clock. The clock has its say in bench/src/cold-start.

/** The entry is compiled at every start without a code cache. */
const MAX_ENTRY_BYTES = 16 * 1024;
/** A tenth above what they are. */
const MAX_HANDLER_BYTES = 104_000;
const MAX_AWS_BYTES = 130_000;

const DECISIONS = { ...ENVIRONMENT, SWITCHYARD_SERVES: "decisions", SWITCHYARD_AGENTS: undefined };
const FAST = postEvent(JSON.stringify({ query: "What are my AWS costs?" }));
const UNKNOWN = postEvent(JSON.stringify({ query: "Who painted the ceiling?" }));

let outDir: string;
let appDir: string;
let bundle: RouterBundle;
let prepared: string;
let aws: LoopbackAws;

beforeAll(async () => {
  outDir = await mkdtemp(join(tmpdir(), "switchyard-gates-"));
  appDir = join(outDir, "dist/app");
  const routeFile = join(outDir, "routes.yaml");
  await writeFile(routeFile, ROUTES);
  bundle = await bundleRouter({ routeFile, model: smallModelFile(), outDir: join(outDir, "dist") });
  const args = [join(outDir, "dist/prepare.cjs"), appDir];
  prepared = (await promisify(execFile)(process.execPath, args)).stdout;
  aws = await startLoopbackAws(({ method, path }) => {
    if (method !== "POST") return json(403, {});
    return path.startsWith("/model/") ? json(200, MODEL_REPLY) : json(200, { answer: "42 dollars." });
  });
}, 60_000);

afterAll(async () => {
  await aws.close();
  await rm(outDir, { recursive: true, force: true });
});

const run = (events: readonly unknown[], changes: Readonly<Record<string, string | undefined>>) =>
  runBootstrap({
    appDir,
    events,
    environment: definedIn({ ...ENVIRONMENT, ...changes, AWS_ENDPOINT_URL: aws.url }),
  });

function definedIn(record: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

/** Modules of Node that a decision has no need of. */
const NETWORK = /^(_?http|https|http2|internal\/http|tls|_tls|crypto$|undici|internal\/deps\/undici)/;

function modulesOf(file: string): readonly string[] {
  return bundle.files.find(({ path }) => path.endsWith(file))?.modules ?? [];
}

function answerOf({ replies }: RuntimeRecord, nth = 0): unknown {
  const reply = replies[nth]?.body as { readonly body: string } | undefined;
  return JSON.parse(reply?.body ?? "null");
}

describe("a request that only wants a decision", () => {
  it("is answered by the fast path, with nothing loaded for a network but the Runtime API's socket", async () => {
    const record = await run([FAST], DECISIONS);
    expect(answerOf(record)).toMatchObject({ agent: "cost", routing_method: "fast" });
    expect(record.builtins).toContain("net");
    expect(record.builtins.filter((name) => NETWORK.test(name))).toEqual([]);
    // Loading these takes a millisecond each, and there is a way without them.
    expect(record.builtins.filter((name) => /^(zlib|perf_hooks)$/.test(name))).toEqual([]);
  });

  it("loads what talks to AWS when the fast path leaves the question to the language model", async () => {
    const record = await run([UNKNOWN], DECISIONS);
    expect(answerOf(record)).toMatchObject({ agent: "knowledge", routing_method: "llm" });
    expect(record.builtins).toContain("https");
  });
});

describe("the code cache", () => {
  it("is made of all the code that ships, by the Node that runs it", () => {
    expect(prepared).toMatch(/^Code cache of index\.cjs \d+ bytes, aws\.cjs \d+ bytes; Node v24/m);
  });

  it.each([
    ["a decision", DECISIONS],
    ["an answer", {}],
  ])("is accepted at the start for %s, and the metric line says so", async (_what, changes) => {
    const { lines } = await run([FAST], changes);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      ResponsesFast: 1,
      ColdStarts: 1,
      CodeCache: "accepted",
    });
  });

  it("is missed in the log when it is not of this code, and the request is answered all the same", async () => {
    const file = join(appDir, "index.cjs");
    const code = await readFile(file, "utf8");
    await writeFile(file, `${code}\n`);
    const record = await run([FAST], DECISIONS);
    await writeFile(file, code);
    expect(JSON.parse(record.lines[0] ?? "")).toEqual({
      level: "WARN",
      message: "The code cache was not used",
      file: "index.cjs",
      codeCache: "absent",
    });
    expect(answerOf(record)).toMatchObject({ agent: "cost" });
  });
});

describe("what ships", () => {
  it("has an entry of at most 16 KiB, a handler and a client of bounded size", async () => {
    const bytesOf = async (file: string) => (await stat(join(appDir, file))).size;
    expect(await bytesOf("bootstrap.cjs")).toBeLessThanOrEqual(MAX_ENTRY_BYTES);
    expect(await bytesOf("index.cjs")).toBeLessThanOrEqual(MAX_HANDLER_BYTES);
    expect(await bytesOf("aws.cjs")).toBeLessThanOrEqual(MAX_AWS_BYTES);
  });

  it("has nothing but our own code in the entry and in the handler", () => {
    expect(modulesOf("bootstrap.cjs").length).toBeGreaterThan(3);
    expect(modulesOf("index.cjs").length).toBeGreaterThan(30);
    const foreign = [...modulesOf("bootstrap.cjs"), ...modulesOf("index.cjs")].filter(
      (id) => !id.startsWith("packages/"),
    );
    expect(foreign).toEqual([]);
  });

  it.each([
    ["@aws-sdk", "the SDK's clients take longer to load than all of our code"],
    ["aws-lambda-ric", "the runtime is our own"],
    ["zod", "its locales alone outweigh all of our code"],
    ["@pulumi", "what deploys the function is no part of it"],
    ["/yaml@", "the table ships compiled"],
    ["packages/trainer/", "models are trained before"],
    ["packages/route-file/", "the table ships compiled"],
    ["testdata", "test support stays at home"],
    ["submodules/cbor", "Lambda and Bedrock speak JSON"],
    ["submodules/event-streams", "nothing is streamed"],
    ["node-http2-handler", "one request at a time needs no HTTP/2"],
  ])("does not hold %s: %s", (text) => {
    const modules = ["bootstrap.cjs", "index.cjs", "aws.cjs"].flatMap(modulesOf);
    expect(modules.filter((id) => id.includes(text))).toEqual([]);
  });
});
