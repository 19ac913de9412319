import { describe, expect, it } from "vitest";
import { patchMap } from "./patch.ts";

describe("patchMap", () => {
  it("removes, replaces and adds, and leaves alone what is the same", () => {
    expect(
      patchMap("/m", { gone: true, same: true, other: true }, { same: true, other: false, new: true }),
    ).toEqual([
      { op: "remove", path: "/m/gone" },
      { op: "replace", path: "/m/other", value: "false" },
      { op: "add", path: "/m/new", value: "true" },
    ]);
  });

  it("escapes names as JSON pointers want them", () => {
    expect(patchMap("/m", undefined, { "a/b~c": "x" })).toEqual([
      { op: "add", path: "/m/a~1b~0c", value: "x" },
    ]);
  });
});
