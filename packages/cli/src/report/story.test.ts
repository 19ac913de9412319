import { describe, expect, it } from "vitest";
import { storyOf } from "./story.ts";
import { HISTORY } from "./testing.ts";

describe("storyOf", () => {
  it("tells versions, times and weights from the audit trail", () => {
    expect(storyOf(HISTORY, "8@1", 0)).toMatchObject({
      stable: "7",
      candidate: "8",
      begunMs: 0,
      endedMs: 780_000,
      hasEnded: true,
      state: "rolled_back",
      spans: [{ weight: 50, fromMs: 120_000, toMs: 720_000 }],
    });
  });

  it("goes on until now while a release is under way", () => {
    expect(storyOf(HISTORY.slice(0, 2), "latest", 600_000)).toMatchObject({
      hasEnded: false,
      endedMs: 600_000,
      spans: [{ weight: 50, fromMs: 120_000, toMs: 600_000 }],
    });
  });

  it("says which releases there are", () => {
    expect(() => storyOf(HISTORY, "9@1", 0)).toThrow("No release is called 9@1: there are 8@1.");
    expect(() => storyOf([], "latest", 0)).toThrow(
      "No release is called latest: nothing was released here yet.",
    );
  });
});
