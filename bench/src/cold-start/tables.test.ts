import { expect, it } from "vitest";
import { startTable } from "./tables.ts";
import { measuredCells } from "./testing.ts";

function lines(made: string): readonly string[] {
  return made.split("\n");
}

it("says for each variant what it takes, and as a multiple of the floor and of the naive router", () => {
  const [cell] = measuredCells();
  if (cell === undefined) throw new Error("expected a cell");
  const made = lines(startTable(cell, new Map()));
  expect(made[2]).toBe(
    "| empty handler (the floor) | 30 (30) | 1.00 | 0.33 | 20 | 10 | 40 | 1.00 | 30 | 1.00 |",
  );
  expect(made[3]).toBe("| Switchyard | 40 (40) | 1.33 | 0.44 | 30 | 10 | 60 | 1.50 | 40 | 1.33 |");
  expect(made[8]).toBe("| naive router | 90 (90) | 3.00 | 1.00 | 80 | 10 | 160 | 4.00 | 90 | 3.00 |");
  expect(made.slice(9)).toEqual([
    "| *the bar* | – | – | – | – | – | – | ≤ 1.15 | – | – |",
    "| *the moonshot* | – | – | – | – | – | – | ≤ 1.05 | – | – |",
  ]);
});

it("says why a variant was left out, and has no ratios to what is not there", () => {
  const cell = measuredCells(["naive"]).find(
    ({ event, regime }) => event.id === "llm" && regime.id === "full",
  );
  if (cell === undefined) throw new Error("expected a cell");
  const made = lines(startTable(cell, new Map([["naive", "it would not build"]])));
  expect(made[3]).toBe("| Switchyard | 40 (40) | 1.33 | – | 30 | 10 | 60 | 1.50 | 40 | 1.33 |");
  expect(made[8]).toBe("| naive router | left out: it would not build | – | – | – | – | – | – | – | – |");
  expect(made).toHaveLength(9);
});
