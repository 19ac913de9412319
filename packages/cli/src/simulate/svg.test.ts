import { expect, it } from "vitest";
import { polyline, ticksOfTime } from "./svg.ts";

it("marks time in units that fit", () => {
  expect(ticksOfTime(31)).toEqual({ unit: "minutes", every: 5, perUnit: 1 });
  expect(ticksOfTime(400)).toEqual({ unit: "hours", every: 60, perUnit: 60 });
  expect(ticksOfTime(10_080)).toEqual({ unit: "days", every: 1_440, perUnit: 1_440 });
});

it("leaves out points that nobody can tell from the one before", () => {
  const points = [0, 0.1, 0.2, 4, 4.1, 9].map((x) => ({ x, y: 1 }));
  expect(polyline(points, "#000")).toContain('points="0,1 4,1 9,1"');
});
