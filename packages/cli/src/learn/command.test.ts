import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runIn, TOY_RULES, toyRows, writeRows } from "../model/testing.ts";
import { type LoggedRequest, requestLine } from "./testing.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "switchyard-learn-"));
  writeRows(dir, "examples.jsonl", toyRows("tell me about", "what of"));
  writeRows(dir, "validation.jsonl", toyRows("please explain"));
  writeFileSync(join(dir, "rules.yaml"), TOY_RULES);
  writeFileSync(join(dir, "lexicon.txt"), "compute: ec2, lambda\n");
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const FILES = [
  "--examples",
  "examples.jsonl",
  "--validation",
  "validation.jsonl",
  "--rules",
  "rules.yaml",
  "--lexicon",
  "lexicon.txt",
];

function log(...requests: readonly LoggedRequest[]): void {
  writeFileSync(join(dir, "log.jsonl"), requests.map((request) => `${requestLine(request)}\n`).join(""));
}

/** From log.jsonl, without training unless the arguments say otherwise. */
function learn(...args: readonly string[]) {
  return runIn(dir, ["learn", "--from-logs", "--file", "log.jsonl", ...FILES, "--no-train", ...args]);
}

function read(name = "suggestions.jsonl"): string {
  return readFileSync(join(dir, name), "utf8");
}

const USUAL: readonly LoggedRequest[] = [
  { query: "why is it so dear" },
  { query: "Why is it so dear", step: "decision-cache" },
  { query: "who came in", agent: "security" },
  { query: "tell me about MY BILL" },
  { query: "please explain open ports", agent: "security" },
  { query: "this or that", agent: "cost" },
  { query: "this or that", agent: "security" },
  { query: "hm", confidence: 0.7 },
  { query: "of a ghost", agent: "ghost" },
  { query: "bill of jane@example.com" },
  { query: "aws bill", step: "rules" },
];

