import { describe, expect, it } from "vitest";
import { kpis } from "./kpi.ts";

const goalOf = (id: string) => kpis.find((kpi) => kpi.id === id)?.goal;

describe("kpis", () => {
  it("holds the four success criteria", () => {
    expect(goalOf("cold-start")).toEqual({ kind: "change-at-most", relativeToBaseline: -0.65 });
    expect(goalOf("response-time")).toEqual({ kind: "change-at-most", relativeToBaseline: -0.3 });
    expect(goalOf("error-rate")).toEqual({ kind: "below", value: 0.005 });
    expect(goalOf("cost-per-request")).toEqual({ kind: "change-at-most", relativeToBaseline: 0 });
  });

  it("names each figure once", () => {
    expect(new Set(kpis.map(({ id }) => id)).size).toBe(kpis.length);
  });
});
