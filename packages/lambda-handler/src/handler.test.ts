import type { AgentReply, RoutingDecision } from "@switchyard/router-core";
import { describe, expect, it } from "vitest";
import { getEvent, postEvent } from "./testdata/gateway-event.ts";
import { ask, QUERY, type World, world } from "./testdata/handler-world.ts";

const llmDecision: RoutingDecision = {
  agent: "security",
  method: "llm",
  step: "llm",
  confidence: 0.8,
  reason: "It is about access.",
  llm: { result: "decided", durationMs: 420.5, usage: { inputTokens: 210, outputTokens: 30 } },
};

function failing(reason: Extract<AgentReply, { kind: "failed" }>["reason"]): World {
  const failingWorld = world();
  failingWorld.agents.behave("cost", { kind: "fail", reason });
  return failingWorld;
}

describe("a request that is answered", () => {
  it("gets the answer, who gave it and how it was routed", async () => {
    expect(await ask(world())).toEqual({
      statusCode: 200,
      headers: {
        "content-type": "application/json; charset=utf-8",
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "x-request-id": "gateway-1",
      },
      isBase64Encoded: false,
      body: {
        answer: "cost heard: What are my AWS costs?",
        agent: "cost",
        routing_method: "fast",
        routing_step: "rules",
        confidence: 0.98,
        reason: 'Matched "aws costs".',
        version: "12",
        cold_start: true,
        timings_ms: { routing: 2, agent: 40, total: 42 },
        request_id: "gateway-1",
      },
    });
  });

  it("shows the model's time when a model was asked", async () => {
    const { body } = await ask(world({ kind: "routed", decision: llmDecision }));
    expect(body).toMatchObject({
      agent: "security",
      routing_method: "llm",
      routing_step: "llm",
      timings_ms: { routing: 2, llm: 420.5, agent: 40, total: 42 },
    });
  });

  it("is told why the fast path left the question to others", async () => {
    const fast = { why: "ambiguous", reason: "Rules of cost, security match equally well." } as const;
    const { body } = await ask(world({ kind: "routed", decision: { ...llmDecision, fast } }));
    expect(body.fast_path).toEqual({
      abstained: "ambiguous",
      reason: "Rules of cost, security match equally well.",
    });
  });

  it("may be kept by the gateway, and by nobody for others, when it was a GET", async () => {
    const response = await ask(world(), getEvent({ q: [QUERY] }));
    expect(response.statusCode).toBe(200);
    expect(response.headers?.["cache-control"]).toBe("private");
  });

  it("takes Lambda's request id where the gateway gave none", async () => {
    const { body } = await ask(world(), { ...postEvent('{"query":"x"}'), requestContext: {} });
    expect(body.request_id).toBe("lambda-1");
  });

  it("passes the query as it was asked, and the caller's choice of agent", async () => {
    const asked = world();
    await ask(asked, postEvent('{"query":" Wie HOCH? ","agent":"cost"}'));
    expect(asked.routedWith).toEqual([{ query: { text: "Wie HOCH?", agent: "cost" }, timeoutMs: 4000 }]);
    expect(asked.agents.requests).toEqual([
      { agent: "cost", query: "Wie HOCH?", requestId: "gateway-1", timeoutMs: 20_000 },
    ]);
  });
});

describe("a request that is not answered", () => {
  const headers = { "cache-control": "no-store", "content-type": "application/json; charset=utf-8" };

  it.each([
    ["function-error", 502, "agent_failed", 'The agent "cost" failed.'],
    ["unavailable", 502, "agent_failed", 'The agent "cost" failed.'],
    ["denied", 502, "agent_failed", 'The agent "cost" failed.'],
    ["throttled", 503, "agent_throttled", 'The agent "cost" is busy. Try again in a moment.'],
    ["timeout", 504, "agent_timeout", 'The agent "cost" did not answer in time.'],
  ] as const)("turns an agent's %s into %i %s", async (reason, status, code, message) => {
    const response = await ask(failing(reason));
    expect(response).toMatchObject({ statusCode: status, headers });
    expect(response.body).toEqual({ error: { code, message, request_id: "gateway-1" } });
  });

  it("is told when to come back to a busy agent", async () => {
    expect((await ask(failing("throttled"))).headers?.["retry-after"]).toBe("1");
  });

  it("is not told when to come back when it was a GET, whose error may be repeated from the cache", async () => {
    const response = await ask(failing("throttled"), getEvent({ q: [QUERY] }));
    expect(response.statusCode).toBe(503);
    expect(response.headers).not.toHaveProperty("retry-after");
  });

  it("gets 400 unknown_agent, with the agents there are", async () => {
    const asked = world({ kind: "unknown-agent", agent: 'x"', known: ["cost", "security"] });
    const response = await ask(asked, postEvent('{"query":"x","agent":"x\\""}'));
    expect(response.statusCode).toBe(400);
    expect(response.body).toEqual({
      error: {
        code: "unknown_agent",
        message: 'There is no agent "x\\"". The agents are: cost, security.',
        request_id: "gateway-1",
      },
    });
    expect(asked.agents.requests).toEqual([]);
  });

  it("reaches neither router nor agent when it cannot be read", async () => {
    const asked = world();
    const response = await ask(asked, postEvent("{"));
    expect(response).toMatchObject({ statusCode: 400, headers, body: { error: { code: "invalid_json" } } });
    expect(asked.routedWith).toEqual([]);
    expect(asked.agents.requests).toEqual([]);
  });

  it("learns the methods that there are from a 405", async () => {
    const response = await ask(world(), postEvent(null, { httpMethod: "PUT" }));
    expect(response).toMatchObject({ statusCode: 405, headers: { ...headers, allow: "GET, POST" } });
  });

  it("gets 500 without a word about the cause, which the log has, without its message", async () => {
    const asked = world(async () => {
      throw new TypeError(`cannot read "what are  my AWS COSTS?" at /var/task/secret.js`);
    });
    const response = await ask(asked);
    expect(response).toMatchObject({ statusCode: 500, headers });
    expect(response.body).toEqual({
      error: {
        code: "internal_error",
        message: "Something went wrong here. Quote the request id when you report it.",
        request_id: "gateway-1",
      },
    });
    const [crash = ""] = asked.lines;
    expect(JSON.parse(crash)).toMatchObject({
      level: "ERROR",
      message: "A request ended in an unexpected error",
      requestId: "gateway-1",
      lambdaRequestId: "lambda-1",
      error: expect.stringMatching(/^TypeError(\n {4}at [^\n]+)+$/),
    });
    expect(crash.toLowerCase()).not.toMatch(/aws +costs/);
  });

  it("gets 500, and the log has all of the cause where the stage allows queries there", async () => {
    const asked = world(async () => {
      throw new TypeError(`cannot read "${QUERY}"`);
    });
    await ask(asked, undefined, { logQueries: true });
    expect(JSON.parse(asked.lines[0] ?? "")).toMatchObject({
      error: expect.stringContaining('TypeError: cannot read "What are my AWS costs?"'),
    });
  });
});
