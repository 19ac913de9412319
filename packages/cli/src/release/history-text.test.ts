import { describe, expect, it } from "vitest";
import { eventLine, historyLines } from "./history-text.ts";
import { eventTo } from "./testing.ts";

const PAUSED = {
  ...eventTo(1, "paused"),
  by: { kind: "person", name: "ann" },
  why: "pause: lunch",
  after: { primary: "6", additional: { version: "7", weight: 25 } },
} as const;
const BACK = { ...eventTo(2, "rolling_back"), by: { kind: "alarm", name: "errors" } } as const;

describe("historyLines", () => {
  it("is a table, oldest first", () => {
    expect(historyLines([PAUSED, BACK])).toEqual([
      "time                  who               state                    weights        why",
      "2026-03-01 12:00:00Z  ann               stepping → paused        6 + 7 at 25 %  pause: lunch",
      "2026-03-01 12:00:00Z  the alarm errors  stepping → rolling_back  6              because",
    ]);
  });
});

describe("eventLine", () => {
  it("names the weights where they moved, and only there", () => {
    expect(eventLine(PAUSED)).toBe("2026-03-01 12:00:00Z stepping → paused ann: pause: lunch");
    expect(eventLine(BACK)).toBe(
      "2026-03-01 12:00:00Z stepping → rolling_back [6] the alarm errors: because",
    );
  });

  it("names a state that was followed by itself once", () => {
    expect(eventLine(eventTo(1, "stepping"))).toBe(
      "2026-03-01 12:00:00Z stepping [6] the controller: because",
    );
  });
});
