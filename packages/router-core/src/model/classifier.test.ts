import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { calibrate, SIGNALS } from "./calibrate.ts";
import { createClassifier, createScorer } from "./classifier.ts";
import { createFeatureReader } from "./features.ts";
import { anyText } from "./testdata/any-text.ts";
import { DRAFT, METADATA, type TinyChanges, tinyModel } from "./testdata/tiny-model.ts";

/** Weighs one signal alone. */
const only = (signal: (typeof SIGNALS)[number], weight = 1) =>
  SIGNALS.map((name) => (name === signal ? weight : 0));

function scored(text: string, rulesAgent?: string, changes: TinyChanges = {}) {
  const { scores, signals, top, second, label } = createScorer(tinyModel(changes))(text, rulesAgent);
  return { scores: Array.from(scores), signals: Array.from(signals), top, second, label };
}

const near = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 5) as number);

describe("createScorer", () => {
  // "s3" has 9 features, so each counts 1/3; the model knows the word alone, as feature and by its meaning.
  it("adds up bias, features and meaning", () => {
    const { scores, top, second, label } = scored("s3");
    expect(scores).toEqual(
      near([0.5 + (30 * 0.1 + 30 * 0.01) / 3, -0.25 + (-6 * 0.2 + 15 * 0.02) / 3, (12 * 0.05) / 3]),
    );
    expect(scores).toEqual(near([1.6, -0.55, 0.2]));
    expect({ top, second, label }).toEqual({ top: 0, second: 2, label: 0 });
  });

  it("counts a feature as often as it occurs, by the root of all features of the text", () => {
    // 3 · 6 + 2 · 3 + 1 = 25 features: each counts 1/5.
    expect(scored("s3 s3 is").scores).toEqual(near([0.5 + 6.6 / 5, -0.25 - 1.8 / 5, 1.2 / 5]));
  });

  it("looks at the meaning of words that no example had", () => {
    // 3 · 6 + 3 = 21 features.
    const root = Math.sqrt(21);
    expect(scored("bucket").scores).toEqual(near([0.5 + 0.5 / root, -0.25, -2 / root]));
    expect(scored("bucket").signals[5]).toBe(0);
  });

  it("scores a text without words by the bias alone", () => {
    expect(scored("?!")).toEqual({
      scores: [0.5, -0.25, 0],
      // Each part for itself knows nothing: the logarithm of a third.
      signals: near([
        1, -0.075_939, 0.5, 0.5, -1.048_13, 0, 0, 0, 0, 0, 1.5, 0, 0, 0, -1.098_612, 0, -1.098_612, 0,
        -1.098_612,
      ]),
      top: 0,
      second: 2,
      label: 0,
    });
  });

  it("tells how sure it is, and how much of the text it knows", () => {
    // Shares of the classes by e^score: 1, e^-2.15 and e^-1.4 of the highest.
    const others = Math.exp(-2.15) + Math.exp(-1.4);
    const entropy = Math.log(1 + others) - (-2.15 * Math.exp(-2.15) - 1.4 * Math.exp(-1.4)) / (1 + others);
    const signals = scored("s3").signals.slice(0, 13);
    expect(signals).toEqual(
      near([1, Math.log(1 / others), 1.4, 1.6, -entropy, 1, 1, 1 / 9, Math.log(2), 1, 1.5, 0, 0]),
    );
    expect(signals).toEqual(
      near([1, 1.013_129, 1.4, 1.6, -0.746_755, 1, 1, 0.111_111, 0.693_147, 1, 1.5, 0, 0]),
    );
  });

  it("tells what words, letters and meaning say for themselves of the class on top", () => {
    // The words say 1, -0.4 and 0.2; the meaning 0.1, 0.1 and 0; one n-gram 1 for network.
    const rows = [...DRAFT.rows, { hash: 0x822f369f, classes: [1], weights: [15] }];
    const { scores, top, signals } = scored("s3", undefined, { rows });
    expect(scores).toEqual(near([1.6, 0.45, 0.2]));
    expect(top).toBe(0);
    const share = (...others: readonly number[]) =>
      -Math.log(1 + others.reduce((sum, other) => sum + Math.exp(other), 0));
    expect(signals.slice(13)).toEqual(near([0.8, share(-1.4, -0.8), -1, share(1, 0), 0, share(0, -0.1)]));
    expect(signals.slice(13)).toEqual(near([0.8, -0.528_229, -1, -1.551_445, 0, -1.066_377]));
  });

  it("counts pairs among the words", () => {
    const rows = [{ hash: 0x35e0c2a3, classes: [0], weights: [30] }];
    expect(scored("s3", undefined, { rows, words: [] }).signals.slice(13, 16)).toEqual(
      near([1, -Math.log(1 + 2 * Math.exp(-1)), 0]),
    );
  });

  it("stays finite where scores are far apart", () => {
    const { signals, scores } = scored("s3 joke", "network", { parameters: { scale: [1e30, 1e9, 1e30] } });
    expect([...signals, ...scores].every(Number.isFinite)).toBe(true);
  });

  it("counts the words that it knows among all words", () => {
    // 3 · 7 + 2 · 4 + 1 = 30 features.
    const { signals } = scored("s3 x vpc y");
    expect(signals.slice(5, 7)).toEqual([0.5, 1]);
    expect(signals[7]).toBeCloseTo(2 / 30, 9);
    expect(signals[8]).toBeCloseTo(Math.log(5), 9);
  });

  it("sums up what speaks for the class on top, and nothing that speaks against it", () => {
    // 3 · 6 + 2 · 2 + 1 = 23 features; 30 steps of "s3", while "joke" speaks against cost.
    const { top, signals } = scored("s3 joke", "cost", { parameters: { bias: [9, 0, 0] } });
    expect(top).toBe(0);
    expect(signals[9]).toBeCloseTo((30 * 0.1) / Math.sqrt(23), 9);
  });

  it("adds what the rules' agent weighs, and tells whether it is on top", () => {
    const agreeing = scored("s3", "network");
    expect(agreeing.scores).toEqual(near([-1.4, 3.45, 0.2]));
    expect(agreeing.signals.slice(10, 13)).toEqual([-0.5, 1, 0]);
    const contrary = scored("joke", "cost");
    expect(contrary.top).toBe(2);
    expect(contrary.signals.slice(10, 13)).toEqual([1.5, 0, 1]);
  });

  it("does not know an agent that is none of its labels", () => {
    for (const agent of ["knowledge", "", "constructor", "oos"]) {
      expect(scored("s3", agent)).toEqual(scored("s3"));
    }
  });

  it("only tells that the rules agree when it was trained without rules", () => {
    const { scores, signals } = scored("s3", "cost", { parameters: { rules: [] } });
    expect(scores).toEqual(near([1.6, -0.55, 0.2]));
    expect(signals.slice(11, 13)).toEqual([1, 0]);
  });

  it("adds nothing for a label that the rules never chose in training", () => {
    const { scores, signals } = scored("s3", "cost", { parameters: { rules: [[], [0, 1, 2]] } });
    expect(scores).toEqual(near([1.6, -0.55, 0.2]));
    expect(signals.slice(11, 13)).toEqual([1, 0]);
  });

  it("prefers the label that stands first when scores are equal", () => {
    const tie = { parameters: { bias: [1, 1, 1] } };
    expect(scored("", undefined, tie)).toMatchObject({ top: 0, second: 1, label: 0 });
    const behind = { parameters: { bias: [0, 1, 1] } };
    expect(scored("", undefined, behind)).toMatchObject({ top: 1, second: 2, label: 1 });
    const second = { parameters: { bias: [1, 2, 1] } };
    expect(scored("", undefined, second)).toMatchObject({ top: 1, second: 0, label: 1 });
  });

  it("holds the best two, wherever they stand", () => {
    for (const bias of [
      [3, 2, 1],
      [3, 1, 2],
      [2, 3, 1],
      [1, 3, 2],
      [2, 1, 3],
      [1, 2, 3],
    ]) {
      const { top, second } = scored("", undefined, { parameters: { bias } });
      expect([bias[top], bias[second]]).toEqual([3, 2]);
    }
  });
});

