import { describe, expect, it } from "vitest";
import { eventTo, NOON_MS } from "../release/testing.ts";
import { momentLine, timelineOf, weightOf } from "./timeline.ts";

const SECOND_MS = 1000;

describe("timelineOf", () => {
  it("puts what the controller, the alarms and the rehearsal did in one order, by minutes since the start", () => {
    const timeline = timelineOf({
      startedAtMs: NOON_MS - 60 * SECOND_MS,
      candidate: "7",
      events: [
        { ...eventTo(1, "stepping"), after: { primary: "6", additional: { version: "7", weight: 5 } } },
        { ...eventTo(2, "rolled_back"), atMs: NOON_MS + 90 * SECOND_MS },
      ],
      alarms: [{ atMs: NOON_MS + 60 * SECOND_MS, alarm: "errors", from: "OK", to: "ALARM" }],
      deeds: [{ atMs: NOON_MS + 3 * SECOND_MS, did: "version 7 turns bad" }],
    });
    expect(timeline).toEqual([
      {
        what: "state",
        minute: 1,
        from: "stepping",
        to: "stepping",
        weight: 5,
        by: "the controller",
        why: "because",
      },
      { what: "rehearsal", minute: 1.1, did: "version 7 turns bad" },
      { what: "alarm", minute: 2, alarm: "errors", from: "OK", to: "ALARM" },
      {
        what: "state",
        minute: 2.5,
        from: "stepping",
        to: "rolled_back",
        weight: 0,
        by: "the controller",
        why: "because",
      },
    ]);
    expect(timeline.map(momentLine)).toEqual([
      "   1.0 min  stepping, candidate at 5 % (the controller): because",
      "   1.1 min  — version 7 turns bad",
      "   2.0 min  alarm errors: OK → ALARM",
      "   2.5 min  stepping → rolled_back, candidate at 0 % (the controller): because",
    ]);
  });
});

describe("weightOf", () => {
  it.each([
    [{ primary: "6" }, 0],
    [{ primary: "6", additional: { version: "7", weight: 5 } }, 5],
    [{ primary: "6", additional: { version: "8", weight: 5 } }, 0],
    [{ primary: "7" }, 100],
  ])("of version 7 in %o is %i", (routing, weight) => {
    expect(weightOf("7", routing)).toBe(weight);
  });
});
