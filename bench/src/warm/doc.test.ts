import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readInputs, readSection } from "../routing/doc.ts";
import { tableShape } from "../variants/testing.ts";
import { hashOfInputs, PROVENANCE, SECTIONS, sections } from "./doc.ts";
import { warmResult } from "./testing.ts";

const document = readFileSync(new URL("../../../docs/cold-start-in-numbers.md", import.meta.url), "utf8");
const MACHINE = {
  node: "24.21.0",
  processor: "any",
  processors: 2,
  platform: "linux x64",
  day: "2026-11-26",
};

describe("docs/cold-start-in-numbers.md, on warm requests", () => {
  it("comes from the questions, variants and goals as they are: run pnpm bench:warm after a change", () => {
    expect(readInputs(readSection(document, PROVENANCE))).toBe(hashOfInputs());
  });

  it("has the tables that the bench makes, with the same rows and columns", () => {
    const effort = "15 blocks of 3000 requests";
    const made = sections(warmResult(), MACHINE, { inputs: "0123456789ab", effort });
    expect([...made.keys()]).toEqual(SECTIONS);
    for (const name of SECTIONS.slice(1)) {
      expect(tableShape(readSection(document, name))).toEqual(tableShape(made.get(name) ?? ""));
    }
  });
});
