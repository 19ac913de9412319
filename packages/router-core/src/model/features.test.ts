import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normaliseQuery } from "../normalise.ts";
import { createFeatureReader, hashWord, MAX_MODEL_CHARS } from "./features.ts";
import { anyText } from "./testdata/any-text.ts";

/** Copies: the arrays of a reader hold only until its next text. */
function featuresOf(text: string, read = createFeatureReader()) {
  const { count, words, hashes, kinds, starts, ends, wordAt } = read(text);
  return {
    hashes: Array.from(hashes.subarray(0, count)),
    kinds: Array.from(kinds.subarray(0, count)),
    spans: Array.from(starts.subarray(0, count), (start, i) => text.slice(start, ends[i])),
    wordAt: Array.from(wordAt.subarray(0, words)),
  };
}

const normalised = (text: string) => normaliseQuery(text, { maxChars: 4000 });
const wordsOf = (text: string) => {
  const { spans, wordAt } = featuresOf(text);
  return wordAt.map((at) => spans[at]);
};

describe("createFeatureReader", () => {
  // Files of models hold such hashes. A change here needs a new FORMAT_VERSION, or old files match no text any more.
  it("gives a word, its pair with the text's start, its n-grams and its pair with the text's end", () => {
    expect(featuresOf("s3")).toEqual({
      hashes: [
        0xeac276f6, 0x35e0c2a3, 0x822f369f, 0xb6cc1022, 0xb6df7470, 0x8af46245, 0xf68369a1, 0x4b610316,
        0x38484078,
      ],
      kinds: [1, 1, 0, 0, 0, 0, 0, 0, 1],
      spans: ["s3", "s3", "s3", "s3", "s3", "s3", "s3", "s3", "s3"],
      wordAt: [0],
    });
  });

  it("joins neighbours into pairs", () => {
    expect(featuresOf("a b")).toEqual({
      hashes: [
        0x12d6f93d, 0x39207027, 0x3a65a4d8, 0x7b8c00b3, 0x3c38844c, 0xc8fc7cae, 0x7c3de161, 0xa7278e3f,
        0x6c45dff4, 0x8872fe3d, 0x24af9dce,
      ],
      kinds: [1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1],
      spans: ["a", "a", "a", "a", "a", "b", "a b", "b", "b", "b", "b"],
      wordAt: [0, 5],
    });
  });

  it("reads characters beyond ASCII and beyond 16 bits", () => {
    expect(featuresOf("né").hashes).toEqual([
      0x57e2c69f, 0xd0eaf9a6, 0xaf95573b, 0xebed2160, 0xb3e341dd, 0x5e329a8e, 0x6d7011ea, 0x89751aec,
      0x038949de,
    ]);
    expect(featuresOf("𝒳").hashes).toEqual([
      0x360f6067, 0x99a1a463, 0x88da83f9, 0xdb225fbd, 0xa67e193e, 0x2cfc3dcf, 0x93486d17, 0x121d178c,
      0xd7e57529,
    ]);
  });

  it("parts words at everything but letters, digits, marks and apostrophes inside", () => {
    expect(wordsOf("  what's up, ec2-classic? 'tis o'' rock'n'roll the ops' 日本語 q\u0323 ")).toEqual([
      "what's",
      "up",
      "ec2",
      "classic",
      "tis",
      "o",
      "rock'n'roll",
      "the",
      "ops",
      "日本語",
      "q\u0323",
    ]);
  });

  it("leaves the apostrophe out of the word", () => {
    expect(featuresOf("what's").hashes[0]).toBe(hashWord("whats"));
    expect(featuresOf("what's").hashes).toEqual(featuresOf("whats").hashes);
  });

  it("spans a pair from its first word to its second, and the ends of the text to its ends", () => {
    expect(new Set(featuresOf("(my vpc, down)").spans)).toEqual(
      new Set(["my", "(my", "vpc", "my vpc", "down", "vpc, down", "down)"]),
    );
  });

  it("tells words that begin and end a text from words in its middle", () => {
    const first = featuresOf("a b").hashes;
    // The words and their n-grams are the same; the three pairs are not.
    expect(featuresOf("b a").hashes.filter((hash) => !first.includes(hash))).toHaveLength(3);
  });

  it("finds nothing in a text without words", () => {
    for (const text of ["", "   ", "?!… --- '", "👩💻", "\uD800", "ABC"]) {
      expect(featuresOf(text)).toEqual({ hashes: [], kinds: [], spans: [], wordAt: [] });
    }
  });

  it("reads the first 1000 code units", () => {
    const long = `${"a ".repeat(499)}bc`;
    expect(long).toHaveLength(1000);
    expect(featuresOf(`${long}d e f`)).toEqual(featuresOf(long));
    expect(featuresOf(`${long.slice(0, -1)}`)).not.toEqual(featuresOf(long));
  });

  it("leaves out the character that the cap would cut in half", () => {
    const before = `${"a ".repeat(499)}b`;
    expect(before).toHaveLength(999);
    expect(featuresOf(`${before}𝒳`).hashes).toEqual(featuresOf(before).hashes);
    expect(wordsOf(`${before}𝒳`).at(-1)).toBe("b");
    expect(wordsOf(`${before.slice(1)}𝒳`).at(-1)).toBe("b𝒳");
    expect(wordsOf(`${before}\uD835 a`).at(-1)).toBe("b");
  });

  it.each([
    ["one word of 1000 letters", "a".repeat(1000), 3003, 1],
    ["500 words of one letter", "a ".repeat(500), 2501, 500],
    ["1000 letters in two words, if the cap cut a letter in half", `a ${"b".repeat(997)}𝒳`, 2999, 2],
    ["letters beyond 16 bits", "𝒳".repeat(1000), 3003, 1],
    ["letters beyond 16 bits that the cap cuts in half", `-${"𝒳".repeat(1000)}`, 2997, 1],
    ["letters and apostrophes", "a'".repeat(500), 1503, 1],
  ])("has room for %s", (_what, text, count, words) => {
    const read = createFeatureReader();
    const features = read(text);
    expect({ count: features.count, words: features.words }).toEqual({ count, words });
    expect(features.hashes).toHaveLength(3003);
    expect(features.wordAt).toHaveLength(MAX_MODEL_CHARS);
  });

  it("has room for every text, and every span lies in the part that is read", () => {
    const read = createFeatureReader();
    fc.assert(
      fc.property(anyText(1100), (text) => {
        const { count, words, hashes, starts, ends, wordAt } = read(text);
        expect(count).toBeLessThanOrEqual(hashes.length);
        expect(words).toBeLessThanOrEqual(wordAt.length);
        expect(starts.subarray(0, count).every((start, i) => start < (ends[i] ?? 0))).toBe(true);
        const limit = Math.min(text.length, MAX_MODEL_CHARS);
        expect(ends.subarray(0, count).every((end) => end <= limit)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it("sees no more of 100,000 characters than of 1000", () => {
    const read = createFeatureReader();
    expect(read("vpc ".repeat(25_000)).count).toBe(read("vpc ".repeat(250)).count);
  });

  it("gives the same features for the same text, whatever was read before, and whoever reads", () => {
    const read = createFeatureReader();
    fc.assert(
      fc.property(anyText(), anyText(), (text, between) => {
        const first = featuresOf(text, read);
        read(between);
        expect(featuresOf(text, read)).toEqual(first);
        expect(featuresOf(text)).toEqual(first);
      }),
      { numRuns: 200 },
    );
  });

  it("gives the same features for all cases, spacings and Unicode forms of a text", () => {
    const read = createFeatureReader();
    const hashes = (text: string) => featuresOf(normalised(text), read).hashes;
    const part = fc.constantFrom(..."abzéüñçåßøœ0159 ".split(""), "e\u0301", "ö", "Å");
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const text = parts.join("");
        const expected = hashes(text);
        expect(hashes(text.normalize("NFD"))).toEqual(expected);
        expect(hashes(text.toUpperCase())).toEqual(expected);
        expect(hashes(` \n${text.replaceAll(" ", " \t ")}\u00A0`)).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });
});

describe("hashWord", () => {
  it.each([
    ["bill", 0x80d8e033],
    ["vpc", 0x5a3b8548],
    ["né", 0x57e2c69f],
    ["𝒳y", 0x1a3bb081],
  ])("of %s is always the same", (word, hash) => {
    expect(hashWord(word)).toBe(hash);
  });

  it("is the hash of the word in every text", () => {
    const word = fc
      .stringMatching(/^[\p{Ll}\p{Nd}]{1,12}$/u)
      .map(normalised)
      .filter((text) => /^[\p{L}\p{N}\p{M}]+$/u.test(text));
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), (words) => {
        const { hashes, wordAt } = featuresOf(`¿${words.join(", ")}?`);
        expect(wordAt.map((at) => hashes[at])).toEqual(words.map(hashWord));
      }),
      { numRuns: 200 },
    );
  });
});
