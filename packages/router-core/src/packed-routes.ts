import { writeAsciiJson } from "./ascii-json.ts";
import { packRows, type Rows, unpackParts } from "./columns.ts";
import type { CompiledRoutes, CompiledTable } from "./compile.ts";
import { type FileReading, hasChecksum, textOf } from "./file-reading.ts";
import { crc32 } from "./model/crc32.ts";
import { automatonBytes, automatonCounts, packAutomaton, unpackAutomaton } from "./packed-automaton.ts";
import type { TablePath } from "./route-table.ts";
import type { IndexedRule } from "./rule-index.ts";
import type { RuleList } from "./rule-list.ts";
import { printTerm, readPrintedTerm, type Term, type TermList } from "./terms.ts";

// Compiled routes as a file that is ready to be used: a header, the table's head as JSON, the automaton's tables, and rows
// of numbers for terms, rules and lists. At a cold start nothing is compiled yet, and any loop over a thousand rules wakes
// the optimising compiler and the garbage collector too, which cost more than the loop. So there is no such loop: terms
// and rules become objects when a query comes near them.

/** "SWROUTES" */
const MAGIC_FIRST = 0x4f525753;
const MAGIC_SECOND = 0x53455455;
/** Changes with every change of the packed form, or of what a part of it means. */
const VERSION = 2;
/** Magic (2), version, total bytes, CRC-32 of all that follows it, bytes of JSON, nodes, symbols, others. */
const HEADER_WORDS = 9;
const CHECKED_FROM = 5 * 4;

interface Head {
  readonly table: CompiledTable;
  /** What is no number in the paths of the rules. */
  readonly names: readonly string[];
}

export type UnpackResult =
  | { readonly ok: true; readonly routes: CompiledRoutes }
  | { readonly ok: false; readonly message: string };

