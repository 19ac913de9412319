import { describe, expect, it } from "vitest";
import { parseRouteTable } from "./parse-route-table.ts";

const agent = { id: "cost", description: "Bills." };
const minimal = { version: 1, fallback: "cost", agents: [agent] };

/** Path, code and message of every problem, one line each. */
function problemsOf(value: unknown): readonly string[] {
  const parsed = parseRouteTable(value);
  return parsed.ok
    ? []
    : parsed.problems.map(({ path, code, message }) => `${path.join(".")} ${code} ${message}`);
}

const withAgent = (extra: object) => ({ ...minimal, agents: [{ ...agent, ...extra }] });

describe("parseRouteTable", () => {
  it("fills in the defaults of a minimal table", () => {
    expect(parseRouteTable(minimal)).toEqual({
      ok: true,
      table: {
        version: 1,
        confidence: 0.9,
        fallback: "cost",
        agents: [{ id: "cost", description: "Bills.", priority: 0, phrases: [], keywords: [] }],
      },
    });
  });

  it("parses its own result to itself", () => {
    const first = parseRouteTable(
      withAgent({
        priority: -3,
        phrases: ["aws bill"],
        keywords: [{ any: ["a1"] }, { all: ["b1"], not: ["c1"] }],
      }),
    );
    if (!first.ok) throw new Error("the table is valid");
    expect(parseRouteTable(JSON.parse(JSON.stringify(first.table)))).toEqual(first);
  });

  it.each([
    ["a table", 7, " wrong-type expected a mapping, found the number 7"],
    ["nothing", null, " wrong-type expected a mapping, found nothing"],
    ["the table", [], " wrong-type expected a mapping, found a list"],
    ["version", { ...minimal, version: 2 }, "version out-of-range expected 1, found the number 2"],
    ["version", { ...minimal, version: "1" }, 'version out-of-range expected 1, found "1"'],
    ["confidence", { ...minimal, confidence: 1.1 }, "confidence out-of-range expected 0 to 1, found 1.1"],
    [
      "confidence",
      { ...minimal, confidence: Number.NaN },
      "confidence out-of-range expected 0 to 1, found NaN",
    ],
    ["confidence", { ...minimal, confidence: -0.1 }, "confidence out-of-range expected 0 to 1, found -0.1"],
    ["version", { ...minimal, version: 1n }, "version out-of-range expected 1, found a bigint"],
    ["fallback", { ...minimal, fallback: [] }, "fallback wrong-type expected a text, found a list"],
    ["an agent", { ...minimal, agents: ["x"] }, 'agents.0 wrong-type expected a mapping, found "x"'],
    ["id", withAgent({ id: " " }), "agents.0.id empty expected a text, found an empty one"],
    [
      "keywords",
      withAgent({ keywords: {} }),
      "agents.0.keywords wrong-type expected a list, found a mapping",
    ],
    [
      "a rule",
      withAgent({ keywords: [null] }),
      "agents.0.keywords.0 wrong-type expected a mapping, found nothing",
    ],
    [
      "priority",
      withAgent({ priority: -101 }),
      "agents.0.priority out-of-range expected -100 to 100, found -101",
    ],
    [
      "fallback",
      { ...minimal, fallback: "x" },
      'fallback unknown-fallback no agent has the id "x"; name one of cost',
    ],
    ["agents", { ...minimal, agents: undefined }, "agents wrong-type expected a list, found nothing"],
    ["agents", { ...minimal, agents: {} }, "agents wrong-type expected a list, found a mapping"],
    ["agents", { ...minimal, agents: [] }, "agents empty expected at least one agent, found none"],
    [
      "id",
      withAgent({ id: 4 }),
      "agents.0.id wrong-type expected a text, found the number 4; put it in quotes",
    ],
    [
      "priority",
      withAgent({ priority: 101 }),
      "agents.0.priority out-of-range expected -100 to 100, found 101",
    ],
    [
      "priority",
      withAgent({ priority: 0.5 }),
      "agents.0.priority wrong-type expected a whole number, found 0.5",
    ],
    ["priority", withAgent({ priority: "1" }), 'agents.0.priority wrong-type expected a number, found "1"'],
    [
      "description",
      withAgent({ description: " " }),
      "agents.0.description empty expected a text, found an empty one",
    ],
    [
      "description",
      withAgent({ description: "é".repeat(201) }),
      "agents.0.description too-long expected at most 200 characters, found 201",
    ],
    ["phrases", withAgent({ phrases: "bill" }), 'agents.0.phrases wrong-type expected a list, found "bill"'],
    ["phrases", withAgent({ phrases: [""] }), "agents.0.phrases.0 empty expected a text, found an empty one"],
    [
      "phrases",
      withAgent({ phrases: [true] }),
      "agents.0.phrases.0 wrong-type expected a text, found the boolean true; put it in quotes",
    ],
    [
      "any",
      withAgent({ keywords: [{ any: [["a"]] }] }),
      "agents.0.keywords.0.any.0 wrong-type expected a text, found a list",
    ],
    [
      "a term",
      withAgent({ phrases: ["?"] }),
      'agents.0.phrases.0 bad-term the term "?" has no letter or digit, so nothing could match it',
    ],
    [
      "a rule",
      withAgent({ keywords: [{ not: ["aa"] }] }),
      "agents.0.keywords.0 empty expected a term under `any` or `all`: a rule cannot match by absence alone",
    ],
    [
      "a rule",
      withAgent({ keywords: [{ any: [], all: [] }] }),
      "agents.0.keywords.0 empty expected a term under `any` or `all`: a rule cannot match by absence alone",
    ],
  ])("refuses a bad value of %s (%#)", (_, value, problem) => {
    expect(problemsOf(value)).toEqual([problem]);
  });

  it("says of each problem that it is an error", () => {
    expect(parseRouteTable({ ...minimal, version: 2 })).toEqual({
      ok: false,
      problems: [
        {
          severity: "error",
          code: "out-of-range",
          path: ["version"],
          message: "expected 1, found the number 2",
        },
      ],
    });
  });

  it("shows a long value by its first 60 characters, and never half of one", () => {
    const shown = (version: string) => problemsOf({ ...minimal, version });
    const start = "version out-of-range expected 1, found";
    expect(shown("x".repeat(58))).toEqual([`${start} "${"x".repeat(58)}"`]);
    expect(shown("x".repeat(59))).toEqual([`${start} "${"x".repeat(57)}…"`]);
    expect(shown("😀".repeat(60))).toEqual([`${start} "${"😀".repeat(57)}…"`]);
  });

  it("takes the extremes of confidence and priority", () => {
    for (const confidence of [0, 1]) {
      expect(parseRouteTable({ ...minimal, confidence })).toMatchObject({ ok: true, table: { confidence } });
    }
    for (const priority of [-100, 100]) {
      expect(parseRouteTable(withAgent({ priority }))).toMatchObject({
        ok: true,
        table: { agents: [{ priority }] },
      });
    }
  });

  it("takes lists that are just full", () => {
    const many = (count: number) => Array.from({ length: count }, (_, i) => `t${i}`);
    expect(problemsOf(withAgent({ phrases: many(500) }))).toEqual([]);
    expect(problemsOf(withAgent({ keywords: [{ any: many(200) }] }))).toEqual([]);
    const rules = Array.from({ length: 100 }, () => ({ any: many(100), all: many(60), not: many(40) }));
    expect(problemsOf(withAgent({ keywords: rules }))).toEqual([]);
    expect(problemsOf(withAgent({ keywords: rules, phrases: ["one more"] }))).toEqual([
      "agents too-many expected at most 20000 terms, found 20001",
    ]);
  });

  it("names ten of the agents when it does not know the fallback", () => {
    const agents = Array.from({ length: 11 }, (_, nth) => ({ id: `agent-${nth}`, description: "x" }));
    expect(problemsOf({ version: 1, fallback: "nobody", agents })).toEqual([
      'fallback unknown-fallback no agent has the id "nobody"; name one of agent-0, agent-1, agent-2, agent-3, ' +
        "agent-4, agent-5, agent-6, agent-7, agent-8, agent-9",
    ]);
  });

  it("does not look for the fallback while an agent's id is unknown", () => {
    expect(problemsOf({ version: 1, fallback: "x" })).toEqual([' missing-key the key "agents" is missing']);
    expect(problemsOf({ version: 1, fallback: "x", agents: [agent, { description: "x" }] })).toEqual([
      'agents.1 missing-key the key "id" is missing',
    ]);
  });

  it("does not take agents without a readable id for the same agent", () => {
    expect(problemsOf({ ...minimal, agents: [agent, { ...agent, id: 1 }, { ...agent, id: 2 }] })).toEqual([
      "agents.1.id wrong-type expected a text, found the number 1; put it in quotes",
      "agents.2.id wrong-type expected a text, found the number 2; put it in quotes",
    ]);
  });

  it.each(["a", "cost-east-12", "c0st", "x-0", "ab-cd"])("takes the agent id %j", (id) => {
    expect(problemsOf({ ...minimal, fallback: id, agents: [{ ...agent, id }] })).toEqual([]);
  });

  it("keeps terms as they are written", () => {
    expect(
      parseRouteTable(
        withAgent({ phrases: ["AWS  Bill"], keywords: [{ any: ["Cost*"], all: ["VPC"], not: ["Why"] }] }),
      ),
    ).toMatchObject({
      table: {
        agents: [{ phrases: ["AWS  Bill"], keywords: [{ any: ["Cost*"], all: ["VPC"], not: ["Why"] }] }],
      },
    });
  });

  it.each(["Cost", "1cost", "cost_center", "cost-", "-cost", "a--b", "cost center", "cöst"])(
    "refuses the agent id %j",
    (id) => {
      expect(problemsOf({ ...minimal, fallback: id, agents: [{ ...agent, id }] })).toEqual([
        `agents.0.id bad-id expected small letters, digits and single hyphens, starting with a letter, found "${id}"`,
      ]);
    },
  );

  it("takes an id of 64 characters and refuses one of 65", () => {
    const tableOf = (id: string) => ({ version: 1, fallback: id, agents: [{ ...agent, id }] });
    expect(problemsOf(tableOf("a".repeat(64)))).toEqual([]);
    expect(problemsOf(tableOf("a".repeat(65)))).toEqual([
      "agents.0.id too-long expected at most 64 characters, found 65",
    ]);
  });

  it("refuses unknown keys on every level and names the known ones", () => {
    const table = {
      ...minimal,
      routes: 1,
      agents: [{ ...agent, prio: 1, keywords: [{ any: ["aa"], none: [] }] }],
    };
    expect(problemsOf(table)).toEqual([
      'routes unknown-key the key "routes" is not known here; expected version, fallback, agents, confidence',
      'agents.0.prio unknown-key the key "prio" is not known here; expected id, description, priority, phrases, keywords',
      'agents.0.keywords.0.none unknown-key the key "none" is not known here; expected any, all, not',
    ]);
  });

  it("does not mistake inherited names for keys", () => {
    expect(problemsOf(JSON.parse('{"__proto__": {"version": 1}}'))).toEqual([
      '__proto__ unknown-key the key "__proto__" is not known here; expected version, fallback, agents, confidence',
      ' missing-key the key "version" is missing',
      ' missing-key the key "fallback" is missing',
      ' missing-key the key "agents" is missing',
    ]);
  });

  it("refuses a second agent of the same id", () => {
    expect(problemsOf({ ...minimal, agents: [agent, { ...agent, id: "b" }, agent] })).toEqual([
      'agents.2.id duplicate-agent the agent "cost" is there already (agents[0]); merge the two or rename one',
    ]);
  });

  it("refuses more agents, rules and terms than the limits", () => {
    const many = (count: number) => Array.from({ length: count }, (_, i) => `t${i}`);
    const agents = many(1001).map((id) => ({ id, description: "x" }));
    expect(problemsOf({ ...minimal, agents })).toEqual([
      "agents too-many expected at most 1000 entries, found 1001",
    ]);
    expect(problemsOf(withAgent({ phrases: many(501) }))[0]).toContain(
      "expected at most 500 entries, found 501",
    );
    expect(problemsOf(withAgent({ keywords: [{ any: many(201) }] }))[0]).toContain(
      "expected at most 200 entries",
    );
    expect(problemsOf(withAgent({ keywords: many(201).map((any) => ({ any: [any] })) }))[0]).toContain(
      "agents.0.keywords too-many expected at most 200 entries, found 201",
    );
    const rules = Array.from({ length: 101 }, () => ({ any: many(200) }));
    expect(problemsOf(withAgent({ keywords: rules }))).toEqual([
      "agents too-many expected at most 20000 terms, found 20200",
    ]);
  });

  it("reports all problems at once", () => {
    expect(problemsOf({ version: 3, agents: [{ id: "A", phrases: [1, ""] }] })).toHaveLength(6);
  });
});
