import { buildAutomaton } from "./automaton.ts";
import type { CompiledAgent, CompiledRoutes, CompiledTable } from "./compile.ts";
import { ROUTE_TABLE_LIMITS, type TablePath } from "./route-table.ts";
import type { IndexedRule } from "./rule-index.ts";
import { printTerm, type Term } from "./terms.ts";

/**
 * Compiled routes as JSON: terms in their matched form and each list of terms once, where a table repeats them. A
 * tenth of the table's size, and ready in a fraction of the time that reading and comparing its rules takes.
 */
export interface PackedRoutes {
  readonly format: typeof FORMAT;
  readonly table: CompiledTable;
  readonly terms: readonly string[];
  readonly lists: readonly (readonly number[])[];
  readonly rules: readonly PackedRule[];
}

/** Agent, priority, the lists `all`, `any` and `not`, and the place in the table. */
type PackedRule = readonly [
  agent: number,
  priority: number,
  all: number,
  any: number,
  not: number,
  path: TablePath,
];

export type UnpackResult =
  | { readonly ok: true; readonly routes: CompiledRoutes }
  | { readonly ok: false; readonly message: string };

/** Changes with every change of the packed form. */
const FORMAT = "switchyard-routes-1";

/** Packs compiled routes at build time. */
export function packRoutes(routes: CompiledRoutes): PackedRoutes {
  const lists: (readonly number[])[] = [];
  const known = new Map<string, number>();
  const listOf = (ids: readonly number[]): number => {
    const key = ids.join();
    const index = known.get(key) ?? lists.push(ids) - 1;
    known.set(key, index);
    return index;
  };
  return {
    format: FORMAT,
    table: routes.table,
    terms: routes.automaton.terms.map(printTerm),
    rules: routes.rules.map((rule) => [
      rule.agent,
      rule.priority,
      listOf(rule.all),
      listOf(rule.any),
      listOf(rule.not),
      rule.path,
    ]),
    lists,
  };
}

/**
 * Takes packed routes back. They were checked when they were packed; here only what would make the router run on
 * nonsense is refused: another format, broken structure, a number that points nowhere.
 */
export function unpackRoutes(value: unknown): UnpackResult {
  if (!isPacked(value)) {
    return { ok: false, message: `expected packed routes of the format "${FORMAT}"; pack the table again` };
  }
  const { table, terms, lists } = value;
  const rules = value.rules.flatMap((rule) => unpackRule(rule, value) ?? []);
  const isWhole =
    rules.length === value.rules.length &&
    lists.every((ids) => ids.every((id) => terms[id] !== undefined)) &&
    table.agents.some(({ id }) => id === table.fallback);
  if (!isWhole) {
    return {
      ok: false,
      message: "the packed routes are damaged: a reference leads nowhere; pack the table again",
    };
  }
  return { ok: true, routes: { table, automaton: buildAutomaton(terms.map(unpackTerm)), rules } };
}

function unpackRule(packed: PackedRule, { table, lists }: PackedRoutes): IndexedRule | undefined {
  const [agent, priority, allList, anyList, notList, path] = packed;
  const [all, any, not] = [lists[allList], lists[anyList], lists[notList]];
  if (all === undefined || any === undefined || not === undefined) return undefined;
  const canMatch = all.length > 0 || any.length > 0;
  const isSound = table.agents[agent] !== undefined && Math.abs(priority) <= ROUTE_TABLE_LIMITS.priority;
  return canMatch && isSound ? { agent, priority, all, any, not, path } : undefined;
}

function unpackTerm(printed: string): Term {
  const prefix = printed.endsWith("*");
  const text = prefix ? printed.slice(0, -1) : printed;
  let words = 1;
  for (let at = text.indexOf(" "); at !== -1; at = text.indexOf(" ", at + 1)) words++;
  return { text, words, prefix };
}

function isPacked(value: unknown): value is PackedRoutes {
  return (
    isRecord(value) &&
    value["format"] === FORMAT &&
    isTable(value["table"]) &&
    isListOf(value["terms"], isTerm) &&
    isListOf(value["lists"], (ids) => isListOf(ids, Number.isInteger)) &&
    isListOf(value["rules"], isRule)
  );
}

function isTable(value: unknown): value is CompiledTable {
  if (!isRecord(value)) return false;
  const { fallback, confidence, agents } = value;
  const isShare = typeof confidence === "number" && confidence >= 0 && confidence <= 1;
  return typeof fallback === "string" && isShare && isListOf(agents, isAgent);
}

function isAgent(value: unknown): value is CompiledAgent {
  return isRecord(value) && typeof value["id"] === "string" && typeof value["description"] === "string";
}

function isTerm(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value !== "*";
}

function isRule(value: unknown): value is PackedRule {
  return (
    Array.isArray(value) &&
    value.length === 6 &&
    value.slice(0, 5).every(Number.isInteger) &&
    Array.isArray(value[5])
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}
