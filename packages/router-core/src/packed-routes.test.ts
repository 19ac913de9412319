import { describe, expect, it } from "vitest";
import { compileRoutes } from "./compile.ts";
import { type PackedRoutes, packRoutes, unpackRoutes } from "./packed-routes.ts";

function packed() {
  const result = compileRoutes({
    version: 1,
    confidence: 0.9,
    fallback: "a",
    agents: [
      {
        id: "a",
        description: "A.",
        priority: 3,
        phrases: ["load  Balancer"],
        keywords: [
          { any: ["cost*", "bill"], all: [], not: ["who"] },
          { any: ["cost*", "bill"], all: ["why"], not: ["who"] },
        ],
      },
    ],
  });
  if (!result.ok) throw new Error("the test's table is wrong");
  return packRoutes(result.routes);
}

describe("packRoutes", () => {
  it("writes terms in their matched form and each list once", () => {
    expect(packed()).toEqual({
      format: "switchyard-routes-1",
      table: { fallback: "a", confidence: 0.9, agents: [{ id: "a", description: "A." }] },
      terms: ["load balancer", "cost*", "bill", "who", "why"],
      lists: [[0], [], [1, 2], [3], [4]],
      rules: [
        [0, 3, 0, 1, 1, ["agents", 0, "phrases", 0]],
        [0, 3, 1, 2, 3, ["agents", 0, "keywords", 0]],
        [0, 3, 4, 2, 3, ["agents", 0, "keywords", 1]],
      ],
    });
  });
});

describe("unpackRoutes", () => {
  it("gives back the very routes that were packed", () => {
    const result = unpackRoutes(JSON.parse(JSON.stringify(packed())));
    if (!result.ok) throw new Error(result.message);
    expect(packRoutes(result.routes)).toEqual(packed());
    expect(result.routes.rules).toEqual([
      { agent: 0, priority: 3, all: [0], any: [], not: [], path: ["agents", 0, "phrases", 0] },
      { agent: 0, priority: 3, all: [], any: [1, 2], not: [3], path: ["agents", 0, "keywords", 0] },
      { agent: 0, priority: 3, all: [4], any: [1, 2], not: [3], path: ["agents", 0, "keywords", 1] },
    ]);
  });

  it("takes the extremes of priority and confidence, and a table without rules", () => {
    const rules = [
      [0, 100, 0, 1, 1, []],
      [0, -100, 0, 1, 1, []],
    ];
    expect(unpackRoutes({ ...packed(), rules })).toMatchObject({ ok: true });
    for (const confidence of [0, 1]) {
      expect(unpackRoutes({ ...packed(), table: { ...packed().table, confidence } })).toMatchObject({
        ok: true,
      });
    }
    expect(unpackRoutes({ ...packed(), terms: [], lists: [], rules: [] })).toMatchObject({ ok: true });
  });

  it("gives back the terms with their words and stars", () => {
    const result = unpackRoutes(packed());
    if (!result.ok) throw new Error(result.message);
    expect(result.routes.automaton.terms.slice(0, 2)).toEqual([
      { text: "load balancer", words: 2, prefix: false },
      { text: "cost", words: 1, prefix: true },
    ]);
    expect(result.routes.table.agents).toEqual([{ id: "a", description: "A." }]);
  });

  it.each<[string, (good: PackedRoutes) => unknown]>([
    ["undefined", () => undefined],
    ["nothing", () => null],
    ["a text", () => "switchyard-routes-1"],
    ["a route table", () => ({ version: 1, fallback: "a", agents: [] })],
    ["another format", (good) => ({ ...good, format: "switchyard-routes-0" })],
    ["no table", (good) => ({ ...good, table: undefined })],
    ["a table that is nothing", (good) => ({ ...good, table: null })],
    ["a table that is a text", (good) => ({ ...good, table: "a" })],
    ["a confidence above 1", (good) => ({ ...good, table: { ...good.table, confidence: 1.01 } })],
    ["a confidence below 0", (good) => ({ ...good, table: { ...good.table, confidence: -0.01 } })],
    ["a confidence in quotes", (good) => ({ ...good, table: { ...good.table, confidence: "0.9" } })],
    ["a fallback that is no text", (good) => ({ ...good, table: { ...good.table, fallback: 7 } })],
    ["agents that are no list", (good) => ({ ...good, table: { ...good.table, agents: {} } })],
    ["an agent that is nothing", (good) => withAgent(good, null)],
    ["an agent that is a text", (good) => withAgent(good, "a")],
    ["an agent without an id", (good) => withAgent(good, { description: "x" })],
    ["an agent without a description", (good) => withAgent(good, { id: "x" })],
    ["an empty term", (good) => ({ ...good, terms: [...good.terms, ""] })],
    ["a star for a term", (good) => ({ ...good, terms: [...good.terms, "*"] })],
    ["a term that is no text", (good) => ({ ...good, terms: [...good.terms, 7] })],
    ["a list that is none", (good) => ({ ...good, lists: [...good.lists, 7] })],
    ["a list of texts", (good) => ({ ...good, lists: [...good.lists, ["0"]] })],
    ["a rule that is none", (good) => ({ ...good, rules: [{ length: 6, 5: [] }] })],
    ["a rule that is too short", (good) => ({ ...good, rules: [[0, 0, 0, 1, 1]] })],
    ["a rule that is too long", (good) => ({ ...good, rules: [[0, 0, 0, 1, 1, [], 0]] })],
    ["a rule without a path", (good) => ({ ...good, rules: [[0, 0, 0, 1, 1, "agents"]] })],
    [
      "a rule with an inherited name for a list",
      (good) => ({ ...good, rules: [[0, 0, "length", 1, 1, []]] }),
    ],
    ["a rule with half a priority", (good) => ({ ...good, rules: [[0, 0.5, 0, 1, 1, []]] })],
  ])("refuses %s", (_, damaged) => {
    expect(unpackRoutes(damaged(packed()))).toEqual({
      ok: false,
      message: 'expected packed routes of the format "switchyard-routes-1"; pack the table again',
    });
  });

  it.each<[string, object]>([
    ["a term id", { lists: [[5], [], [1, 2], [3], [4]] }],
    ["a term id among good ones", { lists: [[0], [], [1, 5], [3], [4]] }],
    ["a term id below 0", { lists: [[-1], [], [1, 2], [3], [4]] }],
    ["the list `all`", { rules: [[0, 3, 5, 1, 1, []]] }],
    ["the list `any`", { rules: [[0, 3, 0, 5, 1, []]] }],
    ["the list `not`", { rules: [[0, 3, 0, 1, 5, []]] }],
    [
      "one rule among good ones",
      {
        rules: [
          [0, 3, 0, 1, 1, []],
          [0, 3, 0, 1, -1, []],
        ],
      },
    ],
    ["an agent", { rules: [[1, 3, 0, 1, 1, []]] }],
    ["a high priority", { rules: [[0, 101, 0, 1, 1, []]] }],
    ["a low priority", { rules: [[0, -101, 0, 1, 1, []]] }],
    ["a rule without terms", { rules: [[0, 0, 1, 1, 1, []]] }],
    ["the fallback", { table: { fallback: "b", confidence: 0.9, agents: [{ id: "a", description: "A." }] } }],
  ])("refuses damage to %s", (_, damage) => {
    expect(unpackRoutes({ ...packed(), ...damage })).toEqual({
      ok: false,
      message: "the packed routes are damaged: a reference leads nowhere; pack the table again",
    });
  });
});

function withAgent(good: PackedRoutes, agent: unknown): unknown {
  return { ...good, table: { ...good.table, agents: [...good.table.agents, agent] } };
}
