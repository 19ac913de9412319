import { describe, expect, it } from "vitest";
import { parseMetadata } from "./parse-metadata.ts";
import { readModel } from "./read-model.ts";
import { draftWith, METADATA, type TinyChanges } from "./testdata/tiny-model.ts";
import { writeModel } from "./write-model.ts";

const BAD_METADATA = "is damaged: its metadata is not what a model has; train it again";

function messageOf(bytes: Uint8Array): string {
  const result = readModel(bytes);
  return result.ok ? "is a model" : result.message;
}

describe("parseMetadata", () => {
  const { parameters } = METADATA;
  const huge = 1.000001e30;
  const bad: readonly [string, TinyChanges | { metadata: Record<string, unknown> }][] = [
    ["no labels", { metadata: { labels: [] } }],
    ["labels that are no list", { metadata: { labels: "ab" } }],
    ["a label twice", { metadata: { labels: ["cost", "cost"] } }],
    ["an empty label", { metadata: { labels: ["cost", ""] } }],
    ["a label that is no text", { metadata: { labels: ["cost", 1] } }],
    [
      "two classes more than labels",
      { metadata: { labels: ["cost"] }, parameters: { rules: [], reliability: [0] } },
    ],
    [
      "more labels than classes",
      { metadata: { labels: ["a", "b", "c", "d"] }, parameters: { rules: [], reliability: [0, 0, 0, 0] } },
    ],
    ["half an example", { metadata: { examples: 0.5 } }],
    ["fewer than no examples", { metadata: { examples: -1 } }],
    ["a seed that is no number", { metadata: { seed: "1" } }],
    ["a seed beyond whole numbers", { metadata: { seed: 2 ** 53 } }],
    ["the target 0", { metadata: { targetPrecision: 0 } }],
    ["the target 1", { metadata: { targetPrecision: 1 } }],
    ["no target", { metadata: { targetPrecision: undefined } }],
    ["no thresholds", { metadata: { thresholds: undefined } }],
    [
      "a threshold that is no number",
      { metadata: { thresholds: [{ targetPrecision: 0.99, threshold: "0" }] } },
    ],
    ["a threshold below 0", { metadata: { thresholds: [{ targetPrecision: 0.99, threshold: -0.001 }] } }],
    [
      "a threshold for the target 1",
      { metadata: { thresholds: [...METADATA.thresholds, { targetPrecision: 1, threshold: 0.9 }] } },
    ],
    ["a threshold that is nothing", { metadata: { thresholds: [null] } }],
    ["a digest that is no text", { metadata: { rulesDigest: 1 } }],
    ["a bias too few", { parameters: { bias: [0, 0] } }],
    ["a bias too many", { parameters: { bias: [0, 0, 0, 0] } }],
    ["a bias that is nothing", { parameters: { bias: [0, 0, Number.NaN] } }],
    ["a bias beyond 1e30", { parameters: { bias: [0, 0, huge] } }],
    ["a bias below -1e30", { parameters: { bias: [0, 0, -huge] } }],
    ["a scale too few", { parameters: { scale: [0, 0] } }],
    ["a scale beyond 1e30", { parameters: { scale: [0, huge, 0] } }],
    ["a scale of words too few", { parameters: { wordScale: [0, 0] } }],
    ["a scale of words beyond 1e30", { parameters: { wordScale: [0, huge, 0] } }],
    ["rules of one label only", { parameters: { rules: [[0, 0, 0]] } }],
    [
      "rules of a label too many",
      {
        parameters: {
          rules: [
            [0, 0, 0],
            [0, 0, 0],
            [0, 0, 0],
          ],
        },
      },
    ],
    [
      "rules without a class",
      {
        parameters: {
          rules: [
            [0, 0, 0],
            [0, 0],
          ],
        },
      },
    ],
    [
      "rules beyond 1e30",
      {
        parameters: {
          rules: [
            [0, 0, 0],
            [0, huge, 0],
          ],
        },
      },
    ],
    ["a signal too few", { parameters: { calibrator: parameters.calibrator.slice(1) } }],
    ["a signal too many", { parameters: { calibrator: [...parameters.calibrator, 0] } }],
    ["a calibrator beyond 1e30", { parameters: { calibrator: parameters.calibrator.with(3, huge) } }],
    ["reliability of one label only", { parameters: { reliability: [0] } }],
    ["reliability beyond 1e30", { parameters: { reliability: [0, huge] } }],
  ];
  it.each(bad)("refuses %s", (_what, changes) => {
    expect(messageOf(writeModel(draftWith(changes as TinyChanges)))).toBe(BAD_METADATA);
  });

  it.each([
    ["no JSON", "{"],
    ["a list", "[]"],
    ["nothing", "null"],
    ["a number beyond all numbers", JSON.stringify(METADATA).replace("0.75", "1e999")],
    ["metadata without parameters", JSON.stringify({ ...METADATA, parameters: undefined })],
    ["parameters that are a list", JSON.stringify({ ...METADATA, parameters: [] })],
    ["brackets without end", "[".repeat(100_000)],
  ])("refuses %s in its place", (_what, text) => {
    expect(parseMetadata(text, 3)).toBeUndefined();
  });

  it.each<[string, TinyChanges]>([
    ["no rules", { parameters: { rules: [] } }],
    ["no rules for a label", { parameters: { rules: [[], [0, 1, 2]] } }],
    [
      "no class beyond the labels",
      {
        classes: 2,
        rows: [],
        words: [],
        parameters: { bias: [0, 0], scale: [0, 0], wordScale: [0, 0], rules: [] },
      },
    ],
    [
      "one label and out of scope",
      {
        classes: 2,
        rows: [],
        words: [],
        metadata: { labels: ["cost"] },
        parameters: { bias: [0, 0], scale: [0, 0], wordScale: [0, 0], rules: [], reliability: [0] },
      },
    ],
    ["parameters of 1e30", { parameters: { bias: [1e30, -1e30, 0] } }],
    ["a threshold of 0", { metadata: { thresholds: [{ targetPrecision: 0.99, threshold: 0 }] } }],
    ["no examples, the largest seed", { metadata: { examples: 0, seed: Number.MAX_SAFE_INTEGER } }],
  ])("takes %s", (_what, changes) => {
    expect(messageOf(writeModel(draftWith(changes)))).toBe("is a model");
  });

  it("refuses one class alone, which would be the answer to everything", () => {
    const parameters = { bias: [0], scale: [0], wordScale: [0], rules: [], reliability: [0] };
    const draft = draftWith({ classes: 1, rows: [], words: [], metadata: { labels: ["cost"] }, parameters });
    expect(messageOf(writeModel(draft))).toBe(BAD_METADATA);
  });

  it("takes 1000 labels and no more", () => {
    const draftOf = (count: number) => {
      const labels = Array.from({ length: count }, (_, index) => `l${index}`);
      const row = labels.map(() => 0);
      return draftWith({
        classes: count,
        rows: [],
        words: [],
        metadata: { labels },
        parameters: { bias: row, scale: row, wordScale: row, rules: [], reliability: row },
      });
    };
    expect(messageOf(writeModel(draftOf(1000)))).toBe("is a model");
    expect(messageOf(writeModel(draftOf(1001)))).toBe(BAD_METADATA);
  });
});
