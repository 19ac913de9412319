import { describe, expect, it } from "vitest";
import { drawTuning } from "./chart.ts";
import { niceTicks } from "./nice-ticks.ts";
import { exampleReport } from "./testing.ts";

describe("drawTuning", () => {
  it("marks every size where its time and cost meet, and names what is advised", () => {
    const svg = drawTuning(exampleReport());
    // 0 to 8 ms over 614 pixels from 96; 0 to 0.05 over 358 pixels up from 450.
    expect(svg).toContain('<polyline points="710,163.6 403,92"');
    expect(svg).toContain(">512 MB, cheapest, balanced</text>");
    expect(svg).toContain(">1024 MB, fastest</text>");
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  it("draws what was measured where nothing is advised, even nothing", () => {
    const advice = { kind: "refused", reasons: ["a call failed"], leftOut: [] } as const;
    expect(drawTuning({ ...exampleReport(), advice })).toContain(">512 MB</text>");
    const empty = drawTuning({ ...exampleReport(), advice, figures: [] });
    expect(empty).toContain("no call was answered");
    expect(empty).not.toMatch(/NaN|Infinity|undefined/);
  });
});

describe("niceTicks", () => {
  it.each([
    [8, [0, 2, 4, 6, 8]],
    [0.05, [0, 0.01, 0.02, 0.03, 0.04, 0.05]],
    [130, [0, 50, 100, 150]],
    [0, [0, 0.2]],
  ])("divides %d", (highest, ticks) => {
    expect(niceTicks(highest, 5)).toEqual(ticks);
  });
});
