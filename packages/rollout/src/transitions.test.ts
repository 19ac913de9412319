import { expect, it } from "vitest";
import type { StateName } from "./state.ts";
import { mayFollow, TRANSITIONS } from "./transitions.ts";

const STATES: readonly StateName[] = [
  "idle",
  "validating",
  "stepping",
  "baking",
  "paused",
  "incident",
  "rolling_back",
  "rolled_back",
  "completed",
  "drifted",
];

// What may follow (columns, in the order of STATES) what (rows).
const MATRIX = `
  idle          .  x  .  .  .  .  .  .  .  x
  validating    .  .  x  .  x  .  x  .  .  x
  stepping      .  .  x  x  x  x  x  .  x  x
  baking        .  .  x  .  x  x  x  .  x  x
  paused        .  x  x  x  x  x  x  .  .  x
  incident      .  .  x  x  x  .  x  .  .  x
  rolling_back  .  .  .  .  .  .  .  x  .  x
  rolled_back   .  x  .  .  .  .  .  .  .  x
  completed     .  x  .  .  .  .  .  .  .  x
  drifted       x  x  x  x  x  x  x  x  x  .
`;

it("lets follow what the matrix marks, and nothing else", () => {
  const drawn = STATES.map((from) => {
    const marks = STATES.map((to) => (mayFollow(from, to) ? "x" : "."));
    return `  ${from.padEnd(14)}${marks.join("  ")}`;
  });
  expect(`\n${drawn.join("\n")}\n`).toBe(MATRIX);
  expect(Object.keys(TRANSITIONS).toSorted()).toEqual(STATES.toSorted());
});