describe("createClassifier", () => {
  it("answers with the best label when the probability reaches the threshold", () => {
    // The lead of 1.4: 1 / (1 + e^-1.4).
    expect(createClassifier(tinyModel())("s3")).toEqual({
      label: "cost",
      probability: expect.closeTo(0.802_184, 6) as number,
      kind: "answered",
    });
  });

  it("is unsure below the threshold", () => {
    expect(createClassifier(tinyModel())("")).toEqual({
      label: "cost",
      probability: expect.closeTo(0.622_459, 6) as number,
      kind: "unsure",
    });
  });

  it.each([
    [0.5, "answered"],
    [0.500_000_1, "unsure"],
    [2, "unsure"],
    [0, "answered"],
  ])("with a probability of 0.5 and a threshold of %d is: %s", (threshold, kind) => {
    const model = tinyModel({
      metadata: { thresholds: [{ targetPrecision: 0.99, threshold }] },
      parameters: { calibrator: only("constant", 0) },
    });
    expect(createClassifier(model)("s3")).toEqual({ label: "cost", probability: 0.5, kind });
  });

  it("holds a text for out of scope when no label is on top, and still names the best", () => {
    const classify = createClassifier(tinyModel());
    const root = Math.sqrt(15);
    const lead = 5 / root + 0.25;
    expect(classify("joke")).toEqual({
      label: "network",
      probability: expect.closeTo(1 / (1 + Math.exp(-lead)), 9) as number,
      kind: "out-of-scope",
    });
    expect(classify("joke", "cost")).toMatchObject({ label: "cost", kind: "out-of-scope" });
  });

  it("never holds a text for out of scope when it was not trained to", () => {
    const row = [0, 0];
    const model = tinyModel({
      classes: 2,
      rows: [],
      words: [],
      parameters: { bias: [0, 1], scale: row, wordScale: row, rules: [] },
    });
    expect(createClassifier(model)("joke")).toMatchObject({ label: "network", kind: "unsure" });
  });

  it("gives a verdict for any text: a label of its own and a probability", () => {
    const classify = createClassifier(tinyModel());
    const agent = fc.constantFrom(undefined, "cost", "network", "knowledge");
    fc.assert(
      fc.property(anyText(), agent, (text, rulesAgent) => {
        const { label, probability, kind } = classify(text, rulesAgent);
        expect(METADATA.labels).toContain(label);
        expect(probability).toBeGreaterThanOrEqual(0);
        expect(probability).toBeLessThanOrEqual(1);
        expect(["answered", "unsure", "out-of-scope"]).toContain(kind);
      }),
      { numRuns: 300 },
    );
  });

  it("gives the same verdict for the same text, in whatever order, whoever was asked before", () => {
    const { hashes, count } = createFeatureReader()("s3 vpc is a joke");
    const distinct = [...new Set(hashes.subarray(0, count))];
    const rows = distinct.map((hash, i) => ({ hash, classes: [i % 3], weights: [(i % 9) - 4] }));
    const model = tinyModel({ rows, parameters: { calibrator: SIGNALS.map(() => 0.1) } });
    const shared = createClassifier(model);
    const words = fc.array(fc.constantFrom("s3", "vpc", "is", "a", "joke", "bucket", "x"), { maxLength: 9 });
    const query = fc.tuple(
      fc.oneof(
        words.map((list) => list.join(" ")),
        anyText(20),
        fc.constant("a".repeat(2000)),
      ),
      fc.constantFrom(undefined, "cost", "network"),
    );
    fc.assert(
      fc.property(fc.array(query, { minLength: 2, maxLength: 6 }), (queries) => {
        const alone = queries.map(([text, agent]) => createClassifier(model)(text, agent));
        expect(queries.map(([text, agent]) => shared(text, agent))).toEqual(alone);
        expect(queries.toReversed().map(([text, agent]) => shared(text, agent))).toEqual(alone.toReversed());
      }),
      { numRuns: 60 },
    );
  });
});

describe("calibrate", () => {
  it.each([
    [[0, 0], 0.5],
    [[1, 0], 0.731_058_6],
    [[-1, 0.5], 0.5],
    [[1000, 0], 1],
    [[-1000, 0], 0],
  ])("of weights %j and signals 1 and 2 is %d", (weights, probability) => {
    expect(calibrate(weights, Float64Array.of(1, 2))).toBeCloseTo(probability, 7);
  });
});
