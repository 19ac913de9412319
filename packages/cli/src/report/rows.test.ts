import { figures, kpis } from "@switchyard/metrics";
import { describe, expect, it } from "vitest";
import { dashboardBody } from "../../../../infra/router/src/dashboard-body.ts";
import { kpiRows, verdictOf } from "./rows.ts";

const rowOf = (id: string, ...of: Parameters<typeof kpiRows>) => kpiRows(...of).find((row) => row.id === id);

describe("kpiRows", () => {
  it("has every KPI, and what was not measured is never met", () => {
    const rows = kpiRows({});
    expect(rows.map(({ id }) => id)).toEqual(kpis.map(({ id }) => id));
    expect(new Set(rows.map(({ verdict }) => verdict))).toEqual(new Set(["not measured"]));
  });

  it("names its figures as the dashboard does", () => {
    const { widgets } = dashboardBody({
      stage: "prod",
      region: "us-east-1",
      functionName: "f",
      aliasName: "live",
      apiName: "a",
      tickFunctionName: "t",
      deadLetterQueueName: "q",
      alarmArns: [],
    });
    const titles = widgets.map(({ properties }) => properties["title"]);
    expect(kpiRows({}).filter(({ title }) => !titles.includes(title))).toEqual([]);
    expect(kpiRows({}).map(({ title }) => title)).toContain(figures.coldStart.title);
  });

  it("judges a change by its bounds and not by its middle", () => {
    const measured = (lower: number, upper: number) => ({
      responseTime: {
        baseline: { value: 100, lower: 95, upper: 105, samples: 9 },
        candidate: { value: 60, lower, upper, samples: 9 },
      },
    });
    expect(rowOf("response-time", measured(50, 66))).toMatchObject({ verdict: "met" });
    expect(rowOf("response-time", measured(50, 80))).toMatchObject({ verdict: "undecided" });
    expect(rowOf("response-time", measured(90, 99))).toMatchObject({ verdict: "not met" });
  });

  it("leaves a change against nothing at all undecided, and one against what was not measured unmeasured", () => {
    const none = { value: 0, lower: 0, upper: 0.01, samples: 400 };
    expect(rowOf("slow-share", { slowShare: { baseline: none, candidate: none } })).toMatchObject({
      change: null,
      verdict: "undecided",
    });
    expect(rowOf("slow-share", { slowShare: { candidate: none } })).toMatchObject({
      verdict: "not measured",
    });
  });

  it("shows the stage's figure where versions are not told apart", () => {
    const row = rowOf("cache-hit-share", {
      cacheHitShare: { stage: { value: 0.7, lower: 0.65, upper: 0.75, samples: 9 } },
    });
    expect(row).toMatchObject({ baseline: null, candidate: { value: 0.7 }, change: null, verdict: "met" });
  });
});

describe("verdictOf", () => {
  const own = (lower: number, upper: number) => ({ value: (lower + upper) / 2, lower, upper, samples: 9 });

  it("knows floors and ceilings", () => {
    expect(verdictOf({ kind: "below", value: 0.005 }, undefined, own(0.001, 0.004), undefined)).toBe("met");
    expect(verdictOf({ kind: "below", value: 0.005 }, undefined, own(0.006, 0.01), undefined)).toBe(
      "not met",
    );
    expect(verdictOf({ kind: "at-least", value: 0.8 }, undefined, own(0.81, 0.9), undefined)).toBe("met");
    expect(verdictOf({ kind: "at-least", value: 0.8 }, undefined, own(0.6, 0.79), undefined)).toBe("not met");
    expect(verdictOf({ kind: "at-least", value: 0.8 }, undefined, own(0.7, 0.9), undefined)).toBe(
      "undecided",
    );
    expect(verdictOf({ kind: "at-most", value: 1 }, undefined, { value: 0.5, samples: 1 }, undefined)).toBe(
      "undecided",
    );
  });
});
