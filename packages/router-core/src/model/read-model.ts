import { type FileReading, hasChecksum, textOf } from "../file-reading.ts";
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
 */
export function readModel(bytes: Uint8Array, reading: FileReading = {}): ReadModelResult {
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
  if (!hasChecksum(checkedPart(file), sum, reading)) {
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
  const json = textOf(file.subarray(layout.metadata, layout.metadata + metadataBytes), reading);
  const metadata = parseMetadata(json, classes);
  if (metadata === undefined)
    return refuse("is damaged: its metadata is not what a model has; train it again");
  const table = tableOf(file, layout, counts);
  const wordTable = wordTableOf(file, layout, counts);
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

function tableOf(file: Uint8Array, layout: Layout, counts: Counts): FeatureTable {
  const { features, entries, classes } = counts;
  const { buffer, byteOffset: base } = file;
  const buckets = new Uint32Array(buffer, base + layout.buckets, BUCKETS + 1);
  const bucketEntries = new Uint32Array(buffer, base + layout.bucketEntries, BUCKETS + 1);
  return {
    hashes: new Uint32Array(buffer, base + layout.featureHashes, features),
    buckets,
    bucketEntries,
    lengths: new Uint16Array(buffer, base + layout.lengths, features),
    // Whether buckets ascend, rows stay within them and classes exist is not asked: half a million questions at a cold
    // start, of a file whose checksum fits. `findEntries` stays within the tables, and a class that is not there takes
    // nothing.
    entryClasses:
      classBytes(classes) === 1
        ? new Uint8Array(buffer, base + layout.entryClasses, entries)
        : new Uint16Array(buffer, base + layout.entryClasses, entries),
    entryWeights: new Int8Array(buffer, base + layout.entryWeights, entries),
  };
}

function wordTableOf(file: Uint8Array, layout: Layout, { words, classes }: Counts): WordTable {
  return {
    hashes: new Uint32Array(file.buffer, file.byteOffset + layout.wordHashes, words),
    weights: new Int8Array(file.buffer, file.byteOffset + layout.wordWeights, words * classes),
  };
}
