import { describe, expect, it } from "vitest";
import { subjectOf } from "./sns-notifier.ts";

describe("subjectOf", () => {
  const subject = (text: string) => subjectOf("prod", { severity: "page", text, atMs: 0 });

  it("says severity, stage and text", () => {
    expect(subject("version 7 is rolled back")).toBe("[page] prod: version 7 is rolled back");
  });

  it("keeps to one line of ASCII, which is all that SNS takes", () => {
    expect(subject("Größe\n„7“\tzurück")).toBe("[page] prod: Gr?e?7?zur?ck");
  });

  it("has at most 100 characters", () => {
    expect(subject("x".repeat(87))).toBe(`[page] prod: ${"x".repeat(87)}`);
    expect(subject("x".repeat(88))).toBe(`[page] prod: ${"x".repeat(84)}...`);
  });
});
