import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createScorer } from "./classifier.ts";
import { explainVerdict } from "./explain.ts";
import { createFeatureReader, hashWord } from "./features.ts";
import { METADATA, tinyModel } from "./testdata/tiny-model.ts";

const reason = (feature: string, weight: number) => ({
  feature,
  weight: expect.closeTo(weight, 6) as number,
});

describe("explainVerdict", () => {
  it("weighs a word for the label against the strongest other class", () => {
    // Each of 9 features counts 1/3: 3 for cost and 0.6 for out of scope, and 0.3 by its meaning.
    expect(explainVerdict(tinyModel(), "s3")).toEqual([reason("s3", 0.9)]);
  });

  it("puts the weightiest first, for or against, and leaves out what weighs nothing", () => {
    // 3 · 9 + 2 · 4 + 1 = 36 features: each counts 1/6. On top is network, before cost.
    expect(explainVerdict(tinyModel(), "s3 vpc is up")).toEqual([
      reason("vpc", 25.4 / 6),
      reason("s3", (-1.2 - 3 + 0.3 - 0.3) / 6),
    ]);
  });

  it("tells what the rules weigh", () => {
    expect(explainVerdict(tinyModel(), "s3", "cost")).toEqual([
      reason("rules: cost", 1.5),
      reason("s3", 0.9),
    ]);
    expect(explainVerdict(tinyModel(), "s3", "knowledge")).toEqual([reason("s3", 0.9)]);
    expect(explainVerdict(tinyModel({ parameters: { rules: [] } }), "s3", "cost")).toEqual([
      reason("s3", 0.9),
    ]);
  });

  it("tells what speaks against the best label when the text is out of scope", () => {
    // Of 15 features: 100 · 0.05 for out of scope, nothing for network.
    expect(explainVerdict(tinyModel(), "joke")).toEqual([reason("joke", -5 / Math.sqrt(15))]);
  });

  it("has nothing to tell about a text that it does not know", () => {
    expect(explainVerdict(tinyModel(), "x y")).toEqual([]);
    expect(explainVerdict(tinyModel(), "")).toEqual([]);
  });

  it("tells the eight weightiest, equals by the alphabet", () => {
    const words = ["k", "j", "i", "h", "g", "f", "e", "d", "c"];
    const rows = words.map((word) => ({
      hash: hashWord(word),
      classes: [0],
      weights: [word === "c" ? 2 : 1],
    }));
    expect(explainVerdict(tinyModel({ rows }), words.join(" ")).map(({ feature }) => feature)).toEqual([
      "c",
      "d",
      "e",
      "f",
      "g",
      "h",
      "i",
      "j",
    ]);
  });

  it("sums up to the lead of the label over its rival, without their biases", () => {
    const { hashes, count } = createFeatureReader()("s3 vpc joke");
    const distinct = [...new Set(hashes.subarray(0, count))];
    const rows = distinct.map((hash, i) => ({
      hash,
      classes: [i % 3, (i + 1) % 3],
      weights: [i - 9, 3 * i],
    }));
    const model = tinyModel({ rows });
    const { bias } = METADATA.parameters;
    const words = fc.array(fc.constantFrom("s3", "vpc", "joke"), { minLength: 0, maxLength: 3 });
    fc.assert(
      fc.property(words, fc.constantFrom(undefined, "cost", "network"), (list, agent) => {
        const text = list.join(" ");
        const reasons = explainVerdict(model, text, agent);
        const { scores, label, top, second } = createScorer(model)(text, agent);
        const rival = label === top ? second : top;
        const lead = (scores[label] ?? 0) - (scores[rival] ?? 0) - (bias[label] ?? 0) + (bias[rival] ?? 0);
        expect(reasons.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(lead, 9);
        expect(reasons.length).toBeLessThanOrEqual(7);
      }),
    );
  });
});
