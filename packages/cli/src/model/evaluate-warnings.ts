import { type CompiledRoutes, type RoutingModel, rulesDigest } from "@switchyard/router-core";
import { type Example, isOutOfScope, type RulesOrModel } from "@switchyard/trainer";
import type { FileProblem } from "./problem-lines.ts";

/** A model knows how far to trust the rules that it was trained beside, and no others. */
export function digestProblems(
  file: string | undefined,
  model: RoutingModel | undefined,
  routes: CompiledRoutes | undefined,
): readonly FileProblem[] {
  if (file === undefined || model === undefined) return [];
  const trained = model.info.rulesDigest;
  const found = routes === undefined ? "" : rulesDigest(routes);
  if (trained === found) return [];
  const told = (digest: string) => (digest === "" ? "without rules" : `beside the rules ${digest}`);
  const message = `was trained ${told(trained)} and is measured ${told(found)}; its probabilities and thresholds are not made for that`;
  return [{ severity: "warning", file, message }];
}

/** Each label that nobody can answer with, once. */
export function labelProblems(
  file: string,
  queries: readonly Example[],
  { routes, model }: RulesOrModel,
): readonly FileProblem[] {
  const known = new Set([...(model?.labels ?? []), ...(routes?.table.agents ?? []).map(({ id }) => id)]);
  const unknown = new Map<string, FileProblem>();
  for (const { label, line, alt = [] } of queries.filter((query) => !isOutOfScope(query))) {
    for (const name of [label, ...alt]) {
      if (known.has(name) || unknown.has(name)) continue;
      const message = `"${name}" is no label of the ${model === undefined ? "rules" : "model"}; no answer will name it`;
      unknown.set(name, { severity: "warning", file, line, message });
    }
  }
  return [...unknown.values()];
}
