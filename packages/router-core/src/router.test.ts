import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileRoutes } from "./compile.ts";
import type { RouteQuery } from "./decision.ts";
import { createInMemoryLlm } from "./in-memory-llm.ts";
import { parseRouteTable } from "./parse-route-table.ts";
import type { LlmFailure } from "./ports.ts";
import { createRouter, DEFAULT_ROUTER_CONFIG, type RouteOptions } from "./router.ts";

function routes() {
  const parsed = parseRouteTable({
    version: 1,
    fallback: "knowledge",
    agents: [
      {
        id: "cost",
        description: "Money.",
        phrases: ["aws bill"],
        keywords: [{ any: ["spend"] }, { all: ["savings"], any: ["reserve"] }],
      },
      { id: "network", description: "The network.", phrases: ["vpc"] },
      { id: "knowledge", description: "All else." },
    ],
  });
  const compiled = parsed.ok ? compileRoutes(parsed.table) : parsed;
  if (!compiled.ok) throw new Error(`the test's table is wrong: ${compiled.problems[0]?.message}`);
  return compiled.routes;
}

/** The router, a model in memory, and a clock that the test moves. */
function world({ config = {}, withModel = true } = {}) {
  const llm = createInMemoryLlm();
  const clock = { nowMs: 5000 };
  const router = createRouter({
    routes: routes(),
    llm: withModel ? llm.classifier : undefined,
    nowMs: () => clock.nowMs,
    config: { ...DEFAULT_ROUTER_CONFIG, ...config },
  });
  const route = (query: string | RouteQuery, options: Partial<RouteOptions> = {}) =>
    router.route(typeof query === "string" ? { text: query } : query, { timeoutMs: 4000, ...options });
  return { llm, clock, route };
}

const ODD = "My cat walked over the keyboard";
const usage = { inputTokens: 420, outputTokens: 35 };
const noUsage = { inputTokens: 0, outputTokens: 0 };
/** What every decision says that the fast path left to others. */
const NO_MATCH = { why: "no-match", reason: "No rule matches." } as const;

