import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ANY, expandPath, formatPath, overlaps, parsePath, type Segment, setAt, valueAt } from "./paths.ts";

describe("parsePath", () => {
  it.each<[string, readonly Segment[]]>([
    ["root", ["root"]],
    ["root.nested", ["root", "nested"]],
    ['root["nested"]', ["root", "nested"]],
    ['root["double"].nest', ["root", "double", "nest"]],
    ["root.array[0][1].nested", ["root", "array", 0, 1, "nested"]],
    ['root["key with \\"escaped\\" quotes"]', ["root", 'key with "escaped" quotes']],
    ['["root key with a ."][100]', ["root key with a .", 100]],
    ["root.array[*].field", ["root", "array", ANY, "field"]],
    ['root.array["*"].field', ["root", "array", "*", "field"]],
    ["*", [ANY]],
    ["map.*", ["map", ANY]],
    ["", []],
  ])("reads %s as Pulumi does", (text, path) => {
    expect(parsePath(text)).toEqual(path);
  });

  it.each(["a..b", "a[", "a[x]", 'a["x]', ".a", "a.", "a]b"])("refuses %s", (text) => {
    expect(() => parsePath(text)).toThrow(`Property path ${JSON.stringify(text)} cannot be read`);
  });

  it("reads what formatPath writes", () => {
    const segment = fc.oneof(fc.string(), fc.nat(), fc.constant<Segment>(ANY));
    fc.assert(
      fc.property(fc.array(segment), (path) => {
        expect(parsePath(formatPath(path))).toEqual(path);
      }),
    );
  });
});

describe("expandPath", () => {
  it("finds the keys and indexes that any of the values has", () => {
    const found = expandPath(parsePath("list[*].x"), [{ list: [{ x: 1 }] }, { list: [{}, { x: 2 }] }]);
    expect(found.map(formatPath)).toEqual(["list[0].x", "list[1].x"]);
    expect(expandPath([ANY], [{ a: 1 }, { b: 2 }]).map(formatPath)).toEqual(["a", "b"]);
  });

  it("finds nothing below a value that is neither a list nor an object", () => {
    expect(expandPath(parsePath("text.*"), [{ text: "abc" }])).toEqual([]);
  });
});

describe("valueAt", () => {
  it("does not take a text's characters or an object's inherited members for values", () => {
    expect(valueAt({ text: "abc" }, ["text", 0])).toBeUndefined();
    expect(valueAt({}, ["constructor"])).toBeUndefined();
    expect(valueAt([1], ["length"])).toBeUndefined();
  });
});

describe("overlaps", () => {
  it.each([
    ["a.b", "a", true],
    ["a", "a.b", true],
    ["a.*.c", "a.b", true],
    ["a.b", "a.c", false],
  ])("of %s and %s is %s", (selector, path, expected) => {
    expect(overlaps(parsePath(selector), parsePath(path))).toBe(expected);
  });
});

describe("setAt", () => {
  it("replaces a value and leaves the rest", () => {
    expect(setAt({ a: { b: 1, c: 2 }, d: [1, 2] }, ["a", "b"], 9)).toEqual({ a: { b: 9, c: 2 }, d: [1, 2] });
    expect(setAt({ d: [1, 2] }, ["d", 1], 9)).toEqual({ d: [1, 9] });
  });

  it("makes what is missing on the way", () => {
    expect(setAt({}, ["a", "b"], 9)).toEqual({ a: { b: 9 } });
    expect(setAt({ a: "text" }, ["a", "b"], 9)).toEqual({ a: { b: 9 } });
    expect(setAt({}, ["list", 0, "x"], 9)).toEqual({ list: [{ x: 9 }] });
  });
});
