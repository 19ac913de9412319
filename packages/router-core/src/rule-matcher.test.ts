import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTermScanner } from "./automaton.ts";
import { type CompiledRoutes, compileRoutes } from "./compile.ts";
import { createEvidenceScale } from "./evidence.ts";
import { normaliseQuery } from "./normalise.ts";
import { packRoutes, unpackRoutes } from "./packed-routes.ts";
import { parseRouteTable } from "./parse-route-table.ts";
import type { RouteTable } from "./route-table.ts";
import { type IndexedRule, indexRules } from "./rule-index.ts";
import { listRules } from "./rule-list.ts";
import { createRuleMatcher, type RuleResult } from "./rule-matcher.ts";

const TABLE = {
  version: 1,
  confidence: 0.8,
  fallback: "knowledge",
  agents: [
    {
      id: "cost",
      description: "Money.",
      priority: 10,
      keywords: [
        { any: ["cost*", "bill"], not: ["who can"] },
        { all: ["price"], any: ["vpc", "nat gateway", "vpc peering"] },
        { all: ["reserved", "instance*"], not: ["what", "launch"] },
      ],
    },
    {
      id: "network",
      description: "The network.",
      phrases: ["vpc", "nat gateway", "load balancer health", "gateway"],
    },
    {
      id: "operations",
      description: "Running things.",
      phrases: ["health", "logs", "restart", "balancer logs"],
    },
    { id: "security", description: "Keys.", priority: 10, phrases: ["audit", "audit log"] },
    { id: "knowledge", description: "All else." },
  ],
};

function compiled() {
  const parsed = parseRouteTable(TABLE);
  const result = parsed.ok ? compileRoutes(parsed.table) : parsed;
  if (!result.ok) throw new Error(`the test's table is wrong: ${result.problems[0]?.message}`);
  return result.routes;
}

/** A fast path for the table, reading queries as callers write them. */
function open(): (text: string) => RuleResult {
  const fastPath = createRuleMatcher(compiled());
  return (text) => fastPath(normaliseQuery(text, { maxChars: 1000 }));
}

const decide = (text: string): RuleResult => open()(text);

