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
  const { table, lists } = value;
  const stray = lists.some((ids) => ids.some((id) => !isIndex(id, value.terms)));
  const rules: IndexedRule[] = [];
  for (const [agent, priority, allList, anyList, notList, path] of value.rules) {
    const [all, any, not] = [lists[allList], lists[anyList], lists[notList]];
    if (all === undefined || any === undefined || not === undefined || !isIndex(agent, table.agents)) break;
    if (all.length + any.length === 0 || !(Math.abs(priority) <= ROUTE_TABLE_LIMITS.priority)) break;
    rules.push({ agent, priority, all, any, not, path });
  }
  if (stray || rules.length < value.rules.length || !table.agents.some(({ id }) => id === table.fallback)) {
    return {
      ok: false,
      message: "the packed routes are damaged: a reference leads nowhere; pack the table again",
    };
  }
  const automaton = buildAutomaton(value.terms.map(unpackTerm));
  return { ok: true, routes: { table, automaton, rules } };
}

function unpackTerm(printed: string): Term {
  const prefix = printed.endsWith("*");
  const text = prefix ? printed.slice(0, -1) : printed;
  let words = 1;
  for (let at = text.indexOf(" "); at >= 0; at = text.indexOf(" ", at + 1)) words++;
  return { text, words, prefix };
}

function isPacked(value: unknown): value is PackedRoutes {
  if (typeof value !== "object" || value === null) return false;
  const packed: Partial<Record<keyof PackedRoutes, unknown>> = value;
  return (
    packed.format === FORMAT &&
    isTable(packed.table) &&
    isListOf(packed.terms, (term) => typeof term === "string" && term !== "") &&
    isListOf(packed.lists, Array.isArray) &&
    isListOf(packed.rules, (rule) => Array.isArray(rule) && rule.length === 6 && Array.isArray(rule[5]))
  );
}

function isTable(value: unknown): value is CompiledTable {
  if (typeof value !== "object" || value === null) return false;
  const table: Partial<Record<keyof CompiledTable, unknown>> = value;
  const { fallback, confidence, agents } = table;
  const isShare = typeof confidence === "number" && confidence >= 0 && confidence <= 1;
  return typeof fallback === "string" && isShare && isListOf(agents, isAgent);
}

function isAgent(value: unknown): value is CompiledAgent {
  if (typeof value !== "object" || value === null) return false;
  const agent: Partial<Record<keyof CompiledAgent, unknown>> = value;
  return typeof agent.id === "string" && typeof agent.description === "string";
}

function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}

function isIndex(value: number, list: readonly unknown[]): boolean {
  return Number.isInteger(value) && value >= 0 && value < list.length;
}
