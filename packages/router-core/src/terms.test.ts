import { describe, expect, it } from "vitest";
import { parseTerm, printTerm } from "./terms.ts";

function printed(raw: string): string {
  const parsed = parseTerm(raw);
  return parsed.ok ? printTerm(parsed.term) : `refused: ${parsed.message}`;
}

describe("parseTerm", () => {
  it.each([
    ["AWS  Bill", "aws bill"],
    ["What’s", "whats"],
    ["EC2-Classic", "ec2 classic"],
    ["us-east-1", "us east 1"],
    ["security group*", "security group*"],
    ["10.0.0.0/16", "10 0 0 0 16"],
    ["i-0*", "i 0*"],
    ["日本語", "日本語"],
    ["𠮷野家*", "𠮷野家*"],
    ["(AWS bill)", "aws bill"],
    ["- AWS bill", "aws bill"],
    ["C & A", "c a"],
    ["ab*", "ab*"],
    ["what's*", "whats*"],
    ["a b*", "a b*"],
  ])("reads %j as %j", (raw, expected) => {
    expect(printed(raw)).toBe(expected);
  });

  it("counts words and keeps the star apart", () => {
    expect(parseTerm("Security Group*")).toEqual({
      ok: true,
      term: { text: "security group", words: 2, prefix: true },
    });
    expect(parseTerm("s3")).toEqual({ ok: true, term: { text: "s3", words: 1, prefix: false } });
  });

  it.each([
    ["?!", "has no letter or digit"],
    ["*", "has no letter or digit"],
    ["bi*ll", "has a * that is not at its end"],
    ["bill**", "has a * that is not at its end"],
    ["a*", "has a * that does not follow at least 2 letters or digits directly"],
    ["bill *", "has a * that does not follow at least 2 letters or digits directly"],
    ["sg-*", "has a * that does not follow at least 2 letters or digits directly"],
    ["cost. bill", "runs across punctuation"],
    ["x".repeat(101), "is longer than 100 characters; use its telling words only"],
    [`${"x".repeat(100)} tail`, "is longer than 100 characters"],
    ["*bill", "has a * that is not at its end; * only stands after the last word"],
    ["😀*", "has no letter or digit, so nothing could match it"],
    ["", "has no letter or digit"],
  ])("refuses %j because it %s", (raw, reason) => {
    expect(printed(raw)).toContain(`refused: ${reason}`);
  });

  it("takes a term of 100 characters", () => {
    expect(printed("x".repeat(100))).toBe("x".repeat(100));
    expect(printed("😀".repeat(98).concat("ab"))).toBe("ab");
  });
});
