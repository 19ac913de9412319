import {
  type CompiledRoutes,
  compileRoutes,
  parseRouteTable,
  type RoutingModel,
  rulesDigest,
} from "@switchyard/router-core";
import { NO_WORD_VECTORS, trainModel } from "@switchyard/trainer";
import { describe, expect, it } from "vitest";
import { digestProblems, labelProblems } from "./evaluate-warnings.ts";
import { toyRows } from "./testing.ts";

function routesWith(term: string): CompiledRoutes {
  const agents = [{ id: "cost", description: "Bills.", keywords: [{ any: [term] }] }];
  const parsed = parseRouteTable({ version: 1, fallback: "cost", agents });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const compiled = compileRoutes(parsed.table);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return compiled.routes;
}

function trainedBeside(routes?: CompiledRoutes): RoutingModel {
  const numbered = (...beginnings: readonly string[]) =>
    toyRows(...beginnings).map((row, index) => ({ ...row, line: index + 1 }));
  const result = trainModel({
    examples: numbered("show me"),
    validation: numbered("explain"),
    ...(routes === undefined ? {} : { routes }),
    vectors: NO_WORD_VECTORS,
    targetPrecision: 0.8,
    seed: 1,
  });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.model;
}

const routes = routesWith("invoice");
const beside = trainedBeside(routes);
const alone = trainedBeside();

describe("digestProblems", () => {
  const messages = (...given: Parameters<typeof digestProblems>) =>
    digestProblems(...given).map(({ file, message }) => `${file} ${message.split(";")[0]}`);
  const known = rulesDigest(routes);
  const other = rulesDigest(routesWith("budget"));

  it("finds nothing odd about a model in the company that it was trained in", () => {
    expect(messages("m", beside, routes)).toEqual([]);
    expect(messages("m", alone, undefined)).toEqual([]);
    expect(messages(undefined, undefined, routes)).toEqual([]);
  });

  it("warns of a model without its rules, beside others, and beside rules that it never saw", () => {
    expect(messages("m", beside, undefined)).toEqual([
      `m was trained beside the rules ${known} and is measured without rules`,
    ]);
    expect(messages("m", beside, routesWith("budget"))).toEqual([
      `m was trained beside the rules ${known} and is measured beside the rules ${other}`,
    ]);
    expect(messages("m", alone, routes)).toEqual([
      `m was trained without rules and is measured beside the rules ${known}`,
    ]);
  });
});

describe("labelProblems", () => {
  const row = (line: number, label: string, alt?: readonly string[]) => ({
    text: "t",
    label,
    line,
    ...(alt === undefined ? {} : { alt }),
  });

  it("names each label that nobody can answer with, once, and no out-of-scope one", () => {
    const queries = [row(1, "cost"), row(2, "cats"), row(3, "cats", ["dogs"]), row(4, "oos:x")];
    expect(labelProblems("q", queries, { model: alone })).toEqual([
      {
        severity: "warning",
        file: "q",
        line: 2,
        message: '"cats" is no label of the model; no answer will name it',
      },
      {
        severity: "warning",
        file: "q",
        line: 3,
        message: '"dogs" is no label of the model; no answer will name it',
      },
    ]);
  });

  it("knows the agents of the rules as well", () => {
    expect(labelProblems("q", [row(1, "cost"), row(2, "security")], { routes })).toMatchObject([{ line: 2 }]);
    expect(labelProblems("q", [row(1, "cost"), row(2, "security")], { routes, model: alone })).toEqual([]);
  });
});
