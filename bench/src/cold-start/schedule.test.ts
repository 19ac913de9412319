import { expect, it } from "vitest";
import { createRandom } from "../random.ts";
import { schedule } from "./schedule.ts";

it("has every variant in every cell once a round, after two rounds of warming up", () => {
  const turns = [...schedule(["x", "y"], ["a", "b", "c"], 2, createRandom(1))];
  expect(turns.map(({ round }) => round)).toEqual(
    [-2, -1, 0, 1].flatMap((round) => Array.from({ length: 6 }, () => round)),
  );
  for (const round of [-2, -1, 0, 1]) {
    const ofRound = turns.filter((turn) => turn.round === round).map(({ cell, variant }) => cell + variant);
    expect(ofRound.toSorted()).toEqual(["xa", "xb", "xc", "ya", "yb", "yc"]);
    // What is compared stands together.
    expect(new Set(ofRound.slice(0, 3).map((turn) => turn[0])).size).toBe(1);
  }
});
