import { createClassifier, normaliseQuery, type RoutingModel } from "@switchyard/router-core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rowsOf, toyVectors } from "./testdata/toy-sets.ts";
import { type TrainingRequest, trainModel } from "./train-model.ts";
import { NO_WORD_VECTORS } from "./word-vectors.ts";

const REQUEST: Omit<TrainingRequest, "examples" | "validation"> = {
  vectors: NO_WORD_VECTORS,
  targetPrecision: 0.9,
  seed: 1,
};

function train(sets: Pick<TrainingRequest, "examples" | "validation">) {
  const result = trainModel({ ...REQUEST, ...sets });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result;
}

const classify = (model: RoutingModel, text: string) =>
  createClassifier(model)(normaliseQuery(text, { maxChars: 4000 }));

function numbersOf({ parameters, info }: RoutingModel): readonly number[] {
  const { bias, scale, wordScale, rules, calibrator, reliability } = parameters;
  const thresholds = info.thresholds.map(({ threshold }) => threshold);
  return [...bias, ...scale, ...wordScale, ...rules.flat(), ...calibrator, ...reliability, ...thresholds];
}

describe("trainModel on hardly anything", () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ["one example each", ["a x", "b y"], ["a z"]],
    ["equal texts", ["a x", "b X", "b y"], ["a z"]],
    ["a label beside out of scope", ["a x", "oos y"], ["a z"]],
    ["out of scope alone to judge by", ["a x", "b y"], ["oos z"]],
    ["answers out of scope alone to learn from", ["oos bill", "oos 日本", "a bill", "a bill bill"], ["a a"]],
    ["texts without words", ["a ?", "b !"], ["b -"]],
    ["a label that it does not know to judge by", ["a x", "b y"], ["c z"]],
  ])("makes a sound model that never answers: %s", (_what, examples, validation) => {
    const { model } = train({ examples: rowsOf(...examples), validation: rowsOf(...validation) });
    expect(numbersOf(model).every(Number.isFinite)).toBe(true);
    expect(model.info.thresholds.map(({ threshold }) => threshold)).toEqual([2, 2, 2, 2, 2]);
    const { probability, kind } = classify(model, "x");
    expect(probability >= 0 && probability <= 1).toBe(true);
    expect(kind).not.toBe("answered");
  });

  it("makes a sound model of any set that it does not refuse", () => {
    const word = fc.constantFrom("bill", "vpc", "why", "?", "日本", "a", "zzz");
    const row = fc.record({
      text: fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(" ")),
      label: fc.constantFrom("a", "b", "c", "oos", "oos:x"),
      line: fc.constant(1),
    });
    const vectors = toyVectors({ bill: [1, -120], vpc: [0, 0], why: [-3, 0.001] });
    const set = fc.array(row, { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(set, set, fc.constantFrom(NO_WORD_VECTORS, vectors), (examples, validation, chosen) => {
        const result = trainModel({ ...REQUEST, examples, validation, vectors: chosen });
        const sound = !result.ok || numbersOf(result.model).every(Number.isFinite);
        expect(sound).toBe(true);
        const probability = result.ok ? classify(result.model, "vpc bill").probability : 0;
        expect(probability >= 0 && probability <= 1).toBe(true);
      }),
      { numRuns: 25 },
    );
  });
});
