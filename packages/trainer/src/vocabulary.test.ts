import { createFeatureReader, hashWord } from "@switchyard/router-core";
import { describe, expect, it } from "vitest";
import { toyVectors } from "./testdata/toy-sets.ts";
import { createVocabulary } from "./vocabulary.ts";
import { NO_WORD_VECTORS } from "./word-vectors.ts";

describe("createVocabulary", () => {
  it("numbers the features of the texts in the order in which they come", () => {
    const { size, hashes } = createVocabulary(["s3", "s3 s3", ""], NO_WORD_VECTORS);
    const { hashes: read, count } = createFeatureReader()("s3");
    expect(hashes.slice(0, 9)).toEqual(Array.from(read.subarray(0, count)));
    // "s3 s3" adds the pair of both.
    expect(size).toBe(10);
    expect(hashes).toHaveLength(10);
  });

  it("counts words and pairs twice as much as n-grams", () => {
    expect(createVocabulary(["s3"], NO_WORD_VECTORS).values).toEqual([2, 2, 1, 1, 1, 1, 1, 1, 2]);
  });

  it("reads a row: features that it knows, and the norm of all", () => {
    const { rowOf } = createVocabulary(["s3"], NO_WORD_VECTORS);
    expect(rowOf("s3", 4, 2)).toEqual({
      features: Int32Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8),
      norm: 1 / 3,
      meaning: new Float32Array(0),
      ruled: 2,
      target: 4,
    });
    // Of "a b" it knows none of 11 features.
    expect(rowOf("a b", 0, -1)).toMatchObject({
      features: new Int32Array(0),
      norm: 1 / Math.sqrt(11),
      ruled: -1,
    });
    expect(rowOf("?", 0, -1)).toMatchObject({ features: new Int32Array(0), norm: 0 });
  });

  it("has a feature that occurs twice twice, and adds none by reading", () => {
    const { rowOf, size } = createVocabulary(["s3"], NO_WORD_VECTORS);
    const { features } = rowOf("s3 s3 up", 0, -1);
    expect(Array.from(features).filter((feature) => feature === 0)).toEqual([0, 0]);
    expect(Math.max(...features)).toBeLessThan(size);
  });

  it("adds up the meaning of the words, as often as they occur", () => {
    const { rowOf } = createVocabulary([], toyVectors({ s3: [1, 0], ec2: [0.5, -2] }));
    // 3 · 7 + 2 · 3 + 1 = 28 features.
    const scale = 10 / Math.sqrt(28);
    const { meaning } = rowOf("s3 ec2 s3", 0, -1);
    expect(Array.from(meaning)).toEqual([
      expect.closeTo(2.5 * scale, 5) as number,
      expect.closeTo(-2 * scale, 5) as number,
    ]);
    expect(rowOf("what", 0, -1).meaning).toEqual(Float32Array.of(0, 0));
    expect(rowOf("s3", 0, -1).meaning).toEqual(Float32Array.of(10 / 3, 0));
  });

  it("knows words by the hashes that models hold", () => {
    expect(createVocabulary(["vpc"], NO_WORD_VECTORS).hashes[0]).toBe(hashWord("vpc"));
  });
});
