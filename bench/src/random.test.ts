import { expect, it } from "vitest";
import { createRandom, shuffled } from "./random.ts";

it("gives the same order for the same seed, and each item once", () => {
  const order = (seed: number) => shuffled(["a", "b", "c", "d", "e"], createRandom(seed));
  expect(order(1)).toEqual(order(1));
  expect(new Set([1, 2, 3, 4, 5, 6].map((seed) => order(seed).join(""))).size).toBeGreaterThan(1);
  expect(order(7).toSorted()).toEqual(["a", "b", "c", "d", "e"]);
});

it("orders by what chance gives, the lowest first", () => {
  const numbers = [0.9, 0.1, 0.5];
  expect(shuffled(["a", "b", "c"], () => numbers.shift() ?? 0)).toEqual(["b", "c", "a"]);
});
