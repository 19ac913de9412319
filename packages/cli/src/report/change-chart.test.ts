import { describe, expect, it } from "vitest";
import { drawChanges } from "./change-chart.ts";
import { changesAsText } from "./change-text.ts";
import { kpiRows } from "./rows.ts";

const ROWS = kpiRows({
  responseTime: {
    baseline: { value: 300, lower: 290, upper: 310, samples: 900 },
    candidate: { value: 120, lower: 110, upper: 130, samples: 900 },
  },
  llmTime: {
    baseline: { value: 300, lower: 290, upper: 310, samples: 900 },
    candidate: { value: 900, samples: 9 },
  },
});

describe("the chart of changes", () => {
  it("has a row for each figure that changed, with its bounds in numbers, its target and verdict", () => {
    const svg = drawChanges(ROWS) ?? "";
    expect(svg).toContain(">Response time, median</text>");
    expect(svg).toContain("-60 % (-64.5 % to -55.2 %)");
    expect(svg).toContain("-30 %: met");
    expect(svg.match(/>●<\/text>/g)).toHaveLength(1);
    expect(svg).not.toContain("Error rate");
  });

  it("shows by an arrow what lies beyond, and by a thin dashed line what nothing bounds", () => {
    const svg = drawChanges(ROWS) ?? "";
    expect(svg.match(/>▶<\/text>/g)).toHaveLength(1);
    expect(svg.match(/stroke-dasharray="3 4"/g)).toHaveLength(2);
  });

  it("is the same in characters", () => {
    expect(changesAsText(ROWS)).toEqual([
      "Response time, median         ├●┤    ◆     ┊                      -60 % (-64.5 % to -55.2 %)",
      "Model's time, median   ────────────◆───────────────────────────●  +200 %",
      "                       -100 %              0 %            +100 %",
    ]);
  });

  it("is none where nothing was measured", () => {
    expect(drawChanges(kpiRows({}))).toBeUndefined();
    expect(changesAsText(kpiRows({}))).toEqual([]);
  });
});
