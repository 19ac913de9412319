import { describe, expect, it } from "vitest";
import { explanationLines } from "./explanation-text.ts";

const NONE = { step: "override", result: "none" };
const decided = (step: string) => ({ step, agent: "cost", confidence: 0.9, reason: "r" });

describe("explanationLines", () => {
  it("puts each step on a line, and the model's words with their weights as bars below it", () => {
    const steps = [
      NONE,
      { step: "rules", result: "matched", agent: "cost", terms: ["bill*", "why"], confidence: 0.95 },
      {
        step: "model",
        result: "unsure",
        label: "cost",
        probability: 0.71234,
        threshold: 0.93,
        features: [
          { feature: "bill", weight: 1.2 },
          { feature: "storage", weight: -0.4 },
          { feature: "the", weight: 0.01 },
        ],
      },
      { step: "follow-up", result: "no-session" },
      { step: "decision-cache", result: "miss" },
      { step: "llm", result: "decided", agent: "cost", confidence: 0.9, reason: "About money." },
    ];
    expect(explanationLines({ steps, decided: decided("llm") })).toEqual([
      "override        none",
      'rules           matched       cost, "bill*" with "why", confidence 0.95',
      "model           unsure        cost with 0.712, answers from 0.930",
      "                bill     +1.20 ████████████",
      "                storage  -0.40 ░░░░",
      "                the      +0.01 █",
      "follow-up       no-session",
      "decision-cache  miss",
      "llm             decided       cost, confidence 0.90, About money.",
      "decided by      llm           cost, confidence 0.90",
    ]);
  });

  it("names the agents of tied rules, a model that never answers, and the label that is nearest", () => {
    const steps = [
      { step: "rules", result: "ambiguous", agents: ["cost", "security"] },
      { step: "model", result: "unsure", label: "cost", probability: 0.5, threshold: 2, features: [] },
      {
        step: "model",
        result: "out-of-scope",
        label: "cost",
        probability: 0.9,
        threshold: 0.8,
        features: [],
      },
    ];
    expect(explanationLines({ steps, decided: decided("guess") }).slice(0, 3)).toEqual([
      "rules           ambiguous     cost, security",
      "model           unsure        cost with 0.500, never answers",
      "model           out-of-scope  nearest is cost with 0.900",
    ]);
  });

  it("shows a step that this command does not know", () => {
    const steps = [{ step: "oracle", result: "spoke", agent: "cost", smoke: true }];
    expect(explanationLines({ steps, decided: decided("oracle") })[0]).toBe(
      "oracle          spoke         cost",
    );
  });

  it("says so when the explanation has another shape", () => {
    for (const other of [undefined, null, "x", {}, { steps: [{}], decided: decided("llm") }]) {
      expect(explanationLines(other)).toEqual([
        "The answer explains itself in another way than this command knows; --json shows it.",
      ]);
    }
  });

  it("keeps escape sequences away from the terminal", () => {
    const steps = [{ step: "llm", result: "decided", agent: "cost", reason: "\u001b[2Jgone" }];
    expect(explanationLines({ steps, decided: decided("llm") })[0]).toContain("\uFFFD[2Jgone");
  });
});
