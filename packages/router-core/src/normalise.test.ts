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
    ["İstanbul ISTANBUL ıstanbul i\u0307\u0307stanbul", "istanbul istanbul istanbul istanbul"],
    ["Mİ́x", "míx"],
    ["a\tb\nc\u000Bd\fe\rf\u2028g", "a b c d e f g"],
    ["`a` ˈbʼ ′c‵ ‛d ʹeʻ", "'a' 'b' 'c' 'd 'e'"],
    ["what`s `s3`", "what's 's3'"],
    ["«a» ‟b„ 〝c〞 〟", '"a" "b" "c" "'],
    ["a⸺b⸻c゠d―e", "a-b-c-d-e"],
    ["ﬁnance oﬃce ĳ ŉ", "finance office ij 'n"],
    ["１２３ ② Ⅷ s³", "123 2 viii s3"],
    ["👩\u200D💻️ a\uFE0Fb", "👩💻 ab"],
    ["\u200Faws\u202E \u2066cost\u2069", "aws cost"],
    ["a\u034Fb\u115Fc\u3164d", "abcd"],
    ["ΣΑΣ ᾳ", "σασ αι"],
    ["ﾊﾞｰｼﾞｮﾝ", "バージョン"],
    ["q\u0323\u0307 q\u0307\u0323", "q\u0323\u0307 q\u0323\u0307"],
    ["\u00A8 x ´", "\u0308 x '"],
    ["\uD800\uD800", ""],
    ["ÜÉ", "üé"],
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
    expect(normalise("\uFFFFabc", 2)).toBe("\uFFFFa");
    expect(normalise("ab😀", 3)).toBe("ab😀");
  });

  it("counts the cap after the text has been folded, which can make it longer", () => {
    expect(normalise("ﷺ", 5)).toBe("صلى ا");
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

  it("gives one result for what a Turkish keyboard makes of a text in capitals and small letters", () => {
    expect(normalise("iam limit".toLocaleUpperCase("tr"))).toBe("iam limit");
    expect(normalise("IAM LIMIT".toLocaleLowerCase("tr"))).toBe("iam limit");
  });

  it("folds every code point once and for all, whatever stands beside it", () => {
    const around = ["", "a", "i", "\u0301", "\u0307", "\u0345", " "];
    fc.assert(
      fc.property(
        fc.constantFrom(...around),
        fc.integer({ min: 0, max: 0x10_ffff }),
        fc.constantFrom(...around),
        (before, code, after) => {
          const once = normalise(before + String.fromCodePoint(code) + after);
          expect(normalise(once)).toBe(once);
        },
      ),
      { numRuns: 2000 },
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
