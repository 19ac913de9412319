import { describe, expect, it } from "vitest";
import { crc32 } from "./crc32.ts";
import { hashWord } from "./features.ts";
import { BUCKETS, bucketOf } from "./model.ts";
import { DRAFT, draftWith, LAYOUT, METADATA, readBack, tinyModel } from "./testdata/tiny-model.ts";
import { rowBytes, writeModel } from "./write-model.ts";

describe("writeModel", () => {
  it("writes a header, the metadata and the tables in the order of their hashes", () => {
    const file = writeModel(DRAFT);
    expect(file).toHaveLength(LAYOUT.end);
    expect(Array.from(new Uint32Array(file.buffer, 0, 16))).toEqual([
      0x4d525753,
      0x4c45444f,
      1,
      LAYOUT.end,
      crc32(file.subarray(20)),
      404,
      3,
      3,
      6,
      2,
      0,
      0,
      0,
      0,
      0,
      0,
    ]);
    expect(new TextDecoder().decode(file.subarray(0, 8))).toBe("SWRMODEL");
    expect(new TextDecoder().decode(file.subarray(64, LAYOUT.buckets))).toBe(`${JSON.stringify(METADATA)}  `);
    const bytes = [
      [0x34, 0x86, 0xef, 0x57, 0x48, 0x85, 0x3b, 0x5a, 0xf6, 0x76, 0xc2, 0xea],
      [0x20, 0xb7, 0xe3, 0xd3, 0xf6, 0x76, 0xc2, 0xea],
      [2, 0, 1, 0, 3, 0],
      [2, 0, 1, 0, 1, 2],
      [100, 256 - 127, 127, 30, 256 - 6, 12],
      [50, 0, 256 - 50, 30, 15, 0],
    ].flat();
    expect(Array.from(file.subarray(LAYOUT.featureHashes))).toEqual(bytes);
  });

  it("writes where the features and entries of each bucket begin", () => {
    const { buffer } = writeModel(DRAFT);
    const starts = (section: number) => Array.from(new Uint32Array(buffer, section, BUCKETS + 1));
    const expected = (...after: readonly number[]) => {
      const joke = bucketOf(hashWord("joke")) + 1;
      const vpc = bucketOf(hashWord("vpc")) + 1;
      const s3 = bucketOf(hashWord("s3")) + 1;
      return Array.from({ length: BUCKETS + 1 }, (_, at) =>
        at < joke ? 0 : at < vpc ? after[0] : at < s3 ? after[1] : after[2],
      );
    };
    expect(starts(LAYOUT.buckets)).toEqual(expected(1, 2, 3));
    expect(starts(LAYOUT.bucketEntries)).toEqual(expected(2, 3, 6));
  });

  it("gives the same bytes whatever the order in which rows and words were found", () => {
    const turned = { ...DRAFT, rows: DRAFT.rows.toReversed(), words: DRAFT.words.toReversed() };
    expect(writeModel(turned)).toEqual(writeModel(DRAFT));
    expect(writeModel(DRAFT)).toEqual(writeModel(DRAFT));
  });

  it("gives other bytes for another draft", () => {
    expect(writeModel(draftWith({ metadata: { seed: 4 } }))).not.toEqual(writeModel(DRAFT));
  });
});

describe("a model that was written and read", () => {
  it("is the same", () => {
    const { info, labels, classes, parameters, table, wordTable } = tinyModel();
    expect({ labels, classes, parameters }).toEqual({
      labels: ["cost", "network"],
      classes: 3,
      parameters: METADATA.parameters,
    });
    expect(info).toEqual({
      bytes: LAYOUT.end,
      examples: 12,
      seed: 3,
      targetPrecision: 0.99,
      threshold: 0.75,
      thresholds: [
        { targetPrecision: 0.95, threshold: 0.6 },
        { targetPrecision: 0.99, threshold: 0.75 },
      ],
      rulesDigest: "00c0ffee00c0ffee",
    });
    expect(table.hashes).toEqual(Uint32Array.of(0x57ef8634, 0x5a3b8548, 0xeac276f6));
    expect(table.lengths).toEqual(Uint16Array.of(2, 1, 3));
    expect(table.entryClasses).toEqual(Uint8Array.of(2, 0, 1, 0, 1, 2));
    expect(table.entryWeights).toEqual(Int8Array.of(100, -127, 127, 30, -6, 12));
    expect(wordTable.hashes).toEqual(Uint32Array.of(0xd3e3b720, 0xeac276f6));
    expect(wordTable.weights).toEqual(Int8Array.of(50, 0, -50, 30, 15, 0));
  });

  it("may have no features and no words at all", () => {
    const { table, wordTable } = tinyModel({ rows: [], words: [] });
    expect([table.hashes, table.entryWeights, wordTable.weights].map(({ length }) => length)).toEqual([
      0, 0, 0,
    ]);
  });

  it.each([
    [256, Uint8Array],
    [257, Uint16Array],
    [1001, Uint16Array],
  ])("has %i classes", (classes, arrays) => {
    const row = (value: number) => Array.from({ length: classes }, () => value);
    const labels = Array.from({ length: classes - 1 }, (_, index) => `label ${index}`);
    const model = tinyModel({
      metadata: { labels },
      parameters: {
        bias: row(0),
        scale: row(0.1),
        wordScale: row(0.1),
        rules: [],
        reliability: labels.map(() => 0),
      },
      classes,
      rows: [
        { hash: 7, classes: [classes - 1, 0], weights: [-1, 1] },
        { hash: 5, classes: row(0).map((_, c) => c), weights: row(2) },
      ],
      words: [{ hash: 9, weights: row(0).with(-1, 3) }],
    });
    expect(model.classes).toBe(classes);
    expect(model.table.entryClasses).toBeInstanceOf(arrays);
    expect(Array.from(model.table.entryClasses.subarray(-3))).toEqual([classes - 1, classes - 1, 0]);
    expect(Array.from(model.table.entryWeights.subarray(-3))).toEqual([2, -1, 1]);
    expect(Array.from(model.wordTable.weights.subarray(-2))).toEqual([0, 3]);
  });

  it("has labels in any script, with any characters", () => {
    const labels = ["日本語 \u{1F600}", '"\\\u0000\n\uD800é~\u007F'];
    const bytes = writeModel(draftWith({ metadata: { labels } }));
    expect(readBack(bytes).labels).toEqual(labels);
    expect(bytes.subarray(64, bytes.indexOf(0x7d, 64)).every((byte) => byte >= 0x20 && byte <= 0x7e)).toBe(
      true,
    );
  });

  it("has metadata of several parts of 4096 bytes", () => {
    const labels = ["a".repeat(5000), "b".repeat(5000)];
    expect(tinyModel({ metadata: { labels } }).labels).toEqual(labels);
  });
});

describe("rowBytes", () => {
  it("is what one more row adds to a file", () => {
    const lengthOf = (rows: typeof DRAFT.rows) => writeModel({ ...DRAFT, rows }).length;
    const row = { hash: hashWord("dns"), classes: [0, 2], weights: [1, 2] };
    expect(lengthOf([...DRAFT.rows, row]) - lengthOf(DRAFT.rows)).toBe(10);
    expect(rowBytes(2, 3)).toBe(10);
    expect(rowBytes(2, 256)).toBe(10);
    expect(rowBytes(2, 257)).toBe(12);
    expect(rowBytes(0, 3)).toBe(6);
  });
});
