import { readFileSync } from "node:fs";
import { kpiRows } from "@switchyard/cli/rehearse";
import { describe, expect, it } from "vitest";
import { readInputs, readSection } from "../routing/doc.ts";
import { tableShape } from "../variants/testing.ts";
import { COLD_REQUESTS, WARM_REQUESTS } from "./ab.ts";
import { hashOfInputs, SECTIONS, sections } from "./doc.ts";
import { counts, figures } from "./figures.ts";
import { heldOutQuestions } from "./questions.ts";
import { logOfAb } from "./testing.ts";

const document = readFileSync(new URL("../../../docs/claims-in-numbers.md", import.meta.url), "utf8");
const MACHINE = {
  node: "24.21.0",
  processor: "any",
  processors: 2,
  platform: "linux x64",
  day: "2026-11-26",
};

describe("docs/claims-in-numbers.md", () => {
  it("comes from the questions and the naive router as they are: run pnpm bench:claims after a change", () => {
    expect(readInputs(readSection(document, "claims: provenance"))).toBe(
      hashOfInputs(heldOutQuestions(COLD_REQUESTS + WARM_REQUESTS)),
    );
  });

  it("has the tables that the bench makes, with the same rows and columns", () => {
    const lines = logOfAb();
    const claims = {
      figures: figures(lines, { baseline: "1", candidate: "2" }),
      naive: counts(lines, "1"),
      switchyard: counts(lines, "2"),
      report: kpiRows({}),
      cpuUnlimited: undefined,
    };
    const made = sections(claims, MACHINE, "0123456789ab");
    expect([...made.keys()]).toEqual(SECTIONS);
    for (const name of ["claims: figures", "claims: counts", "claims: report"]) {
      expect(tableShape(readSection(document, name))).toEqual(tableShape(made.get(name) ?? ""));
    }
  });
});
