import { describe, expect, it } from "vitest";
import { printRouteFileProblem, type RouteFileProblem } from "./problem.ts";
import { type RouteFile, readRouteFile } from "./read-route-file.ts";

const GOOD_YAML = `# A table.
version: 1
fallback: cost
agents:
  - id: cost
    description: Money.
    phrases: [aws bill]
    keywords:
      - any: [spend, "budget*"]
        not: [who can]
`;

function print(problems: readonly RouteFileProblem[]): readonly string[] {
  return problems.map(printRouteFileProblem);
}

function problemsOf(text: string, fileName = "routes.yaml"): readonly string[] {
  const file = readRouteFile(text, fileName);
  return print(file.ok ? file.warnings : file.problems);
}

function mustRead(text: string, fileName = "routes.yaml"): Extract<RouteFile, { ok: true }> {
  const file = readRouteFile(text, fileName);
  if (!file.ok) throw new Error(print(file.problems).join("\n"));
  return file;
}

describe("readRouteFile", () => {
  it("reads YAML and JSON to the same table", () => {
    const { table } = mustRead(GOOD_YAML);
    expect(table.agents).toEqual([
      {
        id: "cost",
        description: "Money.",
        priority: 0,
        phrases: ["aws bill"],
        keywords: [{ any: ["spend", "budget*"], all: [], not: ["who can"] }],
      },
    ]);
    expect(mustRead(JSON.stringify(table), "routes.json").table).toEqual(table);
    expect(mustRead(JSON.stringify(table, null, "\t"), "routes.json").table).toEqual(table);
  });

  it("does not mind a byte order mark or Windows line ends", () => {
    expect(mustRead(`\uFEFF${GOOD_YAML.replaceAll("\n", "\r\n")}`).table).toEqual(mustRead(GOOD_YAML).table);
  });

  it("tells the line and column of every problem of the schema at once, in the order of the file", () => {
    const text = [
      "version: 2",
      "fallback: nobody",
      "colour: red",
      "agents:",
      "  - id: Cost",
      "    description: Money.",
      "    phrases:",
      "      - aws bill",
      "      - 404",
      '      - ""',
      "    keywords:",
      "      - { any: [?!], never: [a] }",
      "  - id: b",
      "",
    ].join("\n");
    expect(problemsOf(text)).toEqual([
      "routes.yaml:1:10: error: expected 1, found the number 2",
      'routes.yaml:2:11: error: no agent has the id "nobody"; name one of Cost, b',
      'routes.yaml:3:1: error: the key "colour" is not known here; expected version, fallback, agents, confidence',
      'routes.yaml:5:9: error: expected small letters, digits and single hyphens, starting with a letter, found "Cost"',
      "routes.yaml:9:9: error: expected a text, found the number 404; put it in quotes",
      "routes.yaml:10:9: error: expected a text, found an empty one",
      'routes.yaml:12:17: error: the term "?!" has no letter or digit, so nothing could match it',
      'routes.yaml:12:22: error: the key "never" is not known here; expected any, all, not',
      'routes.yaml:13:5: error: the key "description" is missing',
    ]);
  });

  it("tells line and column in JSON, too", () => {
    const text = `{
\t"version": 1,
\t"fallback": "a",
\t"agents": [
\t\t{ "id": "a", "description": "A.", "phrases": ["vpc", 7] },
\t\t{ "id": "b", "description": "B.", "prioriti": 1 }
\t]
}`;
    expect(problemsOf(text, "routes.json")).toEqual([
      "routes.json:5:56: error: expected a text, found the number 7; put it in quotes",
      'routes.json:6:37: error: the key "prioriti" is not known here; expected id, description, priority, phrases, keywords',
    ]);
  });

  it("gives path and code beside the position", () => {
    const file = readRouteFile(GOOD_YAML.replace("id: cost", "id: 7"), "r.yaml");
    if (file.ok) throw new Error("the file must be refused");
    expect(file.problems).toEqual([
      {
        severity: "error",
        code: "wrong-type",
        file: "r.yaml",
        line: 5,
        column: 9,
        path: ["agents", 0, "id"],
        message: "expected a text, found the number 7; put it in quotes",
      },
    ]);
  });

  it("places what the compiler finds: errors refuse the file, warnings come with it", () => {
    const agent = "  - id: network\n    description: Net.\n";
    expect(problemsOf(`${GOOD_YAML}${agent}    phrases:\n      - vpc\n      - AWS bill\n`)).toEqual([
      'routes.yaml:15:9: error: "network" and "cost" both claim "aws bill" at priority 0, so it would never be decided ' +
        "(agents[0].phrases[0]); remove one, add a `not`, or change a priority",
    ]);
    const overlapping = mustRead(`${GOOD_YAML}${agent}    phrases:\n      - my aws bill\n`);
    expect(overlapping.routes.table.agents).toHaveLength(2);
    expect(print(overlapping.warnings)[0]).toMatch(
      /^routes\.yaml:14:9: warning: "my aws bill" of "network" also matches/u,
    );
  });

  it.each([
    ["an empty file", "", "1:1: error: expected a mapping, found nothing"],
    ["a comment alone", "# soon\n", "1:1: error: expected a mapping, found nothing"],
    ["a list", "- a\n", "1:1: error: expected a mapping, found a list"],
    [
      "a repeated key",
      "version: 1\nversion: 1\n",
      '2:1: error: the key "version" is there twice in one mapping; remove one',
    ],
    [
      "a key that is no text",
      "version: 1\n7: x\n",
      "2:1: error: expected a plain text as the key; put it in quotes",
    ],
    ["a list as a key", "[a]: x\n", "1:1: error: expected a plain text as the key; put it in quotes"],
    [
      "a second document",
      "version: 1\n---\nversion: 1\n",
      "2:1: error: expected one document, found another after ---",
    ],
    ["a tab as indentation", "agents:\n\t- id: a\n", "2:1: error: tabs are not allowed as indentation"],
    ["an open bracket", "agents: [a\n", "2:1: error: flow sequence in block collection must be"],
    ["an unknown tag", "version: !js 1\n", "1:10: error: unresolved tag: !js"],
    [
      "a control character",
      "version: 1\n# \u0007\n",
      "2:3: error: found the control character U+0007; is this a text file?",
    ],
    ["a zero byte", "v\u0000e\u0000", "1:2: error: found the control character U+0000; is this a text file?"],
    [
      "what is not UTF-8",
      "version: 1 # gr\uFFFDn\n",
      "1:16: error: found bytes that are not UTF-8; save the file as UTF-8",
    ],
    ["a lone surrogate", "version: 1 # \uD83D\n", "1:14: error: found bytes that are not UTF-8"],
    [
      "too much text",
      "#".repeat(2_097_153),
      "1:1: error: expected at most 2097152 characters, found 2097153",
    ],
    ["deep nesting", "[".repeat(100_000), "error: lists or mappings are nested too deeply"],
    ["an escaped inherited key", '{"__proto__": 1}', '1:2: error: the key "__proto__" is not known here'],
  ])("refuses %s", (_, text, problem) => {
    expect(problemsOf(text).join("\n")).toContain(problem);
  });

  describe("aliases", () => {
    const withRules = (rules: string) => `version: 1
fallback: a
agents:
  - id: a
    description: A.
    keywords:
${rules}`;

    it("may stand for a list of terms that is written above", () => {
      const { table } = mustRead(
        withRules(
          "      - { any: [spend], not: &people [who, whom] }\n      - { any: [bill], not: *people }\n",
        ),
      );
      expect(table.agents[0]?.keywords[1]).toEqual({ any: ["bill"], all: [], not: ["who", "whom"] });
    });

    it("report a problem once, where the list is written", () => {
      const rules = "      - { any: &words [spend, '?'] }\n      - { any: *words, not: [who] }\n";
      expect(problemsOf(withRules(rules))).toEqual([
        'routes.yaml:7:31: error: the term "?" has no letter or digit, so nothing could match it',
      ]);
    });

    it("must have an anchor", () => {
      expect(problemsOf(withRules("      - { any: *words }\n"))).toEqual([
        "routes.yaml:7:16: error: no anchor &words stands above this alias",
      ]);
    });

    it("cannot stand for anything that could grow", () => {
      const bomb = ["a: &a [x, x]", "b: &b [*a, *a]", "c: &c [*b, *b]", "d: [*c, *c]"].join("\n");
      expect(problemsOf(bomb)[0]).toContain(
        ":2:7: error: the anchor &b does not stand at a list of plain values",
      );
      expect(problemsOf("a: &a { b: *a }\n")).toEqual([
        "routes.yaml:1:7: error: the anchor &a does not stand at a list of plain values; remove it",
        "routes.yaml:1:12: error: the alias *a does not stand for a list of plain values; write it out",
      ]);
    });

    it("are counted", () => {
      const text = `a: &a [x]\nb: [${"*a, ".repeat(1001)}]\n`;
      expect(problemsOf(text)).toEqual([
        "routes.yaml:2:4005: error: expected at most 1000 aliases, found more",
      ]);
    });
  });
});