/** Packs compiled routes at build time. */
export function packRoutes({ table, automaton, rules }: CompiledRoutes): Uint8Array {
  const packed = packRules(rules);
  const names = [...new Set(packed.rules.flatMap(([, , , , , path]) => path))].filter(isName);
  const json = writeAsciiJson({ table, names } satisfies Head);
  const tables = packAutomaton(automaton);
  const numbers = Int32Array.from(
    [
      listTerms(automaton).map((term) => Array.from(printTerm(term), (letter) => letter.codePointAt(0) ?? 0)),
      packed.lists,
      packed.rules.map(([agent, priority, all, any, not, path]) => [
        agent,
        priority,
        all,
        any,
        not,
        ...path.map((step) => (isName(step) ? -1 - names.indexOf(step) : step)),
      ]),
      Array.from({ length: automaton.terms.size }, (_, term) => Array.from(rules.anchoredAt(term))),
    ].flatMap(packRows),
  );
  const { nodes, symbols, others } = automatonCounts(automaton);
  const total = HEADER_WORDS * 4 + json.length + tables.length + numbers.byteLength;

  const file = new Uint8Array(total);
  const header = new Uint32Array(file.buffer, 0, HEADER_WORDS);
  header.set([MAGIC_FIRST, MAGIC_SECOND, VERSION, total, 0, json.length, nodes, symbols, others]);
  let at = HEADER_WORDS * 4;
  for (const part of [json, tables, new Uint8Array(numbers.buffer)]) {
    file.set(part, at);
    at += part.length;
  }
  header[4] = crc32(file.subarray(CHECKED_FROM));
  return file;
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

/** The rules as numbers; each list of terms once, where a table repeats it. */
export function packRules(rules: RuleList): {
  readonly lists: readonly (readonly number[])[];
  readonly rules: readonly PackedRule[];
} {
  const lists: (readonly number[])[] = [];
  const known = new Map<string, number>();
  const listOf = (ids: readonly number[]): number => {
    const key = ids.join();
    const index = known.get(key) ?? lists.push(ids) - 1;
    known.set(key, index);
    return index;
  };
  const packed = Array.from({ length: rules.size }, (_, number) => rules.at(number) ?? []).flat();
  return {
    lists,
    rules: packed.map(({ agent, priority, all, any, not, path }) => [
      agent,
      priority,
      listOf(all),
      listOf(any),
      listOf(not),
      path,
    ]),
  };
}

export function listTerms({ terms }: CompiledRoutes["automaton"]): readonly Term[] {
  return Array.from({ length: terms.size }, (_, id) => terms.at(id) ?? []).flat();
}

/**
 * Takes packed routes back. They were checked when they were packed; here it is checked that these are those bytes. They
 * are used where they lie, so `file` must not change afterwards.
 */
export function unpackRoutes(file: Uint8Array, reading: FileReading = {}): UnpackResult {
  // Typed arrays want to lie aligned. A Buffer's slice would not be a copy.
  const bytes = file.byteOffset % 4 === 0 ? file : new Uint8Array(file);
  if (bytes.length < HEADER_WORDS * 4) return refuse("are no packed routes");
  const header = new Uint32Array(bytes.buffer, bytes.byteOffset, HEADER_WORDS);
  const [first, second, version, total, sum, jsonBytes = 0, nodes = 0, symbols = 0, others = 0] = header;
  if (first !== MAGIC_FIRST || second !== MAGIC_SECOND) return refuse("are no packed routes");
  if (version !== VERSION) return refuse(`have format version ${version}; this router reads ${VERSION}`);
  if (total !== bytes.length) return refuse(`are not whole: ${total} bytes expected, ${bytes.length} found`);
  if (!hasChecksum(bytes.subarray(CHECKED_FROM), sum, reading)) return refuse("are damaged");

  const counts = { nodes, symbols, others };
  const jsonAt = HEADER_WORDS * 4;
  const tablesAt = jsonAt + jsonBytes;
  const numbersAt = tablesAt + automatonBytes(counts);
  if (numbersAt % 4 !== 0 || numbersAt > total) return refuse("are damaged");
  const numbers = new Int32Array(bytes.buffer, bytes.byteOffset + numbersAt, (total - numbersAt) / 4);
  const parts = unpackParts(numbers, 4);
  if (parts === undefined) return refuse("are damaged");
  const [terms, lists, rules, anchors] = parts as [Rows, Rows, Rows, Rows];

  const { table, names } = JSON.parse(textOf(bytes.subarray(jsonAt, tablesAt), reading)) as Head;
  const automaton = {
    terms: termsOf(terms),
    ...unpackAutomaton(bytes.buffer, bytes.byteOffset + tablesAt, counts),
  };
  const ruleList = {
    size: rules.size,
    at: rulesOf(rules, lists, names),
    anchoredAt: listsOf(anchors),
  };
  return { ok: true, routes: { table, automaton, rules: ruleList } };
}

function termsOf(rows: Rows): TermList {
  const known: (Term | undefined)[] = [];
  return {
    size: rows.size,
    at: (id) => {
      const row = known[id] === undefined ? rows.at(id) : undefined;
      if (row !== undefined) known[id] = readPrintedTerm(String.fromCodePoint(...row));
      return known[id];
    },
  };
}

/** Rows as lists, each made once: a view of a typed array costs more than all that is done with it. */
function listsOf(rows: Rows): (row: number) => readonly number[] {
  const known: (readonly number[] | undefined)[] = [];
  return (row) => (known[row] ??= Array.from(rows.at(row) ?? []));
}

function rulesOf(rows: Rows, lists: Rows, names: readonly string[]): RuleList["at"] {
  const known: (IndexedRule | undefined)[] = [];
  const listAt = listsOf(lists);
  return (number) => {
    const row = known[number] === undefined ? rows.at(number) : undefined;
    if (row !== undefined) {
      const [agent = 0, priority = 0, all, any, not, ...path] = row;
      known[number] = {
        agent,
        priority,
        all: listAt(all ?? -1),
        any: listAt(any ?? -1),
        not: listAt(not ?? -1),
        path: path.map((step) => (step < 0 ? (names[-1 - step] ?? "") : step)),
      };
    }
    return known[number];
  };
}

function isName(step: string | number): step is string {
  return typeof step === "string";
}

function refuse(what: string): UnpackResult {
  return { ok: false, message: `these ${what}; pack the table again` };
}
