import type { CompiledRoutes, RoutingModel } from "@switchyard/router-core";
import type { SavedRoutes } from "../src/saved-json.ts";

/** The model as JSON, numbers in arrays. */
export function modelJson(model: RoutingModel): string {
  return toJson(model);
}

/** The compiled routes as JSON, lists as arrays. */
export function routesJson({ table, automaton, rules }: CompiledRoutes): string {
  const { terms, otherSymbols, ...tables } = automaton;
  const saved: SavedRoutes = {
    table,
    automaton: tables,
    terms: listOf(terms),
    otherSymbols: [...otherSymbols],
    rules: listOf(rules),
    rulesOfTerm: Array.from({ length: terms.size }, (_, term) => Array.from(rules.anchoredAt(term))),
  };
  return toJson(saved);
}

function listOf<T>({
  size,
  at,
}: {
  readonly size: number;
  readonly at: (n: number) => T | undefined;
}): readonly T[] {
  return Array.from({ length: size }, (_, number) => at(number)).filter((each) => each !== undefined);
}

function toJson(value: object): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    ArrayBuffer.isView(part) ? { typed: part.constructor.name, values: [...(part as Uint8Array)] } : part,
  );
}
