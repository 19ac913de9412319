import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FileProblem } from "../model/problem-lines.ts";
import { UnusableInput } from "../model/problem-lines.ts";
import { readMixFile, shippedMix } from "./read-mix.ts";

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "switchyard-mix-"));
});
afterAll(() => rmSync(dir, { recursive: true }));

function read(name: string, ...lines: readonly string[]) {
  const file = join(dir, name);
  writeFileSync(file, lines.join("\n"));
  return readMixFile(file);
}

function problems(
  name: string,
  ...lines: readonly string[]
): readonly (readonly [number | undefined, string])[] {
  try {
    read(name, ...lines);
  } catch (error) {
    if (error instanceof UnusableInput)
      return error.problems.map(({ line, message }: FileProblem) => [line, message]);
    throw error;
  }
  throw new Error("the file has no problems");
}

const COST = {
  method: "POST",
  content: { kind: "question", query: "My bill?", agent: undefined },
  expect: 200,
  followUp: false,
};

describe("a mix in JSONL", () => {
  it("weighs a kind by its lines", () => {
    const mix = read(
      "mix.jsonl",
      '{"kind": "cost", "query": "My bill?"}',
      "",
      '{"kind": "odd", "query": "Spain?", "agent": "security", "method": "GET"}',
      '{"kind": "cost", "query": "and last month?", "follow_up": true}',
      '{"kind": "bad", "body": "{", "expect": 400}',
    );
    expect(mix.kinds).toEqual([
      {
        name: "cost",
        weight: 2,
        requests: [COST, { ...COST, content: { ...COST.content, query: "and last month?" }, followUp: true }],
      },
      {
        name: "odd",
        weight: 1,
        requests: [
          { ...COST, method: "GET", content: { kind: "question", query: "Spain?", agent: "security" } },
        ],
      },
      { name: "bad", weight: 1, requests: [{ ...COST, content: { kind: "raw", body: "{" }, expect: 400 }] },
    ]);
  });

  it("names all that is wrong, by line", () => {
    const found = problems(
      "wrong.jsonl",
      '{"kind": "cost", "query": "My bill?"}',
      "My bill?",
      '{"query": "My bill?"}',
      '{"kind": "cost", "query": "My bill?", "weight": 3, "agnet": "cost"}',
      "",
      '{"kind": "cost"}',
      '{"kind": "cost", "query": "My bill?", "body": "{}"}',
      '{"kind": "cost", "body": "{}", "follow_up": true}',
      '{"kind": "cost", "query": "My bill?", "method": "GET", "follow_up": true}',
      '{"kind": "cost", "query": ""}',
    );
    expect(found).toEqual([
      [2, expect.stringContaining("is not JSON")],
      [3, expect.stringContaining('expected an object with "kind"')],
      [4, 'unknown key "weight"; remove it or correct its spelling'],
      [4, 'unknown key "agnet"; remove it or correct its spelling'],
      [6, "expected either query or body"],
      [7, "expected either query or body"],
      [8, expect.stringContaining("a body is sent as it is")],
      [9, expect.stringContaining("a GET takes no session")],
      [10, expect.stringContaining("query: ")],
    ]);
  });

  it("is not empty", () => {
    expect(problems("empty.jsonl", "", "")).toEqual([[1, expect.stringContaining("found none")]]);
  });
});

describe("a mix in YAML", () => {
  it("has kinds with weights; a text is a question", () => {
    const mix = read(
      "mix.yaml",
      "kinds:",
      "  cost:",
      "    weight: 3",
      "    queries: [My bill?]",
      "  other:",
      "    queries:",
      "      - { query: My bill?, expect: 404 }",
    );
    expect(mix.kinds).toEqual([
      { name: "cost", weight: 3, requests: [COST] },
      { name: "other", weight: 1, requests: [{ ...COST, expect: 404 }] },
    ]);
  });

  it("may be written as JSON", () => {
    expect(read("mix.json", '{"kinds": {"cost": {"queries": ["My bill?"]}}}').kinds).toHaveLength(1);
  });

  it("names what is wrong, by line", () => {
    const entries = [
      "kinds:",
      "  cost:",
      "    queries:",
      "      - My bill?",
      "      - query: My bill?",
      "        agnet: x",
    ];
    expect(problems("key.yaml", ...entries, "      - {}")).toEqual([
      [6, 'unknown key "agnet"; remove it or correct its spelling'],
      [7, "expected either query or body"],
    ]);
    expect(problems("weight.yaml", "kinds:", "  cost:", "    weight: 0", "    queries: [a]")).toEqual([
      [3, expect.stringContaining("kinds.cost.weight")],
    ]);
    expect(problems("top.yaml", "kinds:", "  cost: { queries: [a] }", "rate: 3")).toEqual([
      [3, 'unknown key "rate"; remove it or correct its spelling'],
    ]);
    expect(problems("syntax.yaml", "kinds:", "  cost: [")[0]?.[0]).toBe(2);
    expect(problems("twice.yaml", "kinds:", "  a: { queries: [a] }", "  a: { queries: [a] }")[0]?.[0]).toBe(
      3,
    );
    expect(problems("none.yaml", "kinds: {}")).toEqual([[1, expect.stringContaining("a kind at least")]]);
    expect(problems("nothing.yaml", "")).toHaveLength(1);
  });
});

describe("readMixFile", () => {
  it("takes no other file", () => {
    expect(() => read("mix.txt", "x")).toThrow("expected a name that ends in .jsonl, .yaml, .yml or .json");
    expect(() => readMixFile(join(dir, "missing.jsonl"))).toThrow("Cannot read");
  });
});

describe("shippedMix", () => {
  it("has a little of all", () => {
    expect(shippedMix().kinds.map(({ name, weight }) => [name, weight])).toEqual([
      ["fast", 12],
      ["cached", 3],
      ["llm", 2],
      ["ambiguous", 1],
      ["named-agent", 1],
      ["follow-up", 2],
      ["bad-input", 1],
    ]);
  });
});
