import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import {
  APIGatewayClient,
  CreateApiKeyCommand,
  CreateUsagePlanKeyCommand,
  GetApiKeysCommand,
  GetUsagePlansCommand,
} from "@aws-sdk/client-api-gateway";
import { CloudWatchClient, GetMetricStatisticsCommand } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  ListVersionsByFunctionCommand,
} from "@aws-sdk/client-lambda";
import { serveControl } from "@switchyard/local-cloud";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { measureFastShare, readMixedQuestions } from "../local/fast-share.ts";
import type { DeployedRouter } from "../local/stack.ts";
import { runCommandLine } from "../program.ts";
import { askRouter, askRouterCached, sendRaw } from "../router-client.ts";
import { openSystem, type System } from "./system.ts";

let system: System;
let router: DeployedRouter;

beforeAll(async () => {
  system = await openSystem();
  await system.deploy();
  router = await system.router();
});
afterAll(() => system.close());

const ODD = "Since Tuesday the thing behaves strangely for people in Spain";

function aws() {
  const { awsUrl, region } = system.cloud().endpoints;
  return { endpoint: awsUrl, region, credentials: { accessKeyId: "test", secretAccessKey: "test" } };
}

function post(body: string, headers: Readonly<Record<string, string>>): Promise<Response> {
  return fetch(`${router.apiUrl}/query`, { method: "POST", body, headers });
}

