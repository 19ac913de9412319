import { isWordCharacter } from "../words.ts";

/** Code units of a text that the model looks at. Longer questions say what they are about well before that. */
export const MAX_MODEL_CHARS = 1000;

/** Character n-grams reach from 2 to this many characters, word boundaries included. */
const MAX_NGRAM = 4;
const APOSTROPHE = 0x27;
const BOUNDARY = 0x20;
/** A word of n characters makes 3 n n-grams, itself and a pair, and takes n + 1 characters; one pair ends the text. */
const MAX_FEATURES = 3 * MAX_MODEL_CHARS + 3;

const WORD_SEED = 0x9e3779b1;
const PAIR_SEED = 0x85ebca6b;
const NGRAM_SEED = 0xc2b2ae35;
const TEXT_START = 0x27d4eb2f;
const TEXT_END = 0x165667b1;

/**
 * The features of one text: 32-bit hashes of its words, of pairs of neighbours (with the ends of the text) and of the
 * words' character n-grams. A feature that occurs twice is there twice. The arrays belong to the reader and hold until
 * its next text.
 */
export interface Features {
  /** How many features there are. */
  readonly count: number;
  readonly hashes: Uint32Array;
  /** By feature: `WORDS` for a word or a pair, `LETTERS` for an n-gram. */
  readonly kinds: Uint8Array;
  /** Where the feature stands in the text, as code units from and to; for explanations. */
  readonly starts: Uint16Array;
  readonly ends: Uint16Array;
  /** How many words there are. */
  readonly words: number;
  /** Index in `hashes` of each word. */
  readonly wordAt: Uint16Array;
}

/** Kinds of features. */
export const LETTERS = 0;
export const WORDS = 1;

export type FeatureReader = (normalised: string) => Features;

/** Makes a reader with memory of its own, so that reading allocates nothing. Two readers agree on every text. */
export function createFeatureReader(): FeatureReader {
  const hashes = new Uint32Array(MAX_FEATURES);
  const kinds = new Uint8Array(MAX_FEATURES);
  const starts = new Uint16Array(MAX_FEATURES);
  const ends = new Uint16Array(MAX_FEATURES);
  const wordAt = new Uint16Array(MAX_MODEL_CHARS);
  const word = new Uint16Array(MAX_MODEL_CHARS + 2);
  const found = { count: 0, hashes, kinds, starts, ends, words: 0, wordAt };
  word[0] = BOUNDARY;
  let previousHash = TEXT_START;
  let previousStart = 0;

  function add(hash: number, kind: number, start: number, end: number): void {
    const at = found.count++;
    hashes[at] = finish(hash);
    kinds[at] = kind;
    starts[at] = start;
    ends[at] = end;
  }

  /** `word` holds the boundary and `length` characters of the word between `start` and `end`. */
  function addWord(length: number, start: number, end: number): void {
    let hash = WORD_SEED;
    for (let i = 1; i <= length; i++) hash = step(hash, word[i] ?? 0);
    wordAt[found.words++] = found.count;
    add(hash, WORDS, start, end);
    add(pair(previousHash, hash), WORDS, previousStart, end);
    previousHash = hash;
    previousStart = start;

    word[length + 1] = BOUNDARY;
    const last = length + 1;
    for (let i = 0; i < last; i++) {
      let ngram = step(NGRAM_SEED, word[i] ?? 0);
      const stop = Math.min(last, i + MAX_NGRAM - 1);
      for (let j = i + 1; j <= stop; j++) {
        ngram = step(ngram, word[j] ?? 0);
        add(ngram, LETTERS, start, end);
      }
    }
  }

  return (normalised) => {
    found.count = 0;
    found.words = 0;
    previousHash = TEXT_START;
    previousStart = 0;
    const limit = endOf(normalised);
    let length = 0;
    let start = 0;
    let i = 0;
    while (i < limit) {
      const code = normalised.codePointAt(i) ?? 0;
      const units = code > 0xffff ? 2 : 1;
      if (isWordCharacter(code)) {
        if (length === 0) start = i;
        word[++length] = normalised.charCodeAt(i);
        if (units === 2) word[++length] = normalised.charCodeAt(i + 1);
      } else if (
        length > 0 &&
        !(code === APOSTROPHE && isWordCharacter(normalised.codePointAt(i + 1) ?? 0))
      ) {
        addWord(length, start, i);
        length = 0;
      }
      i += units;
    }
    if (length > 0) addWord(length, start, limit);
    if (found.words > 0) add(pair(previousHash, TEXT_END), WORDS, previousStart, limit);
    return found;
  };
}

/** Where reading ends: at the cap, or before the character that it would cut in half. */
function endOf(text: string): number {
  if (text.length <= MAX_MODEL_CHARS) return text.length;
  return (text.codePointAt(MAX_MODEL_CHARS - 1) ?? 0) > 0xffff ? MAX_MODEL_CHARS - 1 : MAX_MODEL_CHARS;
}

/** The hash of a single word, as it stands among the features of every text that holds the word. */
export function hashWord(word: string): number {
  let hash = WORD_SEED;
  for (let i = 0; i < word.length; i++) hash = step(hash, word.charCodeAt(i));
  return finish(hash);
}

function pair(first: number, second: number): number {
  return step(step(PAIR_SEED, first), second);
}

function step(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, 0x01000193) + (hash >>> 15);
}

/** Spreads the bits (the finaliser of MurmurHash3, public domain): the table is looked up by the high ones. */
function finish(hash: number): number {
  let h = hash ^ (hash >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
