import { expect, it } from "vitest";
import { createAnchorPicker } from "./anchor.ts";

it("picks the id that fewest sets share, the first of equals", () => {
  const anchorOf = createAnchorPicker([[1, 2], [1, 3], [1, 3, 2], [4]]);
  expect(anchorOf([1, 2])).toBe(2);
  expect(anchorOf([4, 1])).toBe(4);
  expect(anchorOf([3, 2])).toBe(3);
  expect(anchorOf([2, 3])).toBe(2);
  expect(anchorOf([1, 2, 5])).toBe(5);
});

it("has no anchor for an empty set", () => {
  expect(createAnchorPicker([[]])([])).toBeUndefined();
});
