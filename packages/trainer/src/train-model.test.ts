import {
  compileRoutes,
  createClassifier,
  normaliseQuery,
  type RoutingModel,
  readModel,
  rulesDigest,
} from "@switchyard/router-core";
import { beforeAll, describe, expect, it } from "vitest";
import type { Example } from "./example.ts";
import { MAX_MODEL_BYTES } from "./fit-weights.ts";
import { rowsOf, toyRows, toyVectors } from "./testdata/toy-sets.ts";
import { type TrainingProgress, type TrainingRequest, trainModel } from "./train-model.ts";
import { NO_WORD_VECTORS } from "./word-vectors.ts";

const REQUEST: TrainingRequest = {
  examples: toyRows(),
  validation: [...toyRows("please "), ...toyRows("", " thanks")],
  vectors: NO_WORD_VECTORS,
  targetPrecision: 0.9,
  seed: 1,
};

function train(changes: Partial<TrainingRequest> = {}) {
  const result = trainModel({ ...REQUEST, ...changes });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result;
}

const classify = (model: RoutingModel, text: string, rulesAgent?: string) =>
  createClassifier(model)(normaliseQuery(text, { maxChars: 4000 }), rulesAgent);

describe("trainModel on an obvious set", () => {
  let trained: ReturnType<typeof train>;
  beforeAll(() => {
    trained = train();
  });

  it("makes a file that can be read", () => {
    expect(readModel(trained.bytes)).toEqual({ ok: true, model: trained.model });
    expect(trained.model).toMatchObject({ labels: ["cost", "network"], classes: 3 });
    expect(trained.model.info).toMatchObject({
      examples: 30,
      seed: 1,
      targetPrecision: 0.9,
      rulesDigest: "",
    });
    expect(trained.bytes.length).toBeLessThan(100_000);
  });

  it("learns it", () => {
    expect(trained.report).toMatchObject({ examples: 30, validation: 60, validationAccuracy: 1 });
    expect(classify(trained.model, "Show the bill of last month!")).toMatchObject({
      label: "cost",
      kind: "answered",
    });
    expect(classify(trained.model, "is the vpc down?")).toMatchObject({ label: "network", kind: "answered" });
    expect(classify(trained.model, "a joke")).toMatchObject({ kind: "out-of-scope" });
  });

  it("has a threshold for every usual target and its own, stricter for stricter ones", () => {
    const { thresholds, threshold } = trained.model.info;
    expect(thresholds.map(({ targetPrecision }) => targetPrecision)).toEqual([0.9, 0.95, 0.98, 0.99, 0.995]);
    const values = thresholds.map((entry) => entry.threshold);
    expect(values).toEqual(values.toSorted((a, b) => a - b));
    expect(threshold).toBe(values[0]);
    // 40 rows in scope are no proof of 99.5 %.
    expect(values.at(-1)).toBe(2);
  });

  it("does not take 40 right answers for certainty", () => {
    expect(classify(trained.model, "show my bill").probability).toBeLessThan(0.99);
  });

  it("gives the same bytes for the same seed, and another model for another", () => {
    expect(train().bytes).toEqual(trained.bytes);
    const other = train({ seed: 2 }).model;
    expect(other.parameters.bias).not.toEqual(trained.model.parameters.bias);
    expect(other.info.seed).toBe(2);
  });

  it("tells how far it is, from 0 to 1, and what it is at", () => {
    const told: TrainingProgress[] = [];
    train({ onProgress: (progress) => told.push(progress) });
    expect([...new Set(told.map(({ step }) => step))]).toEqual([
      "held-out third 1 of 3",
      "held-out third 2 of 3",
      "held-out third 3 of 3",
      "all examples",
    ]);
    const done = told.map((progress) => progress.done);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(done[0]).toBeCloseTo(1 / 240, 9);
    expect(done.at(-1)).toBe(1);
  });

  it("tells what is thin about the sets", () => {
    expect(trained.report.warnings.map(({ message }) => message)).toEqual([
      "has 60 rows; with fewer than 100 the threshold is cautious",
      "has 20 out-of-scope rows; with fewer than 50 the threshold says little about such queries",
    ]);
  });
});

