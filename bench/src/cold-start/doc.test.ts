import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readInputs, readSection } from "../routing/doc.ts";
import { tableShape } from "../variants/testing.ts";
import { hashOfInputs, PROVENANCE, SECTIONS, sections } from "./doc.ts";
import { measuredCells } from "./testing.ts";

const document = readFileSync(new URL("../../../docs/cold-start-in-numbers.md", import.meta.url), "utf8");
const MACHINE = {
  node: "24.21.0",
  processor: "any",
  processors: 2,
  platform: "linux x64",
  day: "2026-11-26",
};

describe("docs/cold-start-in-numbers.md", () => {
  it("comes from the events, variants and goals as they are: run pnpm bench:cold-start after a change", () => {
    expect(readInputs(readSection(document, PROVENANCE))).toBe(hashOfInputs());
  });

  it("has the tables that the bench makes, with the same rows and columns", () => {
    const result = { cells: measuredCells(), skippedVariants: new Map(), skippedBurst: undefined };
    const made = sections(result, MACHINE, { inputs: "0123456789ab", rounds: 21 });
    expect([...made.keys()]).toEqual(SECTIONS);
    expect(made.get(PROVENANCE)).toBe(
      "Inputs `0123456789ab`, 21 rounds, Node 24.21.0 on 2 × any (linux x64), 2026-11-26.",
    );
    for (const name of SECTIONS.slice(1)) {
      expect(tableShape(readSection(document, name))).toEqual(tableShape(made.get(name) ?? ""));
    }
  });
});
