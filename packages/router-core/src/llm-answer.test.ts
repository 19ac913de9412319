import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseLlmDecision } from "./llm-answer.ts";

const AGENTS = ["cost", "security"];
const good = { agent: "cost", confidence: 0.7, reason: "It is about money." };

describe("parseLlmDecision", () => {
  it("takes an answer that keeps to the schema", () => {
    expect(parseLlmDecision(good, AGENTS)).toEqual({ kind: "decided", ...good });
    expect(parseLlmDecision({ ...good, confidence: 0 }, AGENTS)).toMatchObject({ confidence: 0 });
    expect(parseLlmDecision({ ...good, confidence: 1 }, AGENTS)).toMatchObject({ confidence: 1 });
  });

  it.each([
    ["an agent outside the table", { ...good, agent: "admin" }, "a configured agent"],
    ["an agent in another case", { ...good, agent: "Cost" }, "a configured agent"],
    ["an inherited name as agent", { ...good, agent: "toString" }, "a configured agent"],
    ["an agent that is no text", { ...good, agent: ["cost"] }, "a configured agent"],
    ["a confidence above 1", { ...good, confidence: 1.01 }, "a confidence"],
    ["a negative confidence", { ...good, confidence: -0.01 }, "a confidence"],
    ["a confidence that is no number", { ...good, confidence: Number.NaN }, "a confidence"],
    ["an endless confidence", { ...good, confidence: Number.POSITIVE_INFINITY }, "a confidence"],
    ["a confidence in quotes", { ...good, confidence: "0.9" }, "a confidence"],
    ["a reason that is no text", { ...good, reason: { text: "x" } }, "a text as the reason"],
    ["a key too many", { ...good, note: "x" }, "exactly the keys agent, confidence, reason"],
    [
      "a key that is called as the prototype",
      JSON.parse(`{"__proto__":{},"confidence":1,"reason":""}`),
      "exactly the keys",
    ],
    ["keys that are inherited", Object.create(good), "exactly the keys"],
    ["a key too few", { agent: "cost", confidence: 1 }, "exactly the keys"],
    ["another key", { agent: "cost", confidence: 1, why: "x" }, "exactly the keys"],
    ["a list", [good], "an object"],
    ["nothing", null, "an object"],
    ["undefined", undefined, "an object"],
    ["a text", "cost", "an object"],
    ["an agent that is not there", { ...good, agent: undefined }, "a configured agent"],
    ["a confidence of minus endless", { ...good, confidence: Number.NEGATIVE_INFINITY }, "a confidence"],
  ])("refuses %s", (_, input, expected) => {
    const answer = parseLlmDecision(input, AGENTS);
    expect(answer).toEqual({ kind: "invalid", problem: expect.stringContaining(`expected ${expected}`) });
  });

  it("trims the reason", () => {
    expect(parseLlmDecision({ ...good, reason: " \n It is about money.\t" }, AGENTS)).toEqual({
      kind: "decided",
      ...good,
    });
  });

  it("reads a megabyte of reason and keeps 200 characters", () => {
    const answer = parseLlmDecision({ ...good, reason: "\u0000 a".repeat(350_000) }, AGENTS);
    expect(answer).toMatchObject({ reason: `${"a ".repeat(99)}a` });
  });

  it("makes the reason printable and cuts it at 200 characters", () => {
    const reason = `a\n\u0000\u202Eb ${"😀".repeat(300)}`;
    expect(parseLlmDecision({ ...good, reason }, AGENTS)).toMatchObject({
      reason: `a b ${"😀".repeat(196)}`,
    });
  });

  it("never gives an agent that is not configured", () => {
    const agent = fc.oneof(fc.string(), fc.constantFrom("cost", "COST", "security ", "admin"));
    const input = fc.oneof(fc.anything(), fc.record({ agent, confidence: fc.double(), reason: fc.string() }));
    fc.assert(
      fc.property(input, (toolInput) => {
        const answer = parseLlmDecision(toolInput, AGENTS);
        const outcome = answer.kind === "decided" ? answer.agent : answer.kind;
        expect(["cost", "security", "invalid"]).toContain(outcome);
      }),
    );
  });
});
