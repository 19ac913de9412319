import { hashWord } from "@switchyard/router-core";
import { describe, expect, it } from "vitest";
import { type CompileRequest, compileWeights, tidy } from "./compile-model.ts";
import { createDenseWeights } from "./feature-weights.ts";
import { toyVectors } from "./testdata/toy-sets.ts";
import { NO_WORD_VECTORS } from "./word-vectors.ts";

/** Three features of two classes: [12.7, -6.35], [0, 0.02] and [-0.1, 2.54]. */
function sparse() {
  const dense = createDenseWeights(3, 2);
  dense.descend(0, -1, Float32Array.of(12.7, -6.35));
  dense.descend(1, -1, Float32Array.of(0, 0.02));
  dense.descend(2, -1, Float32Array.of(-0.1, 2.54));
  return dense.prune(1000);
}

function compile(changes: Partial<CompileRequest> = {}, fit: Partial<CompileRequest["fit"]> = {}) {
  return compileWeights({
    fit: {
      features: sparse(),
      bias: Float32Array.of(0.1, -1 / 3),
      meaning: new Float32Array(0),
      rules: new Float32Array(4),
      ...fit,
    },
    hashes: [30, 20, 10],
    values: [1, 1, 1],
    classes: 2,
    labels: 2,
    vectors: NO_WORD_VECTORS,
    seenWords: new Set(),
    wordBudgetBytes: 1000,
    withRules: false,
    ...changes,
  });
}

describe("compileWeights", () => {
  it("rounds to steps of 1/127 of the largest weight of each class", () => {
    // One step is 0.1 for the first class, 0.05 for the second.
    const { rows, parameters } = compile();
    expect(parameters.scale).toEqual([0.1, 0.05]);
    expect(rows).toEqual([
      { hash: 30, classes: [0, 1], weights: [127, -127] },
      { hash: 10, classes: [0, 1], weights: [-1, 51] },
    ]);
  });

  it("makes part of a weight what one occurrence of its feature counts", () => {
    const features = sparse();
    const { rows, parameters } = compile({ values: [1, 1, 10] }, { features });
    expect(parameters.scale).toEqual([0.1, 0.2]);
    expect(rows).toEqual([
      { hash: 30, classes: [0, 1], weights: [127, -32] },
      { hash: 10, classes: [0, 1], weights: [-10, 127] },
    ]);
    expect(features.weights).toEqual(sparse().weights);
  });

  it("leaves out weights that round to nothing, and rows of them", () => {
    expect(compile().rows.map(({ hash }) => hash)).toEqual([30, 10]);
  });

  it("gives a scale to a class without weights", () => {
    const { rows, parameters } = compile(
      { hashes: [], values: [] },
      { features: createDenseWeights(0, 2).prune(0) },
    );
    expect(rows).toEqual([]);
    expect(parameters.scale).toEqual([0.007_874_016, 0.007_874_016]);
    expect(parameters.wordScale).toEqual([0.007_874_016, 0.007_874_016]);
  });

  it("keeps seven digits of a bias", () => {
    expect(compile().parameters.bias).toEqual([0.1, -0.333_333_3]);
    expect([tidy(1 / 3), tidy(1e-9 / 3), tidy(-0), tidy(123_456_789)]).toEqual([
      0.333_333_3, 3.333_333e-10, 0, 123_456_800,
    ]);
  });

  describe("of words by their meaning", () => {
    const vectors = toyVectors({ the: [0, 0], bill: [0.5, 0], vpc: [0, -2], price: [2, 0] });
    // By dimension: what it says for each class.
    const meaning = Float32Array.of(0.635, 0, 0, 0.127);

    it("weighs each word, 10 for the size of the vectors", () => {
      const { words, parameters } = compile({ vectors }, { meaning });
      expect(parameters.wordScale).toEqual([0.1, 0.02]);
      expect(words).toEqual([
        { hash: hashWord("the"), weights: [0, 0] },
        { hash: hashWord("bill"), weights: [32, 0] },
        { hash: hashWord("vpc"), weights: [0, -127] },
        { hash: hashWord("price"), weights: [127, 0] },
      ]);
    });

    it("takes as many as fit, first those that the examples hold", () => {
      const seenWords = new Set([hashWord("price"), hashWord("vpc")]);
      const hashes = (wordBudgetBytes: number) =>
        compile({ vectors, seenWords, wordBudgetBytes }, { meaning }).words.map(({ hash }) => hash);
      const order = ["vpc", "price", "the", "bill"].map(hashWord);
      // A word takes 4 bytes and 2 classes.
      expect(hashes(24)).toEqual(order);
      expect(hashes(23)).toEqual(order.slice(0, 3));
      expect(hashes(6)).toEqual(order.slice(0, 1));
      expect(hashes(5)).toEqual([]);
    });
  });

  it("tells what the rules add by label, and nothing of a label that they never chose", () => {
    const rules = Float32Array.of(0, 0, 0, 0, -1.5, 2, 0.25, 0, 0);
    const features = createDenseWeights(0, 3).prune(0);
    const fit = { rules, features, bias: Float32Array.of(0, 0, 0) };
    const request = { classes: 3, labels: 2, hashes: [], values: [] };
    expect(compile({ ...request, withRules: true }, fit).parameters.rules).toEqual([[], [0, -1.5, 2]]);
    expect(compile({ ...request, withRules: false }, fit).parameters.rules).toEqual([]);
  });
});
