import type { Reliability } from "@switchyard/trainer";
import { describe, expect, it } from "vitest";
import { drawReliability } from "./reliability-chart.ts";

/** Claims in two bins: 40 of 50 right where 75 % are claimed, 1,190 of 1,200 where 99 % are. */
function reliability(): Reliability {
  const bins = Array.from({ length: 10 }, (_, index) => {
    const [count, right, meanProbability] =
      index === 7 ? [50, 40, 0.75] : index === 9 ? [1_200, 1_190, 0.99] : [0, 0, undefined];
    const shareRight = count === 0 ? undefined : right / count;
    return { from: index / 10, to: (index + 1) / 10, count, right, meanProbability, shareRight };
  });
  return { bins, count: 1_250, expectedCalibrationError: 0.0036 };
}

const NOTHING: Reliability = {
  bins: reliability().bins.map((bin) => ({
    ...bin,
    count: 0,
    right: 0,
    meanProbability: undefined,
    shareRight: undefined,
  })),
  count: 0,
  expectedCalibrationError: undefined,
};

describe("drawReliability", () => {
  it("shows each bin's share with its count, beside the line of the honest", () => {
    const svg = drawReliability(reliability());
    expect(svg).toContain("1,250 queries with a best label; expected calibration error 0.4 %");
    expect(svg).toContain(">50</text>");
    expect(svg).toContain(">1,200</text>");
    // The plot is 440 high and ends at 548: 80 % are 352.
    expect(svg).toContain('<rect x="393" y="196" width="42" height="352"');
    expect(svg).toContain('<line x1="84" y1="548" x2="524" y2="108"');
  });

  it("names both axes with their units", () => {
    const svg = drawReliability(reliability());
    expect(svg).toContain("probability that the label is right, as claimed (%)");
    expect(svg).toContain("right among them (%)");
    expect(svg).toContain(">60 %</text>");
  });

  it("has other colours on a dark page for every colour that it uses", () => {
    const svg = drawReliability(reliability());
    const [, dark = ""] = /@media \(prefers-color-scheme: dark\)\{(.*?)\}<\/style>/.exec(svg) ?? [];
    const used = new Set([...svg.matchAll(/ (?:fill|stroke)="(#[0-9a-f]{6})"/g)].map(([, colour]) => colour));
    expect(used.size).toBe(7);
    for (const colour of used) expect(dark).toContain(`[fill="${colour}"]`);
  });

  it("draws nothing outside of itself, and no number that is none", () => {
    for (const svg of [drawReliability(reliability()), drawReliability(NOTHING)]) {
      expect(svg).not.toMatch(/NaN|Infinity|undefined/);
      const ys = [...svg.matchAll(/ y[12]?="(-?[\d.]+)"/g)].map(([, y]) => Number(y));
      expect(Math.min(...ys)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...ys)).toBeLessThanOrEqual(690);
    }
  });

  it("says so when nothing was claimed", () => {
    expect(drawReliability(NOTHING)).toContain("nothing was claimed");
  });
});
