import { describe, expect, it } from "vitest";
import { matchesWildcards } from "./wildcards.ts";

describe("matchesWildcards", () => {
  it.each([
    ["", "", true],
    ["*", "", true],
    ["a*c", "abbc", true],
    ["a*c", "abbcd", false],
    ["a?c", "abc", true],
    ["a?c", "ac", false],
    ["a.c", "abc", false],
    ["*b*", "abc", true],
  ])("compares %j with %j: %j", (pattern, text, fits) => {
    expect(matchesWildcards(pattern, text)).toBe(fits);
  });

  it("is done with many stars that lead nowhere", () => {
    expect(matchesWildcards(`${"*a".repeat(20)}*b`, "a".repeat(2_000))).toBe(false);
  });
});
