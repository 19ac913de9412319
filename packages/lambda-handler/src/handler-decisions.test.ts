import { describe, expect, it } from "vitest";
import { createHandler } from "./handler.ts";
import { createSessionTokens } from "./session-token.ts";
import { getEvent, postEvent } from "./testdata/gateway-event.ts";
import { context, QUERY, SESSIONS, settings, world } from "./testdata/handler-world.ts";

/** The handler where decisions are all that is served. */
function deciding() {
  const { ports, lines, agents } = world();
  const sessions = createSessionTokens(SESSIONS);
  return { handler: createHandler({ ...ports, agents: undefined, sessions }, settings), lines, agents };
}

describe("the handler where decisions are served", () => {
  it("says who should answer, and asks nobody", async () => {
    const { handler, lines, agents } = deciding();
    const response = await handler(postEvent(JSON.stringify({ query: QUERY })), context());
    expect(response.statusCode).toBe(200);
    expect(JSON.parse(response.body)).toEqual({
      agent: "cost",
      routing_method: "fast",
      routing_step: "rules",
      confidence: 0.98,
      reason: 'Matched "aws costs".',
      version: "12",
      cold_start: true,
      timings_ms: { routing: 2, total: 2 },
      request_id: expect.any(String),
      session: expect.stringMatching(/^[\w-]+$/),
    });
    expect(agents.requests).toEqual([]);
    const line = JSON.parse(lines[0] ?? "");
    expect(line).toMatchObject({ Requests: 1, ResponsesFast: 1, RoutingTime: 2, Status: 200, Agent: "cost" });
    expect(line).not.toHaveProperty("AgentTime");
  });

  it("answers a GET alike, without a session", async () => {
    const body = JSON.parse((await deciding().handler(getEvent({ q: [QUERY] }), context())).body);
    expect(body).toMatchObject({ agent: "cost" });
    expect(body).not.toHaveProperty("session");
    expect(body).not.toHaveProperty("answer");
  });
});

describe("the metric line of an environment's first request", () => {
  it("says whether the code came out of the code cache", async () => {
    const { handler, lines } = deciding();
    await handler(postEvent(JSON.stringify({ query: QUERY })), { ...context(), codeCache: "rejected" });
    await handler(postEvent(JSON.stringify({ query: QUERY })), { ...context(), codeCache: "rejected" });
    expect(lines.map((line) => JSON.parse(line).CodeCache)).toEqual(["rejected", undefined]);
  });
});
