import { describe, expect, it } from "vitest";
import type { LoadedModel } from "./contender.ts";
import { compare, measureLatency, median, percentile } from "./latency.ts";

describe("percentile", () => {
  it("is the number at the nearest rank", () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([percentile(hundred, 0.5), percentile(hundred, 0.99), percentile([7], 0.99)]).toEqual([50, 99, 7]);
    expect(median([3, 1, 2])).toBe(2);
  });
});

describe("compare", () => {
  it("takes medians over passes, and of ratios within a pass", () => {
    const own = [2, 40, 6].map((us) => ({ p50Us: us, p99Us: 10 * us }));
    const baseline = [1, 10, 2].map((us) => ({ p50Us: us, p99Us: us }));
    expect(compare(own, baseline)).toEqual({ p50Us: 6, p99Us: 60, p50Ratio: 3, p99Ratio: 30 });
  });
});

describe("measureLatency", () => {
  it("lets the models take turns, and never asks the same text twice", async () => {
    const asked: string[] = [];
    const model = (id: string): LoadedModel => ({
      predict: (text) => {
        asked.push(`${id}:${text}`);
        return { label: "a", score: 1 };
      },
    });
    const models = new Map([
      ["x", model("x")],
      ["y", model("y")],
    ]);
    const measured = await measureLatency(models, "x", ["q"], 2);
    expect(asked).toEqual(["x:q ", "y:q ", "x:q  ", "y:q  "]);
    expect(measured.get("x")).toMatchObject({ p50Ratio: 1, p99Ratio: 1 });
  });

  it("refuses to do without its baseline", async () => {
    await expect(measureLatency(new Map(), "keywords", ["q"], 1)).rejects.toThrow('baseline "keywords"');
  });
});
