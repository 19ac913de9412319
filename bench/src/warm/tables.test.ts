import { expect, it } from "vitest";
import { memoryTable, speedTable } from "./tables.ts";
import { warmResult } from "./testing.ts";

it("says speed, and as a multiple of the floor; goals are about one environment", () => {
  const { blocks } = warmResult();
  const one = speedTable(1, blocks.get(1) ?? new Map()).split("\n");
  expect(one[3]).toBe("| Switchyard | 6,173 | 0.50 | 80 | 2.00 | 200 | 2.00 |");
  expect(one.slice(5)).toEqual([
    "| *the bar* | – | – | – | ≤ 1.25 | – | – |",
    "| *the moonshot* | – | – | – | ≤ 1.10 | – | – |",
  ]);
  expect(speedTable(4, blocks.get(4) ?? new Map()).split("\n")).toHaveLength(5);
});

it("says memory, and nothing where the platform does not tell", () => {
  const made = memoryTable(warmResult().memoryMb).split("\n");
  expect(made[0]).toBe("| variant | MB after 10,000 | MB after 50,000 | MB after 100,000 |");
  expect(made[3]).toBe("| Switchyard | 70.0 | 70.0 | – |");
});
