import { describe, expect, it } from "vitest";
import { parsePeriod } from "./period.ts";

describe("parsePeriod", () => {
  it.each([
    ["30m", 1_800_000],
    ["12h", 43_200_000],
    ["7d", 604_800_000],
  ])("reads %s as %i ms", (text, periodMs) => {
    expect(parsePeriod(text)).toBe(periodMs);
  });

  it.each(["", "7", "d", "0d", "-1d", "7 d", "1.5d", "7w", "123456d"])("refuses %j", (text) => {
    expect(() => parsePeriod(text)).toThrow(`expected a period such as 30m, 12h or 7d, found "${text}"`);
  });
});
