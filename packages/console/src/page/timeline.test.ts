import { describe, expect, it } from "vitest";
import type { HistoryEvent } from "../model.ts";
import { createTimeline } from "./timeline.ts";

const BEGIN: HistoryEvent = {
  number: 1,
  atMs: 1000,
  by: "ann",
  from: "idle",
  to: "validating",
  why: "monday",
  weightAfter: 0,
  releaseId: "2@1",
};
const END = { ...BEGIN, number: 2, atMs: 2000, from: "validating", to: "rolled_back", why: "the alarm slow" };

describe("the timeline", () => {
  it("tells releases apart, newest first, with why they began and ended", () => {
    const timeline = createTimeline();
    timeline.add([BEGIN, END, { ...BEGIN, number: 3, atMs: 3000, releaseId: "3@1" }]);
    expect(timeline.releases(9)).toEqual([
      {
        id: "3@1",
        begunMs: 3000,
        endedMs: undefined,
        outcome: "validating",
        why: "monday",
        lastly: "monday",
      },
      {
        id: "2@1",
        begunMs: 1000,
        endedMs: 2000,
        outcome: "rolled_back",
        why: "monday",
        lastly: "the alarm slow",
      },
    ]);
    expect(timeline.releases(1).map(({ id }) => id)).toEqual(["3@1"]);
  });

  it("has each event once, newest first", () => {
    const timeline = createTimeline();
    timeline.add([BEGIN, END]);
    timeline.add([END]);
    expect([timeline.count(), timeline.newest(1)]).toEqual([2, [{ kind: "event", event: END }]]);
    timeline.clear();
    expect([timeline.count(), timeline.releases(9)]).toEqual([0, []]);
  });

  it("has what people did between the events, in the order of time, and each once", () => {
    const timeline = createTimeline();
    const deed = { number: 1, atMs: 1500, by: "ann", what: "broke version 2", broke: "2" };
    timeline.add([BEGIN, END]);
    timeline.addDeeds([deed]);
    timeline.addDeeds([deed, { ...deed, number: 2, atMs: 2500, what: "made version 2 well again" }]);
    expect(timeline.count()).toBe(4);
    const told = timeline.newest(3).map((each) => (each.kind === "event" ? each.event.why : each.deed.what));
    expect(told).toEqual(["made version 2 well again", "the alarm slow", "broke version 2"]);
    expect(timeline.newest(1).map(({ kind }) => kind)).toEqual(["deed"]);
  });

  it("forgets the oldest of many deeds", () => {
    const timeline = createTimeline();
    const many = Array.from({ length: 2001 }, (_, at) => ({
      number: at + 1,
      atMs: at,
      by: "ann",
      what: "moved the slider",
    }));
    timeline.addDeeds(many);
    expect([timeline.deeds().length, timeline.deeds()[0]?.number]).toEqual([2000, 2]);
  });

  it("keeps what was known at each move of the judge", () => {
    const timeline = createTimeline();
    const guardrails = { errors: { harm: 1.1, proof: 0 } };
    timeline.add([BEGIN, { ...END, evidence: guardrails }]);
    expect(timeline.evidenceOf("2@1")).toEqual([{ releaseId: "2@1", atMs: 2000, guardrails }]);
    expect(timeline.evidenceOf("3@1")).toEqual([]);
  });
});
