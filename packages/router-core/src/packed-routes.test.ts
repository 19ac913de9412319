import { describe, expect, it } from "vitest";
import { compileRoutes } from "./compile.ts";
import { packRoutes, unpackRoutes } from "./packed-routes.ts";

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
  it("gives back the terms with their words and stars", () => {
    const result = unpackRoutes(packed());
    if (!result.ok) throw new Error(result.message);
    expect(result.routes.automaton.terms.slice(0, 2)).toEqual([
      { text: "load balancer", words: 2, prefix: false },
      { text: "cost", words: 1, prefix: true },
    ]);
    expect(result.routes.table.agents).toEqual([{ id: "a", description: "A." }]);
  });

  it.each([
    ["nothing", undefined],
    ["a route table", { version: 1, fallback: "a", agents: [] }],
    ["another format", { ...packed(), format: "switchyard-routes-0" }],
    ["a confidence above 1", { ...packed(), table: { ...packed().table, confidence: 2 } }],
    ["an agent without an id", { ...packed(), table: { ...packed().table, agents: [{ description: "x" }] } }],
    ["an empty term", { ...packed(), terms: [""] }],
    ["a list that is none", { ...packed(), lists: [7] }],
    ["a rule that is too short", { ...packed(), rules: [[0, 0, 0]] }],
  ])("refuses %s", (_, value) => {
    expect(unpackRoutes(value)).toEqual({
      ok: false,
      message: 'expected packed routes of the format "switchyard-routes-1"; pack the table again',
    });
  });

  it.each([
    ["a term id", { lists: [[5], [], [1, 2], [3], [4]] }],
    ["a list", { rules: [[0, 3, 9, 1, 1, []]] }],
    ["an agent", { rules: [[1, 3, 0, 1, 1, []]] }],
    ["a priority", { rules: [[0, 101, 0, 1, 1, []]] }],
    ["a rule without terms", { rules: [[0, 0, 1, 1, 1, []]] }],
    ["the fallback", { table: { ...packed().table, fallback: "b" } }],
  ])("refuses damage to %s", (_, damage) => {
    expect(unpackRoutes({ ...packed(), ...damage })).toEqual({
      ok: false,
      message: "the packed routes are damaged: a reference leads nowhere; pack the table again",
    });
  });
});
