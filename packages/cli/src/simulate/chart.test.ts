import {
  REFERENCE_PLAN,
  SHIPPED_ALARMS,
  simulate,
  type VersionBehaviour,
  worldOf,
} from "@switchyard/rollout";
import { describe, expect, it } from "vitest";
import { drawEvidence } from "./chart.ts";

async function draw(name: string, candidate: Partial<VersionBehaviour> = {}) {
  const world = worldOf(name, 600, candidate);
  const result = await simulate({ plan: REFERENCE_PLAN, world, seed: 1, untilMinute: 60, traced: true });
  return drawEvidence({ plan: REFERENCE_PLAN, world, result });
}

describe("drawEvidence", () => {
  it("shows a panel for each guardrail, the weights and the end", async () => {
    const svg = await draw("good");
    for (const label of ["Errors", "Latency", "Cold starts", "5 %", "25 %", "50 %"]) {
      expect(svg).toContain(`>${label}</text>`);
    }
    expect(svg).toContain("completed after 31 minutes");
    expect(svg).toContain("minutes since the release began");
    // Two lines of evidence in each of three panels.
    expect(svg.match(/<polyline/g)).toHaveLength(6);
  });

  it("says what was found harmful", async () => {
    const svg = await draw("bad", { errorShare: 0.2 });
    expect(svg).toContain("rolled back after 2 minutes");
    expect(svg).toContain(">harmful</text>");
  });

  it("says when it was an alarm that ended it", async () => {
    const world = worldOf("broken", 6_000, { errorShare: 1 });
    const options = { plan: REFERENCE_PLAN, world, seed: 1, untilMinute: 60, traced: true };
    const result = await simulate({ ...options, alarms: SHIPPED_ALARMS });
    const svg = drawEvidence({ plan: REFERENCE_PLAN, world, result });
    expect(svg).toContain("rolled back by an alarm after 1 minute;");
  });

  it("draws nothing outside of itself, and no number that is none", async () => {
    const svg = await draw("good");
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    const ys = [...svg.matchAll(/ y[12]?="(-?[\d.]+)"/g)].map(([, y]) => Number(y));
    const height = Number(/height="(\d+)"/.exec(svg)?.[1]);
    expect(Math.min(...ys)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...ys)).toBeLessThanOrEqual(height);
  });

  it("takes names as they are", async () => {
    expect(await draw("<b> & co")).toContain("&lt;b&gt; &amp; co");
  });

  it("says so when nothing was judged", async () => {
    const world = worldOf("untraced", 600);
    const result = await simulate({ plan: REFERENCE_PLAN, world, seed: 1, untilMinute: 3 });
    expect(drawEvidence({ plan: REFERENCE_PLAN, world, result })).toContain("nothing was judged");
  });
});
