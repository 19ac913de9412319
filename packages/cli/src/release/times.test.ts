import { describe, expect, it } from "vitest";
import { age, clockTime } from "./times.ts";

describe("age", () => {
  it.each([
    [-5, "0 s"],
    [59_999, "59 s"],
    [60_000, "1 min"],
    [3_600_000, "1 h 0 min"],
    [90_000_000, "1 d 1 h"],
  ])("tells %i ms as %s", (ms, text) => {
    expect(age(ms)).toBe(text);
  });
});

describe("clockTime", () => {
  it("is the same for everybody", () => {
    expect(clockTime(Date.UTC(2026, 0, 2, 3, 4, 5, 678))).toBe("2026-01-02 03:04:05Z");
  });
});
