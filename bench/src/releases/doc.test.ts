import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { referenceCells, shippedCells } from "./cells.ts";
import { fillIn, hashOfInputs, readProvenance, sections } from "./doc.ts";
import { runCells } from "./pool.ts";

const document = readFileSync(new URL("../../../docs/releases-in-numbers.md", import.meta.url), "utf8");

/** What a run fills in: shares, times, counts, and the dash for none. */
const NUMBERS = /(?<= [|] )(?:–|[\d.,]+ (?:%|min|h))[^|]*(?= [|])/g;

describe("docs/releases-in-numbers.md", () => {
  it("comes from the plans, worlds and alarms as they are: run pnpm bench:releases after a change", () => {
    expect(readProvenance(document).inputs).toBe(hashOfInputs());
  });

  it("rests on 2,000 runs in each cell of the reference plan", () => {
    expect(readProvenance(document).runs).toBeGreaterThanOrEqual(2_000);
    expect(readProvenance(document).shippedRuns).toBeGreaterThanOrEqual(500);
  });

  it("has the tables that the bench makes, with the same rows and columns", async () => {
    const few = { workers: 1, seed: 1, runs: 1, onCell: () => undefined };
    const measure = async (cells: ReturnType<typeof referenceCells>) => {
      // What a table looks like does not depend on how its releases end.
      const short = cells.map((cell) => ({ ...cell, untilMinute: 1 }));
      const summaries = await runCells(short, few);
      return cells.flatMap((cell, index) => {
        const summary = summaries[index];
        return summary === undefined ? [] : [{ cell, summary }];
      });
    };
    const made = sections(
      readProvenance(document),
      await measure(referenceCells()),
      await measure(shippedCells()),
    );
    const shape = (text: string) => text.replaceAll(NUMBERS, "…");
    expect(shape(document)).toEqual(shape(fillIn(document, made)));
  });
});

describe("fillIn", () => {
  it("replaces what is between the markers and nothing else", () => {
    const text = "a\n<!-- begin: x -->\nold\n<!-- end: x -->\nb\n";
    expect(fillIn(text, new Map([["x", "new"]]))).toBe("a\n<!-- begin: x -->\nnew\n<!-- end: x -->\nb\n");
  });

  it("refuses a document without the markers", () => {
    expect(() => fillIn("a", new Map([["x", "new"]]))).toThrow("<!-- begin: x -->");
  });
});

describe("readProvenance", () => {
  it("refuses a document that does not say what it comes from", () => {
    expect(() => readProvenance("# Numbers")).toThrow("pnpm bench:releases");
  });
});
