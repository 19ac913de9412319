import { describe, expect, it } from "vitest";
import { distributionOf } from "./distribution.ts";
import { createMetricSeries, type MetricPoint } from "./metric-series.ts";

const HOUR_MS = 3_600_000;
const metric = { namespace: "N", name: "M", dimensions: { A: "1", B: "2" } };
const point = (timestampMs: number, values: number[], rest: Partial<MetricPoint> = {}): MetricPoint => ({
  ...metric,
  timestampMs,
  unit: "Count",
  resolutionS: 60,
  distribution: distributionOf(values),
  ...rest,
});

describe("createMetricSeries", () => {
  it("takes dimensions in any order for the same metric, and other dimensions for another", () => {
    const series = createMetricSeries();
    series.add(point(0, [1]));
    series.add(point(0, [2], { dimensions: { B: "2", A: "1" } }));
    series.add(point(0, [4], { dimensions: { A: "1" } }));
    const [period] = series.query({ metric, sinceMs: 0, untilMs: 60_000, periodS: 60 });
    expect(period?.distribution.sum).toBe(3);
    expect(series.list(0)).toHaveLength(2);
  });

  it("keeps seconds apart only for high-resolution values", () => {
    const series = createMetricSeries();
    series.add(point(61_500, [1], { resolutionS: 1 }));
    series.add(point(70_000, [2]));
    const periods = series.query({ metric, sinceMs: 60_000, untilMs: 120_000, periodS: 1 });
    expect(periods.map((period) => [period.startMs, period.distribution.sum])).toEqual([
      [60_000, 2],
      [61_000, 1],
    ]);
  });

  it("merges seconds into minutes after three hours and forgets everything after 15 days", () => {
    const series = createMetricSeries();
    series.add(point(61_000, [1], { resolutionS: 1 }));
    series.add(point(62_000, [2], { resolutionS: 1 }));
    series.age(62_000 + 3 * HOUR_MS + 1);
    const [only, ...others] = series.query({ metric, sinceMs: 0, untilMs: 120_000, periodS: 1 });
    expect([only?.startMs, only?.distribution.sum, others.length]).toEqual([60_000, 3, 0]);
    series.age(60_000 + 15 * 24 * HOUR_MS);
    expect(series.list(0)).toHaveLength(1);
    series.age(60_001 + 15 * 24 * HOUR_MS);
    expect(series.list(0)).toHaveLength(0);
  });

  it("drops the oldest values when there is no room", () => {
    const series = createMetricSeries(100);
    for (let minute = 0; minute < 200; minute += 1) series.add(point(minute * 60_000, [minute]));
    const kept = [...series.points()];
    expect(kept.length).toBeLessThanOrEqual(50);
    expect(kept.at(-1)?.timestampMs).toBe(199 * 60_000);
  });
});
