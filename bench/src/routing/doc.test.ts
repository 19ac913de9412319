import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { CONTENDERS, openContender } from "./contenders.ts";
import { readInputs, readSection, SECTIONS, sections } from "./doc.ts";
import { hashOfInputs } from "./inputs.ts";
import { SETS } from "./sets.ts";
import { measuredOf } from "./testing.ts";

const read = (name: string) => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), "utf8");
const document = read("routing-in-numbers.md");
const chart = read("routing-coverage-precision.svg");

/** What a reader finds in every row whatever the numbers: the head of the table, and who the rows are about. */
function shape(section: string): readonly string[] {
  const [head = "", ...rows] = section.split("\n");
  return [head, ...rows.map((row) => row.split(" | ")[0] ?? "")];
}

describe("docs/routing-in-numbers.md", () => {
  let names: readonly string[];
  beforeAll(async () => {
    const contenders = await Promise.all([...CONTENDERS.keys()].map(openContender));
    names = contenders.map(({ name }) => name);
  });

  it("comes from the data, contenders and measures as they are: run pnpm bench:routing after a change", async () => {
    const inputs = await hashOfInputs();
    expect(readInputs(document)).toBe(inputs);
    expect(readInputs(chart)).toBe(inputs);
  });

  it("has the tables that the bench makes, with the same rows and columns", () => {
    const provenance = { inputs: readInputs(document), node: "24", processor: "any" };
    const rows = new Map(SETS.map(({ id }) => [id, names.map((name) => measuredOf(name))]));
    const made = sections(provenance, rows);
    expect([...made.keys()]).toEqual(SECTIONS);
    for (const name of SECTIONS.slice(1)) {
      expect(shape(readSection(document, name))).toEqual(shape(made.get(name) ?? ""));
    }
  });

  it("has every contender in its chart", () => {
    for (const name of names) expect(chart).toContain(`>${name}</text>`);
  });
});

describe("readInputs", () => {
  it("refuses a text that does not say what it comes from", () => {
    expect(() => readInputs("# Numbers")).toThrow("pnpm bench:routing");
  });
});

describe("readSection", () => {
  it("refuses a document without the section", () => {
    expect(() => readSection("# Numbers", "provenance")).toThrow('"provenance"');
  });
});
