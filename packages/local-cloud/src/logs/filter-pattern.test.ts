import { describe, expect, it } from "vitest";
import { compileFilterPattern } from "./filter-pattern.ts";

const LINES = [
  "ERROR out of memory",
  "WARN slow request",
  "INFO all well",
  '{"level":"error","ms":250,"tags":["a","b"],"ok":true,"who":{"id":"u-1"},"none":null}',
  '{"level":"info","ms":20}',
];

function matching(pattern: string): number[] {
  const test = compileFilterPattern(pattern);
  return LINES.flatMap((line, index) => (test(line) ? [index] : []));
}

describe("compileFilterPattern", () => {
  it.each([
    ["", [0, 1, 2, 3, 4]],
    ["ERROR", [0]],
    ["ERROR memory", [0]],
    ["ERROR request", []],
    ['"slow request"', [1]],
    ['-level -"out of"', [1, 2]],
    ["?ERROR ?WARN", [0, 1]],
    ["ERROR ?WARN", [0]],
  ])("matches terms by %j", (pattern, expected) => {
    expect(matching(pattern)).toEqual(expected);
  });

  it.each([
    ['{ $.level = "error" }', [3]],
    ["{ $.level = err* }", [3]],
    ['{ $.level != "error" }', [4]],
    ["{ $.ms > 20 }", [3]],
    ["{ $.ms >= 20 && $.ms < 250 }", [4]],
    ["{ $.ms = 250 || $.ms <= 20 }", [3, 4]],
    ["{ ($.ms = 250 || $.ms = 20) && $.who.id = u-1 }", [3]],
    ['{ $.tags[1] = "b" }', [3]],
    ["{ $.ok IS TRUE }", [3]],
    ["{ $.none IS NULL }", [3]],
    ["{ $.who NOT EXISTS }", [4]],
    ["{ $.who EXISTS }", [3]],
    ["{ $['who']['id'] = \"u-1\" }", [3]],
  ])("matches members by %j", (pattern, expected) => {
    expect(matching(pattern)).toEqual(expected);
  });

  it.each([
    ["%ERR.*%", "a regular expression between % signs"],
    ["[ip, user]", "a space-delimited pattern in brackets"],
    ["a.b", "the term a.b"],
    ['"open', "a quoted phrase that does not end"],
    ['{ $.a ~ "x" }', "character"],
    ["{ $.a = 1", "a pattern that ends too early"],
    ["{ $.a < x }", "which is not a number"],
    ["{ $.a toString 3 }", "toString"],
    ["{ a = 1 }", "where a selector like $.field is expected"],
    ["{ $.a = 1 } x", "after the closing brace"],
  ])("refuses %j and names %s", (pattern, what) => {
    expect(() => compileFilterPattern(pattern)).toThrow(what);
  });

  it.each([
    ["a*b*c", "a-b-b-c", true],
    ["a*a", "a", false],
    ["*b*", "abc", true],
    ["*x", "xx", true],
    ["a*b", "a-c", false],
    [`${"*a".repeat(30)}*b`, "a".repeat(2_000), false],
  ])("compares %j in the JSON pattern with %j: %j", (pattern, text, fits) => {
    expect(compileFilterPattern(`{ $.q = "${pattern}" }`)(JSON.stringify({ q: text }))).toBe(fits);
  });
});
