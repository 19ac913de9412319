import { describe, expect, it } from "vitest";
import { createRenamer } from "./lexicon.ts";

const LEXICON = [
  ["s3", "efs"],
  ["s3 bucket", "file share"],
  ["s3 b", "x"],
  ["c++ (new)", "rust"],
  ["prod", "staging", "dev"],
];

const rename = (text: string, seed = 1) => createRenamer(LEXICON, seed)(text);

describe("createRenamer", () => {
  it.each([
    ["Is S3 down?", "Is efs down?"],
    ["my s3 bucket, s3", "my file share, efs"],
    ["s3 buckets", "efs buckets"],
    ["a c++ (new) b", "a rust b"],
    ["efs-efs", "s3-s3"],
    ["s3", "efs"],
  ])("puts another name of the group in the place of each: %s", (text, renamed) => {
    expect(rename(text)).toBe(renamed);
  });

  it("replaces no part of a word", () => {
    for (const text of ["s3x", "xs3", "ms3", "s33", "és3", "production", "nothing", ""]) {
      expect(rename(text)).toBeUndefined();
    }
  });

  it("takes any of the other names, the same for the same seed", () => {
    const taken = (seed: number) => {
      const next = createRenamer(LEXICON, seed);
      return Array.from({ length: 20 }, () => next("prod"));
    };
    expect(new Set(taken(1))).toEqual(new Set(["staging", "dev"]));
    expect(taken(1)).toEqual(taken(1));
    expect(taken(1)).not.toEqual(taken(2));
  });

  it("renames nothing without names", () => {
    expect(createRenamer([], 1)("s3")).toBeUndefined();
  });
});
