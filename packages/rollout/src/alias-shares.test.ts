import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { routingOf, shareOfWeight, weightOfShare } from "./alias-shares.ts";

describe("shareOfWeight and weightOfShare", () => {
  it.each([
    [0.1, 0.001],
    [0.7, 0.007],
    [5, 0.05],
    [62.5, 0.625],
    [99.9, 0.999],
  ])("%d percent is the share %d, and that percent again", (percent, share) => {
    expect(shareOfWeight(percent)).toBe(share);
    expect(weightOfShare(share)).toBe(percent);
  });

  it("loses no tenth of a percent", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999 }), (tenths) => {
        expect(weightOfShare(shareOfWeight(tenths / 10))).toBe(tenths / 10);
      }),
    );
  });
});

describe("routingOf", () => {
  it("says what callers get, not how the alias says it", () => {
    expect(routingOf("6", {})).toEqual({ primary: "6" });
    expect(routingOf("6", { "7": 0.05 })).toEqual({
      primary: "6",
      additional: { version: "7", weight: 5 },
    });
    expect(routingOf("6", { "7": 0 })).toEqual({ primary: "6" });
    expect(routingOf("6", { "7": 1 })).toEqual({ primary: "7" });
    expect(routingOf("6", { "6": 1 })).toEqual({ primary: "6" });
  });

  it("refuses an alias over three versions, which Lambda does not have", () => {
    expect(() => routingOf("6", { "7": 0.1, "8": 0.1 })).toThrow("at most two versions");
  });
});
