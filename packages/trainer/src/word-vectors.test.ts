import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { NO_WORD_VECTORS, readWordVectors } from "./word-vectors.ts";

function fileOf(words: string, steps: readonly number[], count: number, dimensions: number): Uint8Array {
  const text = new TextEncoder().encode(words);
  const file = new Uint8Array(16 + text.length + steps.length);
  const view = new DataView(file.buffer);
  view.setUint32(0, count, true);
  view.setUint32(4, dimensions, true);
  view.setFloat32(8, 0.5, true);
  view.setUint32(12, text.length, true);
  file.set(text, 16);
  file.set(steps, 16 + text.length);
  return file;
}

const FILE = fileOf("the\nvpc\n", [1, 2, 0, 255, 128, 127], 2, 3);

describe("readWordVectors", () => {
  it("reads words and their vectors", () => {
    const { dimensions, words, vectorOf } = readWordVectors(FILE);
    expect({ dimensions, words }).toEqual({ dimensions: 3, words: ["the", "vpc"] });
    expect(vectorOf("the")).toEqual(Float32Array.of(0.5, 1, 0));
    expect(vectorOf("vpc")).toEqual(Float32Array.of(-0.5, -64, 63.5));
    expect(vectorOf("")).toBeUndefined();
    expect(vectorOf("toString")).toBeUndefined();
  });

  it("reads a part of a larger memory", () => {
    const memory = Uint8Array.of(9, ...FILE, 9);
    expect(readWordVectors(memory.subarray(1, -1)).vectorOf("vpc")).toEqual(Float32Array.of(-0.5, -64, 63.5));
  });

  it.each([
    [new Uint8Array(15), "The word vectors are not whole: the header is missing."],
    [FILE.subarray(0, -1), "The word vectors are not whole: expected 30 bytes, found 29."],
    [Uint8Array.of(...FILE, 0), "The word vectors are not whole: expected 30 bytes, found 31."],
    [fileOf("the\nthe\n", [1, 2], 2, 1), "The word vectors are damaged: expected 2 words, found 1."],
    [fileOf("the\n", [1, 2], 2, 1), "The word vectors are damaged: expected 2 words, found 1."],
    [fileOf("a\nb\na\n", [1, 2], 2, 1), "The word vectors are damaged: expected 2 words, found 2."],
  ])("refuses what is not whole or damaged (%#)", (bytes, message) => {
    expect(() => readWordVectors(bytes)).toThrow(new Error(message));
  });

  it("reads the vectors that come with the package: like words have like vectors", () => {
    const { words, dimensions, vectorOf } = readWordVectors(
      readFileSync(join(import.meta.dirname, "..", "data", "word-vectors.bin")),
    );
    expect({ words: words.length, dimensions }).toEqual({ words: 20_000, dimensions: 64 });
    const likeness = (one: string, other: string) => {
      const [a, b] = [vectorOf(one) ?? [], vectorOf(other) ?? []].map((vector) => Array.from(vector));
      const dot = (x: readonly number[] = [], y: readonly number[] = []) =>
        x.reduce((sum, value, d) => sum + value * (y[d] ?? 0), 0);
      return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
    };
    expect(likeness("cost", "price")).toBeGreaterThan(likeness("cost", "river"));
    expect(likeness("expensive", "cheap")).toBeGreaterThan(0.5);
    // Every word can be found in a text: one run of letters and digits in normal form.
    expect(words.filter((word) => !/^[a-z0-9]+$/u.test(word))).toEqual([]);
  });
});

describe("NO_WORD_VECTORS", () => {
  it("knows no word", () => {
    expect(NO_WORD_VECTORS.vectorOf("the")).toBeUndefined();
    expect(NO_WORD_VECTORS).toMatchObject({ dimensions: 0, words: [] });
  });
});
