import { describe, expect, it } from "vitest";
import { checkedPart, classBytes, layoutOf } from "./format.ts";
import { BUCKETS } from "./model.ts";

describe("layoutOf", () => {
  it("puts the sections one behind the other", () => {
    const index = 4 * (BUCKETS + 1);
    const layout = layoutOf({ metadataBytes: 8, classes: 300, features: 3, entries: 5, words: 2 });
    expect(layout).toEqual({
      metadata: 64,
      buckets: 72,
      bucketEntries: 72 + index,
      featureHashes: 72 + 2 * index,
      wordHashes: 84 + 2 * index,
      lengths: 92 + 2 * index,
      entryClasses: 98 + 2 * index,
      entryWeights: 108 + 2 * index,
      wordWeights: 113 + 2 * index,
      end: 713 + 2 * index,
    });
  });

  it("names up to 256 classes by one byte", () => {
    expect([1, 256, 257, 1001].map(classBytes)).toEqual([1, 1, 2, 2]);
  });
});

describe("checkedPart", () => {
  it("is all that stands behind the checksum", () => {
    expect(checkedPart(Uint8Array.from({ length: 24 }, (_, index) => index))).toEqual(
      Uint8Array.of(20, 21, 22, 23),
    );
  });
});
