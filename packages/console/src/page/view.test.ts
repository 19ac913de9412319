import { describe, expect, it } from "vitest";
import { STATUS } from "../testing.ts";
import { mostOf, pathOf, sharesOf } from "./charts.ts";
import { changeText, eventText, evidenceOf, figureText, ordersIn, releasesIn, splitText } from "./view.ts";

describe("what the page says", () => {
  it("of the split", () => {
    expect(splitText(STATUS.split)).toBe("Version 8 answers 5 %, version 7 the rest.");
    expect(splitText({ primary: "7" })).toBe("Version 7 answers everyone.");
  });

  it("of figures, of which a missing one is no nought", () => {
    expect(figureText(0.0025, "share")).toBe("0.25 %");
    expect(figureText(1234.5, "ms")).toBe("1,235 ms");
    expect(figureText(0.123_456, "ms")).toBe("0.123 ms");
    expect(figureText(75, "micro-dollars")).toBe("$0.0750 a thousand");
    expect(figureText(96, "MB")).toBe("96 MB");
    expect(figureText(null, "share")).toBe("–");
    expect(changeText({ id: "i", title: "t", unit: "ms", stable: 200, candidate: 150 })).toBe("-25 %");
    expect(changeText({ id: "i", title: "t", unit: "ms", stable: null, candidate: 150 })).toBe("–");
  });

  it("of the orders that make sense", () => {
    expect(ordersIn({ state: "stepping" })).toEqual(["pause", "promote", "abort"]);
    expect(ordersIn({ state: "paused" })).toEqual(["approve", "resume", "promote", "abort"]);
    expect(ordersIn({ state: "drifted" })).toEqual(["resume", "abort"]);
    expect(ordersIn({ state: "completed" })).toEqual([]);
  });

  it("of evidence, as a part of what decides", () => {
    const [verdict] = STATUS.verdicts;
    if (verdict === undefined) throw new Error("There is a verdict.");
    expect(evidenceOf(verdict)).toEqual({ harm: 0.25, proof: 0.25 });
    expect(evidenceOf({ ...verdict, numbers: { logHarm: -2, logHarmNeeded: 6 } })).toEqual({
      harm: 0,
      proof: 0,
    });
    expect(evidenceOf({ ...verdict, numbers: { logHarm: 9, logHarmNeeded: 6 } }).harm).toBe(1);
  });

  it("of events and of the releases that they tell of", () => {
    const event = {
      number: 1,
      atMs: 1000,
      by: "ann",
      from: "idle",
      to: "validating",
      why: "monday",
      weightAfter: 0,
      releaseId: "2@1",
    };
    expect(eventText(event)).toBe("1. idle → validating, 0 %, by ann: monday");
    const end = { ...event, number: 2, atMs: 2000, from: "validating", to: "rolled_back", why: "alarm" };
    expect(releasesIn([event, end, { ...event, number: 3, releaseId: "3@1" }])).toEqual([
      { id: "3@1", begunMs: 1000, endedMs: undefined, outcome: "validating", why: "monday" },
      { id: "2@1", begunMs: 1000, endedMs: 2000, outcome: "rolled_back", why: "monday" },
    ]);
  });
});

describe("charts", () => {
  it("leave gaps where nothing was measured", () => {
    expect(pathOf([0, 10, null, 5], 30, 100, 10)).toBe("M0 100L10 0M30 50");
    expect(pathOf([], 30, 100, 10)).toBe("");
  });

  it("have a floor, so that nothing looks like much", () => {
    expect(mostOf([[0, null], [0.001]], 0.01)).toBe(0.01);
    expect(sharesOf([1, 3])).toEqual([0.25, 0.75]);
    expect(sharesOf([0, 0])).toEqual([0, 0]);
  });
});
