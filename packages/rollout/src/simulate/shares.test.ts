import { expect, it } from "vitest";
import { coldShare, shareAbove } from "./shares.ts";

it("knows the normal tail: 2.5 % beyond 1.96, 5 % beyond 1.6449, half beyond 0, 84.13 % beyond -1", () => {
  const above = (z: number) => shareAbove(Math.exp(z), 1, 1);
  expect(above(1.959964)).toBeCloseTo(0.025, 6);
  expect(above(1.644854)).toBeCloseTo(0.05, 6);
  expect(above(0)).toBeCloseTo(0.5, 6);
  expect(above(-1)).toBeCloseTo(0.841345, 6);
});

it("takes the spread of the logarithm: four times the median is twice as far at 0.7 as at 1.4", () => {
  expect(shareAbove(4, 1, Math.LN2)).toBeCloseTo(0.02275, 5);
  expect(shareAbove(4, 1, 2 * Math.LN2)).toBeCloseTo(0.158655, 5);
  expect(shareAbove(40, 10, Math.LN2)).toBeCloseTo(0.02275, 5);
});

it("makes an arm the colder the fewer ask for it", () => {
  expect(coldShare(0)).toBe(1);
  expect(coldShare(0.05)).toBeCloseTo(0.72, 2);
  expect(coldShare(3)).toBeCloseTo(0.01, 2);
  expect(coldShare(600)).toBe(0.003);
});