/** A GET as it is written: `fetch` sends no body with one. */
function get(pathAndQuery: string, body = ""): Promise<{ status: number | undefined; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { "x-api-key": router.apiKey, "content-length": String(Buffer.byteLength(body)) };
    const outgoing = request(`${router.apiUrl}${pathAndQuery}`, { headers }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("end", () =>
        resolve({ status: incoming.statusCode, text: Buffer.concat(chunks).toString("utf8") }),
      );
      incoming.on("error", reject);
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** Of a metric of version 1, in the minutes of this test. */
async function sumOf(metric: string): Promise<number> {
  const { Datapoints = [] } = await new CloudWatchClient(aws()).send(
    new GetMetricStatisticsCommand({
      Namespace: "Switchyard",
      MetricName: metric,
      Dimensions: [
        { Name: "Stage", Value: "local" },
        { Name: "FunctionVersion", Value: "1" },
      ],
      StartTime: new Date(Date.now() - 600_000),
      EndTime: new Date(Date.now() + 60_000),
      Period: 60,
      Statistics: ["Sum"],
    }),
  );
  return Datapoints.reduce((sum, { Sum = 0 }) => sum + Sum, 0);
}

describe("the deployed router", () => {
  it("answers a common question by its rules", async () => {
    const { status, body } = await askRouter(router, { query: "What are my AWS costs?" });
    expect([status, body.agent, body.routing_method, body.routing_step]).toEqual([
      200,
      "cost",
      "fast",
      "rules",
    ]);
    expect(body.answer).toContain("cost");
    expect(body.version).toBe("1");
  });

  it("asks the model about an odd question", async () => {
    const { status, body } = await askRouter(router, { query: ODD });
    expect([status, body.routing_method, body.routing_step]).toEqual([200, "llm", "llm"]);
    expect(String(body.reason)).toContain("stand-in");
  });

  it("goes where the caller says", async () => {
    const { body } = await askRouter(router, { query: "Anything new?", agent: "security" });
    expect([body.agent, body.routing_method, body.routing_step]).toEqual(["security", "fast", "override"]);
  });

  it("refuses a request without an API key with 403 in the one error shape", async () => {
    const response = await post('{"query":"What are my AWS costs?"}', { "content-type": "application/json" });
    expect(response.status).toBe(403);
    expect(await response.json()).toEqual({
      error: { code: "forbidden", message: expect.any(String), request_id: expect.any(String) },
    });
  });

  it("refuses a body of 1 MB with 413", async () => {
    const { status, body } = await sendRaw(router, JSON.stringify({ query: "x".repeat(1_000_000) }));
    expect(status).toBe(413);
    expect(body).toEqual({
      error: { code: "payload_too_large", message: expect.any(String), request_id: expect.any(String) },
    });
  });

  it.each([
    ["malformed JSON", '{"query": ', "invalid_json"],
    ["a number for a query", '{"query": 42}', "invalid_request"],
    ["an unknown field", '{"query": "hello", "limit": 3}', "invalid_request"],
    ["an agent that is not configured", '{"query": "hello", "agent": "pizza"}', "unknown_agent"],
  ])("refuses %s with 400 in the one error shape", async (_, sent, code) => {
    const { status, body } = await sendRaw(router, sent);
    expect(status).toBe(400);
    expect(body).toEqual({ error: { code, message: expect.any(String), request_id: expect.any(String) } });
  });

  it("refuses another content type with 415", async () => {
    const response = await post("hello", { "content-type": "text/plain", "x-api-key": router.apiKey });
    expect(response.status).toBe(415);
  });

  it("sends nobody to an agent that the model invented", async () => {
    await system.cloud().configureBedrock({ fault: "invented-agent" });
    try {
      const { status, body } = await askRouter(router, { query: `${ODD}, again` });
      expect([status, body.routing_method]).toEqual([200, "fallback"]);
      expect(["cost", "security", "operations", "networking", "knowledge"]).toContain(body.agent);
    } finally {
      await system.cloud().configureBedrock({ fault: "none" });
    }
  });

  it.each(["throttle", "server-error", "access-denied"] as const)(
    "answers all the same when the model fails: %s",
    async (fault) => {
      await system.cloud().configureBedrock({ fault });
      try {
        const { status, body } = await askRouter(router, { query: `${ODD} ${fault.length}` });
        expect([status, body.routing_method]).toEqual([200, "fallback"]);
      } finally {
        await system.cloud().configureBedrock({ fault: "none" });
      }
    },
  );
});

describe("an explanation", () => {
  const stepsOf = (body: Readonly<Record<string, unknown>>) =>
    (body.explanation as { steps: { step: string; result: string }[] }).steps.map(({ step, result }) => [
      step,
      result,
    ]);

  it("shows that rules and model agree on a common question", async () => {
    const query = "Why did our AWS bill go up last month?";
    const { status, body } = await askRouter(router, { query, explain: true });
    expect([status, stepsOf(body)]).toEqual([
      200,
      [
        ["override", "none"],
        ["rules", "matched"],
        ["model", "answered"],
      ],
    ]);
    expect(body.explanation).toMatchObject({
      steps: [{}, { agent: "cost", terms: ["bill", "last month"] }, { label: "cost" }],
      decided: { step: "rules", agent: "cost", confidence: body.confidence, reason: body.reason },
    });
  });

  it("shows why the language model had to decide", async () => {
    const { body } = await askRouter(router, { query: `${ODD}, explained`, explain: true });
    expect(stepsOf(body)).toEqual([
      ["override", "none"],
      ["rules", "no-match"],
      ["model", expect.stringMatching(/^(unsure|out-of-scope)$/)],
      ["follow-up", "no-session"],
      ["decision-cache", "miss"],
      ["llm", "decided"],
    ]);
  });

  it("is given to nobody who did not ask for it", async () => {
    const { body } = await askRouter(router, { query: "What are my AWS costs?" });
    expect(body).not.toHaveProperty("explanation");
    const { status, text } = await get("/query?q=costs+of+glacier&explain=true");
    expect([status, text]).toEqual([200, expect.not.stringContaining("explanation")]);
  });
});

describe("the mixed questions", () => {
  it("are mostly answered without a language model, and all are answered", async () => {
    const share = await measureFastShare(readMixedQuestions(), {
      ask: (question) => askRouter(router, question),
      elapsedMs: () => performance.now(),
    });
    expect([share.questions, share.unanswered]).toEqual([100, 0]);
    expect(share.fastShare).toBeGreaterThanOrEqual(0.6);
    expect(share.fastRight).toBeGreaterThanOrEqual(0.95);
    expect(share.deciders.model.questions).toBeGreaterThan(0);
  });
});

describe("switchyard learn --from-logs", () => {
  it("suggests what the language model decided, from the log of the running cloud", async () => {
    const text = "Since Monday the thing behaves strangely for people in Chad";
    for (let i = 0; i < 3; i++) await askRouter(router, { query: text });
    const control = await serveControl(system.cloud(), system.dir);
    try {
      const out: string[] = [];
      const file = join(system.tree, "suggestions.jsonl");
      const args = ["learn", "--from-logs", "--no-train", "--min-confidence", "0.5", "--out", file, "--json"];
      const code = await runCommandLine(args, {
        terminal: { out: (line) => void out.push(line), err: () => undefined, style: (_, line) => line },
        env: { SWITCHYARD_LOCAL_DIR: system.dir },
        onInterrupt: () => undefined,
      });
      expect([code, JSON.parse(out.join(""))]).toMatchObject([0, { out: file, log: { without_query: 0 } }]);
      const suggested = readFileSync(file, "utf8").trimEnd().split("\n");
      // Asked three times, and so before all that was asked once.
      expect(suggested.slice(0, 2)).toContain(JSON.stringify({ text, label: "knowledge" }));
      // The caller chose the agent of this one.
      expect(suggested.join("")).not.toContain("Anything new?");
    } finally {
      await control.close();
    }
  });
});

describe("a session", () => {
  const forgedOf = (token: string): string => `${token.slice(0, 8)}${token.slice(8).toLowerCase()}`;

  it("sends a follow-up to the agent that answered, without a model", async () => {
    const first = await askRouter(router, { query: "What are my AWS costs?" });
    const session = String(first.body.session);
    const next = await askRouter(router, { query: "and last month?", session });
    expect([next.status, next.body.agent, next.body.routing_method, next.body.routing_step]).toEqual([
      200,
      "cost",
      "fast",
      "follow-up",
    ]);
    const other = await askRouter(router, { query: "and last month?", session: String(next.body.session) });
    expect(other.body.routing_step).toBe("follow-up");
  });

  it("means nothing when it is forged: the question is answered without it, and the token is counted", async () => {
    const before = await sumOf("SessionsRejected");
    const { body } = await askRouter(router, { query: "What are my AWS costs?" });
    const forged = forgedOf(String(body.session));
    const reply = await askRouter(router, { query: "and last month?", session: forged });
    expect([reply.status, reply.body.routing_step]).toEqual([200, expect.not.stringMatching("follow-up")]);
    expect((await sumOf("SessionsRejected")) - before).toBe(1);
  });

  it("is not given by a GET, whose answer is kept", async () => {
    const { status, body } = await askRouterCached(router, { query: "costs of cloudfront" });
    expect([status, body.session]).toEqual([200, undefined]);
  });
});

describe("the cached GET", () => {
  it("never shares an answer between two callers", async () => {
    const gateway = new APIGatewayClient(aws());
    const second = await gateway.send(new CreateApiKeyCommand({ name: "second-caller", enabled: true }));
    const plans = await gateway.send(new GetUsagePlansCommand({}));
    await gateway.send(
      new CreateUsagePlanKeyCommand({
        usagePlanId: plans.items?.[0]?.id,
        keyId: second.id,
        keyType: "API_KEY",
      }),
    );
    const question = { query: "how much do we pay for storage?" };
    const mine = await askRouterCached(router, question);
    const again = await askRouterCached(router, question);
    const theirs = await askRouterCached({ ...router, apiKey: second.value ?? "" }, question);
    const theirsAgain = await askRouterCached({ ...router, apiKey: second.value ?? "" }, question);
    expect([mine.status, again.status, theirs.status]).toEqual([200, 200, 200]);
    expect(again.body.request_id).toBe(mine.body.request_id);
    expect(theirs.body.request_id).not.toBe(mine.body.request_id);
    expect(theirsAgain.body.request_id).toBe(theirs.body.request_id);
  });

  it("keeps the answers of different agents apart", async () => {
    const first = await askRouterCached(router, { query: "what is new?", agent: "cost" });
    const second = await askRouterCached(router, { query: "what is new?", agent: "security" });
    expect([first.body.agent, second.body.agent]).toEqual(["cost", "security"]);
  });

  // The second answer is the first one from the cache, so the keys are equal; and a plain question gets 200.
  it.each([
    ["a parameter that nobody knows", "/query?q=costs+of+lambda&evil=1", "", "/query?q=costs+of+lambda"],
    ["a parameter in capitals", "/query?q=costs+of+sqs&Q=x&AGENT=x", "", "/query?q=costs+of+sqs"],
    ["a slash at the end", "/query/?q=costs+of+s3", "", "/query?q=costs+of+s3"],
    ["an escaped path", "/%71uery?q=costs+of+ec2", "", "/query?q=costs+of+ec2"],
    ["a body", "/query?q=costs+of+rds", '{"query":"x","agent":"nobody"}', "/query?q=costs+of+rds"],
  ])("gives two GETs with equal keys equal answers: %s", async (_, odd, body, plain) => {
    const first = await get(odd, body);
    expect(first.status).toBe(200);
    expect(await get(plain)).toEqual(first);
  });

  it("gives two GETs with equal keys equal answers: another parameter instead of q", async () => {
    const first = await get("/query?Q=what+is+new");
    expect([first.status, first.text]).toEqual([400, expect.stringContaining("it is missing")]);
    expect(await get("/query")).toEqual(first);
  });

  it.each([
    ["q", "/query?q=costs+of+ebs&q=costs+of+efs", ["/query?q=costs+of+ebs", "/query?q=costs+of+efs"]],
    [
      "agent",
      "/query?q=hi&agent=cost&agent=security",
      ["/query?q=hi&agent=cost", "/query?q=hi&agent=security"],
    ],
  ])(
    "refuses a repeated %s under a key of its own, and still answers the single one",
    async (_, odd, single) => {
      expect((await get(odd)).status).toBe(400);
      for (const path of single) expect([path, (await get(path)).status]).toEqual([path, 200]);
      expect((await get(odd)).status).toBe(400);
    },
  );

  it("does not serve a cached answer without a key", async () => {
    await askRouterCached(router, { query: "how much do we pay for storage?" });
    const response = await fetch(`${router.apiUrl}/query?q=how%20much%20do%20we%20pay%20for%20storage%3F`);
    expect(response.status).toBe(403);
  });
});

describe("the AWS endpoint", () => {
  it("lists the published version that the alias serves, and invokes it", async () => {
    const lambda = new LambdaClient(aws());
    const { Versions } = await lambda.send(
      new ListVersionsByFunctionCommand({ FunctionName: router.functionName }),
    );
    expect(Versions?.map((version) => version.Version)).toEqual(["$LATEST", "1"]);
    const alias = await lambda.send(new GetAliasCommand({ FunctionName: router.functionName, Name: "live" }));
    expect(alias.FunctionVersion).toBe("1");
    const event = {
      httpMethod: "POST",
      path: "/query",
      headers: { "content-type": "application/json" },
      body: '{"query":"What are my AWS costs?"}',
    };
    const reply = await lambda.send(
      new InvokeCommand({
        FunctionName: router.functionName,
        Qualifier: "live",
        Payload: Buffer.from(JSON.stringify(event)),
      }),
    );
    expect([reply.StatusCode, reply.ExecutedVersion, reply.FunctionError]).toEqual([200, "1", undefined]);
    expect(JSON.parse(Buffer.from(reply.Payload ?? []).toString())).toMatchObject({ statusCode: 200 });
  });

  it("has one EMF line per request in the log, and their metrics in CloudWatch", async () => {
    const logs = new CloudWatchLogsClient(aws());
    const reply = await askRouter(router, { query: "What are my AWS costs?" });
    const { events } = await logs.send(
      new FilterLogEventsCommand({
        logGroupName: router.logGroup,
        filterPattern: `"${String(reply.body.request_id)}"`,
      }),
    );
    expect(events?.filter((event) => event.message?.startsWith('{"_aws"'))).toHaveLength(1);

    expect(await sumOf("Requests")).toBeGreaterThanOrEqual(1);
  });
});

describe("what is deployed", () => {
  it("is the very bundle that the Dockerfile ships", () => {
    const hashes = (dir: string): Readonly<Record<string, string>> =>
      Object.fromEntries(
        readdirSync(dir).map((name) => [
          name,
          createHash("sha256")
            .update(readFileSync(join(dir, name)))
            .digest("hex"),
        ]),
      );
    const images = join(system.tree, "state", "images");
    const roots = readdirSync(images, { recursive: true, encoding: "utf8" }).filter((path) =>
      path.endsWith(join("var", "task")),
    );
    expect(roots).toHaveLength(1);
    const image = hashes(join(images, roots[0] ?? ""));
    const bundle = hashes(join(system.tree, "packages/lambda-handler/dist/app"));
    expect(image).toMatchObject(bundle);
    // What the image's own Node compiled is the only other thing in it.
    expect(
      Object.keys(image)
        .filter((name) => !Object.hasOwn(bundle, name))
        .toSorted(),
    ).toEqual(["aws.cjs.cache", "index.cjs.cache"]);
  });

  it("starts with the code cache that its image made", async () => {
    expect((await askRouter(router, { query: "What are my AWS costs?" })).status).toBe(200);
    const { events = [] } = await new CloudWatchLogsClient(aws()).send(
      new FilterLogEventsCommand({ logGroupName: router.logGroup, filterPattern: '"CodeCache"' }),
    );
    const states = events.map(({ message = "" }): unknown => JSON.parse(message).CodeCache);
    expect(states.length).toBeGreaterThan(0);
    expect(new Set(states)).toEqual(new Set(["accepted"]));
  });

  it("has no secret in clear in the state of its stacks", async () => {
    const stacks = join(system.tree, "state", "stacks");
    const files = readdirSync(stacks, { recursive: true, encoding: "utf8" }).filter((path) =>
      path.endsWith(".json"),
    );
    expect(files.toSorted()).toEqual(["switchyard-foundation/local.json", "switchyard-router/local.json"]);
    const { Environment } = await new LambdaClient(aws()).send(
      new GetFunctionConfigurationCommand({ FunctionName: router.functionName }),
    );
    const sessionKey = Environment?.Variables?.SWITCHYARD_SESSION_KEYS ?? "";
    expect(sessionKey).toMatch(/^[A-Za-z0-9_-]{43}$/);
    const keys = await new APIGatewayClient(aws()).send(new GetApiKeysCommand({ includeValues: true }));
    const values = keys.items?.flatMap(({ value = "" }) => value) ?? [];
    expect(values).toContain(router.apiKey);
    for (const file of files) {
      const state = readFileSync(join(stacks, file), "utf8");
      for (const secret of [...values, sessionKey]) expect(state).not.toContain(secret);
    }
  });

  it("has a key for sessions that opens nothing", async () => {
    const { items } = await new APIGatewayClient(aws()).send(new GetApiKeysCommand({ includeValues: true }));
    const source = items?.find(({ description }) => description?.startsWith("Session tokens of stage local"));
    expect(source?.enabled).toBe(false);
    const reply = await askRouter(
      { ...router, apiKey: source?.value ?? "" },
      { query: "What are my AWS costs?" },
    );
    expect(reply.status).toBe(403);
  });
});
