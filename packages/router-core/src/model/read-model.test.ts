import { crc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { createClassifier } from "./classifier.ts";
import { explainVerdict } from "./explain.ts";
import { hashWord } from "./features.ts";
import { checkedPart } from "./format.ts";
import { BUCKETS, bucketOf } from "./model.ts";
import { readModel } from "./read-model.ts";
import { DRAFT, draftWith, LAYOUT, readBack, type TinyChanges, tinyModel } from "./testdata/tiny-model.ts";
import { writeModel } from "./write-model.ts";

const FILE = writeModel(DRAFT);
const METADATA_BYTES = 404;

/** The tiny model after `change`, with a total and a checksum that fit. */
function forged(change: (file: Uint8Array, header: Uint32Array) => void, file = FILE.slice()): Uint8Array {
  const header = new Uint32Array(file.buffer, 0, 16);
  header[3] = file.length;
  change(file, header);
  header[4] = crc32(checkedPart(file));
  return file;
}

/** Whether a byte belongs to another section than the index of the buckets. */
function isSection(at: number): boolean {
  return at < LAYOUT.buckets || at >= LAYOUT.featureHashes;
}

function messageOf(bytes: Uint8Array): string {
  const result = readModel(bytes, { checksum: crc32 });
  return result.ok ? "is a model" : result.message;
}

function labelBy(bytes: Uint8Array): string {
  return createClassifier(readBack(bytes))("s3 vpc joke").label;
}

const UNFILLED = "is damaged: its sections do not fill it; train it again";
const BAD_METADATA = "is damaged: its metadata is not what a model has; train it again";

describe("readModel", () => {
  it("takes a file wherever it lies in memory", () => {
    for (const offset of [0, 1, 2, 3, 4]) {
      const memory = new Uint8Array(FILE.length + 8).fill(0xff);
      memory.set(FILE, offset);
      expect(messageOf(memory.subarray(offset, offset + FILE.length))).toBe("is a model");
    }
  });

  it("computes the checksum itself when no other does", () => {
    expect(readModel(FILE).ok).toBe(true);
    expect(readModel(FILE.with(300, 0))).toEqual(readModel(FILE.with(300, 0), { checksum: crc32 }));
    expect(readModel(FILE, { checksum: () => 0 }).ok).toBe(false);
  });

  it("takes a part of a Node Buffer, whose slices share memory", () => {
    const memory = Buffer.concat([Buffer.from("x"), FILE]);
    expect(messageOf(memory.subarray(1))).toBe("is a model");
  });

  it.each([
    ["nothing", new Uint8Array(0), "is no model: expected at least 64 bytes, found 0"],
    ["less than a header", FILE.slice(0, 63), "is no model: expected at least 64 bytes, found 63"],
    [
      "a foreign file",
      new TextEncoder().encode("%PDF-1.7".repeat(20)),
      'is no model: it does not begin with "SWRMODEL"; make one with "switchyard train"',
    ],
    [
      "half of the name",
      forged((file) => file.set([0x6d], 7)),
      'is no model: it does not begin with "SWRMODEL"; make one with "switchyard train"',
    ],
    [
      "another version",
      forged((_file, header) => header.set([2], 2)),
      "has format version 2, and this router reads version 1; train it again",
    ],
    [
      "a file that was cut",
      FILE.slice(0, -1),
      `is not whole: it says ${LAYOUT.end} bytes, and ${LAYOUT.end - 1} are there; copy it again`,
    ],
    [
      "a file with something behind it",
      Uint8Array.of(...FILE, 0),
      `is not whole: it says ${LAYOUT.end} bytes, and ${LAYOUT.end + 1} are there; copy it again`,
    ],
    [
      "a file of which a bit fell over",
      FILE.with(300, 0),
      "is damaged: its checksum does not fit its content; copy it again",
    ],
    [
      "a file without a threshold for its target",
      writeModel(draftWith({ metadata: { targetPrecision: 0.98 } })),
      "is damaged: it has no threshold for its target; train it again",
    ],
    [
      "a file beyond all measure",
      new Uint8Array(64 * 1024 * 1024 + 1),
      "has 67108865 bytes; a model has at most 67108864",
    ],
  ])("refuses %s", (_what, bytes, message) => {
    expect(readModel(bytes)).toEqual({ ok: false, message });
  });

  it("refuses every part of a file", () => {
    for (let length = 0; length < FILE.length; length++) {
      expect(readModel(FILE.subarray(0, length), { checksum: crc32 }).ok, `${length} bytes`).toBe(false);
    }
  });

  it("refuses every part of a file whose total and checksum fit it", () => {
    const lengths = Array.from({ length: FILE.length - 64 }, (_, index) => 64 + index);
    // The index of the buckets is long and always the same: some of it will do.
    for (const length of lengths.filter((at) => isSection(at) || at % 97 === 0)) {
      expect(messageOf(forged(() => undefined, FILE.slice(0, length))), `${length} bytes`).toBe(UNFILLED);
    }
  });

  it("refuses a file of which one byte is another, whichever it is", () => {
    const places = Array.from(FILE.keys()).filter((at) => isSection(at) || at % 31 === 0);
    for (const at of places) {
      const flip = [1, 0x80, 0xff][at % 3] ?? 1;
      expect(readModel(FILE.with(at, (FILE[at] ?? 0) ^ flip), { checksum: crc32 }).ok, `byte ${at}`).toBe(
        false,
      );
    }
  });

  const MOST = 0xffff_ffff;
  it.each<[string, readonly [at: number, value: number][], string]>([
    ["more metadata", [[5, METADATA_BYTES + 4]], UNFILLED],
    ["metadata of all memory", [[5, MOST - 3]], UNFILLED],
    [
      "metadata that is not aligned, and one entry more in its stead",
      [
        [5, METADATA_BYTES - 2],
        [8, 7],
      ],
      UNFILLED,
    ],
    ["no metadata", [[5, 0]], UNFILLED],
    ["more classes", [[6, 4]], UNFILLED],
    ["all classes", [[6, MOST]], UNFILLED],
    ["all features", [[7, MOST]], UNFILLED],
    ["all entries", [[8, MOST]], UNFILLED],
    ["all words", [[9, MOST]], UNFILLED],
    [
      "all of everything",
      [
        [5, MOST - 3],
        [6, MOST],
        [7, MOST],
        [8, MOST],
        [9, MOST],
      ],
      UNFILLED,
    ],
    // A feature is 6 bytes, an entry 2, a word 7.
    [
      "all classes, two words less and seven entries more",
      [
        [6, 256],
        [9, 0],
        [8, 13],
      ],
      BAD_METADATA,
    ],
  ])("refuses a header that tells of %s", (_what, lies, message) => {
    const file = forged((_file, header) => {
      for (const [at, value] of lies) header[at] = value;
    });
    expect(messageOf(file)).toBe(message);
  });

  it("refuses a header that gives the whole file to the metadata", () => {
    const all = LAYOUT.end - LAYOUT.featureHashes + METADATA_BYTES;
    const file = forged((_file, header) => header.set([all, 3, 0, 0, 0], 5));
    expect(messageOf(file)).toBe(BAD_METADATA);
  });

  const S3 = bucketOf(hashWord("s3"));
  it.each<[string, number, number, number]>([
    ["buckets that do not begin at the first feature", LAYOUT.buckets, 0, 1],
    ["a bucket that begins before the one before it", LAYOUT.buckets, S3 + 2, 2],
    ["a bucket beyond the last feature", LAYOUT.buckets, S3 + 1, 4],
    ["buckets that leave the last feature out", LAYOUT.buckets, BUCKETS, 2],
    ["buckets that do not begin at the first entry", LAYOUT.bucketEntries, 0, 1],
    ["a bucket whose entries begin before those of the one before it", LAYOUT.bucketEntries, S3 + 2, 5],
    ["a bucket beyond the last entry", LAYOUT.bucketEntries, S3 + 1, 0xffff_ffff],
    ["buckets that end before the last entry", LAYOUT.bucketEntries, BUCKETS, 5],
  ])("judges all the same with %s", (_what, section, bucket, start) => {
    const file = forged((bytes) => new Uint32Array(bytes.buffer, section, BUCKETS + 1).set([start], bucket));
    expect(["cost", "network"]).toContain(labelBy(file));
  });

  it("judges all the same with an index that leaves the first out", () => {
    for (const section of [LAYOUT.buckets, LAYOUT.bucketEntries]) {
      const file = forged((bytes) => {
        const starts = new Uint32Array(bytes.buffer, section, BUCKETS + 1);
        starts.set(starts.map((start) => Math.max(1, start)));
      });
      expect(["cost", "network"]).toContain(labelBy(file));
    }
  });

  it("ends its search with the rows, wherever a bucket says that it ends", () => {
    const started = performance.now();
    const file = forged((bytes) =>
      new Uint32Array(bytes.buffer, LAYOUT.buckets, BUCKETS + 1).fill(0xffff_ffff, 1),
    );
    expect(["cost", "network"]).toContain(labelBy(file));
    // Four billion steps would take minutes.
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it("takes the word of whoever compared the checksum before", () => {
    const damaged = FILE.with(LAYOUT.wordWeights, (FILE[LAYOUT.wordWeights] ?? 0) ^ 1);
    expect(readModel(damaged).ok).toBe(false);
    expect(readModel(damaged, { checksum: "checked-before" }).ok).toBe(true);
    expect(readModel(damaged.subarray(1), { checksum: "checked-before" }).ok).toBe(false);
  });

  describe("of a forged file whose checksum fits", () => {
    const verdictsOf = (bytes: Uint8Array | TinyChanges) => {
      const model = bytes instanceof Uint8Array ? readBack(bytes) : tinyModel(bytes);
      return [undefined, "network"].map((agent) => [
        createClassifier(model)("s3 vpc joke", agent),
        explainVerdict(model, "s3 vpc joke", agent),
      ]);
    };
    const rowsWith = (hash: number, ...entries: readonly (readonly [index: number, weight: number])[]) => ({
      rows: DRAFT.rows.map((row) =>
        row.hash === hash
          ? { hash, classes: entries.map(([index]) => index), weights: entries.map(([, weight]) => weight) }
          : row,
      ),
    });

    it("ends a row with its bucket", () => {
      // Rows of joke, vpc and s3.
      expect(verdictsOf(forged((file) => file.set([255, 255], LAYOUT.lengths)))).toEqual(verdictsOf({}));
      expect(verdictsOf(forged((file) => file.set([255, 255], LAYOUT.lengths + 4)))).toEqual(verdictsOf({}));
    });

    it("takes what a row has, if it says less", () => {
      const shorter = verdictsOf(rowsWith(hashWord("s3"), [0, 30]));
      expect(verdictsOf(forged((file) => file.set([1, 0], LAYOUT.lengths + 4)))).toEqual(shorter);
    });

    it("lets the weight of a class that there is not go nowhere", () => {
      const shorter = verdictsOf(rowsWith(hashWord("s3"), [0, 30]));
      expect(verdictsOf(forged((file) => file.set([3, 255], LAYOUT.entryClasses + 4)))).toEqual(shorter);
    });

    it("does not find words and features that stand at the wrong place", () => {
      const file = forged((bytes) => bytes.fill(0, LAYOUT.featureHashes, LAYOUT.lengths));
      expect(verdictsOf(file)).toEqual(verdictsOf({ rows: [], words: [] }));
    });
  });
});
