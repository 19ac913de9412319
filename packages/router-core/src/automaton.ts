import type { Term, TermList } from "./terms.ts";
import { readWords, type WordSink } from "./words.ts";

/**
 * An Aho-Corasick automaton over words. A term is stored as its letters between spaces (" security group "), a
 * prefix term without the last space (" bill"), and the text is fed in the same form: so matches start and end at
 * words without any look at the text around them.
 * All tables are typed arrays indexed by node; node 0 is the root, node 1 stands for the space before a word.
 */
export interface Automaton extends AutomatonTables {
  readonly terms: TermList;
}

/** What building an automaton comes to, besides the terms that it was given. */
export interface AutomatonTables {
  /** Symbol of each code point that occurs in a term; 0 is "none". ASCII apart, because it is nearly all there is. */
  readonly asciiSymbols: Uint32Array;
  readonly otherSymbols: ReadonlyMap<number, number>;
  readonly symbol: Uint32Array;
  readonly firstChild: Int32Array;
  readonly nextSibling: Int32Array;
  readonly fail: Int32Array;
  /** Children of node 1 by symbol: every word of every text starts there. */
  readonly wordStart: Int32Array;
  /** The term that ends in the node, or `NO_TERM`. */
  readonly termAt: Int32Array;
  /** The next node on the fail chain, the node itself included, in which a term ends, or 0. */
  readonly reportAt: Int32Array;
}

const SPACE_SYMBOL = 1;
const ROOT = 0;
const WORD_START = 1;
const NO_TERM = -1;

/** Builds the automaton. Terms must be distinct; the index of a term is its id. */
export function buildAutomaton(terms: readonly Term[]): Automaton {
  const asciiSymbols = new Uint32Array(0x80);
  const otherSymbols = new Map<number, number>();
  asciiSymbols[0x20] = SPACE_SYMBOL;
  let symbols = SPACE_SYMBOL + 1;
  let capacity = 2;
  for (const term of terms) {
    capacity += term.text.length + 1;
    for (const letter of term.text) {
      const code = letter.codePointAt(0) ?? 0;
      if (symbolOf(asciiSymbols, otherSymbols, code) !== 0) continue;
      // Stryker disable next-line EqualityOperator: U+0080 is a control character, and normalised text has none
      if (code < 0x80) asciiSymbols[code] = symbols++;
      else otherSymbols.set(code, symbols++);
    }
  }

  const trie = growTrie(terms, capacity, (code) => symbolOf(asciiSymbols, otherSymbols, code));
  const { symbol, firstChild, nextSibling } = trie;
  const wordStart = new Int32Array(symbols);
  for (let child = firstChild[WORD_START] ?? 0; child !== 0; child = nextSibling[child] ?? 0) {
    wordStart[symbol[child] ?? 0] = child;
  }
  const fail = new Int32Array(capacity);
  const reportAt = new Int32Array(capacity);
  const list: TermList = { size: terms.length, at: (id) => terms[id] };
  const automaton = { terms: list, asciiSymbols, otherSymbols, ...trie, fail, wordStart, reportAt };
  linkFailures(automaton);
  return automaton;
}

function growTrie(terms: readonly Term[], capacity: number, symbolFor: (code: number) => number) {
  const symbol = new Uint32Array(capacity);
  const firstChild = new Int32Array(capacity);
  const nextSibling = new Int32Array(capacity);
  const termAt = new Int32Array(capacity).fill(NO_TERM);
  symbol[WORD_START] = SPACE_SYMBOL;
  firstChild[ROOT] = WORD_START;
  let size = 2;

  const descend = (node: number, wanted: number): number => {
    for (let child = firstChild[node] ?? 0; child !== 0; child = nextSibling[child] ?? 0) {
      if (symbol[child] === wanted) return child;
    }
    const added = size++;
    symbol[added] = wanted;
    nextSibling[added] = firstChild[node] ?? 0;
    firstChild[node] = added;
    return added;
  };
  for (const [id, term] of terms.entries()) {
    let node = WORD_START;
    for (const letter of term.text) node = descend(node, symbolFor(letter.codePointAt(0) ?? 0));
    if (!term.prefix) node = descend(node, SPACE_SYMBOL);
    termAt[node] = id;
  }
  return { symbol, firstChild, nextSibling, termAt };
}

