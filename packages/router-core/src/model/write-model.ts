import { writeAsciiJson } from "../ascii-json.ts";
import { crc32 } from "./crc32.ts";
import {
  CHECKSUM_AT,
  checkedPart,
  classBytes,
  FORMAT_VERSION,
  HEADER_WORDS,
  layoutOf,
  MAGIC_FIRST,
  MAGIC_SECOND,
  type Metadata,
} from "./format.ts";
import { BUCKETS, bucketOf } from "./model.ts";

/** One feature or word and its weights, sparse: `classes[i]` weighs `weights[i]` steps of its class's scale. */
export interface ModelRow {
  readonly hash: number;
  readonly classes: readonly number[];
  /** Whole numbers from -127 to 127. */
  readonly weights: readonly number[];
}

/** A word by its meaning, with a weight for every class. */
export interface ModelWord {
  readonly hash: number;
  readonly weights: readonly number[];
}

/** A model before it is written: everything that `readModel` gives back, in the order in which it was found. */
export interface ModelDraft {
  readonly metadata: Metadata;
  readonly classes: number;
  readonly rows: readonly ModelRow[];
  readonly words: readonly ModelWord[];
}

/** Bytes that a row of so many entries takes in the file: what pruning weighs weights by. */
export function rowBytes(entries: number, classes: number): number {
  return 6 + entries * (1 + classBytes(classes));
}

/** Writes the file of a model. The same draft gives the same bytes. Hashes are distinct, within rows and within words. */
export function writeModel({ metadata, classes, rows, words }: ModelDraft): Uint8Array {
  const text = writeAsciiJson(metadata);
  const sorted = rows.toSorted((a, b) => a.hash - b.hash);
  const sortedWords = words.toSorted((a, b) => a.hash - b.hash);
  const entries = sorted.reduce((sum, row) => sum + row.classes.length, 0);
  const counts = {
    metadataBytes: text.length,
    classes,
    features: sorted.length,
    entries,
    words: sortedWords.length,
  };
  const layout = layoutOf(counts);
  const file = new Uint8Array(layout.end);
  const { buffer } = file;

  file.set(text, layout.metadata);
  const buckets = new Uint32Array(buffer, layout.buckets, BUCKETS + 1);
  const bucketEntries = new Uint32Array(buffer, layout.bucketEntries, BUCKETS + 1);
  let before = 0;
  sorted.forEach((row, index) => {
    before += row.classes.length;
    buckets.fill(index + 1, bucketOf(row.hash) + 1);
    bucketEntries.fill(before, bucketOf(row.hash) + 1);
  });
  new Uint32Array(buffer, layout.featureHashes, sorted.length).set(sorted.map(({ hash }) => hash));
  new Uint32Array(buffer, layout.wordHashes, words.length).set(sortedWords.map(({ hash }) => hash));
  new Uint16Array(buffer, layout.lengths, sorted.length).set(sorted.map((row) => row.classes.length));
  const entryClasses =
    classBytes(classes) === 1
      ? new Uint8Array(buffer, layout.entryClasses, entries)
      : new Uint16Array(buffer, layout.entryClasses, entries);
  const entryWeights = new Int8Array(buffer, layout.entryWeights, entries);
  let at = 0;
  for (const row of sorted) {
    entryClasses.set(row.classes, at);
    entryWeights.set(row.weights, at);
    at += row.classes.length;
  }
  const wordWeights = new Int8Array(buffer, layout.wordWeights, words.length * classes);
  sortedWords.forEach((word, index) => wordWeights.set(word.weights, index * classes));

  const header = new Uint32Array(buffer, 0, HEADER_WORDS);
  header.set([MAGIC_FIRST, MAGIC_SECOND, FORMAT_VERSION, layout.end]);
  header.set([text.length, classes, sorted.length, entries, words.length], CHECKSUM_AT + 1);
  header[CHECKSUM_AT] = crc32(checkedPart(file));
  return file;
}
