import { hashWord, type RoutingModel, readModel, SIGNALS, writeModel } from "@switchyard/router-core";

/** Test support: the file of a model that knows the word "invoice", and nothing that is out of scope. */
export function smallModelFile(): Uint8Array {
  return writeModel({
    metadata: {
      labels: ["cost", "knowledge"],
      examples: 2,
      seed: 1,
      targetPrecision: 0.99,
      thresholds: [{ targetPrecision: 0.99, threshold: 0.8 }],
      rulesDigest: "",
      parameters: {
        bias: [0, 0],
        scale: [0.1, 0.1],
        wordScale: [1, 1],
        rules: [],
        // Only the lead of the best class counts.
        calibrator: SIGNALS.map((signal) => Number(signal === "its lead over the second")),
        reliability: [0, 0],
      },
    },
    classes: 2,
    rows: [{ hash: hashWord("invoice"), classes: [0], weights: [127] }],
    words: [],
  });
}

/** The same, read. */
export function smallModel(): RoutingModel {
  const read = readModel(smallModelFile());
  if (!read.ok) throw new Error(`the fixture ${read.message}`);
  return read.model;
}
