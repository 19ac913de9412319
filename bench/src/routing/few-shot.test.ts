import { describe, expect, it } from "vitest";
import { drawPerLabel } from "./few-shot.ts";

const EXAMPLES = Array.from({ length: 40 }, (_, index) => ({
  text: String(index),
  label: index < 37 ? "often" : "seldom",
}));

describe("drawPerLabel", () => {
  it("draws as many of each label, and all of a label that has fewer", () => {
    const labels = drawPerLabel(EXAMPLES, 5, 1).map(({ label }) => label);
    expect(labels).toEqual([...Array<string>(5).fill("often"), ...Array<string>(3).fill("seldom")]);
  });

  it("draws the same with the same seed, and others with another", () => {
    expect(drawPerLabel(EXAMPLES, 5, 1)).toEqual(drawPerLabel(EXAMPLES, 5, 1));
    expect(drawPerLabel(EXAMPLES, 5, 1)).not.toEqual(drawPerLabel(EXAMPLES, 5, 2));
  });
});
