import { describe, expect, it } from "vitest";
import { agrees } from "./agreement.ts";

/** Minutes of 20 invocations (or so many) in which this many lines are missing; below 0, too many. */
const tallies = (unaccounted: readonly number[], invoked = 20) =>
  unaccounted.map((missing) => ({ invoked, unaccounted: missing }));

describe("agrees", () => {
  it.each<readonly [string, before: readonly number[], current: number, after: readonly number[], boolean]>([
    ["nothing is missing", [0], 0, [0], true],
    ["a line is missing", [0], 1, [0], false],
    ["a line is missing, and the next minute is not known", [0], 1, [], false],
    ["the line comes in the next minute", [0], 1, [-1], true],
    ["the next minute makes up for half of it", [0], 2, [-1], false],
    ["the next minute misses lines too", [0], 1, [2], false],
    ["the next minute passes as many on as it takes in", [0], 1, [0, 0, -1], true],
    ["it takes two minutes to make up for it", [0], 2, [-1, -1], true],
    ["it takes longer than lines are under way", [0], 1, [0, 0, 0, 0, 0, -1], false],
    ["a line is too much", [0], -1, [0], false],
    ["the line was missing in the minute before", [1], -1, [], true],
    ["the line was missing a few minutes before", [1, 0, 0], -1, [], true],
    ["it was missing longer ago than lines are under way", [1, 0, 0, 0, 0, 0], -1, [], false],
    ["more is too much than was missing", [1], -2, [0], false],
    ["what is too much comes after", [0], -1, [1], false],
    ["what is missing came before", [-1], 1, [0], false],
  ])("when %s", (_, before, current, after, expected) => {
    expect(agrees(tallies([...before, current, ...after]), before.length)).toBe(expected);
  });

  it("takes a minute in which nothing happened", () => {
    expect(agrees(tallies([0, 0], 0), 1)).toBe(true);
  });

  it.each([
    [1, 100, true],
    [2, 199, false],
    [-1, 100, true],
    [-2, 199, false],
  ])("%i missing of %i is %s: one in a hundred is always on the other side", (missing, invoked, expected) => {
    expect(agrees(tallies([0, missing, 0], invoked), 1)).toBe(expected);
  });
});
