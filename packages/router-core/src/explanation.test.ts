import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileRoutes } from "./compile.ts";
import type { RouteQuery } from "./decision.ts";
import { createInMemoryLlm } from "./in-memory-llm.ts";
import { hashWord } from "./model/features.ts";
import type { RoutingModel } from "./model/model.ts";
import { tinyModel } from "./model/testdata/tiny-model.ts";
import { parseRouteTable } from "./parse-route-table.ts";
import { createRouter, DEFAULT_ROUTER_CONFIG } from "./router.ts";

function routes(ids: readonly string[] = ["cost", "network", "knowledge"]) {
  const phrases: Readonly<Record<string, string[]>> = { cost: ["aws bill"], network: ["route table"] };
  const parsed = parseRouteTable({
    version: 1,
    fallback: "knowledge",
    agents: ids.map((id) => ({ id, description: `All of ${id}.`, phrases: phrases[id] ?? [] })),
  });
  const compiled = parsed.ok ? compileRoutes(parsed.table) : parsed;
  if (!compiled.ok) throw new Error(`the test's table is wrong: ${compiled.problems[0]?.message}`);
  return compiled.routes;
}

interface WorldOptions {
  readonly model?: RoutingModel;
  readonly agents?: readonly string[];
  readonly withLlm?: boolean;
}

function world({ model, agents, withLlm = true }: WorldOptions = {}) {
  const llm = createInMemoryLlm();
  llm.behave({ kind: "answer", agent: "knowledge", confidence: 0.9, reason: "Who knows." });
  const router = createRouter({
    routes: routes(agents),
    ...(model === undefined ? {} : { model }),
    llm: withLlm ? llm.classifier : undefined,
    nowMs: () => 5000,
    config: DEFAULT_ROUTER_CONFIG,
  });
  const route = async (query: string | RouteQuery) => {
    const asked = typeof query === "string" ? { text: query } : query;
    const result = await router.route(asked, { timeoutMs: 4000, explain: true });
    if (result.kind !== "routed") throw new Error(`no agent ${result.agent}`);
    return result;
  };
  const explain = async (query: string | RouteQuery) => (await route(query)).explanation;
  return { llm, router, route, explain };
}

const NO_OVERRIDE = { step: "override", result: "none" };
const NO_MATCH = { step: "rules", result: "no-match" };
const NO_SESSION = { step: "follow-up", result: "no-session" };
const MISS = { step: "decision-cache", result: "miss" };
const BY_LLM = { step: "llm", result: "decided", agent: "knowledge", confidence: 0.9, reason: "Who knows." };
const close = (value: number) => expect.closeTo(value, 6) as number;

