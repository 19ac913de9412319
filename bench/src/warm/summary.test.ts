import { expect, it } from "vitest";
import type { Block } from "./block.ts";
import { summarise } from "./summary.ts";

const block = (requestsPerSecond: number, p50Us: number, p99Us: number): Block => ({
  requestsPerSecond,
  p50Us,
  p99Us,
});

it("takes medians over blocks, and of ratios within a round", () => {
  const floor = [block(1_000, 40, 100), block(2_000, 20, 50), block(1_000, 40, 100)];
  const own = [block(500, 80, 300), block(500, 60, 100), block(900, 44, 100)];
  expect(summarise(own, floor)).toEqual({
    requestsPerSecond: 500,
    p50Us: 60,
    p99Us: 100,
    overFloor: { requestsPerSecond: 0.5, p50: 2, p99: 2 },
  });
});

it("refuses lists that do not belong together", () => {
  expect(() => summarise([], [block(1, 1, 1)])).toThrow("found 0 and 1");
});
