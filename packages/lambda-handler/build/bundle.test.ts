import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LoopbackAws } from "../src/testdata/loopback-aws.ts";
import { json, startLoopbackAws } from "../src/testdata/loopback-aws.ts";
import { smallModelFile } from "../src/testdata/small-model.ts";
import { bundleRouter } from "./bundle.ts";

const ROUTES = `
version: 1
fallback: knowledge
agents:
  - id: cost
    description: Bills, budgets and savings.
    phrases: [aws costs]
  - id: knowledge
    description: Everything else.
`;

const MODEL = smallModelFile();

// A third above what it is. Most of it is the SDK; one more client or a schema library with its locales breaks this.
const MAX_CODE_BYTES = 1_150_000;

const MODEL_REPLY = {
  output: {
    message: {
      role: "assistant",
      content: [
        {
          toolUse: {
            toolUseId: "t1",
            name: "route",
            input: { agent: "knowledge", confidence: 0.9, reason: "Nobody else knows." },
          },
        },
      ],
    },
  },
  stopReason: "tool_use",
  usage: { inputTokens: 210, outputTokens: 30, totalTokens: 240 },
  metrics: { latencyMs: 5 },
};

let workDir: string;
let outDir: string;
let code: string;
let aws: LoopbackAws;

beforeAll(async () => {
  workDir = await mkdtemp(join(tmpdir(), "switchyard-bundle-"));
  outDir = join(workDir, "first");
  const routeFile = join(workDir, "routes.yaml");
  await writeFile(routeFile, ROUTES);
  await bundleRouter({ routeFile, model: MODEL, outDir });
  code = await readFile(join(outDir, "index.cjs"), "utf8");
  aws = await startLoopbackAws(({ path }) => {
    if (path.startsWith("/2015-03-31/functions/")) return json(200, { answer: "42 dollars." });
    return path.startsWith("/model/") ? json(200, MODEL_REPLY) : json(500, {});
  });
}, 60_000);

afterAll(async () => {
  await aws.close();
  await rm(workDir, { recursive: true, force: true });
});

describe("bundleRouter", () => {
  it("ships three files: the code, the compiled routes and the model", async () => {
    expect((await readdir(outDir)).toSorted()).toEqual(["index.cjs", "model.bin", "routes.json"]);
    expect(JSON.parse(await readFile(join(outDir, "routes.json"), "utf8"))).toMatchObject({
      table: { fallback: "knowledge", agents: [{ id: "cost" }, { id: "knowledge" }] },
      terms: ["aws costs"],
    });
  });

  it("gives the same bytes for the same input, wherever they are written", async () => {
    const again = join(workDir, "second/deeper");
    await bundleRouter({ routeFile: join(workDir, "routes.yaml"), model: MODEL, outDir: again });
    for (const file of ["index.cjs", "model.bin", "routes.json"]) {
      expect((await readFile(join(again, file))).equals(await readFile(join(outDir, file)))).toBe(true);
    }
  });

  it("stays under its ceiling", () => {
    expect(Buffer.byteLength(code)).toBeLessThan(MAX_CODE_BYTES);
  });

  it.each([
    ["@pulumi", "what deploys the function is no part of it"],
    ["zod", "its locales alone outweigh all of our code"],
    ["vitest", "tests stay at home"],
    ["node_modules/.pnpm/yaml@", "the table ships as JSON"],
    ["testdata", "test support stays at home"],
    [join(import.meta.dirname, "../../.."), "the place of this checkout is nobody's business"],
  ])("does not hold %s: %s", (text) => {
    expect(code.includes(text)).toBe(false);
  });

  it("does not hold the place that it was made in", () => {
    expect(code.includes(workDir)).toBe(false);
  });

  it("requires nothing but Node's own modules", () => {
    const required = [...code.matchAll(/^(?:let|const|var) \S+ = require\("([^"]+)"\)/gm)].map(
      (match) => match[1],
    );
    expect(required.length).toBeGreaterThan(5);
    expect(required.filter((name) => !name?.startsWith("node:"))).toEqual([]);
  });

  it("fails on a table with errors and names the lines", async () => {
    const routeFile = join(workDir, "broken.yaml");
    await writeFile(routeFile, `${ROUTES}    surprise: 1\n`);
    await expect(bundleRouter({ routeFile, model: MODEL, outDir: join(workDir, "broken") })).rejects.toThrow(
      /^broken\.yaml:10:5: error: .*surprise/,
    );
  });
});

const ARN = "arn:aws:lambda:us-east-1:123456789012:function:demo-agents";
const ENVIRONMENT = {
  SWITCHYARD_STAGE: "local",
  SWITCHYARD_MODEL_ID: "us.anthropic.claude-haiku-5-5",
  SWITCHYARD_AGENTS: JSON.stringify({ cost: ARN, knowledge: ARN }),
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
  AWS_SECRET_ACCESS_KEY: "example",
  AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
};

// Loads the bundle as Lambda's runtime does, asks once, and prints the response as the last line.
const RUN_ONCE = `
  const { handler } = require(process.argv[1]);
  const context = { awsRequestId: "lambda-1", functionVersion: "7", invokedFunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:router:live", getRemainingTimeInMillis: () => 20000 };
  const event = {
    httpMethod: "POST", path: "/query", resource: "/query",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: process.argv[2] }), isBase64Encoded: false,
    queryStringParameters: null, multiValueQueryStringParameters: null,
    requestContext: { requestId: "gateway-1" },
  };
  handler(event, context).then((response) => {
    process.stdout.write(JSON.stringify(response) + "\\n");
    process.exit(0);
  });
`;

async function runOnce(query: string, changes: Readonly<Record<string, string>> = {}) {
  const env = { ...ENVIRONMENT, AWS_ENDPOINT_URL: aws.url, ...changes };
  const args = ["-e", RUN_ONCE, join(outDir, "index.cjs"), query];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  return stdout.trimEnd().split("\n");
}

describe("the bundle in a process of its own", () => {
  it("answers a query by way of the agent's function, and writes one metric line", async () => {
    const [metricLine = "", response = "", ...more] = await runOnce("What are my AWS costs?");
    expect(more).toEqual([]);
    expect(JSON.parse(metricLine)).toMatchObject({
      Stage: "local",
      FunctionVersion: "7",
      ResponsesFast: 1,
      ColdStarts: 1,
      InitDuration: expect.any(Number),
    });
    const { statusCode, body } = JSON.parse(response);
    expect(statusCode).toBe(200);
    expect(JSON.parse(body)).toMatchObject({
      answer: "42 dollars.",
      agent: "cost",
      routing_method: "fast",
      routing_step: "rules",
      version: "7",
      cold_start: true,
      request_id: "gateway-1",
    });
  });

  it("asks the model what its rules do not know", async () => {
    const [metricLine = "", response = ""] = await runOnce("Who painted the ceiling?");
    expect(JSON.parse(metricLine)).toMatchObject({
      ResponsesLlm: 1,
      LlmInputTokens: 210,
      LlmOutputTokens: 30,
    });
    expect(JSON.parse(JSON.parse(response).body)).toMatchObject({
      agent: "knowledge",
      routing_method: "llm",
      routing_step: "llm",
      reason: "Nobody else knows.",
    });
  });

  it("does not start when an agent of the table has no function, and names it", async () => {
    const started = runOnce("Hello", { SWITCHYARD_AGENTS: JSON.stringify({ cost: ARN }) });
    await expect(started).rejects.toThrow(`the route table's agent "knowledge" has no function`);
  });
});
