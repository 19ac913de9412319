import { describe, expect, it } from "vitest";
import { compileRoutes } from "./compile.ts";
import { createInMemoryLlm } from "./in-memory-llm.ts";
import { parseRouteTable } from "./parse-route-table.ts";
import { createRouter, DEFAULT_ROUTER_CONFIG } from "./router.ts";

function routes() {
  const parsed = parseRouteTable({
    version: 1,
    fallback: "knowledge",
    agents: [
      { id: "cost", description: "Money.", phrases: ["aws bill", "spend"] },
      { id: "network", description: "The network.", phrases: ["vpc", "staging"] },
      { id: "knowledge", description: "All else." },
    ],
  });
  const compiled = parsed.ok ? compileRoutes(parsed.table) : parsed;
  if (!compiled.ok) throw new Error(`the test's table is wrong: ${compiled.problems[0]?.message}`);
  return compiled.routes;
}

/** The router, and a language model in memory that sends everything to `knowledge`. */
function world(config = {}) {
  const llm = createInMemoryLlm();
  llm.behave({ kind: "answer", agent: "knowledge", confidence: 0.9, reason: "Who knows." });
  const router = createRouter({
    routes: routes(),
    llm: llm.classifier,
    nowMs: () => 5000,
    config: { ...DEFAULT_ROUTER_CONFIG, ...config },
  });
  const route = (text: string, lastAgent?: string, agent?: string) =>
    router.route(
      {
        text,
        ...(lastAgent === undefined ? {} : { session: { lastAgent } }),
        ...(agent === undefined ? {} : { agent }),
      },
      { timeoutMs: 4000 },
    );
  return { llm, route };
}

describe("a follow-up in a session", () => {
  it("goes to the agent that answered last, without a call", async () => {
    const { route, llm } = world();
    expect(await route("And last month?", "cost")).toEqual({
      kind: "routed",
      decision: {
        agent: "cost",
        method: "fast",
        step: "follow-up",
        confidence: 0.8,
        reason: "A follow-up: it goes to the agent that answered before.",
        fast: { why: "no-match", reason: "No rule matches." },
      },
    });
    expect(llm.requests).toEqual([]);
  });

  it("has the confidence that the configuration gives it", async () => {
    const { route } = world({ followUpConfidence: 0.65 });
    expect(await route("why?", "cost")).toMatchObject({ decision: { step: "follow-up", confidence: 0.65 } });
  });

  it("goes elsewhere when the fast path is sure of another agent", async () => {
    expect(await world().route("what about staging?", "cost")).toMatchObject({
      decision: { agent: "network", step: "rules" },
    });
  });

  it("goes to its session's agent when rules of several agents match", async () => {
    expect(await world().route("and the spend of the vpc?", "knowledge")).toMatchObject({
      decision: { agent: "knowledge", step: "follow-up", fast: { why: "ambiguous" } },
    });
  });

  it("goes where the caller says", async () => {
    expect(await world().route("and last month?", "cost", "network")).toMatchObject({
      decision: { agent: "network", step: "override" },
    });
  });

  it("is a question like any other when its session's agent is not configured any more", async () => {
    expect(await world().route("and last month?", "billing")).toMatchObject({
      decision: { agent: "knowledge", step: "llm" },
    });
  });

  it("is a question like any other without a session", async () => {
    expect(await world().route("and last month?")).toMatchObject({ decision: { step: "llm" } });
  });

  it("is not a whole question, which the session does not touch", async () => {
    expect(await world().route("which of our runbooks covers a failed deployment?", "cost")).toMatchObject({
      decision: { agent: "knowledge", step: "llm" },
    });
  });

  it("is not an empty query", async () => {
    expect(await world().route(" ", "cost")).toMatchObject({ decision: { step: "fallback-agent" } });
  });

  it("neither asks nor fills the decision cache: two sessions, two agents, and none remembered", async () => {
    const { route, llm } = world();
    await route("and last month?");
    expect(await route("and last month?")).toMatchObject({ decision: { step: "decision-cache" } });
    expect(await route("and last month?", "cost")).toMatchObject({
      decision: { agent: "cost", step: "follow-up" },
    });
    expect(await route("only prod", "network")).toMatchObject({ decision: { agent: "network" } });
    expect(await route("only prod")).toMatchObject({ decision: { agent: "knowledge", step: "llm" } });
    expect(llm.requests).toHaveLength(2);
  });
});