/** Breadth first: the fail link of a node is where its parent's fail chain goes with the same symbol. */
function linkFailures(automaton: Automaton): void {
  const { symbol, firstChild, nextSibling, termAt, fail, reportAt } = automaton;
  const queue = [ROOT];
  for (const node of queue) {
    for (let child = firstChild[node] ?? 0; child !== 0; child = nextSibling[child] ?? 0) {
      fail[child] = node === ROOT ? ROOT : step(automaton, fail[node] ?? ROOT, symbol[child] ?? 0);
      reportAt[child] = termAt[child] === NO_TERM ? (reportAt[fail[child] ?? ROOT] ?? 0) : child;
      queue.push(child);
    }
  }
}

function step(automaton: Automaton, from: number, wanted: number): number {
  const { symbol, firstChild, nextSibling, fail, wordStart } = automaton;
  let node = from;
  for (;;) {
    // No text has two spaces in a row, and the root knows just the space: without a child the way leads to the root.
    // Stryker disable next-line ConditionalExpression: the loop below finds the same child, only slower
    if (node === WORD_START) return wordStart[wanted] ?? ROOT;
    for (let child = firstChild[node] ?? 0; child !== 0; child = nextSibling[child] ?? 0) {
      if (symbol[child] === wanted) return child;
    }
    if (node === ROOT) return ROOT;
    node = fail[node] ?? ROOT;
  }
}

function symbolOf(ascii: Uint32Array, other: ReadonlyMap<number, number>, code: number): number {
  // Stryker disable next-line EqualityOperator: U+0080 is a control character, and normalised text has none
  return code < 0x80 ? (ascii[code] ?? 0) : (other.get(code) ?? 0);
}

/** Finds the terms of one automaton in texts. Holds its scratch memory, so a scan allocates nothing. */
export interface TermScanner {
  /** Ids of the terms found by the last `scan`, each once, in the order in which they were completed. */
  readonly found: Uint32Array;
  /** Reads a normalised text in one pass and returns how many entries of `found` are valid. */
  readonly scan: (text: string) => number;
  /** Whether the last `scan` found the term. */
  readonly has: (term: number) => boolean;
}

export function createTermScanner(automaton: Automaton): TermScanner {
  const { asciiSymbols, otherSymbols, fail, termAt, reportAt } = automaton;
  const found = new Uint32Array(automaton.terms.size);
  /** By term: the number of the last scan that found it. Doubles count further than any process lives. */
  const foundIn = new Float64Array(automaton.terms.size);
  let run = 1;
  let count = 0;
  let node = WORD_START;

  const report = (at: number): void => {
    for (let end = reportAt[at] ?? 0; end !== 0; end = reportAt[fail[end] ?? ROOT] ?? 0) {
      const term = termAt[end] ?? 0;
      if (foundIn[term] === run) continue;
      foundIn[term] = run;
      found[count++] = term;
    }
  };
  const sink: WordSink = {
    letter: (code) => {
      // Nothing starts inside a word, so the root only waits for the next space.
      // Stryker disable next-line ConditionalExpression: the step would find the same, only slower
      if (node === ROOT) return;
      node = step(automaton, node, symbolOf(asciiSymbols, otherSymbols, code));
      report(node);
    },
    possessive: () => report(step(automaton, node, SPACE_SYMBOL)),
    wordEnd: () => {
      node = step(automaton, node, SPACE_SYMBOL);
      report(node);
    },
    phraseBreak: () => {
      node = WORD_START;
    },
  };
  return {
    found,
    scan: (text) => {
      run++;
      count = 0;
      node = WORD_START;
      readWords(text, sink);
      return count;
    },
    has: (term) => foundIn[term] === run,
  };
}

/**
 * Ids of all terms that match whatever the given term matches, itself included: in every text with "security
 * groups" the term "security" is there as well, and so is "group*".
 */
export function impliedTerms(automaton: Automaton, term: Term): readonly number[] {
  const { asciiSymbols, otherSymbols, fail, termAt, reportAt } = automaton;
  const implied = new Set<number>();
  let node = WORD_START;
  const advance = (symbol: number): void => {
    node = step(automaton, node, symbol);
    for (let end = reportAt[node] ?? 0; end !== 0; end = reportAt[fail[end] ?? ROOT] ?? 0) {
      implied.add(termAt[end] ?? 0);
    }
  };
  for (const letter of term.text) advance(symbolOf(asciiSymbols, otherSymbols, letter.codePointAt(0) ?? 0));
  // A prefix term does not say where the word ends, so nothing that needs the end is implied.
  if (!term.prefix) advance(SPACE_SYMBOL);
  return [...implied];
}
