import { describe, expect, it } from "vitest";
import { isOutOfScope, isRight } from "./example.ts";

describe("isOutOfScope", () => {
  it.each([
    ["oos", true],
    ["oos:", true],
    ["oos:weather", true],
    ["oosx", false],
    ["OOS", false],
    ["not oos", false],
    ["", false],
  ])("of the label %j is %s", (label, outside) => {
    expect(isOutOfScope({ label })).toBe(outside);
  });
});

describe("isRight", () => {
  it.each([
    [{ label: "cost" }, "cost", true],
    [{ label: "cost" }, "network", false],
    [{ label: "cost", alt: ["network", "security"] }, "security", true],
    [{ label: "cost", alt: [] }, "security", false],
    [{ label: "oos" }, "oos", false],
    [{ label: "oos:weather", alt: ["cost"] }, "cost", false],
  ])("of %j and the answer %j is %s", (example, answer, right) => {
    expect(isRight(example, answer)).toBe(right);
  });
});
