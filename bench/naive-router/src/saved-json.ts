import { readFileSync } from "node:fs";
import type { CompiledRoutes, RoutingModel } from "@switchyard/router-core";

// Typed arrays as JSON has them: {"typed": name, "values": numbers}. The build writes them, see build/data-files.ts.
const TYPED = { Uint8Array, Uint16Array, Uint32Array, Int8Array, Int32Array };

/** The model as a JSON file holds it. */
export function readModelJson(): RoutingModel {
  return readJson("model.json") as RoutingModel;
}

/** The compiled routes as a JSON file holds them. */
export function readRoutesJson(): CompiledRoutes {
  const { table, automaton, terms, otherSymbols, rules, rulesOfTerm } = readJson(
    "routes.json",
  ) as SavedRoutes;
  return {
    table,
    automaton: {
      ...automaton,
      terms: { size: terms.length, at: (id) => terms[id] },
      otherSymbols: new Map(otherSymbols),
    },
    rules: {
      size: rules.length,
      at: (number) => rules[number],
      anchoredAt: (term) => rulesOfTerm[term] ?? [],
    },
  };
}

/** Lists as arrays, maps as pairs. */
export interface SavedRoutes {
  readonly table: CompiledRoutes["table"];
  readonly automaton: Omit<CompiledRoutes["automaton"], "terms" | "otherSymbols">;
  readonly terms: readonly Of<CompiledRoutes["automaton"]["terms"]>[];
  readonly otherSymbols: readonly (readonly [number, number])[];
  readonly rules: readonly Of<CompiledRoutes["rules"]>[];
  readonly rulesOfTerm: readonly (readonly number[])[];
}

type Of<List extends { readonly at: (number: number) => unknown }> = NonNullable<ReturnType<List["at"]>>;

function readJson(file: string): unknown {
  return revive(JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8")));
}

function revive(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  if (isTyped(value)) return TYPED[value.typed].from(value.values);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, revive(part)]));
}

function isTyped(value: object): value is { readonly typed: keyof typeof TYPED; readonly values: number[] } {
  return "typed" in value;
}