describe("an explanation", () => {
  it("is not made unless it is asked for", async () => {
    const { router } = world({ model: tinyModel() });
    expect(await router.route({ text: "s3" }, { timeoutMs: 4000 })).not.toHaveProperty("explanation");
    expect(await router.route({ text: "s3" }, { timeoutMs: 4000, explain: false })).not.toHaveProperty(
      "explanation",
    );
  });

  it("changes nothing of the decision", async () => {
    for (const text of ["aws bill", "s3", "joke", "what else", ""]) {
      const plain = await world({ model: tinyModel() }).router.route({ text }, { timeoutMs: 4000 });
      const { decision } = await world({ model: tinyModel() }).route(text);
      expect({ kind: "routed", decision }).toEqual(plain);
    }
  });

  it("says that the caller chose, and looks at nothing else", async () => {
    expect(await world({ model: tinyModel() }).explain({ text: "aws bill", agent: "network" })).toEqual({
      steps: [{ step: "override", result: "chosen", agent: "network" }],
      decided: { step: "override", agent: "network", confidence: 1, reason: "The caller chose the agent." },
    });
  });

  it("ends with the rules when they decide alone, with the terms that matched", async () => {
    expect(await world().explain("Show the AWS bill")).toEqual({
      steps: [
        NO_OVERRIDE,
        { step: "rules", result: "matched", agent: "cost", terms: ["aws bill"], confidence: 0.9 },
      ],
      decided: { step: "rules", agent: "cost", confidence: 0.9, reason: 'Matched "aws bill".' },
    });
  });

  it("ends with the model when it decides, with its words in hundredths", async () => {
    // Cost leads by 1.6 - 0.2, see the tests of explainVerdict.
    const probability = 1 / (1 + Math.exp(-1.4));
    expect(await world({ model: tinyModel() }).explain("S3")).toEqual({
      steps: [
        NO_OVERRIDE,
        NO_MATCH,
        {
          step: "model",
          result: "answered",
          label: "cost",
          probability: close(probability),
          threshold: 0.75,
          features: [{ feature: "s3", weight: 0.9 }],
        },
      ],
      decided: {
        step: "model",
        agent: "cost",
        confidence: close(probability),
        reason: "Reads like a question for cost.",
      },
    });
  });

  it("tells the model what the rules chose, as the decision does", async () => {
    const explanation = await world({ model: tinyModel() }).explain("aws bill");
    expect(explanation?.steps).toMatchObject([
      NO_OVERRIDE,
      { step: "rules", agent: "cost" },
      { step: "model", result: "answered", features: [{ feature: "rules: cost", weight: 1.5 }] },
    ]);
    expect(explanation?.decided.step).toBe("rules");
  });

  it("leaves out a model that leaves a match of the rules to them", async () => {
    const model = tinyModel({ parameters: { rules: [] } });
    const explanation = await world({ model }).explain("aws bill");
    expect(explanation?.steps.map(({ step }) => step)).toEqual(["override", "rules"]);
  });

  it("leaves out words of less than half a hundredth", async () => {
    const rows = [
      { hash: hashWord("s3"), classes: [0], weights: [30] },
      { hash: hashWord("up"), classes: [0], weights: [1] },
    ];
    const model = tinyModel({ rows, parameters: { scale: [0.01, 0.2, 0.05], wordScale: [0, 0, 0] } });
    const [, , said] = (await world({ model }).explain("s3 up"))?.steps ?? [];
    expect(said).toMatchObject({ step: "model", features: [{ feature: "s3" }] });
  });

  it("says so when the model's label is no agent", async () => {
    const { explain } = world({ model: tinyModel(), agents: ["network", "knowledge"] });
    expect((await explain("s3"))?.steps[2]).toMatchObject({
      step: "model",
      result: "no-agent",
      label: "cost",
    });
  });

  it("goes on to the language model when the model holds a text for out of scope", async () => {
    const { explain } = world({ model: tinyModel() });
    expect(await explain("joke")).toEqual({
      steps: [
        NO_OVERRIDE,
        NO_MATCH,
        {
          step: "model",
          result: "out-of-scope",
          label: "network",
          probability: expect.any(Number),
          threshold: 0.75,
          features: [{ feature: "joke", weight: -1.29 }],
        },
        NO_SESSION,
        MISS,
        { step: "llm", result: "decided", agent: "knowledge", confidence: 0.9, reason: "Who knows." },
      ],
      decided: { step: "llm", agent: "knowledge", confidence: 0.9, reason: "Who knows." },
    });
  });

  it("says what the decision cache remembered", async () => {
    const { explain } = world();
    await explain("what now");
    expect(await explain("What now?")).toMatchObject({
      steps: [NO_OVERRIDE, NO_MATCH, NO_SESSION, MISS, { step: "llm" }],
    });
    expect(await explain("what NOW")).toStrictEqual({
      steps: [
        NO_OVERRIDE,
        NO_MATCH,
        NO_SESSION,
        { step: "decision-cache", result: "hit", agent: "knowledge", confidence: 0.9, reason: "Who knows." },
      ],
      decided: { step: "decision-cache", agent: "knowledge", confidence: 0.9, reason: "Who knows." },
    });
  });

  it.each([
    ["and last month?", "network", { result: "follow-up", agent: "network" }, "follow-up"],
    ["and last month?", "retired", { result: "unknown-agent" }, "llm"],
    ["tell me of the storage in our second account", "network", { result: "own-question" }, "llm"],
  ])("says whether %j in a session of %s is a follow-up", async (text, lastAgent, said, decidedBy) => {
    const explanation = await world().explain({ text, session: { lastAgent } });
    expect(explanation?.steps.slice(2)).toEqual([
      { step: "follow-up", ...said },
      ...(decidedBy === "llm" ? [MISS, BY_LLM] : []),
    ]);
    expect(explanation?.decided.step).toBe(decidedBy);
  });

  it("has the unsure answer of a language model, and that it did not decide", async () => {
    const { llm, explain } = world();
    llm.behave({ kind: "answer", agent: "network", confidence: 0.2, reason: "Perhaps." });
    const explanation = await explain("what now");
    expect(explanation?.steps.at(-1)).toEqual({
      step: "llm",
      result: "unsure",
      agent: "network",
      confidence: 0.2,
      reason: "Perhaps.",
    });
    expect(explanation?.decided).toMatchObject({ step: "fallback-agent", agent: "knowledge" });
  });

  it("says why there is no answer of a language model", async () => {
    const { llm, explain } = world();
    llm.behave({ kind: "fail", reason: "throttled" });
    expect((await explain("what now"))?.steps.at(-1)).toEqual({ step: "llm", result: "throttled" });
    const none = world({ withLlm: false });
    expect((await none.explain("what now"))?.steps.at(-1)).toEqual({ step: "llm", result: "none" });
  });

  it("ends with the rules when the query is empty", async () => {
    expect(await world({ model: tinyModel() }).explain(" \u200B ")).toEqual({
      steps: [NO_OVERRIDE, { step: "rules", result: "empty" }],
      decided: { step: "fallback-agent", agent: "knowledge", confidence: 0, reason: "The query is empty." },
    });
  });

  it("names the agents of rules that match equally well", async () => {
    expect((await world().explain("the aws bill of the route table"))?.steps[1]).toEqual({
      step: "rules",
      result: "ambiguous",
      agents: ["cost", "network"],
    });
  });

  it("agrees with the decision, for any text", async () => {
    const words = fc.constantFrom(
      "aws bill",
      "route table",
      "s3",
      "vpc",
      "joke",
      "bucket",
      "the",
      "ü",
      "and",
    );
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(words).map((each) => each.join(" ")),
    );
    const { route } = world({ model: tinyModel() });
    await fc.assert(
      fc.asyncProperty(text, async (query) => {
        const { decision, explanation } = await route(query);
        const { step, agent, confidence, reason } = decision;
        expect(explanation?.decided).toEqual({ step, agent, confidence, reason });
        const model = explanation?.steps.find((each) => each.step === "model");
        const byFastPath = step === "rules" || step === "model";
        expect(byFastPath).toBe(model?.result === "answered");
        const said = byFastPath ? { label: agent, probability: confidence } : {};
        expect(model ?? {}).toMatchObject(said);
      }),
    );
  });
});
