import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { postEvent } from "../src/testdata/gateway-event.ts";
import { json, type LoopbackAws, startLoopbackAws } from "../src/testdata/loopback-aws.ts";
import { runBootstrap } from "../src/testdata/loopback-runtime.ts";
import { smallModelFile } from "../src/testdata/small-model.ts";
import { bundleRouter } from "./bundle.ts";
import { AGENT_ARN, ENVIRONMENT, MODEL_REPLY, ROUTES } from "./testdata/small-router.ts";

const MODEL = smallModelFile();
const APP_FILES = ["aws.cjs", "bootstrap.cjs", "index.cjs", "model.bin", "routes.bin"];
const CODE_FILES = ["app/aws.cjs", "app/bootstrap.cjs", "app/index.cjs", "prepare.cjs"];

let workDir: string;
let outDir: string;
let code: readonly string[];
let aws: LoopbackAws;

beforeAll(async () => {
  workDir = await mkdtemp(join(tmpdir(), "switchyard-bundle-"));
  outDir = join(workDir, "first");
  const routeFile = join(workDir, "routes.yaml");
  await writeFile(routeFile, ROUTES);
  await bundleRouter({ routeFile, model: MODEL, outDir });
  code = await Promise.all(CODE_FILES.map((file) => readFile(join(outDir, file), "utf8")));
  aws = await startLoopbackAws(({ path }) => {
    if (path.startsWith("/2015-03-31/functions/")) return json(200, { answer: "42 dollars." });
    return path.startsWith("/model/") ? json(200, MODEL_REPLY) : json(403, {});
  });
}, 60_000);

afterAll(async () => {
  await aws.close();
  await rm(workDir, { recursive: true, force: true });
});

describe("bundleRouter", () => {
  it("makes the application and, apart from it, what prepares it", async () => {
    expect((await readdir(outDir)).toSorted()).toEqual(["app", "prepare.cjs"]);
    expect((await readdir(join(outDir, "app"))).toSorted()).toEqual(APP_FILES);
  });

  it("gives the same bytes for the same input, wherever they are written", async () => {
    const again = join(workDir, "second/deeper");
    await bundleRouter({ routeFile: join(workDir, "routes.yaml"), model: MODEL, outDir: again });
    for (const file of ["prepare.cjs", ...APP_FILES.map((name) => `app/${name}`)]) {
      expect((await readFile(join(again, file))).equals(await readFile(join(outDir, file)))).toBe(true);
    }
  });

  it("does not hold the place that it was made in, nor that of this checkout", () => {
    for (const place of [workDir, join(import.meta.dirname, "../../..")]) {
      expect(code.filter((text) => text.includes(place))).toEqual([]);
    }
  });

  it("writes code in ASCII alone", () => {
    expect(code.filter((text) => /[^\0-\x7f]/.test(text))).toEqual([]);
  });

  it("requires nothing but Node's own modules and its own files", () => {
    const required = code.flatMap((text) =>
      [...text.matchAll(/require\("([^"]+)"\)/g)].map((match) => match[1]),
    );
    expect(required.length).toBeGreaterThan(5);
    const foreign = required.filter((name) => !/^node:|^[.]\/(?:aws|index)[.]cjs$/.test(name ?? ""));
    expect(
      foreign.filter(
        (name) => !/^(?:http|https|stream|crypto|buffer|fs|os|path|util|zlib)$/.test(name ?? ""),
      ),
    ).toEqual([]);
  });

  it("fails on a table with errors and names the lines", async () => {
    const routeFile = join(workDir, "broken.yaml");
    await writeFile(routeFile, `${ROUTES}    surprise: 1\n`);
    await expect(bundleRouter({ routeFile, model: MODEL, outDir: join(workDir, "broken") })).rejects.toThrow(
      /^broken\.yaml:10:5: error: .*surprise/,
    );
  });
});

describe("the bundle as Lambda starts it", () => {
  const run = (queries: readonly string[], changes: Readonly<Record<string, string>> = {}) =>
    runBootstrap({
      appDir: join(outDir, "app"),
      events: queries.map((query) => postEvent(JSON.stringify({ query }))),
      environment: { ...ENVIRONMENT, AWS_ENDPOINT_URL: aws.url, ...changes },
    });

  it("answers by way of the agent's function, asks the model what its rules do not know, and measures both", async () => {
    const { replies, lines } = await run(["What are my AWS costs?", "Who painted the ceiling?"]);
    const answers = replies.map(({ body }) => JSON.parse((body as { body: string }).body));
    expect(answers).toMatchObject([
      {
        answer: "42 dollars.",
        agent: "cost",
        routing_method: "fast",
        routing_step: "rules",
        version: "7",
        cold_start: true,
        request_id: "gateway-1",
      },
      { agent: "knowledge", routing_method: "llm", routing_step: "llm", reason: "Nobody else knows." },
    ]);
    const metrics = lines.map((line) => JSON.parse(line)).filter(({ _aws }) => _aws !== undefined);
    expect(metrics).toMatchObject([
      {
        Stage: "local",
        FunctionVersion: "7",
        ResponsesFast: 1,
        ColdStarts: 1,
        InitDuration: expect.any(Number),
      },
      { ResponsesLlm: 1, LlmInputTokens: 210, LlmOutputTokens: 30 },
    ]);
  });

  it("does not start when an agent of the table has no function, and names it", async () => {
    const { replies, exitCode } = await run(["Hello"], {
      SWITCHYARD_AGENTS: JSON.stringify({ cost: AGENT_ARN }),
    });
    expect(exitCode).toBe(1);
    expect(replies).toMatchObject([
      {
        kind: "init-error",
        body: {
          errorMessage: expect.stringContaining(`the route table's agent "knowledge" has no function`),
        },
      },
    ]);
  });
});
