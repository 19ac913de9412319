import { describe, expect, it } from "vitest";
import { parseIgnoreFile } from "./ignore-file.ts";

describe("parseIgnoreFile", () => {
  it.each([
    ["node_modules", "node_modules/a/b.js", true],
    ["node_modules", "src/node_modules/a.js", false],
    ["**/node_modules", "src/node_modules/a.js", true],
    ["**/node_modules", "node_modules", true],
    ["*.md", "README.md", true],
    ["*.md", "docs/README.md", false],
    ["*.md\n!README.md", "README.md", false],
    ["!README.md\n*.md", "README.md", true],
    ["*", ".env", true],
    ["*\n!dist", "dist/index.cjs", false],
    ["*\n!dist/*.cjs", "dist/index.cjs", false],
    ["*\n!dist/*.cjs", "dist/index.map", true],
    ["/dist/", "dist/a", true],
    ["dist/**", "dist/a/b", true],
    ["a?c", "abc", true],
    ["a?c", "a/c", false],
    ["[ab]x", "bx", true],
    ["[!ab]x", "bx", false],
    ["a.c", "abc", false],
    ["# comment\n\n  x  ", "x", true],
    ["\\*", "*", true],
    ["\\*", "a", false],
  ])("with %j, %s is ignored: %s", (text, path, expected) => {
    expect(parseIgnoreFile(text).ignores(path)).toBe(expected);
  });

  it("refuses a class that is not closed", () => {
    expect(() => parseIgnoreFile("a[b")).toThrow('has a "[" without its "]"');
  });
});
