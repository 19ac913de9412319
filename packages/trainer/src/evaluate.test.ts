import { describe, expect, it } from "vitest";
import { type EvaluationRequest, evaluate } from "./evaluate.ts";
import type { Judgement } from "./evaluate-judge.ts";
import type { Example } from "./example.ts";

type Answer = Pick<Judgement, "label" | "probability" | "by">;
type Silence = Pick<Judgement, "label" | "probability" | "why">;

function answered(answer: Answer): Judgement {
  return { ...answer, answered: true, why: undefined, reason: "It is.", evidence: ["e"] };
}

function abstained(silence: Silence): Judgement {
  return { ...silence, answered: false, by: undefined, reason: "No.", evidence: [] };
}

/** Seven in-scope queries and three others; the text of each says which it is. */
const TOY: readonly (readonly [Omit<Example, "line" | "text">, Judgement])[] = [
  [{ label: "a" }, answered({ label: "a", probability: 0.95, by: "rules" })],
  [{ label: "a" }, answered({ label: "b", probability: 0.85, by: "model" })],
  [{ label: "a", alt: ["b"] }, answered({ label: "b", probability: 0.92, by: "model" })],
  [{ label: "b" }, abstained({ label: "b", probability: 0.55, why: "unsure" })],
  [{ label: "b" }, abstained({ label: undefined, probability: 0, why: "no-match" })],
  [{ label: "b" }, abstained({ label: "b", probability: 0.3, why: "out-of-scope" })],
  [{ label: "c" }, answered({ label: "c", probability: 0.99, by: "rules" })],
  [{ label: "oos" }, answered({ label: "c", probability: 0.75, by: "model" })],
  [{ label: "oos:weather" }, abstained({ label: "a", probability: 0.2, why: "out-of-scope" })],
  [{ label: "oos" }, abstained({ label: "a", probability: 0.45, why: "unsure" })],
];

const THRESHOLDS = [
  { targetPrecision: 0.95, threshold: 0.7 },
  { targetPrecision: 0.98, threshold: 0.92 },
  { targetPrecision: 0.99, threshold: 2 },
];

function judge(normalised: string): Judgement {
  const found = TOY[Number(normalised.slice(1)) - 1];
  if (found === undefined) throw new Error(`expected a toy query in normal form, found "${normalised}"`);
  return found[1];
}

/** As a model does: what it sees no label in stays unanswered, however low the threshold. */
function judgeAt(threshold: number) {
  return (normalised: string): Judgement => {
    const judgement = judge(normalised);
    const isOpen = judgement.label !== undefined && judgement.why !== "out-of-scope";
    return { ...judgement, answered: isOpen && judgement.probability >= threshold };
  };
}

function evaluateToy(options: Partial<EvaluationRequest> = {}) {
  const queries = TOY.map(([row], index) => ({ ...row, text: `Q${index + 1}`, line: index + 1 }));
  return evaluate({ queries, judge, judgeAt, thresholds: THRESHOLDS, ...options });
}

describe("evaluate", () => {
  it("takes for right what the label or an alternative says, abstention ignored", () => {
    // The queries 1, 3, 4, 6 and 7 of the seven in scope.
    expect(evaluateToy()).toMatchObject({ queries: 10, inScope: 7, outOfScope: 3, accuracy: 5 / 7 });
  });

  it("covers the in-scope queries that are answered, rightly or not", () => {
    expect(evaluateToy()).toMatchObject({ coverage: 4 / 7, counts: { answeredInScope: 4 } });
  });

  it("counts an answered out-of-scope query as wrong", () => {
    expect(evaluateToy()).toMatchObject({
      precision: 3 / 5,
      outOfScopeAnswered: 1 / 3,
      counts: { bestRight: 5, answered: 5, right: 3, answeredOutOfScope: 1 },
    });
  });

  it("has no share of nothing", () => {
    const outside = [{ text: "Q9", label: "oos", line: 1 }];
    expect(evaluateToy({ queries: outside })).toMatchObject({
      accuracy: undefined,
      coverage: undefined,
      precision: undefined,
      outOfScopeAnswered: 0,
    });
    expect(evaluateToy({ queries: [{ text: "Q1", label: "a", line: 1 }] }).outOfScopeAnswered).toBe(
      undefined,
    );
  });

  it("says what other targets would cover, by the thresholds of the model", () => {
    expect(evaluateToy().coverageAt).toEqual([
      { targetPrecision: 0.95, threshold: 0.7, coverage: 4 / 7, precision: 3 / 5 },
      { targetPrecision: 0.98, threshold: 0.92, coverage: 3 / 7, precision: 1 },
      { targetPrecision: 0.99, threshold: 2, coverage: 0, precision: undefined },
    ]);
  });

  it("says nothing of targets that the model has no threshold for", () => {
    expect(evaluateToy({ thresholds: [] }).coverageAt[2]).toEqual({
      targetPrecision: 0.99,
      threshold: undefined,
      coverage: undefined,
      precision: undefined,
    });
  });

  it("counts answers by the label that they name, and queries by their own", () => {
    expect(evaluateToy().perClass).toEqual([
      { label: "a", queries: 3, answered: 1, right: 1, precision: 1, recall: 2 / 3 },
      { label: "b", queries: 3, answered: 2, right: 1, precision: 1 / 2, recall: 2 / 3 },
      { label: "c", queries: 1, answered: 2, right: 1, precision: 1 / 2, recall: 1 },
    ]);
  });

  it("counts who answered, and why nobody did", () => {
    expect(evaluateToy().steps).toEqual({
      rules: 2,
      model: 3,
      abstained: { empty: 0, "no-match": 1, ambiguous: 0, unsure: 2, "out-of-scope": 2 },
    });
  });

  it("sets probabilities against what came true, but for what is held for out of scope", () => {
    const { count, expectedCalibrationError } = evaluateToy().reliability;
    // All but the queries 5, 6 and 9.
    expect(count).toBe(7);
    // Between 0.9 and 1: 0.95 + 0.92 + 0.99 claimed, 3 right.
    expect(expectedCalibrationError).toBeCloseTo((0.45 + 0.45 + 0.75 + 0.85 + 0.14) / 7, 12);
  });

  it("lists every wrong answer, and asks the model only about its own", () => {
    const asked: string[] = [];
    const explain = (normalised: string) => {
      asked.push(normalised);
      return [{ feature: "word", weight: 1.5 }];
    };
    const known = { reason: "It is.", evidence: ["e"], features: [{ feature: "word", weight: 1.5 }] };
    expect(evaluateToy({ explain }).wrong).toEqual([
      { query: { text: "Q2", label: "a", line: 2 }, label: "b", probability: 0.85, by: "model", ...known },
      { query: { text: "Q8", label: "oos", line: 8 }, label: "c", probability: 0.75, by: "model", ...known },
    ]);
    expect(asked).toEqual(["q2", "q8"]);
  });
});
