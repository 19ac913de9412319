import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normaliseQuery } from "./normalise.ts";

const normalise = (text: string, maxChars = 1000): string => normaliseQuery(text, { maxChars });

describe("normaliseQuery", () => {
  it.each([
    ["  What are\t my\r\nAWS   costs?  ", "what are my aws costs?"],
    ["ＡＷＳ ｃｏｓｔ", "aws cost"],
    ["co\u200Bst \u00ADre\u2060port\uFEFF", "cost report"],
    ["a\u0000b\u0007c\u001B[31m", "abc[31m"],
    ["non\u00A0breaking\u2003space\u0085here", "non breaking space here"],
    ["“what’s” ‘up’ — what´s `s3`", "\"what's\" 'up' - what's 's3'"],
    ["ec2‑classic − two–three", "ec2-classic - two-three"],
    ["STRASSE Straße STRAẞE", "strasse strasse strasse"],
    ["ΟΔΟΣ οδός", "οδοσ οδόσ"],
    ["Cafe\u0301", "café"],
    ["İstanbul", "i̇stanbul"],
    ["", ""],
    [" \u200B\n", ""],
  ])("turns %j into %j", (text, expected) => {
    expect(normalise(text)).toBe(expected);
  });

  it("keeps case folding independent of the locale: I is i", () => {
    expect(normalise("IAM")).toBe("iam");
  });

  it("drops lone surrogates and keeps pairs", () => {
    expect(normalise("a\uD83Db\uDE00c 😀")).toBe("abc 😀");
  });

  it("counts the cap in code points and never splits a pair", () => {
    expect(normalise("😀😀😀", 2)).toBe("😀😀");
    expect(normalise("abc", 2)).toBe("ab");
  });

  it("does not end in the space at which it was cut", () => {
    expect(normalise("cost report", 5)).toBe("cost");
  });

  it("changes nothing when it is applied again", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 1, max: 40 }), (text, maxChars) => {
        const once = normalise(text, maxChars);
        expect(normalise(once, maxChars)).toBe(once);
      }),
    );
  });

  it("gives one result for all Unicode forms, cases and spacings of a text", () => {
    const letter = fc.constantFrom(..."abzéüñçåßøœ0159 ".split(""), "e\u0301", "ö", "Å");
    fc.assert(
      fc.property(fc.array(letter), (letters) => {
        const text = letters.join("");
        const expected = normalise(text);
        expect(normalise(text.normalize("NFD"))).toBe(expected);
        expect(normalise(text.normalize("NFC"))).toBe(expected);
        expect(normalise(text.toUpperCase())).toBe(expected);
        expect(normalise(` \n${text.replaceAll(" ", " \t ")}\u00A0`)).toBe(expected);
      }),
    );
  });

  it("never gives lone surrogates, control characters or spaces in a row", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(normalise(text)).not.toMatch(/[\p{Cs}\p{Cc}]| {2}|^ | $/u);
      }),
    );
  });
});
