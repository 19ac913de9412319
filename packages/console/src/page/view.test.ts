import { describe, expect, it } from "vitest";
import { METRICS, STATUS } from "../testdata/stage-in-memory.ts";
import { mostOf, pathOf, sharesOf } from "./charts.ts";
import {
  changeText,
  clockTime,
  deedText,
  eventText,
  figureText,
  partText,
  routingOf,
  splitText,
  time,
  trailsOf,
} from "./view.ts";

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

  it("of how far the evidence is, and of none where it speaks for the contrary", () => {
    expect([partText(0.254), partText(0), partText(-0.5)]).toEqual(["25.4 %", "0 %", "none"]);
  });

  it("of how evidence grew: in order of time, each moment once, whoever told of it", () => {
    const moment = (atMs: number, harm: number) => ({
      releaseId: "8@1",
      atMs,
      guardrails: { errors: { harm, proof: 0 } },
    });
    expect([...trailsOf([moment(3, 0.3), moment(1, 0.1), moment(3, 0.3)])]).toEqual([
      [
        "errors",
        [
          { atMs: 1, harm: 0.1, proof: 0 },
          { atMs: 3, harm: 0.3, proof: 0 },
        ],
      ],
    ]);
  });

  it("of who decided, where that was measured", () => {
    expect(routingOf(METRICS.figures, "candidate")).toEqual([
      ["Routed without a model", 0.75],
      ["Routed by a model", 0.25],
      ["Routed to what was left", 0],
    ]);
    expect(routingOf([], "stable")).toBeUndefined();
  });

  it("of times, in UTC", () => {
    expect(time(Date.UTC(2026, 1, 3, 4, 5, 6))).toBe("2026-02-03 04:05:06");
    expect(clockTime(Date.UTC(2026, 1, 3, 4, 5, 6))).toBe("04:05");
  });

  it("of events", () => {
    const event = {
      number: 1,
      atMs: 1000,
      by: "ann",
      from: "idle",
      to: "validating",
      why: "monday",
      weightAfter: 0,
    };
    expect(eventText(event)).toBe("1. idle → validating, 0 %, by ann: monday");
    expect(eventText({ ...event, from: "baking", to: "baking", weightAfter: 100 })).toBe(
      "1. baking, 100 %, by ann: monday",
    );
  });

  it("of deeds, with a reason where one was given", () => {
    const deed = { number: 1, atMs: 0, by: "ann", what: "stopped the traffic" };
    expect(deedText(deed)).toBe("stopped the traffic, by ann");
    expect(deedText({ ...deed, why: "enough" })).toBe("stopped the traffic, by ann: enough");
  });
});

describe("charts", () => {
  it("leave gaps where nothing was measured", () => {
    expect(pathOf([0, 10, null, 5], [5, 6, 7, 8], 30, 100, 10)).toBe("M0 100L10 0M30 50h0");
    expect(pathOf([], [], 30, 100, 10)).toBe("");
  });

  it("stand at their times, and what is below nought is at nought", () => {
    expect(pathOf([-3, 5, 20], [0, 1, 10], 30, 100, 10)).toBe("M0 100L3 50L30 0");
    expect(pathOf([5], [7], 30, 100, 10)).toBe("M0 50h0");
  });

  it("have a floor, so that nothing looks like much", () => {
    expect(mostOf([[0, null], [0.001]], 0.01)).toBe(0.01);
    expect(sharesOf([1, 3])).toEqual([0.25, 0.75]);
    expect(sharesOf([0, 0])).toEqual([0, 0]);
  });
});
