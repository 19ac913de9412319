import { describe, expect, it } from "vitest";
import type { LlmDecision } from "./log-line.ts";
import { suggestExamples, suggestionLines } from "./suggest.ts";

const said = (query: string, agent = "cost", more: Partial<LlmDecision> = {}): LlmDecision => ({
  query,
  agent,
  confidence: 0.9,
  ...more,
});

function suggest(decisions: readonly LlmDecision[], more = {}) {
  const { suggested, dropped } = suggestExamples({
    decisions,
    examples: ["Known already?"],
    validation: ["Kept for measuring"],
    agents: ["cost", "security"],
    minConfidence: 0.8,
    ...more,
  });
  return { suggested, dropped: dropped.map(({ reason, query }) => [reason, query.text, query.requests]) };
}

describe("suggestExamples", () => {
  it("takes queries that differ in case and spacing for one, as it was asked most often", () => {
    const decisions = [
      said("why  so much", "cost", { fastProbability: 0.5 }),
      said("Why so much", "cost", { confidence: 0.8 }),
      said(" Why so much", "cost", { fastProbability: 0.3 }),
    ];
    expect(suggest(decisions)).toEqual({
      suggested: [
        {
          text: "Why so much",
          normalised: "why so much",
          requests: 3,
          agents: ["cost"],
          confidence: 0.8,
          fastProbability: 0,
        },
      ],
      dropped: [],
    });
  });

  it("puts what is asked most often first, then that of which the fast path was least sure", () => {
    const decisions = [
      said("rare and near", "cost", { fastProbability: 0.9 }),
      said("rare and far", "cost", { fastProbability: 0.1 }),
      said("rare and farthest"),
      said("often", "security", { fastProbability: 0.95 }),
      said("often", "security", { fastProbability: 0.95 }),
    ];
    expect(suggest(decisions).suggested.map(({ text }) => text)).toEqual([
      "often",
      "rare and farthest",
      "rare and far",
      "rare and near",
    ]);
  });

  it("orders equals by the alphabet, so that the same log gives the same file", () => {
    const texts = (decisions: readonly LlmDecision[]) => suggest(decisions).suggested.map(({ text }) => text);
    expect(texts([said("b"), said("a"), said("c")])).toEqual(["a", "b", "c"]);
  });

  it("drops what is known, what is unsure and what nobody should read, and says why", () => {
    const decisions = [
      said("known ALREADY?"),
      said("kept for measuring"),
      said("who knows", "cost", { confidence: 0.79 }),
      said("unsure once", "cost", { confidence: 0.9 }),
      said("unsure once", "cost", { confidence: 0.5 }),
      said("both ways", "cost"),
      said("Both ways", "security"),
      said("of an agent that is gone", "retired"),
      said("mail jane@example.com", "cost"),
      said("mail jane@example.com", "security"),
    ];
    expect(suggest(decisions)).toEqual({
      suggested: [],
      dropped: [
        ["in-examples", "known ALREADY?", 1],
        ["in-validation", "kept for measuring", 1],
        ["low-confidence", "who knows", 1],
        ["low-confidence", "unsure once", 2],
        ["contradictory", "both ways", 2],
        ["unknown-agent", "of an agent that is gone", 1],
        ["personal-data", "mail jane@example.com", 2],
      ],
    });
  });

  it("takes a confidence at the bound", () => {
    expect(suggest([said("just so", "cost", { confidence: 0.8 })]).suggested).toHaveLength(1);
  });

  it("leaves out decisions without a query", () => {
    expect(suggest([{ agent: "cost", confidence: 1 }, said("\u200B")])).toEqual({
      suggested: [],
      dropped: [],
    });
  });
});

describe("suggestionLines", () => {
  it("are examples, one a line", () => {
    const { suggested } = suggest([said('say "cheese"'), said("ü\nü", "security")]);
    expect(suggestionLines(suggested)).toBe(
      '{"text":"say \\"cheese\\"","label":"cost"}\n{"text":"ü\\nü","label":"security"}\n',
    );
    expect(suggestionLines([])).toBe("");
  });
});
