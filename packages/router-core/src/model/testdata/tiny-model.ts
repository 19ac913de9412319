import { hashWord } from "../features.ts";
import { layoutOf, type Metadata } from "../format.ts";
import type { RoutingModel } from "../model.ts";
import { readModel } from "../read-model.ts";
import { type ModelDraft, writeModel } from "../write-model.ts";

/** Two labels and "out of scope", in numbers that can be added up by hand. */
export const METADATA: Metadata = {
  labels: ["cost", "network"],
  examples: 12,
  seed: 3,
  targetPrecision: 0.99,
  thresholds: [
    { targetPrecision: 0.95, threshold: 0.6 },
    { targetPrecision: 0.99, threshold: 0.75 },
  ],
  rulesDigest: "00c0ffee00c0ffee",
  parameters: {
    bias: [0.5, -0.25, 0],
    scale: [0.1, 0.2, 0.05],
    wordScale: [0.01, 0.02, 0.04],
    rules: [
      [2, -1, 0.5],
      [-3, 4, 0],
    ],
    // Only the lead of the best class counts.
    calibrator: [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    reliability: [1.5, -0.5],
  },
};

export const DRAFT: ModelDraft = {
  metadata: METADATA,
  classes: 3,
  rows: [
    { hash: hashWord("s3"), classes: [0, 1, 2], weights: [30, -6, 12] },
    { hash: hashWord("vpc"), classes: [1], weights: [127] },
    { hash: hashWord("joke"), classes: [2, 0], weights: [100, -127] },
  ],
  words: [
    { hash: hashWord("s3"), weights: [30, 15, 0] },
    { hash: hashWord("bucket"), weights: [50, 0, -50] },
  ],
};

/** Where the sections of its file begin. Its metadata are 402 characters and two spaces. */
export const LAYOUT = layoutOf({ metadataBytes: 404, classes: 3, features: 3, entries: 6, words: 2 });

export interface TinyChanges extends Partial<Omit<ModelDraft, "metadata">> {
  readonly metadata?: Partial<Metadata>;
  readonly parameters?: Partial<Metadata["parameters"]>;
}

export function draftWith({ metadata, parameters, ...rest }: TinyChanges): ModelDraft {
  return {
    ...DRAFT,
    ...rest,
    metadata: { ...METADATA, ...metadata, parameters: { ...METADATA.parameters, ...parameters } },
  };
}

export function readBack(bytes: Uint8Array): RoutingModel {
  const result = readModel(bytes);
  if (!result.ok) throw new Error(`the test's model ${result.message}`);
  return result.model;
}

export function tinyModel(changes: TinyChanges = {}): RoutingModel {
  return readBack(writeModel(draftWith(changes)));
}
