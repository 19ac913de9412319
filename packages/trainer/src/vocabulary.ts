import { createFeatureReader, hashWord, WORDS } from "@switchyard/router-core";
import type { WordVectors } from "./word-vectors.ts";

/** A text as training sees it. */
export interface Row {
  /** Its features, by their place in the vocabulary; one that occurs twice is there twice. */
  readonly features: Int32Array;
  /** 1 / √(all features of the text): by this the value of each of them is multiplied. */
  readonly norm: number;
  /** The sum of the vectors of its words, times `norm`, times `MEANING_SCALE`. */
  readonly meaning: Float32Array;
  /** The class that the rules chose, or -1. */
  readonly ruled: number;
  readonly target: number;
}

/** How much the vectors count beside the features; chosen on validation rows of three public data sets. */
export const MEANING_SCALE = 10;

/** Words and pairs count more than n-grams, of which each word has a dozen. */
const WORD_VALUE = 2;
const LETTERS_VALUE = 1;

/** Every feature of the training texts, numbered. */
export interface Vocabulary {
  readonly size: number;
  /** By number. */
  readonly hashes: readonly number[];
  /** By number: what one occurrence counts, before the norm of its text. */
  readonly values: readonly number[];
  readonly rowOf: (normalised: string, target: number, ruled: number) => Row;
}

/** Collects the features of the texts. Reading further texts adds none: `rowOf` leaves out what is not in here. */
export function createVocabulary(normalised: readonly string[], vectors: WordVectors): Vocabulary {
  const read = createFeatureReader();
  const numberOf = new Map<number, number>();
  const values: number[] = [];
  for (const text of normalised) {
    const { hashes, kinds, count } = read(text);
    for (let i = 0; i < count; i++) {
      const hash = hashes[i] ?? 0;
      if (numberOf.has(hash)) continue;
      numberOf.set(hash, numberOf.size);
      values.push(kinds[i] === WORDS ? WORD_VALUE : LETTERS_VALUE);
    }
  }
  const meaningOf = createMeaning(vectors);
  const rowOf = (text: string, target: number, ruled: number): Row => {
    const { hashes, count, words, wordAt } = read(text);
    const features: number[] = [];
    for (let i = 0; i < count; i++) {
      const number = numberOf.get(hashes[i] ?? 0);
      if (number !== undefined) features.push(number);
    }
    const norm = count === 0 ? 0 : 1 / Math.sqrt(count);
    const wordHashes = Array.from(wordAt.subarray(0, words), (at) => hashes[at] ?? 0);
    return {
      features: Int32Array.from(features),
      norm,
      meaning: meaningOf(wordHashes, norm),
      ruled,
      target,
    };
  };
  return { size: numberOf.size, hashes: [...numberOf.keys()], values, rowOf };
}

/** Vectors by the hash of their word, as a model looks them up. */
function createMeaning(vectors: WordVectors): (wordHashes: readonly number[], norm: number) => Float32Array {
  const wordOf = new Map(vectors.words.map((word) => [hashWord(word), word]));
  const known = new Map<number, Float32Array | undefined>();
  const vectorOf = (hash: number): Float32Array | undefined => {
    if (!known.has(hash)) known.set(hash, vectors.vectorOf(wordOf.get(hash) ?? ""));
    return known.get(hash);
  };
  return (wordHashes, norm) => {
    const sum = new Float32Array(vectors.dimensions);
    for (const hash of wordHashes) {
      vectorOf(hash)?.forEach((value, d) => {
        sum[d] = (sum[d] ?? 0) + value * norm * MEANING_SCALE;
      });
    }
    return sum;
  };
}
