import { rowBytes } from "@switchyard/router-core";
import { describe, expect, it } from "vitest";
import { fitWeights, MAX_MODEL_BYTES, type TrainingText } from "./fit-weights.ts";
import { createRandom } from "./random.ts";
import { NO_WORD_VECTORS } from "./word-vectors.ts";

/** Texts of random letters: more features than any model has room for. */
function noise(count: number): readonly TrainingText[] {
  const random = createRandom(5);
  return Array.from({ length: count }, (_, index) => ({
    normalised: Array.from({ length: 1000 }, () => String.fromCharCode(97 + Math.floor(26 * random()))).join(
      "",
    ),
    target: index,
    ruled: -1,
  }));
}

const TEXTS = noise(15);
const CLASSES = 20;

function bytesWith(label: string): number {
  const labels = Array.from({ length: 1000 }, () => label);
  const { rows } = fitWeights({
    texts: TEXTS,
    classes: CLASSES,
    labels,
    vectors: NO_WORD_VECTORS,
    seed: 1,
    withRules: false,
  });
  return rows.reduce((sum, row) => sum + rowBytes(row.classes.length, CLASSES), 0);
}

describe("fitWeights", () => {
  it("fills a model, and leaves room for labels, which take six characters for one beyond ASCII", () => {
    const [short, long] = ["a", "標".repeat(64)].map(bytesWith);
    expect(short).toBeLessThanOrEqual(MAX_MODEL_BYTES - 70_000);
    expect(short).toBeGreaterThan(0.8 * MAX_MODEL_BYTES);
    expect(long).toBeLessThanOrEqual(MAX_MODEL_BYTES - 70_000 - 1000 * 6 * 64);
  });
});
