import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deploymentHash } from "./deployment-hash.ts";

describe("deploymentHash", () => {
  it("is the SHA-256 of the JSON with sorted keys", () => {
    // printf '{"a":[{"c":1,"d":2}],"b":true}' | sha256sum
    expect(deploymentHash({ b: true, a: [{ d: 2, c: 1 }] })).toBe(
      "06250b031d3da5d3b2da90a3d0c33cdbee25ad94a4bedb125bd9e018317795e8",
    );
  });

  it("does not depend on the order of keys", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true }), (members) => {
        const reversed = Object.fromEntries(Object.entries(members).toReversed());
        expect(deploymentHash(reversed)).toBe(deploymentHash(members));
      }),
    );
  });

  it("changes when a value changes or a list is reordered", () => {
    const hashes = [{ a: [1, 2] }, { a: [2, 1] }, { a: [1, 3] }, { b: [1, 2] }].map(deploymentHash);
    expect(new Set(hashes).size).toBe(4);
  });
});
