import { describe, expect, it } from "vitest";
import { counts, countTable, figures, figureTable } from "./figures.ts";
import { logOfAb } from "./testing.ts";

describe("the figures of an A/B", () => {
  it("compare the arms row by row with what the brief hopes for", () => {
    const rows = figureTable(figures(logOfAb(), { baseline: "1", candidate: "2" })).split("\n");
    expect(rows[2]).toBe(
      "| cold start: INIT, by Lambda | 400 ms | 200 ms | −50.0 % | −50.0 % to −50.0 % | −65 % (row 17; −30 to −50 % by row 2) | not met |",
    );
    expect(rows[4]).toBe(
      "| routing, warm, median | 300.00 ms | 150.00 ms | −50.0 % | −50.0 % to −50.0 % | −50 to −70 % (row 1) | met |",
    );
    expect(rows.at(-1)).toBe(
      "| cost per request, mean | 40.00 µ$ | 20.00 µ$ | −50.0 % | −50.0 % to −50.0 % | kept or better (row 17) | met |",
    );
  });

  it("count the rest", () => {
    const lines = logOfAb();
    expect(countTable(counts(lines, "1"), counts(lines, "2")).split("\n").slice(2)).toEqual([
      "| requests | 2 | 2 |",
      "| of these cold starts | 1 | 1 |",
      "| failed | 0 | 0 |",
      "| decided by the language model | 100 % | 100 % |",
      "| most memory used, of 512 MB | 100 MB | 50 MB |",
    ]);
  });
});
