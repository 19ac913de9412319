import { describe, expect, it } from "vitest";
import { readWords } from "./words.ts";

/** What the sink hears: letters as they are, `'` where a possessive could end the word, `|` for its end, `¶` for a break. */
function heard(text: string): string {
  let all = "";
  readWords(text, {
    letter: (code) => void (all += String.fromCodePoint(code)),
    possessive: () => void (all += "'"),
    wordEnd: () => void (all += "|"),
    phraseBreak: () => void (all += "¶"),
  });
  return all;
}

describe("readWords", () => {
  it.each([
    ["aws cost", "aws|cost|"],
    ["  aws  ", "aws|"],
    ["", ""],
    ["?!", ""],
    ["ec2-classic ec2_classic", "ec2|classic|ec2|classic|"],
    ["10.0.0.0/16", "10|0|0|0|16|"],
    ["🚀aws🚀cost", "aws|cost|"],
    ["aws→cost·report", "aws|cost|report|"],
    ["\uFFFFaws", "aws|"],
    ["𠮷野家", "𠮷野家|"],
    ["überblick", "überblick|"],
    ["x²÷५", "x²|५|"],
  ])("hears %j as %j", (text, expected) => {
    expect(heard(text)).toBe(expected);
  });

  it("keeps combining marks in the word", () => {
    expect(heard("q\u0308 x")).toBe("q\u0308|x|");
  });

  it("takes exactly a to z and 0 to 9 for the word characters of normalised ASCII", () => {
    const others = ' !"#$%&()*+,-./:;<=>?@[\\]^_`{|}~';
    for (const letter of "abcdefghijklmnopqrstuvwxyz0123456789") expect(heard(letter)).toBe(`${letter}|`);
    for (const other of others) expect(heard(`x${other}`)).toBe("x|");
  });

  it.each([
    ["what's up", "what's|up|"],
    ["the users' keys", "the|users|keys|"],
    ["don't", "dont|"],
    ["vpc's", "vpc's|"],
    ["'s", "s|"],
    ["it'sx", "itsx|"],
    ["it'séa", "itséa|"],
    ["o'x", "ox|"],
    ["'quoted'", "quoted|"],
    ["a''b", "a|b|"],
    ["'tis", "tis|"],
  ])("hears the apostrophe in %j as %j", (text, expected) => {
    expect(heard(text)).toBe(expected);
  });

  it.each(Array.from("(.,;:!?、。)"))("breaks phrases at %j next to a space", (stop) => {
    expect(heard(`aws${stop} bill`)).toBe("aws|¶bill|");
    expect(heard(`aws ${stop}bill`)).toBe("aws|¶bill|");
    expect(heard(`aws${stop}bill`)).toBe("aws|bill|");
  });

  it.each(["-", "/", "&", "'", "→"])("breaks no phrase at %j", (other) => {
    expect(heard(`aws ${other} bill`)).toBe("aws|bill|");
  });

  it("breaks before the next word only", () => {
    expect(heard("on aws. bill or cost")).toBe("on|aws|¶bill|or|cost|");
    expect(heard("a. b c.d e")).toBe("a|¶b|c|d|e|");
  });

  it("does not break before the first word unless a stop with a space stands there", () => {
    expect(heard("(aws bill)")).toBe("aws|bill|");
    expect(heard("- aws")).toBe("aws|");
    expect(heard("… aws".normalize("NFKC"))).toBe("¶aws|");
  });
});
