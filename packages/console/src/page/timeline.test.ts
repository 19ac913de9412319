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
    expect([timeline.count(), timeline.newest(1)]).toEqual([2, [END]]);
    timeline.clear();
    expect([timeline.count(), timeline.releases(9)]).toEqual([0, []]);
  });

  it("keeps what was known at each move of the judge", () => {
    const timeline = createTimeline();
    const guardrails = { errors: { harm: 1.1, proof: 0 } };
    timeline.add([BEGIN, { ...END, evidence: guardrails }]);
    expect(timeline.evidenceOf("2@1")).toEqual([{ releaseId: "2@1", atMs: 2000, guardrails }]);
    expect(timeline.evidenceOf("3@1")).toEqual([]);
  });
});
