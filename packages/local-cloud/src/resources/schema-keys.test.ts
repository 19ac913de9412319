import { describe, expect, it } from "vitest";
import { z } from "zod";
import { firstUnknown, knownKeys, nearest } from "./schema-keys.ts";

const schema = z.strictObject({
  list: z.array(z.strictObject({ inner: z.string() })).optional(),
  map: z.record(z.string(), z.string()),
  part: z.strictObject({ a: z.string() }).refine(() => true),
});

describe("knownKeys", () => {
  it("are found through optional values, lists and refinements", () => {
    expect(knownKeys(schema, [])).toEqual(["list", "map", "part"]);
    expect(knownKeys(schema, ["list", 0])).toEqual(["inner"]);
    expect(knownKeys(schema, ["part"])).toEqual(["a"]);
  });

  it("are undefined where any key goes", () => {
    expect(knownKeys(schema, ["map"])).toBeUndefined();
  });
});

describe("firstUnknown", () => {
  it("ends at the first segment that does not exist", () => {
    expect(firstUnknown(schema, ["list", 0, "outer", "x"])).toEqual(["list", 0, "outer"]);
    expect(firstUnknown(schema, ["map", "anything"])).toBeUndefined();
  });
});

describe("nearest", () => {
  it("forgives two mistakes and no more", () => {
    expect(nearest("memorySise", ["memorySize", "timeout"])).toBe("memorySize");
    expect(nearest("timeuots", ["memorySize", "timeout"])).toBeUndefined();
    expect(nearest("Timeout", ["memorySize", "timeout"])).toBe("timeout");
  });

  it("prefers the smaller mistake", () => {
    expect(nearest("roles", ["rules", "role"])).toBe("rules");
  });
});
