import { describe, expect, it } from "vitest";
import { compileRoutes } from "./compile.ts";
import { parseRouteTable } from "./parse-route-table.ts";

type Agents = Readonly<Record<string, { phrases?: string[]; keywords?: object[]; priority?: number }>>;

function compile(agents: Agents) {
  const parsed = parseRouteTable({
    version: 1,
    fallback: Object.keys(agents)[0],
    agents: Object.entries(agents).map(([id, rest]) => ({ id, description: id, ...rest })),
  });
  if (!parsed.ok) throw new Error(`the test's table is wrong: ${parsed.problems[0]?.message}`);
  return compileRoutes(parsed.table);
}

/** Severity, code and path of each problem, in the order in which it was found. Errors, and they alone, refuse a table. */
function problemsOf(agents: Agents): readonly string[] {
  const result = compile(agents);
  const problems = result.ok ? result.warnings : result.problems;
  expect(result.ok).toBe(problems.every(({ severity }) => severity === "warning"));
  return problems.map(({ severity, code, path }) => `${severity} ${code} ${path.join(".")}`);
}

function messageOf(agents: Agents): string | undefined {
  const result = compile(agents);
  return (result.ok ? result.warnings : result.problems)[0]?.message;
}

describe("compileRoutes", () => {
  it("keeps of the table what routing needs, and the rules with their places", () => {
    const result = compile({
      a: { phrases: ["aws bill"], priority: 2 },
      b: { keywords: [{ any: ["vpc"] }] },
    });
    if (!result.ok) throw new Error("the table must be taken");
    expect(result.routes.table).toEqual({
      fallback: "a",
      confidence: 0.9,
      agents: [
        { id: "a", description: "a" },
        { id: "b", description: "b" },
      ],
    });
    const { rules } = result.routes;
    expect(Array.from({ length: rules.size }, (_, number) => rules.at(number))).toEqual([
      { agent: 0, priority: 2, all: [0], any: [], not: [], path: ["agents", 0, "phrases", 0] },
      { agent: 1, priority: 0, all: [], any: [1], not: [], path: ["agents", 1, "keywords", 0] },
    ]);
    expect(result.warnings).toEqual([]);
  });

  it("refuses a table with an error among warnings, and lists both", () => {
    expect(
      problemsOf({ a: { phrases: ["cost", "vpc"] }, b: { phrases: ["cost of security", "vpc"] } }),
    ).toEqual(["warning overlap agents.1.phrases.0", "error tie agents.1.phrases.1"]);
  });

  it("finds nothing to say about rules that do not meet", () => {
    expect(
      problemsOf({ a: { phrases: ["aws bill"] }, b: { keywords: [{ any: ["vpc", "subnet"] }] } }),
    ).toEqual([]);
  });

  describe("ties", () => {
    it("refuses the same phrase in two agents of one priority, however it is written", () => {
      expect(problemsOf({ a: { phrases: ["aws bill"] }, b: { phrases: ["ssl", "AWS-Bill"] } })).toEqual([
        "error tie agents.1.phrases.1",
      ]);
    });

    it("names both agents, the words and the remedies", () => {
      expect(messageOf({ a: { phrases: ["aws bill"] }, b: { phrases: ["aws bill"] } })).toBe(
        '"b" and "a" both claim "aws bill" at priority 0, so it would never be decided (agents[0].phrases[0]); ' +
          "remove one, add a `not`, or change a priority",
      );
    });

    it("sees through different ways to write one rule", () => {
      expect(problemsOf({ a: { phrases: ["vpc"] }, b: { keywords: [{ all: ["vpc"] }] } })).toHaveLength(1);
      expect(problemsOf({ a: { phrases: ["vpc"] }, b: { keywords: [{ any: ["dns", "vpc"] }] } })).toEqual([
        "error tie agents.1.keywords.0.any.1",
      ]);
      expect(
        problemsOf({
          a: { keywords: [{ all: ["cost", "vpc"], not: ["why", "how"] }] },
          b: { keywords: [{ all: ["vpc"], any: ["cost"], not: ["how", "why"] }] },
        }),
      ).toEqual(["error tie agents.1.keywords.0.any.0"]);
    });

    it("takes `not` lists that stop the same texts for equal", () => {
      const a = { keywords: [{ all: ["cost"], not: ["vpc"] }] };
      const b = { keywords: [{ all: ["cost"], not: ["vpc", "vpc peering"] }] };
      expect(problemsOf({ a, b })).toEqual(["error tie agents.1.keywords.0"]);
    });

    it("accepts the same phrase at different priorities, and says that one never wins", () => {
      expect(problemsOf({ a: { phrases: ["vpc"], priority: 1 }, b: { phrases: ["vpc"] } })).toEqual([
        "warning never-wins agents.1.phrases.0",
      ]);
      expect(problemsOf({ a: { phrases: ["vpc"] }, b: { phrases: ["vpc"], priority: 1 } })).toEqual([
        "warning never-wins agents.0.phrases.0",
      ]);
    });

    it("is no tie when the `not` of one stops more", () => {
      const a = { keywords: [{ all: ["cost"] }] };
      const b = { keywords: [{ all: ["cost"], not: ["vpc"] }] };
      expect(problemsOf({ a, b })).toEqual([
        "warning overlap agents.0.keywords.0",
        "warning never-wins agents.1.keywords.0",
      ]);
    });
  });

  describe("contradictions", () => {
    it("refuses a rule that forbids what it requires", () => {
      const agents = { a: { keywords: [{ all: ["cost", "vpc"], not: ["vpc"] }] } };
      expect(problemsOf(agents)).toEqual(["error contradiction agents.0.keywords.0"]);
      expect(messageOf(agents)).toBe(
        'never matches: agents[0].keywords[0] requires "cost" with "vpc", and its `not` forbids "vpc"; remove one of them',
      );
    });

    it("sees a forbidden word inside a required phrase, and behind a star", () => {
      const rule = (all: string, not: string) =>
        problemsOf({ a: { keywords: [{ all: [all], not: [not] }] } });
      expect(rule("security group", "security")).toHaveLength(1);
      expect(rule("security group", "gro*")).toHaveLength(1);
      expect(rule("billing", "bill*")).toHaveLength(1);
      expect(rule("bill*", "bi*")).toHaveLength(1);
      expect(rule("bill*", "bill")).toEqual([]);
      expect(rule("security", "security group")).toEqual([]);
    });

    it("names what is forbidden as it is written", () => {
      expect(messageOf({ a: { keywords: [{ all: ["billing", "vpc"], not: ["bill*"] }] } })).toBe(
        'never matches: agents[0].keywords[0] requires "billing" with "vpc", and its `not` forbids "bill*"; remove one of them',
      );
    });

    it("points at the one alternative that can never match", () => {
      expect(problemsOf({ a: { keywords: [{ any: ["cost", "bill"], not: ["bill"] }] } })).toEqual([
        "error contradiction agents.0.keywords.0.any.1",
      ]);
    });
  });

  it("warns of a rule that an agent has twice", () => {
    const agents = { a: { phrases: ["aws bill", "vpc", "AWS  bill"] } };
    expect(problemsOf(agents)).toEqual(["warning duplicate-rule agents.0.phrases.2"]);
    expect(messageOf(agents)).toBe('"aws bill" is there already for the same agent; remove it');
  });

  it("takes rules with another `not` for others", () => {
    expect(
      problemsOf({
        a: {
          keywords: [
            { all: ["vpc"], not: ["why"] },
            { all: ["vpc"], not: ["how"] },
          ],
        },
      }),
    ).toEqual([]);
  });

  describe("rules that never win", () => {
    it("warns when a higher priority always matches as well", () => {
      const agents = { a: { keywords: [{ any: ["cost*"] }], priority: 5 }, b: { phrases: ["costs of vpc"] } };
      expect(problemsOf(agents)).toEqual(["warning never-wins agents.1.phrases.0"]);
      expect(messageOf(agents)).toBe(
        'never wins: wherever "costs of vpc" matches, "cost*" of "a" (agents[0].keywords[0].any[0]) matches too ' +
          "and has priority 5 against 0; remove it or narrow the other rule",
      );
    });

    it("is silent when the other rule's `not` leaves it something", () => {
      const a = { keywords: [{ any: ["cost"], not: ["vpc"] }], priority: 5 };
      expect(problemsOf({ a, b: { phrases: ["vpc cost"] } })).toEqual([]);
      expect(problemsOf({ a, b: { keywords: [{ all: ["cost", "why"] }] } })).toEqual([]);
      expect(problemsOf({ a, b: { keywords: [{ all: ["cost", "why"], not: ["vpc"] }] } })).toEqual([
        "warning never-wins agents.1.keywords.0",
      ]);
    });

    it("warns when a rule of the same priority always has as many words", () => {
      const agents = { a: { keywords: [{ all: ["nat", "gateway"] }] }, b: { phrases: ["nat gateway"] } };
      expect(problemsOf(agents)).toEqual(["warning never-wins agents.1.phrases.0"]);
      expect(messageOf(agents)).toBe(
        'never wins: wherever "nat gateway" matches, "nat" with "gateway" of "a" (agents[0].keywords[0]) matches too ' +
          "and has 2 matched words against 2; remove it or narrow the other rule",
      );
    });

    it("is told once of a rule, with the first culprit", () => {
      const agents = {
        d: { phrases: ["vpc peering"] },
        a: { phrases: ["vpc"], priority: 2 },
        b: { phrases: ["vpc peering"], priority: 1 },
        c: { keywords: [{ all: ["vpc", "peering"] }] },
      };
      expect(problemsOf(agents)).toEqual([
        "warning never-wins agents.0.phrases.0",
        "warning never-wins agents.2.phrases.0",
        "warning never-wins agents.3.keywords.0",
      ]);
      expect(messageOf(agents)).toContain(
        '"vpc" of "a" (agents[1].phrases[0]) matches too and has priority 2 against 0;',
      );
    });
  });

  describe("overlaps", () => {
    it("warns when the words of one rule also match another, and says who wins", () => {
      const agents = { a: { phrases: ["cost"] }, b: { phrases: ["cost of security"] } };
      expect(problemsOf(agents)).toEqual(["warning overlap agents.1.phrases.0"]);
      expect(messageOf(agents)).toBe(
        '"cost of security" of "b" also matches "cost" of "a" (agents[0].phrases[0]): "b" wins, ' +
          "with 3 matched words against 1; if that is not meant, add a `not` or a priority",
      );
    });

    it("says that the other rule wins when that has more words", () => {
      const agents = {
        a: { keywords: [{ all: ["nat gateway", "gateway cost"], not: ["why"] }] },
        b: { phrases: ["nat gateway cost"] },
      };
      expect(problemsOf(agents)).toEqual(["warning overlap agents.1.phrases.0"]);
      expect(messageOf(agents)).toContain('"a" wins, with 4 matched words against 3;');
    });

    it("says that the router abstains when neither has more words, once for the two rules", () => {
      const agents = {
        a: { keywords: [{ all: ["cost"], not: ["vpc"] }] },
        b: { keywords: [{ all: ["cost"], not: ["dns"] }] },
      };
      expect(problemsOf(agents)).toEqual(["warning overlap agents.0.keywords.0"]);
      expect(messageOf(agents)).toBe(
        '"cost" of "a" also matches "cost" of "b" (agents[1].keywords[0]): neither wins and the router abstains; ' +
          "if that is not meant, add a `not` or a priority",
      );
    });

    it("is silent when the text of one rule lacks a word of the other, or holds what that forbids", () => {
      const b = { phrases: ["vpc cost"] };
      expect(problemsOf({ a: { keywords: [{ all: ["cost", "why"] }] }, b })).toEqual([]);
      expect(problemsOf({ a: { keywords: [{ all: ["why", "cost"] }] }, b })).toEqual([]);
      expect(problemsOf({ a: { keywords: [{ all: ["cost"], not: ["vpc"] }] }, b })).toEqual([]);
      expect(problemsOf({ a: { keywords: [{ all: ["cost"], not: ["dns", "vpc"] }] }, b })).toEqual([]);
    });

    it("is silent about rules of one agent, and about those of a lower priority", () => {
      expect(problemsOf({ a: { phrases: ["cost", "vpc cost"] } })).toEqual([]);
      expect(problemsOf({ a: { phrases: ["cost"] }, b: { phrases: ["vpc cost"], priority: 1 } })).toEqual([]);
    });

    it("tells of each pair of rules", () => {
      const agents = {
        a: { phrases: ["cost", "vpc"] },
        b: { phrases: ["cost of security", "vpc peering", "cost report"] },
      };
      expect(problemsOf(agents)).toEqual([
        "warning overlap agents.1.phrases.0",
        "warning overlap agents.1.phrases.1",
        "warning overlap agents.1.phrases.2",
      ]);
    });

    it("is told beside a rule that always wins, and finds all rules that share a word", () => {
      const agents = {
        a: { phrases: ["cost"], priority: 5 },
        b: { phrases: ["cost"] },
        c: { phrases: ["cost of security"] },
      };
      expect(problemsOf(agents)).toEqual([
        "warning never-wins agents.1.phrases.0",
        "warning never-wins agents.2.phrases.0",
        "warning overlap agents.2.phrases.0",
      ]);
    });

    it("tells of two rules once, whatever the number of their alternatives", () => {
      expect(
        problemsOf({ a: { phrases: ["cost"] }, b: { keywords: [{ any: ["cost up", "cost down"] }] } }),
      ).toEqual(["warning overlap agents.1.keywords.0.any.0"]);
    });
  });

  it("refuses a term that cannot be read, should a table come by another way than the parser", () => {
    const keywords = [{ all: ["!"], any: ["ok", "."], not: [","] }];
    const result = compileRoutes({
      version: 1,
      confidence: 0.9,
      fallback: "a",
      agents: [{ id: "a", description: "a", priority: 0, phrases: ["ok", "?"], keywords }],
    });
    const bad = (term: string, ...path: readonly (string | number)[]) => ({
      severity: "error",
      code: "bad-term",
      path: ["agents", 0, ...path],
      message: `the term "${term}" has no letter or digit, so nothing could match it`,
    });
    expect(result).toEqual({
      ok: false,
      problems: [
        bad("?", "phrases", 1),
        bad("!", "keywords", 0, "all", 0),
        bad(".", "keywords", 0, "any", 1),
        bad(",", "keywords", 0, "not", 0),
      ],
    });
  });

  it("finds nothing to say about a rule without terms, should one come by another way than the parser", () => {
    const result = compileRoutes({
      version: 1,
      confidence: 0.9,
      fallback: "a",
      agents: [
        {
          id: "a",
          description: "a",
          priority: 0,
          phrases: [],
          keywords: [{ all: [], any: [], not: ["vpc"] }],
        },
        { id: "b", description: "b", priority: 0, phrases: ["vpc"], keywords: [] },
      ],
    });
    expect(result).toMatchObject({ ok: true, warnings: [] });
  });
});