describe("switchyard learn --from-logs", () => {
  it("writes what is worth a look into a file of its own, and says what it left out", async () => {
    log(...USUAL);
    writeFileSync(join(dir, "log.jsonl"), `${read("log.jsonl")}START RequestId: x\n\nnot json {\n`);
    const before = read("examples.jsonl");
    const { code, out } = await learn();
    expect(code).toBe(0);
    expect(out.split("\n")).toEqual([
      "11 requests in the log, 10 of them decided by the language model (8 different queries); 2 other lines.",
      "  left out: 1 already among the examples",
      "  left out: 1 among the validation, which must not be learnt",
      "  left out: 1 answered now this way, now that",
      '    "this or that" went to cost and security',
      "  left out: 1 answered with a confidence below 0.8",
      "  left out: 1 answered with an agent that the rules do not have",
      "  left out: 1 with what looks like personal data or a key",
      `2 suggestions in ${join(dir, "suggestions.jsonl")}, the most useful first. Nothing has learnt from them yet: read them,`,
      "correct labels, mark what is for no agent as oos (the language model had to name one), then add them to the examples.",
    ]);
    expect(out).not.toContain("jane@example.com");
    expect(read()).toBe(
      '{"text":"why is it so dear","label":"cost"}\n{"text":"who came in","label":"security"}\n',
    );
    expect(read("examples.jsonl")).toBe(before);
  });

  it("gives scripts the same as JSON", async () => {
    log(...USUAL);
    const { code, out } = await learn("--json");
    expect([code, JSON.parse(out)]).toEqual([
      0,
      {
        log: { lines: 11, unknown_lines: 0, requests: 11, llm_decided: 10, without_query: 0 },
        suggestions: { queries: 2, requests: 3 },
        left_out: {
          in_examples: { queries: 1, requests: 1 },
          in_validation: { queries: 1, requests: 1 },
          contradictory: { queries: 1, requests: 2 },
          low_confidence: { queries: 1, requests: 1 },
          unknown_agent: { queries: 1, requests: 1 },
          personal_data: { queries: 1, requests: 1 },
        },
        contradictions: [{ text: "this or that", agents: ["cost", "security"] }],
        out: join(dir, "suggestions.jsonl"),
        gain: null,
      },
    ]);
  });

  it("takes less sure answers when it is told to", async () => {
    log({ query: "hm", confidence: 0.7 });
    await learn("--min-confidence", "0.7");
    expect(read()).toBe('{"text":"hm","label":"cost"}\n');
  });

  it("looks back as far as it is told, and at all of a file otherwise", async () => {
    const hoursAgo = (hours: number) => Date.now() - hours * 3_600_000;
    log({ query: "old", atMs: 1 }, { query: "of today", atMs: hoursAgo(2) });
    await learn("--since", "3h");
    expect(read()).toBe('{"text":"of today","label":"cost"}\n');
    await learn("--force");
    expect(read()).toContain('"old"');
  });

  it("shows what the suggestions would bring", async () => {
    const more = toyRows("could you look at").filter(({ label }) => label !== "oos");
    log(...more.map(({ text, label }) => ({ query: text, agent: label })));
    const { code, out, err } = await runIn(dir, ["learn", "--from-logs", "--file", "log.jsonl", ...FILES]);
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/answers, of 10 logged requests \(1\) +[\d.]+ % +[\d.]+ %\n/),
    ]);
    expect(err.split("\n")).toEqual([
      "Training: 1 of 4, with the examples alone …",
      "Training: 2 of 4, with all suggestions …",
      "Training: 3 of 4, with half 1 of the suggestions …",
      "Training: 4 of 4, with half 2 of the suggestions …",
    ]);
  });

  it("says what is wrong with a lexicon", async () => {
    log({ query: "new" });
    writeFileSync(join(dir, "lexicon.txt"), "compute: EC2, lambda\n");
    const { code, err } = await learn();
    expect(code).toBe(1);
    expect(err).toContain('lexicon.txt:1: error: "EC2" is not lower case');
  });

  it("says so when there is nothing to suggest, and writes no file", async () => {
    log({ query: "aws bill", step: "rules" });
    const { code, out } = await learn();
    expect([code, out]).toEqual([
      0,
      "1 request in the log, 0 of them decided by the language model (0 different queries); 0 other lines.\nThere is nothing to suggest.",
    ]);
    expect(existsSync(join(dir, "suggestions.jsonl"))).toBe(false);
  });

  it("says what to set when the log has no queries", async () => {
    log({ query: undefined }, { query: undefined });
    const { code, err } = await learn();
    expect(code).toBe(3);
    expect(err).toContain("The language model decided 2 logged requests, and the log has no query of them.");
    expect(err).toContain("set switchyard:logQueries to true in infra/router/Pulumi.<stage>.yaml");
  });

  it("overwrites suggestions of before only when it is told to", async () => {
    log({ query: "new" });
    writeFileSync(join(dir, "suggestions.jsonl"), "under review");
    const { code, err } = await learn();
    expect([code, read()]).toEqual([2, "under review"]);
    expect(err).toContain("--force overwrites it");
    expect((await learn("--force")).code).toBe(0);
    expect(read()).toBe('{"text":"new","label":"cost"}\n');
  });

  it.each(["examples.jsonl", "validation.jsonl", "rules.yaml", "lexicon.txt", "log.jsonl"])(
    "never writes into %s",
    async (name) => {
      log({ query: "new" });
      const before = read(name);
      const { code, err } = await learn("--out", name, "--force");
      expect([code, read(name)]).toEqual([2, before]);
      expect(err).toContain("--out would overwrite");
    },
  );

  it.each([
    [["learn"], 2, "required option '--from-logs' not specified"],
    [["learn", "--from-logs", "--since", "1 week"], 2, "expected a period such as 30m, 12h or 7d"],
    [["learn", "--from-logs", "--file", "nowhere.jsonl", ...FILES], 2, "Cannot read "],
    [["learn", "--from-logs", "--file", "log.jsonl", "--examples", "nowhere.jsonl"], 2, "Cannot read "],
  ])("tells what is wrong with %j", async (args, code, message) => {
    const ran = await runIn(dir, args, false);
    expect([ran.code, ran.err]).toEqual([code, expect.stringContaining(message)]);
  });
});