describe("trainModel", () => {
  it("keeps a target of its own beside the usual ones", () => {
    const { info } = train({ targetPrecision: 0.85 }).model;
    expect(info.thresholds.map(({ targetPrecision }) => targetPrecision)).toEqual([
      0.85, 0.9, 0.95, 0.98, 0.99, 0.995,
    ]);
    expect(info.threshold).toBe(info.thresholds[0]?.threshold);
  });

  it("refuses sets with errors, and tells the errors alone", () => {
    expect(trainModel({ ...REQUEST, examples: rowsOf("cost a", "cost b"), validation: [] })).toEqual({
      ok: false,
      problems: [
        {
          severity: "error",
          set: "examples",
          line: 1,
          message: 'expected at least 2 labels (one may be "oos"), found cost',
        },
        {
          severity: "error",
          set: "validation",
          line: 1,
          message: "expected rows that are not among the examples, found none",
        },
      ],
    });
  });

  it("knows no out of scope when no example is, though the validation has some", () => {
    const { model, report } = train({ examples: toyRows().filter(({ label }) => label !== "oos") });
    expect(model).toMatchObject({ labels: ["cost", "network"], classes: 2 });
    expect(report.validationAccuracy).toBe(1);
    expect(classify(model, "tell me a joke").kind).not.toBe("out-of-scope");
    // Every third row is an error then: the best of them alone are not enough for 99 %.
    expect(model.info.thresholds[3]).toEqual({ targetPrecision: 0.99, threshold: 2 });
  });

  it("has nobody to answer when every verdict on the validation is wrong", () => {
    const swapped = REQUEST.validation.map((row) => ({
      ...row,
      label: row.label === "oos" ? "oos" : row.label === "cost" ? "network" : "cost",
    }));
    const { model, report } = train({ validation: swapped });
    expect(report.validationAccuracy).toBe(0);
    expect(model.info.thresholds.map(({ threshold }) => threshold)).toEqual([2, 2, 2, 2, 2]);
  });

  it("counts another right label for right", () => {
    const validation = rowsOf("network show the bill", "cost is the vpc down").map((row) => ({
      ...row,
      alt: ["cost", "network"],
    }));
    expect(train({ validation }).report.validationAccuracy).toBe(1);
  });

  it("judges how reliable a label is by texts that the weights were not learned from", () => {
    // Nothing about these words tells their label: whoever has not seen them is right half of the time.
    const words =
      "apex bolt cure dusk envy foil gush husk iris jolt kiwi lynx mule nova opal pond quiz reef silo tusk";
    const examples = rowsOf(
      ...words.split(" ").map((word, index) => `${index % 2 === 0 ? "a" : "b"} ${word}`),
    );
    const { parameters } = train({ examples, validation: rowsOf("a one", "b two") }).model;
    expect(Math.max(...parameters.reliability)).toBeLessThan(0.6);
  });

  it("takes labels with any characters", () => {
    const names = new Map([
      ["cost", '"\u0000\\__proto__'],
      ["network", "網路 🌐"],
      ["oos", "oos:\n"],
    ]);
    const renamed = (rows: readonly Example[]) =>
      rows.map((row) => ({ ...row, label: names.get(row.label) ?? "" }));
    const { model } = train({ examples: renamed(REQUEST.examples), validation: renamed(REQUEST.validation) });
    expect(model.labels).toEqual(['"\u0000\\__proto__', "網路 🌐"]);
    expect(classify(model, "is the vpc down?").label).toBe("網路 🌐");
  });

  it("takes texts longer than it looks at", () => {
    const long = "lorem ipsum ".repeat(300);
    const { model } = train({ examples: [...REQUEST.examples, ...rowsOf(`cost ${long}`, `oos ${long}x`)] });
    expect(classify(model, "Show the bill!").label).toBe("cost");
  });

  it("understands words that no example had, by their vectors", () => {
    const vectors = toyVectors({
      the: [0, 0],
      bill: [3, 0],
      price: [3, 0],
      spend: [3, 0],
      vpc: [0, 3],
      vpn: [0, 3],
      xenon: [3, 0],
      qqq: [0, 3],
    });
    const { model } = train({ vectors });
    expect(classify(model, "xenon")).toMatchObject({ label: "cost" });
    expect(classify(model, "qqq")).toMatchObject({ label: "network" });
    expect(model.wordTable.hashes).toHaveLength(8);
  });

  it("keeps the size with 300 labels of the longest names", { timeout: 30_000 }, () => {
    const label = (index: number) => `${String(index).padStart(3, "0")}${"標".repeat(61)}`;
    const all = (text: string) =>
      Array.from({ length: 300 }, (_, index) => ({
        label: label(index),
        text: `${index} ${text} ${index * 7919}`,
        line: index + 1,
      }));
    const { bytes, model } = train({ examples: all("why"), validation: all("who").slice(0, 30) });
    expect(bytes.length).toBeLessThanOrEqual(MAX_MODEL_BYTES);
    expect(bytes.length).toBeGreaterThan(300_000);
    expect(model.labels).toHaveLength(300);
    expect(classify(model, "17 why 134623").label).toBe(label(17));
  });
});

describe("trainModel beside rules", () => {
  const NAMES = ["alpha", "bravo", "delta", "gamma", "kappa", "omega", "sigma", "theta"];
  const compiled = compileRoutes({
    version: 1,
    confidence: 0.9,
    fallback: "knowledge",
    agents: [
      { id: "cost", description: "Money.", priority: 0, phrases: [...NAMES, "zzz"], keywords: [] },
      { id: "knowledge", description: "All else.", priority: 0, phrases: ["joke"], keywords: [] },
    ],
  });
  if (!compiled.ok) throw new Error("the test's table is wrong");
  const { routes } = compiled;
  const examples = [...toyRows(), ...rowsOf(...NAMES.map((name) => `cost ${name}`))];

  it("knows the rules, and learns how far to trust them", () => {
    const { model } = train({ examples, routes });
    expect(model.info.rulesDigest).toBe(rulesDigest(routes));
    const [cost, network] = model.parameters.rules;
    expect(cost).toHaveLength(3);
    expect(cost?.[0]).toBeGreaterThan(Math.max(cost?.[1] ?? 0, cost?.[2] ?? 0));
    // No rule leads to network, and "knowledge" is none of its labels.
    expect(network).toEqual([]);
    expect(classify(model, "zzz", "cost").label).toBe("cost");
    expect(classify(model, "is the vpc down", "network").label).toBe("network");
  });

  it("takes no account of rules that it was not given", () => {
    const { model } = train({ examples });
    expect(model.parameters.rules).toEqual([]);
    expect(model.info.rulesDigest).toBe("");
    expect(classify(model, "zzz", "cost")).toEqual(classify(model, "zzz"));
  });
});
