import { describe, expect, it } from "vitest";
import { createDenseWeights } from "./feature-weights.ts";

/** Two features of three classes: [1, -2, 0] and [0, 0.5, 4]. */
function dense() {
  const weights = createDenseWeights(2, 3);
  weights.descend(0, -0.5, Float32Array.of(2, -4, 0));
  weights.descend(1, 1, Float32Array.of(0, -0.5, -4));
  return weights;
}

describe("createDenseWeights", () => {
  it("adds what a feature says, times its value", () => {
    const scores = Float32Array.of(10, 10, 10);
    dense().addTo(scores, 0, 2);
    dense().addTo(scores, 1, 1);
    expect(scores).toEqual(Float32Array.of(12, 6.5, 14));
  });

  it("keeps every weight but 0 when the budget allows, and goes on from there", () => {
    // Rows of two entries: 6 + 4 bytes each.
    const sparse = dense().prune(20);
    expect(sparse.offsets).toEqual(Int32Array.of(0, 2, 4));
    expect(sparse.classes).toEqual(Uint16Array.of(0, 1, 1, 2));
    expect(sparse.weights).toEqual(Float32Array.of(1, -2, 0.5, 4));
    const scores = Float32Array.of(10, 10, 10);
    sparse.addTo(scores, 0, 2);
    sparse.addTo(scores, 1, 1);
    expect(scores).toEqual(Float32Array.of(12, 6.5, 14));
    sparse.descend(0, 0.5, Float32Array.of(2, 2, 100));
    expect(sparse.weights).toEqual(Float32Array.of(0, -3, 0.5, 4));
  });

  it("prunes the smallest weights to the budget", () => {
    const sparse = dense().prune(16);
    expect(sparse.offsets).toEqual(Int32Array.of(0, 1, 2));
    expect(sparse.classes).toEqual(Uint16Array.of(1, 2));
    expect(sparse.weights).toEqual(Float32Array.of(-2, 4));
  });

  it("prunes all to no budget", () => {
    const sparse = dense().prune(0);
    expect(sparse.offsets).toEqual(Int32Array.of(0, 0, 0));
    expect(sparse.weights).toHaveLength(0);
    expect(createDenseWeights(0, 3).prune(9).offsets).toEqual(Int32Array.of(0));
  });
});
