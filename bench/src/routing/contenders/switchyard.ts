import { readFileSync } from "node:fs";
import { crc32 } from "node:zlib";
import { createClassifier, DEFAULT_ROUTER_CONFIG, normaliseQuery, readModel } from "@switchyard/router-core";
import { readWordVectors, trainModel } from "@switchyard/trainer";
import type { Contender, Example } from "../contender.ts";

/** Of all targets the strictest that is measured; the model holds the thresholds of the others as well. */
const TARGET_PRECISION = 0.99;
const SEED = 1;

/** The parts of trainer and core that are measured. */
interface Tools<Model extends ReadableModel> {
  readonly trainModel: (request: {
    readonly examples: readonly Example[];
    readonly validation: readonly Example[];
    readonly targetPrecision: number;
    readonly seed: number;
  }) =>
    | { readonly ok: true; readonly bytes: Uint8Array }
    | { readonly ok: false; readonly problems: readonly unknown[] };
  readonly readModel: (
    bytes: Uint8Array,
  ) => { readonly ok: true; readonly model: Model } | { readonly ok: false; readonly message: string };
  readonly createClassifier: (model: Model) => (normalised: string) => {
    readonly label: string;
    readonly probability: number;
    readonly kind: "answered" | "unsure" | "out-of-scope";
  };
}

interface ReadableModel {
  readonly info: {
    readonly thresholds: readonly { readonly targetPrecision: number; readonly threshold: number }[];
  };
}

/** As the command `switchyard train` makes and the Lambda reads it. */
export const switchyard = createSwitchyard({
  trainModel: ({ examples, validation, ...rest }) => {
    const vectors = readWordVectors(readFileSync(wordVectors()));
    return trainModel({ ...rest, examples: numbered(examples), validation: numbered(validation), vectors });
  },
  // By Node's own checksum, as in the Lambda.
  readModel: (bytes) => readModel(bytes, { checksum: crc32 }),
  createClassifier,
});

function numbered(examples: readonly Example[]) {
  return examples.map((example, index) => ({ ...example, line: index + 1 }));
}

function wordVectors(): URL {
  return new URL("../data/word-vectors.bin", import.meta.resolve("@switchyard/trainer"));
}

/** The compiled model alone, without rules: what the product does to a question before it asks an LLM. */
export function createSwitchyard<Model extends ReadableModel>(tools: Tools<Model>): Contender {
  return {
    name: "Switchyard",
    train: ({ train, validation }) => {
      const result = tools.trainModel({
        examples: train,
        validation,
        targetPrecision: TARGET_PRECISION,
        seed: SEED,
      });
      if (result.ok) return result.bytes;
      throw new Error(`expected a set to train on, found problems: ${JSON.stringify(result.problems)}`);
    },
    load: (bytes) => {
      const read = tools.readModel(bytes);
      if (!read.ok) throw new Error(read.message);
      const classify = tools.createClassifier(read.model);
      return {
        predict: (text) => {
          const verdict = classify(normaliseQuery(text, { maxChars: DEFAULT_ROUTER_CONFIG.maxQueryChars }));
          // Held for none of the agents is never answered, whatever the threshold.
          const score = verdict.kind === "out-of-scope" ? -1 : verdict.probability;
          return { label: verdict.label, score };
        },
        ownThreshold: (targetPrecision) => thresholdOf(read.model, targetPrecision),
      };
    },
  };
}

function thresholdOf({ info }: ReadableModel, targetPrecision: number): number {
  const found = info.thresholds.find((each) => Math.abs(each.targetPrecision - targetPrecision) < 1e-6);
  if (found !== undefined) return found.threshold;
  const known = info.thresholds.map((each) => each.targetPrecision).join(", ");
  throw new Error(`expected a threshold for a precision of ${targetPrecision}, found those for ${known}`);
}
