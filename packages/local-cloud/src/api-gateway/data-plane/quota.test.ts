import { describe, expect, it } from "vitest";
import { periodStart } from "./quota.ts";

const wednesday = Date.UTC(2026, 11, 2, 15, 30);

describe("periodStart", () => {
  it.each([
    ["DAY", Date.UTC(2026, 11, 2)],
    ["WEEK", Date.UTC(2026, 10, 29)],
    ["MONTH", Date.UTC(2026, 11, 1)],
  ] as const)("of a %s is midnight UTC of its first day", (period, expected) => {
    expect(periodStart(wednesday, period)).toBe(expected);
    expect(periodStart(expected, period)).toBe(expected);
  });
});
