import { describe, expect, it } from "vitest";
import { beginningsOf, parseBurst } from "./burst.ts";

describe("parseBurst", () => {
  it("reads one that comes once, after those before", () => {
    const first = parseBurst("5x:10s@60s", []);
    expect(parseBurst("1.5x:500ms/2m", first)).toEqual([
      { factor: 5, lengthMs: 10_000, startMs: 60_000, everyMs: undefined },
      { factor: 1.5, lengthMs: 500, startMs: 120_000, everyMs: 120_000 },
    ]);
  });

  it.each([
    "",
    "5x",
    "5x:10s",
    "5:10s@60s",
    "x:10s@60s",
    "5x:10@60s",
    "5x:0s@60s",
    "-5x:10s@60s",
    "5x:10s@soon",
  ])("does not take %j for one", (text) => {
    expect(() => parseBurst(text, [])).toThrow(`found "${text}"`);
  });

  it("knows that a burst without an end is none", () => {
    expect(() => parseBurst("5x:60s/60s", [])).toThrow("expected a burst shorter than the time");
  });
});

describe("beginningsOf", () => {
  const burst = { factor: 2, lengthMs: 1000, startMs: 10_000 };

  it("counts once, or again and again until the end", () => {
    expect(beginningsOf({ ...burst, everyMs: undefined }, 60_000)).toEqual([10_000]);
    expect(beginningsOf({ ...burst, everyMs: 10_000 }, 30_001)).toEqual([10_000, 20_000, 30_000]);
    expect(beginningsOf({ ...burst, everyMs: 10_000 }, 30_000)).toEqual([10_000, 20_000]);
  });

  it("is empty for a burst after the end", () => {
    expect(beginningsOf({ ...burst, everyMs: undefined }, 10_000)).toEqual([]);
  });

  it("ends before it fills the memory", () => {
    expect(() => beginningsOf({ ...burst, everyMs: 2 }, 60_000)).toThrow("at most 1000 bursts");
  });
});
