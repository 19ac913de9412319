import { describe, expect, it } from "vitest";
import { type FitRequest, fitLinear, type LinearFit } from "./fit-linear.ts";
import type { Row } from "./vocabulary.ts";

function row(target: number, features: readonly number[], more: Partial<Row> = {}): Row {
  const norm = features.length === 0 ? 0 : 1 / Math.sqrt(features.length);
  return {
    features: Int32Array.from(features),
    norm,
    meaning: new Float32Array(0),
    ruled: -1,
    target,
    ...more,
  };
}

const REQUEST: FitRequest = {
  // Feature 0 is in every row, 1 to 3 tell the class, 4 is noise.
  rows: Array.from({ length: 30 }, (_, i) => row(i % 3, [0, 1 + (i % 3), ...(i % 2 === 0 ? [4] : [])])),
  values: [1, 1, 1, 1, 1],
  classes: 3,
  dimensions: 0,
  seed: 1,
  epochs: 30,
  budgetBytes: 1000,
};

function weightsOf({ features }: LinearFit, feature: number): readonly number[] {
  const scores = new Float32Array(3);
  features.addTo(scores, feature, 1);
  return Array.from(scores);
}

const highest = (values: readonly number[]) => values.indexOf(Math.max(...values));
const spread = (values: readonly number[]) => Math.max(...values) - Math.min(...values);

describe("fitLinear", () => {
  it("learns which feature tells which class, and that others tell none", () => {
    const fit = fitLinear(REQUEST);
    const weights = [0, 1, 2, 3, 4].map((feature) => weightsOf(fit, feature));
    expect(weights.slice(1, 4).map(highest)).toEqual([0, 1, 2]);
    for (const telling of weights.slice(1, 4)) {
      expect(spread(telling)).toBeGreaterThan(5 * spread(weights[0] ?? []));
      expect(spread(telling)).toBeGreaterThan(5 * spread(weights[4] ?? []));
    }
  });

  it("learns faster from a feature that counts more", () => {
    const strong = fitLinear({ ...REQUEST, epochs: 1, values: [1, 4, 1, 1, 1] });
    const weak = fitLinear({ ...REQUEST, epochs: 1 });
    expect(4 * spread(weightsOf(strong, 1))).toBeGreaterThan(1.5 * spread(weightsOf(weak, 1)));
  });

  it("learns which class is frequent", () => {
    const rows = Array.from({ length: 40 }, (_, i) => row(i % 4 === 0 ? 0 : 2, []));
    const { bias } = fitLinear({ ...REQUEST, rows });
    expect(highest(Array.from(bias))).toBe(2);
    expect(bias[0]).toBeGreaterThan(bias[1] ?? 0);
  });

  it("learns from the meaning of words", () => {
    const rows = Array.from({ length: 30 }, (_, i) =>
      row(i % 3, [0], { meaning: Float32Array.of(i % 3 === 1 ? 1 : -1, 0) }),
    );
    const { meaning } = fitLinear({ ...REQUEST, rows, dimensions: 2 });
    expect(highest(Array.from(meaning.subarray(0, 3)))).toBe(1);
    expect(Array.from(meaning.subarray(3))).toEqual([0, 0, 0]);
  });

  it("learns how far to trust the rules, label by label", () => {
    const rows = Array.from({ length: 60 }, (_, i) =>
      row(i % 3, [0], { ruled: i % 3 === 0 ? 0 : i % 3 === 1 ? 2 : -1 }),
    );
    const { rules } = fitLinear({ ...REQUEST, rows });
    expect(highest(Array.from(rules.subarray(0, 3)))).toBe(0);
    expect(Array.from(rules.subarray(3, 6))).toEqual([0, 0, 0]);
    // They say the last class where the middle one is right.
    expect(highest(Array.from(rules.subarray(6, 9)))).toBe(1);
  });

  it("gives the same weights for the same seed, and others for another", () => {
    const bias = (seed: number) => Array.from(fitLinear({ ...REQUEST, seed }).bias);
    expect(bias(1)).toEqual(bias(1));
    expect(bias(1)).not.toEqual(bias(2));
  });

  it("keeps the budget, and what is left still tells the classes apart", () => {
    // A row takes 6 bytes and 2 for an entry: three rows of two entries.
    const fit = fitLinear({ ...REQUEST, budgetBytes: 30 });
    const { offsets, classes } = fit.features;
    const bytes = Array.from(offsets.subarray(1), (end, i) => end - (offsets[i] ?? 0)).reduce(
      (sum, entries) => sum + (entries === 0 ? 0 : 6 + 2 * entries),
      0,
    );
    expect(bytes).toBeLessThanOrEqual(30);
    expect(classes.length).toBeGreaterThanOrEqual(3);
    expect([1, 2, 3].map((feature) => highest(weightsOf(fit, feature)))).toEqual([0, 1, 2]);
    expect(fitLinear({ ...REQUEST, budgetBytes: 0 }).features.weights).toHaveLength(0);
  });

  it("tells how far it is", () => {
    const told: string[] = [];
    fitLinear({ ...REQUEST, epochs: 3, onEpoch: (done, of) => told.push(`${done}/${of}`) });
    expect(told).toEqual(["1/3", "2/3", "3/3"]);
  });

  it("stays finite whatever it is given", () => {
    const odd = [
      row(
        0,
        Array.from({ length: 3000 }, (_, i) => i % 5),
        { meaning: Float32Array.of(1e4, -1e4) },
      ),
      row(0, [], { meaning: Float32Array.of(0, 0), ruled: 1 }),
      row(2, [3, 3, 3], { meaning: Float32Array.of(1e-20, 0), norm: 0, ruled: 1 }),
    ];
    for (const rows of [odd, odd.slice(0, 1), odd.slice(1, 2), []]) {
      const { bias, meaning, rules, features } = fitLinear({ ...REQUEST, rows, dimensions: 2 });
      expect([...bias, ...meaning, ...rules, ...features.weights].every(Number.isFinite)).toBe(true);
    }
  });
});
