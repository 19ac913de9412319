import { crc32 } from "./crc32.ts";
import {
  CHECKSUM_AT,
  type Counts,
  checkedPart,
  classBytes,
  FORMAT_VERSION,
  HEADER_WORDS,
  type Layout,
  layoutOf,
  MAGIC_FIRST,
  MAGIC_SECOND,
} from "./format.ts";
import { BUCKETS, type FeatureTable, type RoutingModel, type WordTable } from "./model.ts";
import { parseMetadata } from "./parse-metadata.ts";

export type ReadModelResult =
  | { readonly ok: true; readonly model: RoutingModel }
  | { readonly ok: false; readonly message: string };

/** Larger files are no models of a fast path. */
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * Takes a model's file. What is not whole, not ours or not sound is refused with a sentence that says so; nothing is
 * read beyond the bytes that are there. The model lies in `bytes`, which must not change afterwards.
 *
 * @param checksum CRC-32. At a cold start, where no compiler has seen our own yet, a runtime's native one (`crc32` of
 *   `node:zlib`) saves most of the time that this takes.
 */
export function readModel(
  bytes: Uint8Array,
  checksum: (bytes: Uint8Array) => number = crc32,
): ReadModelResult {
  if (bytes.length < HEADER_WORDS * 4) {
    return refuse(`is no model: expected at least ${HEADER_WORDS * 4} bytes, found ${bytes.length}`);
  }
  if (bytes.length > MAX_BYTES) return refuse(`has ${bytes.length} bytes; a model has at most ${MAX_BYTES}`);
  // The sections are used where they lie, and typed arrays want them aligned. A Buffer's slice would not be a copy.
  const file = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
  const header = new Uint32Array(file.buffer, file.byteOffset, HEADER_WORDS);
  const [first, second, version, total, sum] = header;
  if (first !== MAGIC_FIRST || second !== MAGIC_SECOND) {
    return refuse('is no model: it does not begin with "SWRMODEL"; make one with "switchyard train"');
  }
  if (version !== FORMAT_VERSION) {
    return refuse(
      `has format version ${version}, and this router reads version ${FORMAT_VERSION}; train it again`,
    );
  }
  if (total !== file.length) {
    return refuse(`is not whole: it says ${total} bytes, and ${file.length} are there; copy it again`);
  }
  if (sum !== checksum(checkedPart(file))) {
    return refuse("is damaged: its checksum does not fit its content; copy it again");
  }
  const [metadataBytes = 0, classes = 0, features = 0, entries = 0, words = 0] = header.subarray(
    CHECKSUM_AT + 1,
  );
  const counts = { metadataBytes, classes, features, entries, words };
  const layout = layoutOf(counts);
  if (metadataBytes % 4 !== 0 || layout.end !== file.length) {
    return refuse("is damaged: its sections do not fill it; train it again");
  }
  const metadata = parseMetadata(asciiOf(file, layout.metadata, metadataBytes), classes);
  if (metadata === undefined)
    return refuse("is damaged: its metadata is not what a model has; train it again");
  const table = tableOf(file, layout, counts);
  const wordTable = wordTableOf(file, layout, counts);
  if (table === undefined) {
    return refuse("is damaged: a table leads out of itself; train it again");
  }
  const { labels, parameters, ...info } = metadata;
  const chosen = info.thresholds.find(({ targetPrecision }) => targetPrecision === info.targetPrecision);
  if (chosen === undefined) return refuse("is damaged: it has no threshold for its target; train it again");
  const model = {
    labels,
    info: { ...info, bytes: file.length, threshold: chosen.threshold },
    classes,
    parameters,
    table,
    wordTable,
  };
  return { ok: true, model };
}

function refuse(message: string): ReadModelResult {
  return { ok: false, message };
}

function asciiOf(file: Uint8Array, from: number, length: number): string {
  let text = "";
  // In parts, as a call takes only so many arguments; by `apply`, as spreading them costs a step of an iterator each.
  for (let at = from; at < from + length; at += 4096) {
    const part: ArrayLike<number> = file.subarray(at, Math.min(at + 4096, from + length));
    text += String.fromCharCode.apply(undefined, part as number[]);
  }
  return text;
}

function tableOf(file: Uint8Array, layout: Layout, counts: Counts): FeatureTable | undefined {
  const { features, entries, classes } = counts;
  const { buffer, byteOffset: base } = file;
  const buckets = new Uint32Array(buffer, base + layout.buckets, BUCKETS + 1);
  const bucketEntries = new Uint32Array(buffer, base + layout.bucketEntries, BUCKETS + 1);
  if (!isIndex(buckets, features) || !isIndex(bucketEntries, entries)) return undefined;
  return {
    hashes: new Uint32Array(buffer, base + layout.featureHashes, features),
    buckets,
    bucketEntries,
    lengths: new Uint16Array(buffer, base + layout.lengths, features),
    // Whether rows stay within their bucket and classes exist is not asked: half a million questions at a cold start, of
    // a file whose checksum fits. `findEntries` ends rows with their bucket, and a class that is not there takes nothing.
    entryClasses:
      classBytes(classes) === 1
        ? new Uint8Array(buffer, base + layout.entryClasses, entries)
        : new Uint16Array(buffer, base + layout.entryClasses, entries),
    entryWeights: new Int8Array(buffer, base + layout.entryWeights, entries),
  };
}

/** From 0 to all, never down. */
function isIndex(starts: Uint32Array, all: number): boolean {
  let previous = 0;
  for (let i = 0; i < starts.length; i++) {
    const start = starts[i] ?? 0;
    if (start < previous) return false;
    previous = start;
  }
  return starts[0] === 0 && previous === all;
}

function wordTableOf(file: Uint8Array, layout: Layout, { words, classes }: Counts): WordTable {
  return {
    hashes: new Uint32Array(file.buffer, file.byteOffset + layout.wordHashes, words),
    weights: new Int8Array(file.buffer, file.byteOffset + layout.wordWeights, words * classes),
  };
}
