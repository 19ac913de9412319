import { describe, expect, it } from "vitest";
import type { TrainingSet } from "../contender.ts";
import { createSwitchyard, switchyard } from "./switchyard.ts";

const SET: TrainingSet = { train: [{ text: "my card", label: "card" }], validation: [] };
const THRESHOLDS = [
  { targetPrecision: 0.95, threshold: 0.8 },
  { targetPrecision: 0.99, threshold: 1.5 },
];

/** A trainer whose model knows the words "card" and "mars". */
const contender = createSwitchyard({
  trainModel: ({ examples }) =>
    examples.length > 0
      ? { ok: true, bytes: Uint8Array.of(7) }
      : { ok: false, problems: [{ message: "no examples" }] },
  readModel: (bytes) =>
    bytes[0] === 7
      ? { ok: true, model: { info: { thresholds: THRESHOLDS } } }
      : { ok: false, message: "not a model" },
  createClassifier: () => (normalised) => ({
    label: "card",
    probability: normalised === "my card" ? 0.9 : 0.2,
    kind: normalised.includes("mars") ? "out-of-scope" : "answered",
  }),
});

describe("createSwitchyard", () => {
  it("is measured under the name of the product", () => {
    expect(switchyard.name).toBe("Switchyard");
  });

  it("asks with the normalised question and scores by the calibrated probability", async () => {
    const model = await contender.load(await contender.train(SET));
    expect(await model.predict("  My  CARD ")).toEqual({ label: "card", score: 0.9 });
  });

  it("never answers what the model holds for none of the agents", async () => {
    const model = await contender.load(await contender.train(SET));
    expect(await model.predict("mars")).toEqual({ label: "card", score: -1 });
  });

  it("takes its thresholds from the model, and knows none for another target", async () => {
    const model = await contender.load(await contender.train(SET));
    expect(model.ownThreshold?.(0.95)).toBe(0.8);
    expect(model.ownThreshold?.(0.99)).toBe(1.5);
    expect(() => model.ownThreshold?.(0.98)).toThrow("a precision of 0.98");
  });

  it("stops at a set that cannot be trained on, and at bytes that are no model", () => {
    expect(() => contender.train({ train: [], validation: [] })).toThrow("no examples");
    expect(() => contender.load(Uint8Array.of(1))).toThrow("not a model");
  });
});
