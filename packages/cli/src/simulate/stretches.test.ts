import { expect, it } from "vitest";
import { stretchesOf } from "./stretches.ts";

it("joins minutes of the same weight, and leaves out those without any", () => {
  const weights = [0, 5, 5, 25, 0, 25, 25];
  expect(stretchesOf(weights.map((weight, index) => ({ minute: index + 1, weight })))).toEqual([
    { fromMinute: 2, toMinute: 4, weight: 5 },
    { fromMinute: 4, toMinute: 5, weight: 25 },
    { fromMinute: 6, toMinute: 7, weight: 25 },
  ]);
});
