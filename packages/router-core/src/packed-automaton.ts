import type { Automaton, AutomatonTables } from "./automaton.ts";

// Building the automaton takes longer than anything else that the rules need at a cold start, so its tables ship as they
// lie in memory: words of four bytes, little-endian, as every processor of Lambda has them.

/** How many words each part of the tables has. */
export interface AutomatonCounts {
  readonly nodes: number;
  readonly symbols: number;
  /** Symbols of code points beyond ASCII. */
  readonly others: number;
}

const ASCII = 0x80;
/** Tables with a word for each node: `symbol`, `firstChild`, `nextSibling`, `fail`, `termAt` and `reportAt`. */
const NODE_TABLES = 6;

export function automatonCounts({ symbol, wordStart, otherSymbols }: Automaton): AutomatonCounts {
  // The tables are as long as the terms together; nodes that terms share leave the end of them unused.
  const nodes = Math.max(2, symbol.findLastIndex((each) => each !== 0) + 1);
  return { nodes, symbols: wordStart.length, others: otherSymbols.size };
}

export function automatonBytes({ nodes, symbols, others }: AutomatonCounts): number {
  return 4 * (ASCII + 2 * others + symbols + NODE_TABLES * nodes);
}

/** The tables, one after another. */
export function packAutomaton(automaton: Automaton): Uint8Array {
  const { symbol, firstChild, nextSibling, fail, termAt, reportAt } = automaton;
  const { nodes } = automatonCounts(automaton);
  const parts = [
    automaton.asciiSymbols,
    [...automaton.otherSymbols].flat(),
    automaton.wordStart,
    ...[symbol, firstChild, nextSibling, fail, termAt, reportAt].map((table) => table.subarray(0, nodes)),
  ];
  return new Uint8Array(Uint32Array.from(parts.flatMap((part) => [...part])).buffer);
}

/** The tables as they lie in `buffer` from `start` on, a multiple of four; nothing is copied. */
export function unpackAutomaton(
  buffer: ArrayBufferLike,
  start: number,
  { nodes, symbols, others }: AutomatonCounts,
): AutomatonTables {
  let at = start;
  const place = (words: number): number => {
    at += words * 4;
    return at - words * 4;
  };
  const unsigned = (words: number) => new Uint32Array(buffer, place(words), words);
  const signed = (words: number) => new Int32Array(buffer, place(words), words);

  const asciiSymbols = unsigned(ASCII);
  const pairs = unsigned(2 * others);
  const otherSymbols = new Map<number, number>();
  for (let i = 0; i < pairs.length; i += 2) otherSymbols.set(pairs[i] ?? 0, pairs[i + 1] ?? 0);
  const wordStart = signed(symbols);
  return {
    asciiSymbols,
    otherSymbols,
    wordStart,
    symbol: unsigned(nodes),
    firstChild: signed(nodes),
    nextSibling: signed(nodes),
    fail: signed(nodes),
    termAt: signed(nodes),
    reportAt: signed(nodes),
  };
}
