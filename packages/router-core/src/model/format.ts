import { BUCKETS, type ModelParameters, type TargetThreshold } from "./model.ts";

/**
 * The file of a model, little-endian throughout:
 *
 *     16 u32: magic (2), version, total bytes, CRC-32 of all that follows it, then the counts of
 *             metadata bytes, classes, features, entries, words; the rest 0
 *     metadata: JSON in ASCII, padded with spaces to a multiple of 4
 *     u32 first feature of each bucket, and first entry of each bucket, one more each at the end
 *     u32 hashes of the features, ascending · u32 hashes of the words, ascending
 *     u16 entries per feature · class of each entry, u8 or (above 256 classes) u16
 *     i8 weight of each entry · i8 weights of the words, all classes of one word together
 *
 * Sections stand in the order of their alignment, so that they can be used where they lie.
 */
export const HEADER_WORDS = 16;
export const MAGIC_FIRST = 0x4d525753; // "SWRM"
export const MAGIC_SECOND = 0x4c45444f; // "ODEL"
export const FORMAT_VERSION = 1;
export const CHECKSUM_AT = 4;

/** What the header counts. */
export interface Counts {
  readonly metadataBytes: number;
  readonly classes: number;
  readonly features: number;
  readonly entries: number;
  readonly words: number;
}

/** Byte offsets of the sections, and where the file ends. */
export interface Layout {
  readonly metadata: number;
  readonly buckets: number;
  readonly bucketEntries: number;
  readonly featureHashes: number;
  readonly wordHashes: number;
  readonly lengths: number;
  readonly entryClasses: number;
  readonly entryWeights: number;
  readonly wordWeights: number;
  readonly end: number;
}

export function layoutOf({ metadataBytes, classes, features, entries, words }: Counts): Layout {
  const metadata = HEADER_WORDS * 4;
  const buckets = metadata + metadataBytes;
  const bucketEntries = buckets + 4 * (BUCKETS + 1);
  const featureHashes = bucketEntries + 4 * (BUCKETS + 1);
  const wordHashes = featureHashes + 4 * features;
  const lengths = wordHashes + 4 * words;
  const entryClasses = lengths + 2 * features;
  const entryWeights = entryClasses + classBytes(classes) * entries;
  const wordWeights = entryWeights + entries;
  return {
    metadata,
    buckets,
    bucketEntries,
    featureHashes,
    wordHashes,
    lengths,
    entryClasses,
    entryWeights,
    wordWeights,
    end: wordWeights + words * classes,
  };
}

/** Bytes that name a class. */
export function classBytes(classes: number): 1 | 2 {
  return classes <= 256 ? 1 : 2;
}

/** The metadata as it stands in the file. */
export interface Metadata {
  readonly labels: readonly string[];
  readonly examples: number;
  readonly seed: number;
  readonly targetPrecision: number;
  readonly thresholds: readonly TargetThreshold[];
  readonly rulesDigest: string;
  readonly parameters: ModelParameters;
}

/** The part of a file that its checksum is of. */
export function checkedPart(file: Uint8Array): Uint8Array {
  return file.subarray(4 * (CHECKSUM_AT + 1));
}