describe("the fast path", () => {
  it("gives agent, confidence, evidence and the rule's place", () => {
    expect(decide("What are my AWS costs?")).toEqual({
      kind: "matched",
      agent: "cost",
      confidence: 0.8,
      evidence: ["cost*"],
      rule: ["agents", 0, "keywords", 0],
    });
  });

  it("abstains on an empty query and on one that no rule knows", () => {
    expect(decide(" \u200B ")).toEqual({ kind: "abstained", why: "empty" });
    expect(decide("My cat walked over the keyboard")).toEqual({ kind: "abstained", why: "no-match" });
  });

  it("lets the higher priority win over more words", () => {
    expect(decide("costs of the load balancer health checks")).toMatchObject({ agent: "cost" });
  });

  it("lets more matched words win within one priority", () => {
    expect(decide("load balancer health and logs")).toMatchObject({
      agent: "network",
      evidence: ["load balancer health"],
    });
  });

  it("compares the best rules of the agents, not the number of their rules", () => {
    expect(decide("nat gateway, vpc, and the balancer logs")).toMatchObject({
      kind: "abstained",
      why: "ambiguous",
    });
  });

  it("abstains when agents tie, and guesses the first with its share of the confidence", () => {
    expect(decide("restart the vpc")).toEqual({
      kind: "abstained",
      why: "ambiguous",
      agents: ["network", "operations"],
      guess: { agent: "network", confidence: 0.4 },
    });
  });

  it("compares words and ties among rules of one raised priority just so", () => {
    expect(decide("audit log of the bill")).toMatchObject({ agent: "security", evidence: ["audit log"] });
    expect(decide("bill of the audit log")).toMatchObject({ agent: "security", evidence: ["audit log"] });
    expect(decide("audit the bill")).toMatchObject({
      why: "ambiguous",
      agents: ["cost", "security"],
      guess: { agent: "cost", confidence: 0.4 },
    });
  });

  it("does not call it a tie when one agent has two rules that match", () => {
    expect(decide("restart and logs")).toMatchObject({ kind: "matched", agent: "operations" });
  });

  it("needs all of `all` and one of `any`", () => {
    expect(decide("price of the vpc")).toMatchObject({ agent: "cost", evidence: ["price", "vpc"] });
    expect(decide("price of the nat gateway or the vpc")).toMatchObject({
      evidence: ["price", "nat gateway"],
    });
    expect(decide("price of eggs")).toEqual({ kind: "abstained", why: "no-match" });
  });

  it("takes the first alternative of those with most words", () => {
    expect(decide("price of vpc peering or the nat gateway")).toMatchObject({
      evidence: ["price", "nat gateway"],
      rule: ["agents", 0, "keywords", 1],
    });
  });

  it("needs every word of `all`", () => {
    expect(decide("reserved instances")).toMatchObject({
      agent: "cost",
      evidence: ["reserved", "instance*"],
      rule: ["agents", 0, "keywords", 2],
    });
    expect(decide("reserved seats")).toEqual({ kind: "abstained", why: "no-match" });
    expect(decide("an instance of a class")).toEqual({ kind: "abstained", why: "no-match" });
  });

  it("stays silent when a word of `not` is there", () => {
    expect(decide("who can see the bill")).toEqual({ kind: "abstained", why: "no-match" });
    expect(decide("what is a reserved instance")).toEqual({ kind: "abstained", why: "no-match" });
    expect(decide("launch reserved instances")).toEqual({ kind: "abstained", why: "no-match" });
  });

  it("lets the higher priority win wherever its words stand", () => {
    expect(decide("health of the vpc and its cost")).toMatchObject({ agent: "cost" });
    expect(decide("cost of the vpc and its health")).toMatchObject({ agent: "cost" });
  });

  it("forgets a tie when a rule with more words follows", () => {
    expect(decide("logs of the vpc and the load balancer health")).toMatchObject({
      kind: "matched",
      agent: "network",
      evidence: ["load balancer health"],
    });
  });

  it("guesses the first agent of the table, whichever stands first in the query", () => {
    const guess = { agents: ["network", "operations"], guess: { agent: "network", confidence: 0.4 } };
    expect(decide("restart the vpc")).toMatchObject(guess);
    expect(decide("the vpc restart")).toMatchObject(guess);
  });

  it("decides the same whatever was asked before", () => {
    const ask = open();
    ask("who can see the bill");
    expect(ask("the bill")).toMatchObject({ agent: "cost" });
    ask("the bill");
    expect(ask("who")).toEqual({ kind: "abstained", why: "no-match" });
  });

  const anyWords = fc
    .array(
      fc.constantFrom(
        "cost",
        "vpc",
        "nat",
        "gateway",
        "health",
        "logs",
        "who",
        "can",
        "price",
        "é",
        "😀",
        "x",
      ),
    )
    .map((words) => words.join(" "));

  it("does not let case, spacing or Unicode form change a decision", () => {
    const ask = open();
    fc.assert(
      fc.property(anyWords, (text) => {
        const expected = ask(text);
        expect(ask(text.toUpperCase())).toEqual(expected);
        expect(ask(text.normalize("NFD"))).toEqual(expected);
        expect(ask(`  ${text.replaceAll(" ", " \t\u00A0")}\n`)).toEqual(expected);
      }),
    );
  });

  it("gives a valid decision for any string at all", () => {
    const ask = open();
    const agents = TABLE.agents.map(({ id }) => id);
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), anyWords), (text) => {
        const { named, confidences } = claims(ask(text));
        expect(agents).toEqual(expect.arrayContaining([...named]));
        expect(confidences.filter((confidence) => !(confidence > 0 && confidence <= 0.8))).toEqual([]);
      }),
    );
  });

  it("agrees with a reader who takes the rules one by one", () => {
    const ids = fc.subarray(["a1", "b1", "c1", "a1 b1", "b1 c1", "c1*"], { maxLength: 2 });
    const rule = fc
      .record({ all: ids, any: ids, not: ids })
      .filter(({ all, any }) => all.length + any.length > 0);
    const agent = fc.record({
      priority: fc.integer({ min: 0, max: 1 }),
      keywords: fc.array(rule, { maxLength: 3 }),
    });
    const text = fc.array(fc.constantFrom("a1", "b1", "c1", "c1x", "d1"), { maxLength: 5 });
    fc.assert(
      fc.property(fc.array(agent, { minLength: 1, maxLength: 4 }), text, (agents, words) => {
        const table: RouteTable = {
          version: 1,
          confidence: 0.8,
          fallback: "0",
          agents: agents.map((each, id) => ({ id: `${id}`, description: "x", phrases: [], ...each })),
        };
        const { automaton, rules } = indexRules(table, []);
        const routes = { table, automaton, rules: listRules(rules, automaton.terms.size) };
        const result = createRuleMatcher(routes)(words.join(" "));
        const { named } = claims(result);
        expect([...new Set(named)]).toEqual(bestAgents(routes, rules, words.join(" ")));
      }),
      { numRuns: 500 },
    );
  });

  it("decides the same from packed routes", () => {
    const unpacked = unpackRoutes(packRoutes(compiled()));
    if (!unpacked.ok) throw new Error(unpacked.message);
    const fastPath = createRuleMatcher(compiled());
    const fromPacked = createRuleMatcher(unpacked.routes);
    fc.assert(
      fc.property(anyWords, (text) => {
        expect(fromPacked(text)).toEqual(fastPath(text));
      }),
    );
  });
});

/** The agents whose best rule has the highest priority and, within that, the most words. */
function bestAgents(
  { table, automaton }: CompiledRoutes,
  rules: readonly IndexedRule[],
  text: string,
): readonly string[] {
  const scanner = createTermScanner(automaton);
  scanner.scan(text);
  const { weigh } = createEvidenceScale(automaton);
  const ranked = rules
    .filter(({ all, not }) => all.every(scanner.has) && !not.some(scanner.has))
    .flatMap(({ agent, priority, all, any }) => {
      const alternatives = any.length === 0 ? [all] : any.filter(scanner.has).map((term) => [...all, term]);
      return alternatives.map((terms) => ({ agent, rank: priority * 1000 + weigh(terms).words }));
    });
  const top = Math.max(...ranked.map(({ rank }) => rank));
  const winners = new Set(ranked.filter(({ rank }) => rank === top).map(({ agent }) => agent));
  return table.agents.filter((_, index) => winners.has(index)).map(({ id }) => id);
}

/** The agents and confidences that a result names. */
function claims(result: RuleResult): {
  readonly named: readonly string[];
  readonly confidences: readonly number[];
} {
  if (result.kind === "matched") return { named: [result.agent], confidences: [result.confidence] };
  if (result.why !== "ambiguous") return { named: [], confidences: [] };
  return { named: [...result.agents, result.guess.agent], confidences: [result.guess.confidence] };
}
