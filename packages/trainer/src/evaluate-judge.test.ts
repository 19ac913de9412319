import {
  type CompiledRoutes,
  compileRoutes,
  parseRouteTable,
  type RoutingModel,
} from "@switchyard/router-core";
import { describe, expect, it } from "vitest";
import { createJudge } from "./evaluate-judge.ts";
import { trainModel } from "./train-model.ts";
import { NO_WORD_VECTORS } from "./word-vectors.ts";

const THINGS: readonly (readonly [label: string, things: readonly string[]])[] = [
  ["cost", ["my bill", "the costs", "spend on servers", "the invoice", "our budget"]],
  ["security", ["open ports", "the policies", "public buckets", "encryption keys", "findings"]],
  ["oos", ["the weather", "a recipe", "football results", "a good movie", "the capital of France"]],
];

function rows(...beginnings: readonly string[]) {
  return THINGS.flatMap(([label, things]) =>
    things.flatMap((thing) =>
      beginnings.map((beginning) => ({ text: `${beginning} ${thing}`, label, line: 1 })),
    ),
  );
}

function train(routes?: CompiledRoutes): RoutingModel {
  const result = trainModel({
    examples: rows("show me", "what is"),
    validation: rows("tell me about", "explain"),
    ...(routes === undefined ? {} : { routes }),
    vectors: NO_WORD_VECTORS,
    targetPrecision: 0.8,
    seed: 1,
  });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.model;
}

function rules(): CompiledRoutes {
  const parsed = parseRouteTable({
    version: 1,
    fallback: "cost",
    confidence: 0.9,
    agents: [
      { id: "cost", description: "Bills.", keywords: [{ any: ["invoice", "budget"] }] },
      { id: "security", description: "Attacks.", keywords: [{ any: ["ports", "budget"], not: ["our"] }] },
    ],
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const compiled = compileRoutes(parsed.table);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return compiled.routes;
}

describe("createJudge of a model alone", () => {
  const model = train();

  it("takes its verdict for the answer", () => {
    expect(createJudge({ model })("why my bill")).toMatchObject({
      answered: true,
      label: "cost",
      by: "model",
      why: undefined,
      reason: "Reads like a question for cost.",
    });
  });

  it("keeps the label of what it is not sure of, by its own threshold or another", () => {
    expect(createJudge({ model }, 2)("why my bill")).toMatchObject({
      answered: false,
      label: "cost",
      by: undefined,
      why: "unsure",
      reason: "Reads most like a question for cost, but not surely.",
    });
  });

  it("keeps the best label of what it holds for out of scope", () => {
    const judgement = createJudge({ model })("why the weather");
    expect(judgement).toMatchObject({ answered: false, why: "out-of-scope" });
    expect(["cost", "security"]).toContain(judgement.label);
  });
});

describe("createJudge of rules alone", () => {
  const judge = createJudge({ routes: rules() });

  it("takes a match for the answer", () => {
    expect(judge("why the invoice")).toEqual({
      answered: true,
      label: "cost",
      probability: 0.9,
      by: "rules",
      why: undefined,
      reason: 'Matched "invoice".',
      evidence: ["invoice"],
    });
  });

  it("has a best label only where rules tie", () => {
    expect(judge("why the budget")).toMatchObject({
      answered: false,
      why: "ambiguous",
      label: "cost",
      probability: 0.45,
    });
    expect(judge("why the weather")).toMatchObject({
      answered: false,
      why: "no-match",
      label: undefined,
      probability: 0,
    });
  });
});

describe("createJudge of both", () => {
  const routes = rules();

  it("judges by the probability of a model that knows the rules, at any threshold", () => {
    const model = train(routes);
    const { answered, label, by, probability } = createJudge({ routes, model }, 0)("why the invoice");
    expect({ answered, label, by }).toEqual({ answered: true, label: "cost", by: "rules" });
    // The rules' own confidence of 0.9 is not what counts.
    expect(createJudge({ routes, model }, probability)("why the invoice").answered).toBe(true);
    expect(createJudge({ routes, model }, probability + 1e-9)("why the invoice")).toMatchObject({
      answered: false,
      label: "cost",
      probability,
      why: "unsure",
    });
  });

  it("leaves to the rules what they match, when the model was trained without them", () => {
    const judge = createJudge({ routes, model: train() }, 2);
    expect(judge("why the invoice")).toMatchObject({
      answered: true,
      label: "cost",
      by: "rules",
      probability: 0.9,
    });
    expect(judge("why my bill")).toMatchObject({ answered: false, label: "cost", why: "unsure" });
  });

  it("knows the best label of what is held for out of scope, too", () => {
    const judgement = createJudge({ routes, model: train(routes) }, 0)("why the weather");
    expect(judgement).toMatchObject({ answered: false, why: "out-of-scope" });
    expect(["cost", "security"]).toContain(judgement.label);
  });
});

it("judges by something", () => {
  expect(() => createJudge({} as Parameters<typeof createJudge>[0])).toThrow("Expected rules or a model");
});
