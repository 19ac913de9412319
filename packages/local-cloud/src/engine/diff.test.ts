import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyIgnoreChanges, changedPaths, changedSelectors, notCovered } from "./diff.ts";
import { expandPath, formatPath, type Path, parsePath, valueAt } from "./paths.ts";
import { type Fields, fileAsset } from "./values.ts";

const key = fc.constantFrom("a", "b", "c.d", "");
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom<unknown>(1, 2, "x", null, true),
    fc.array(tie("tree"), { maxLength: 3 }),
    fc.dictionary(key, tie("tree"), { maxKeys: 3 }),
  ),
}));
const fields: fc.Arbitrary<Fields> = fc.dictionary(key, tree, { maxKeys: 4 });

describe("changedPaths", () => {
  it("lists the leaves that differ", () => {
    const before = { name: "x", env: { A: "1", B: "2" }, layers: ["l1"], gone: true };
    const after = { name: "x", env: { A: "1", B: "3" }, layers: ["l1", "l2"], "new.key": 1 };
    expect(changedPaths(before, after)).toEqual(["env.B", "layers[1]", "gone", '["new.key"]']);
  });

  it("compares assets by the hash of their content, not by their place", () => {
    const asset = (path: string, hash: string): Fields => ({ code: { ...fileAsset(path), hash } });
    expect(changedPaths(asset("/old/index.js", "1"), asset("/new/index.js", "1"))).toEqual([]);
    expect(changedPaths(asset("/a", "1"), asset("/a", "2"))).toEqual(["code"]);
    expect(changedPaths({ code: fileAsset("/a") }, { code: fileAsset("/a") })).toEqual(["code"]);
    expect(changedPaths(asset("/a", "1"), { code: "text" })).toEqual(["code"]);
  });

  it("is empty for equal values", () => {
    fc.assert(
      fc.property(fields, (value) => {
        expect(changedPaths(value, structuredClone(value))).toEqual([]);
      }),
    );
  });

  it("is not empty for values whose JSON differs", () => {
    const sorted = (value: unknown): string =>
      JSON.stringify(value, (_, item: unknown) =>
        typeof item === "object" && item !== null && !Array.isArray(item)
          ? Object.fromEntries(Object.entries(item).toSorted(([left], [right]) => (left < right ? -1 : 1)))
          : item,
      );
    fc.assert(
      fc.property(fields, fields, (before, after) => {
        expect(changedPaths(before, after).length > 0).toBe(sorted(before) !== sorted(after));
      }),
    );
  });
});

describe("applyIgnoreChanges", () => {
  it.each<[string, readonly string[], Fields, Fields, Fields]>([
    ["puts an old value back", ["v"], { v: "1" }, { v: "2", w: 3 }, { v: "1", w: 3 }],
    [
      "removes what the old inputs had not",
      ["routing"],
      { v: "1" },
      { v: "1", routing: { "2": 0.1 } },
      { v: "1" },
    ],
    [
      "puts back what the new inputs lack, parents included",
      ["a.b"],
      { a: { b: 1, c: 2 } },
      {},
      { a: { b: 1 } },
    ],
    [
      "reaches into every list element",
      ["l[*].x"],
      { l: [{ x: 1 }] },
      { l: [{ x: 2, y: 3 }] },
      { l: [{ x: 1, y: 3 }] },
    ],
    ["cuts a list where the old one ended", ["l[*]"], { l: [1] }, { l: [2, 3, 4] }, { l: [1] }],
    ["fills a list that became shorter", ["l[2]"], { l: [1, 2, 3] }, { l: [9] }, { l: [9, 2, 3] }],
    ["takes * for every property", ["*"], { a: 1 }, { a: 2, b: 3 }, { a: 1 }],
    [
      "leaves the rest of the new inputs alone",
      ["a.b"],
      { a: { b: 1 } },
      { a: { b: 2, c: 3 } },
      { a: { b: 1, c: 3 } },
    ],
  ])("%s", (_, ignored, before, after, expected) => {
    expect(applyIgnoreChanges(before, after, ignored)).toEqual(expected);
  });

  it("makes the ignored paths equal and changes neither argument", () => {
    const segment = fc.oneof(key, fc.nat(2), fc.constant(undefined));
    const path = fc.array(segment, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fields, fields, path, (before, after, segments) => {
        const text = segments
          .map((part) => (part === undefined ? "[*]" : `[${JSON.stringify(part)}]`))
          .join("");
        const kept = structuredClone([before, after]);
        const result = applyIgnoreChanges(before, after, [text]);
        for (const found of expandPath(parsePath(text), [before, after])) {
          expect(valueAt(result, found)).toEqual(valueAt(before, found));
        }
        expect([before, after]).toEqual(kept);
      }),
    );
  });

  it("makes later diffs silent about the ignored top-level properties", () => {
    fc.assert(
      fc.property(fields, fields, fc.array(key), (before, after, ignored) => {
        const selectors = ignored.map((name) => formatPath([name]));
        const left = changedPaths(before, applyIgnoreChanges(before, after, selectors)).map(parsePath);
        const ignoredPaths: readonly Path[] = ignored.map((name) => [name]);
        expect(left.filter((path) => ignoredPaths.some(([name]) => name === path[0]))).toEqual([]);
      }),
    );
  });
});

describe("changedSelectors", () => {
  it("names a selector when something at, below or above it differs", () => {
    const before = { triggers: { sha: "1" }, name: "x" };
    const after = { triggers: { sha: "2" }, name: "x" };
    expect(
      changedSelectors(before, after, [], ["triggers", "triggers.sha", "triggers.*", "*", "name"]),
    ).toEqual(["triggers", "triggers.sha", "triggers.*", "*"]);
    expect(changedSelectors({}, after, [], ["triggers.sha"])).toEqual(["triggers.sha"]);
    expect(changedSelectors(before, { name: "x" }, [], ["triggers.other"])).toEqual([]);
  });

  it("names a selector whose value is not known", () => {
    expect(changedSelectors({}, {}, ["triggers.sha"], ["triggers", "name"])).toEqual(["triggers"]);
    expect(changedSelectors({}, {}, ["triggers"], ["triggers.sha"])).toEqual(["triggers.sha"]);
  });
});

describe("notCovered", () => {
  it("keeps a path that a selector covers only in part", () => {
    expect(notCovered(["a", "a.b", "c"], ["a.b"])).toEqual(["a", "c"]);
  });
});
