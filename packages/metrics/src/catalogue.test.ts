import { describe, expect, it } from "vitest";
import type { MetricDefinition } from "./catalogue.ts";
import { catalogue, NAMESPACE, SLOW_RESPONSE_MS } from "./catalogue.ts";

const definitions: readonly MetricDefinition[] = Object.values(catalogue);

describe("catalogue", () => {
  it("lives in the namespace Switchyard", () => {
    expect(NAMESPACE).toBe("Switchyard");
  });

  it("names each metric once", () => {
    const names = definitions.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it("stores hard failures, and nothing else, at the resolution that a 10-second alarm needs", () => {
    expect(definitions.filter((each) => each.resolutionSeconds === 1).map(({ name }) => name)).toEqual([
      "HardFailures",
    ]);
  });

  it("stores every metric per version, so that two versions can be compared", () => {
    for (const { dimensionSets } of definitions)
      expect(dimensionSets[0]).toEqual(["Stage", "FunctionVersion"]);
  });

  it("costs at most 39 billed metrics for one version of one stage", () => {
    expect(definitions.reduce((sum, { dimensionSets }) => sum + dimensionSets.length, 0)).toBeLessThanOrEqual(
      39,
    );
  });

  it("fits into one directive, which holds at most 100 metrics", () => {
    expect(definitions.length).toBeLessThanOrEqual(100);
  });

  it("names each metric after its key, and measures times in milliseconds, money without a unit and all else in counts", () => {
    for (const [key, { name, unit }] of Object.entries(catalogue)) {
      expect(name).toBe(key.charAt(0).toUpperCase() + key.slice(1));
      const expected = /(Time|Duration)$/u.test(name) ? "Milliseconds" : "Count";
      expect(unit).toBe(name.endsWith("Cost") ? "None" : expected);
    }
  });

  it("describes each metric in a sentence", () => {
    for (const { description } of definitions) expect(description).toMatch(/^[A-Z].{10,}[.]$/u);
  });

  it("calls a response slow after the 30 seconds of the roll-back trigger", () => {
    expect(SLOW_RESPONSE_MS).toBe(30_000);
    expect(catalogue.slowResponses.description).toContain("30 s");
  });
});