describe("the router", () => {
  describe("with an agent that the caller chose", () => {
    it("takes it, whatever the text says", async () => {
      const { route, llm } = world();
      expect(await route({ text: "aws bill", agent: "network" })).toEqual({
        kind: "routed",
        decision: {
          agent: "network",
          method: "fast",
          step: "override",
          confidence: 1,
          reason: "The caller chose the agent.",
        },
      });
      expect(llm.requests).toEqual([]);
    });

    it.each(["nobody", "", "Cost", "toString"])("refuses %j and names the known ones", async (agent) => {
      expect(await world().route({ text: "aws bill", agent })).toEqual({
        kind: "unknown-agent",
        agent,
        known: ["cost", "network", "knowledge"],
      });
    });
  });

  it("decides by rules without a call", async () => {
    const { route, llm } = world();
    expect(await route("Show the AWS bill")).toEqual({
      kind: "routed",
      decision: {
        agent: "cost",
        method: "fast",
        step: "rules",
        confidence: 0.9,
        reason: 'Matched "aws bill".',
      },
    });
    expect(llm.requests).toEqual([]);
  });

  it("names all the words that decided", async () => {
    expect(await world().route("the reserve of our savings")).toMatchObject({
      decision: { agent: "cost", reason: 'Matched "savings" with "reserve".' },
    });
  });

  it("sends an empty query to the fallback agent without a call", async () => {
    const { route, llm } = world();
    expect(await route(" \u200B ")).toEqual({
      kind: "routed",
      decision: {
        agent: "knowledge",
        method: "fallback",
        step: "fallback-agent",
        confidence: 0,
        reason: "The query is empty.",
        fast: { why: "empty", reason: "The query is empty." },
      },
    });
    expect(llm.requests).toEqual([]);
  });

  it("asks the model when the rules abstain, with the normalised query and the time that is left", async () => {
    const { route, llm } = world();
    llm.behave({ kind: "answer", agent: "network", confidence: 0.6, reason: "Cats love cables." });
    expect(await route(`  ${ODD.toUpperCase()} `)).toEqual({
      kind: "routed",
      decision: {
        agent: "network",
        method: "llm",
        step: "llm",
        confidence: 0.6,
        reason: "Cats love cables.",
        fast: NO_MATCH,
        llm: { result: "decided", durationMs: 0, usage },
      },
    });
    expect(llm.requests.map(({ query, timeoutMs }) => ({ query, timeoutMs }))).toEqual([
      { query: "my cat walked over the keyboard", timeoutMs: 4000 },
    ]);
  });

  it("gives the model no more time than the deadline leaves", async () => {
    const { route, llm } = world();
    await route(ODD, { deadlineMs: 5900 });
    expect(llm.requests[0]?.timeoutMs).toBe(900);
  });

  it("measures the model's time, and calls it 0 when the clock runs backwards", async () => {
    const clock = { nowMs: 0 };
    const timeOf = async (text: string, tookMs: number) => {
      const { classifier } = createInMemoryLlm();
      const router = createRouter({
        routes: routes(),
        llm: {
          classify: (request) => {
            clock.nowMs += tookMs;
            return classifier.classify(request);
          },
        },
        nowMs: () => clock.nowMs,
        config: DEFAULT_ROUTER_CONFIG,
      });
      const result = await router.route({ text }, { timeoutMs: 4000 });
      return result.kind === "routed" ? result.decision.llm?.durationMs : undefined;
    };
    expect(await timeOf(ODD, 120)).toBe(120);
    expect(await timeOf(ODD, -120)).toBe(0);
  });

  it.each([Number.NaN, 199, 0, -1])("does not ask within %s ms", async (timeoutMs) => {
    const { route, llm } = world();
    expect(await route(ODD, { timeoutMs })).toMatchObject({ decision: { llm: { result: "timeout" } } });
    expect(llm.requests).toEqual([]);
  });

  it("does not ask when too little time is left, and does not blame the model for it", async () => {
    const { route, llm } = world();
    for (let i = 0; i < 9; i++) {
      expect(await route(ODD, { deadlineMs: 5199 })).toMatchObject({
        decision: { step: "fallback-agent", llm: { result: "timeout", durationMs: 0, usage: noUsage } },
      });
    }
    expect(llm.requests).toEqual([]);
    expect(await route(ODD, { deadlineMs: 5200 })).toMatchObject({ decision: { step: "llm" } });
  });

  describe("the decision cache", () => {
    it("answers the same question without a call, however it is typed", async () => {
      const { route, llm } = world();
      llm.behave({ kind: "answer", agent: "network", confidence: 0.7, reason: "Why not." });
      await route(ODD);
      expect(await route(` ${ODD.toLowerCase()}\n`)).toEqual({
        kind: "routed",
        decision: {
          agent: "network",
          method: "llm",
          step: "decision-cache",
          confidence: 0.7,
          reason: "Why not.",
          fast: NO_MATCH,
        },
      });
      expect(llm.requests).toHaveLength(1);
    });

    it("asks again when the decision is old", async () => {
      const { route, llm, clock } = world();
      await route(ODD);
      clock.nowMs += 600_000;
      await route(ODD);
      expect(llm.requests).toHaveLength(2);
    });

    it("keeps nothing but decisions", async () => {
      const { route, llm } = world();
      llm.behave({ kind: "answer", confidence: 0.1 });
      await route(ODD);
      llm.behave({ kind: "tool-input", toolInput: { agent: "admin", confidence: 1, reason: "" } });
      await route(ODD);
      llm.behave({ kind: "fail", reason: "throttled" });
      await route(ODD);
      expect(llm.requests).toHaveLength(3);
    });
  });

  describe("when the model does not decide", () => {
    it.each<[LlmFailure, string]>([
      ["timeout", "No rule matches. The language model could not be reached."],
      ["throttled", "No rule matches. The language model could not be reached."],
      ["unavailable", "No rule matches. The language model could not be reached."],
      ["denied", "No rule matches. The language model could not be reached."],
      ["refused", "No rule matches. The language model gave no usable answer."],
      ["malformed", "No rule matches. The language model gave no usable answer."],
    ])("falls back after %s and says why", async (result, reason) => {
      const { route, llm } = world();
      llm.behave({ kind: "fail", reason: result });
      expect(await route(ODD)).toEqual({
        kind: "routed",
        decision: {
          agent: "knowledge",
          method: "fallback",
          step: "fallback-agent",
          confidence: 0,
          reason,
          fast: NO_MATCH,
          llm: { result, durationMs: 0, usage: noUsage },
        },
      });
    });

    it("never lets it invent an agent", async () => {
      const { route, llm } = world();
      llm.behave({ kind: "answer", agent: "root-shell", confidence: 1 });
      expect(await route(ODD)).toMatchObject({
        decision: {
          agent: "knowledge",
          step: "fallback-agent",
          reason: "No rule matches. The language model gave no usable answer.",
          llm: { result: "invalid", usage },
        },
      });
    });

    it("takes a classifier that throws for unavailable", async () => {
      const { route, llm } = world();
      llm.behave({ kind: "throw" });
      expect(await route(ODD)).toMatchObject({
        decision: { agent: "knowledge", llm: { result: "unavailable" } },
      });
    });

    it("takes a classifier that throws before it gives a promise for unavailable", async () => {
      const router = createRouter({
        routes: routes(),
        llm: {
          classify: () => {
            throw new Error("no promise");
          },
        },
        nowMs: () => 0,
        config: DEFAULT_ROUTER_CONFIG,
      });
      expect(await router.route({ text: ODD }, { timeoutMs: 1000 })).toMatchObject({
        decision: { llm: { result: "unavailable" } },
      });
    });

    it("guesses an unsure answer above the lower bound", async () => {
      const { route, llm } = world();
      llm.behave({ kind: "answer", agent: "network", confidence: 0.45, reason: "Perhaps." });
      expect(await route(ODD)).toMatchObject({
        decision: {
          agent: "network",
          method: "fallback",
          step: "guess",
          confidence: 0.45,
          llm: { result: "unsure" },
        },
      });
      llm.behave({ kind: "answer", agent: "network", confidence: 0.39 });
      expect(await route(ODD)).toMatchObject({
        decision: {
          agent: "knowledge",
          step: "fallback-agent",
          reason: "No rule matches. The language model was unsure.",
          llm: { result: "unsure" },
        },
      });
    });

    it("guesses an unsure answer at the lower bound", async () => {
      const { route, llm } = world();
      llm.behave({ kind: "answer", agent: "network", confidence: 0.4 });
      expect(await route(ODD)).toMatchObject({ decision: { agent: "network", step: "guess" } });
    });

    it("takes an answer at the bound for sure", async () => {
      const { route, llm } = world();
      llm.behave({ kind: "answer", agent: "network", confidence: 0.5 });
      expect(await route(ODD)).toMatchObject({ decision: { step: "llm" } });
    });

    it("guesses the first of tied rules when the model fails", async () => {
      const { route, llm } = world();
      llm.behave({ kind: "fail", reason: "timeout" });
      expect(await route("spend of the vpc")).toMatchObject({
        decision: {
          agent: "cost",
          method: "fallback",
          step: "guess",
          confidence: 0.45,
          reason: "Rules of cost, network match equally well.",
          fast: { why: "ambiguous", reason: "Rules of cost, network match equally well." },
        },
      });
    });

    it("prefers the more confident of the tied rules and an unsure answer", async () => {
      const { route, llm } = world();
      llm.behave({ kind: "answer", agent: "knowledge", confidence: 0.44 });
      expect(await route("spend of the vpc")).toMatchObject({
        decision: { agent: "cost", confidence: 0.45 },
      });
      llm.behave({ kind: "answer", agent: "knowledge", confidence: 0.46 });
      expect(await route("spend of the vpc")).toMatchObject({
        decision: { agent: "knowledge", confidence: 0.46 },
      });
    });

    it("prefers the unsure answer to tied rules of the same confidence", async () => {
      const { route, llm } = world();
      llm.behave({ kind: "answer", agent: "knowledge", confidence: 0.45 });
      expect(await route("spend of the vpc")).toMatchObject({
        decision: { agent: "knowledge", confidence: 0.45, step: "guess" },
      });
    });

    it("says what the fast path would have answered, where it knows", async () => {
      const { route } = world();
      const reason = "Rules of cost, network match equally well.";
      const guess = { agent: "cost", confidence: 0.45, reason };
      expect(await route("spend of the vpc")).toMatchObject({
        decision: { fast: { why: "ambiguous", reason, guess } },
      });
      const unknown = await route(ODD);
      expect(unknown.kind === "routed" && unknown.decision.fast).toStrictEqual(NO_MATCH);
    });

    it("guesses tied rules at the lower bound", async () => {
      const { route } = world({ withModel: false, config: { minGuessConfidence: 0.45 } });
      expect(await route("spend of the vpc")).toMatchObject({ decision: { agent: "cost", step: "guess" } });
    });

    it("does not guess below the lower bound", async () => {
      const { route } = world({ withModel: false, config: { minGuessConfidence: 0.46 } });
      expect(await route("spend of the vpc")).toMatchObject({ decision: { step: "fallback-agent" } });
    });
  });

  it("does without a model", async () => {
    const { route } = world({ withModel: false });
    expect(await route(ODD)).toEqual({
      kind: "routed",
      decision: {
        agent: "knowledge",
        method: "fallback",
        step: "fallback-agent",
        confidence: 0,
        reason: "No rule matches. No language model is configured.",
        fast: NO_MATCH,
      },
    });
    expect(await route("spend of the vpc")).toMatchObject({ decision: { agent: "cost", step: "guess" } });
  });

  describe("the circuit breaker", () => {
    it("stops asking after five failures in a row, and probes when its time is up", async () => {
      const { route, llm, clock } = world();
      llm.behave({ kind: "fail", reason: "timeout" });
      for (let i = 0; i < 5; i++) await route(ODD);
      expect(await route(ODD)).toEqual({
        kind: "routed",
        decision: {
          agent: "knowledge",
          method: "fallback",
          step: "fallback-agent",
          confidence: 0,
          reason: "No rule matches. The language model could not be reached.",
          fast: NO_MATCH,
          llm: { result: "circuit-open", durationMs: 0, usage: noUsage },
        },
      });
      expect(llm.requests).toHaveLength(5);
      clock.nowMs += 15_000;
      llm.behave({ kind: "answer", agent: "network" });
      expect(await route(ODD)).toMatchObject({ decision: { agent: "network", step: "llm" } });
      expect(llm.requests).toHaveLength(6);
    });

    it.each<LlmFailure>(["timeout", "throttled", "unavailable", "denied"])(
      "is opened by calls that end in %s",
      async (reason) => {
        const { route, llm } = world();
        llm.behave({ kind: "fail", reason });
        for (let i = 0; i < 9; i++) await route(ODD);
        expect(llm.requests).toHaveLength(5);
      },
    );

    it("sends one probe when its time is up, however many ask", async () => {
      const { route, llm, clock } = world();
      llm.behave({ kind: "fail", reason: "unavailable" });
      for (let i = 0; i < 5; i++) await route(ODD);
      clock.nowMs += 15_000;
      await Promise.all([route(ODD), route(`${ODD} again`), route(`${ODD} and again`)]);
      expect(llm.requests).toHaveLength(6);
    });

    it("lets another probe through when the first is never answered", async () => {
      const { route, llm, clock } = world();
      llm.behave({ kind: "fail", reason: "unavailable" });
      for (let i = 0; i < 5; i++) await route(ODD);
      clock.nowMs += 15_000;
      llm.behave({ kind: "never-answer" });
      void route(ODD);
      clock.nowMs += 9_999;
      llm.behave({ kind: "answer", agent: "network" });
      expect(await route(ODD)).toMatchObject({ decision: { llm: { result: "circuit-open" } } });
      clock.nowMs += 1;
      expect(await route(ODD)).toMatchObject({ decision: { agent: "network", step: "llm" } });
    });

    it("is not opened by queries that the model refuses or garbles", async () => {
      const { route, llm } = world();
      for (const reason of ["refused", "malformed"] as const) {
        llm.behave({ kind: "fail", reason });
        for (let i = 0; i < 9; i++) await route(ODD);
      }
      llm.behave({ kind: "tool-input", toolInput: "garbage" });
      for (let i = 0; i < 9; i++) await route(ODD);
      expect(llm.requests).toHaveLength(27);
    });
  });

  it("counts only the configured number of characters", async () => {
    const { route, llm } = world({ config: { maxQueryChars: 10 } });
    await route(`${"x".repeat(10)} aws bill`);
    expect(llm.requests[0]?.query).toBe("xxxxxxxxxx");
  });

  it("routes any string to a configured agent", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: "binary" }),
        fc.option(fc.double()),
        fc.constantFrom("cost", "admin"),
        async (text, confidence, agent) => {
          const { route, llm } = world();
          if (confidence === null) llm.behave({ kind: "throw" });
          else llm.behave({ kind: "answer", agent, confidence });
          const result = await route(text);
          if (result.kind !== "routed") throw new Error("no agent was named");
          expect(["cost", "network", "knowledge"]).toContain(result.decision.agent);
          expect(result.decision.confidence).toBeGreaterThanOrEqual(0);
          expect(result.decision.confidence).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});
