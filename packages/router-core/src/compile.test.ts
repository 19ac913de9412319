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

/** Severity, code and path of each problem, in the order in which it was found. */
function problemsOf(agents: Agents): readonly string[] {
  const result = compile(agents);
  const problems = result.ok ? result.warnings : result.problems;
  return problems.map(({ severity, code, path }) => `${severity} ${code} ${path.join(".")}`);
}

function messageOf(agents: Agents): string | undefined {
  const result = compile(agents);
  return (result.ok ? result.warnings : result.problems)[0]?.message;
}

describe("compileRoutes", () => {
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

    it("points at the one alternative that can never match", () => {
      expect(problemsOf({ a: { keywords: [{ any: ["cost", "bill"], not: ["bill"] }] } })).toEqual([
        "error contradiction agents.0.keywords.0.any.1",
      ]);
    });
  });

  it("warns of a rule that an agent has twice", () => {
    expect(problemsOf({ a: { phrases: ["aws bill", "vpc", "AWS  bill"] } })).toEqual([
      "warning duplicate-rule agents.0.phrases.2",
    ]);
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
      expect(
        problemsOf({ a: { keywords: [{ all: ["nat", "gateway"] }] }, b: { phrases: ["nat gateway"] } }),
      ).toEqual(["warning never-wins agents.1.phrases.0"]);
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

    it("says that the router abstains when neither has more words", () => {
      const agents = {
        a: { keywords: [{ all: ["cost"], not: ["vpc"] }] },
        b: { keywords: [{ all: ["cost"], not: ["dns"] }] },
      };
      expect(messageOf(agents)).toContain("neither wins and the router abstains");
    });

    it("tells of two rules once, whatever the number of their alternatives", () => {
      expect(
        problemsOf({ a: { phrases: ["cost"] }, b: { keywords: [{ any: ["cost up", "cost down"] }] } }),
      ).toEqual(["warning overlap agents.1.keywords.0.any.0"]);
    });
  });

  it("refuses a term that cannot be read, should a table come by another way than the parser", () => {
    const result = compileRoutes({
      version: 1,
      confidence: 0.9,
      fallback: "a",
      agents: [{ id: "a", description: "a", priority: 0, phrases: ["ok", "?"], keywords: [] }],
    });
    if (result.ok) throw new Error("the table must be refused");
    expect(result.problems).toEqual([
      {
        severity: "error",
        code: "bad-term",
        path: ["agents", 0, "phrases", 1],
        message: 'the term "?" has no letter or digit, so nothing could match it',
      },
    ]);
  });
});
