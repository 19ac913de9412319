/** A compiled model: sparse int8 weights of hashed features, with its calibrator and its thresholds. Data only. */
export interface RoutingModel {
  /** The labels that it can answer with. */
  readonly labels: readonly string[];
  readonly info: ModelInfo;
  /** How many classes there are: the labels and, after them, "out of scope" if the model knows any. */
  readonly classes: number;
  readonly parameters: ModelParameters;
  readonly table: FeatureTable;
  readonly wordTable: WordTable;
}

export interface ModelInfo {
  readonly bytes: number;
  /** Rows that it was trained on. */
  readonly examples: number;
  readonly seed: number;
  /** The share of right answers that was asked for, 0 to 1. */
  readonly targetPrecision: number;
  /** The calibrated probability from which it answers; above 1 it never does. */
  readonly threshold: number;
  /** The same for other targets, from the same validation, lowest target first. */
  readonly thresholds: readonly TargetThreshold[];
  /** Of the rules that it was trained with; empty when there were none. */
  readonly rulesDigest: string;
}

export interface TargetThreshold {
  readonly targetPrecision: number;
  readonly threshold: number;
}

/** The small numbers of a model, which its file holds as JSON. */
export interface ModelParameters {
  /** By class: the score of a text without features. */
  readonly bias: readonly number[];
  /** By class: what one step of an int8 weight is worth. */
  readonly scale: readonly number[];
  readonly wordScale: readonly number[];
  /**
   * By label: what a match of the rules for it adds to each class; nothing for a label that the rules chose for no
   * example. Empty: trained without rules.
   */
  readonly rules: readonly (readonly number[])[];
  /** Weights of the calibrator's signals, see `calibrate.ts`. */
  readonly calibrator: readonly number[];
  /** By label: log-odds that an answer with it was right in training. */
  readonly reliability: readonly number[];
}

/** Rows of (class, weight) by feature, in the order of the hashes. */
export interface FeatureTable {
  readonly hashes: Uint32Array;
  /** By the upper bits of a hash: the first row that may hold it; one more at the end. */
  readonly buckets: Uint32Array;
  /** By the upper bits of a hash: the first entry of that row; one more at the end. */
  readonly bucketEntries: Uint32Array;
  /** Entries of each row. */
  readonly lengths: Uint16Array;
  readonly entryClasses: Uint8Array | Uint16Array;
  readonly entryWeights: Int8Array;
}

/** Words by their meaning: one weight by class each, from word vectors, also for words that no example had. */
export interface WordTable {
  readonly hashes: Uint32Array;
  readonly weights: Int8Array;
}

/** Buckets of hashes are told apart by so many upper bits. Few, so that their index is small and lies ready in the file. */
export const BUCKET_BITS = 13;
export const BUCKETS = 1 << BUCKET_BITS;
const BUCKET_SHIFT = 32 - BUCKET_BITS;

export function bucketOf(hash: number): number {
  return hash >>> BUCKET_SHIFT;
}

/** Where the entries of a feature are. */
export interface Entries {
  from: number;
  /** Not included; equal to `from` when the feature is unknown. */
  to: number;
}

/** Finds the entries of a hash; false when the table does not have it. Writes into `found`, as this runs for each feature. */
export function findEntries(table: FeatureTable, hash: number, found: Entries): boolean {
  const { hashes, buckets, bucketEntries, lengths } = table;
  const bucket = hash >>> BUCKET_SHIFT;
  // Not beyond the rows, whatever a forged file says of its buckets.
  const end = Math.min(buckets[bucket + 1] ?? 0, hashes.length);
  let from = bucketEntries[bucket] ?? 0;
  for (let row = buckets[bucket] ?? 0; row < end; row++) {
    const other = hashes[row] ?? 0;
    const length = lengths[row] ?? 0;
    if (other >= hash) {
      found.from = from;
      // Not beyond the bucket, whatever a forged file says of its rows: that would be beyond the table.
      found.to = other === hash ? Math.min(from + length, bucketEntries[bucket + 1] ?? 0) : from;
      return other === hash;
    }
    from += length;
  }
  found.to = found.from = from;
  return false;
}

/** The row of a word, or -1. */
export function findWord({ hashes }: WordTable, hash: number): number {
  let low = 0;
  let high = hashes.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const other = hashes[middle] ?? 0;
    if (other === hash) return middle;
    if (other < hash) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
