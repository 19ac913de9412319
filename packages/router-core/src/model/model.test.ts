import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hashWord } from "./features.ts";
import { bucketOf, findEntries, findWord, type RoutingModel } from "./model.ts";
import { tinyModel } from "./testdata/tiny-model.ts";

/** A model whose row at each place has one entry more than that place, so that rows can be told apart. */
function modelOf(hashes: readonly number[]): RoutingModel {
  const rows = hashes.map((hash, place) => ({
    hash,
    classes: Array.from({ length: place + 1 }, () => 0),
    weights: Array.from({ length: place + 1 }, (_, entry) => entry - 100),
  }));
  return tinyModel({ rows, words: hashes.map((hash) => ({ hash, weights: [0, 0, 0] })) });
}

function entriesOf({ table }: RoutingModel, hash: number): number {
  const found = { from: -1, to: -1 };
  const isKnown = findEntries(table, hash, found);
  const { from, to } = found;
  const weights = Array.from(table.entryWeights.subarray(from, to));
  const isWhole = weights.every((weight, entry) => weight === entry - 100);
  return isKnown === to > from && isWhole ? weights.length : Number.NaN;
}

const ASCENDING = [0, 1, 0x7_ffff, 0x8_0000, 0x7fff_0001, 0x7fff_0002, 0xfff8_0000, 0xffff_ffff];

describe("findEntries", () => {
  it("finds the entries of every hash, the first and the last of all too", () => {
    const model = modelOf(ASCENDING);
    expect(ASCENDING.map((hash) => entriesOf(model, hash))).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it("finds nothing that is not there", () => {
    const model = modelOf(ASCENDING);
    for (const hash of [2, 0x7_fffe, 0x8_0001, 0x7fff_0000, 0x7fff_0003, 0x8000_0000, 0xffff_fffe]) {
      expect(entriesOf(model, hash)).toBe(0);
    }
    expect([0, 7, 0xffff_ffff].map((hash) => entriesOf(modelOf([]), hash))).toEqual([0, 0, 0]);
  });

  it("finds exactly the hashes of any table", () => {
    const hash = fc.oneof(
      fc.nat(0xffff_ffff),
      fc.nat(40),
      fc.integer({ min: 0xffff_fff0, max: 0xffff_ffff }),
    );
    fc.assert(
      fc.property(fc.uniqueArray(hash, { maxLength: 40 }), hash, (hashes, other) => {
        const model = modelOf(hashes);
        expect(hashes.map((wanted) => entriesOf(model, wanted))).toEqual(hashes.map((_, place) => place + 1));
        expect(entriesOf(model, other)).toBe(hashes.indexOf(other) + 1);
        const { hashes: sorted } = model.wordTable;
        expect(hashes.map((wanted) => sorted[findWord(model.wordTable, wanted)])).toEqual(hashes);
        expect(findWord(model.wordTable, other)).toBe(sorted.indexOf(other));
      }),
      { numRuns: 50 },
    );
  });
});

describe("findWord", () => {
  it("finds every word and no other", () => {
    const { wordTable } = tinyModel();
    expect(["bucket", "s3", "vpc", ""].map((word) => findWord(wordTable, hashWord(word)))).toEqual([
      0, 1, -1, -1,
    ]);
    expect(findWord(tinyModel({ words: [] }).wordTable, 0)).toBe(-1);
  });
});

describe("bucketOf", () => {
  it("is the upper 13 bits of a hash", () => {
    expect([0, 0x7_ffff, 0x8_0000, 0xffff_ffff].map(bucketOf)).toEqual([0, 0, 1, 8191]);
  });
});
