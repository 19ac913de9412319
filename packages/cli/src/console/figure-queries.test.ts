import { catalogue, figures } from "@switchyard/metrics";
import { describe, expect, it } from "vitest";
import type { Found } from "../metrics-reader.ts";
import { BOUNDS_MS, figureRows, histogramOf, minutesOf, queriesFor } from "./figure-queries.ts";

const SUBJECT = { stage: "prod", stable: "7", candidate: "8", fromMs: 0, toMs: 120_000 };
const foundOf = (values: Readonly<Record<string, Readonly<Record<number, number>>>>): Found =>
  new Map(
    Object.entries(values).map(([id, points]) => [
      id,
      new Map(Object.entries(points).map(([at, value]) => [Number(at), value])),
    ]),
  );

describe("the console's queries", () => {
  it("read metrics of the catalogue alone, under dimensions that it stores them by", () => {
    const own = queriesFor(SUBJECT).filter(
      ({ MetricStat }) => MetricStat?.Metric?.Namespace === "Switchyard",
    );
    const stored = Object.values(catalogue)
      .filter(({ dimensionSets }) => dimensionSets.some((set) => set.join() === "Stage,FunctionVersion"))
      .map(({ name }) => String(name));
    expect(own.length).toBeGreaterThan(40);
    expect(own.filter(({ MetricStat }) => !stored.includes(MetricStat?.Metric?.MetricName ?? ""))).toEqual(
      [],
    );
  });

  it("have an id of their own each, as CloudWatch wants them", () => {
    const ids = queriesFor(SUBJECT).map(({ Id }) => Id ?? "");
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z]\w*$/.test(id))).toEqual([]);
    expect(ids.length).toBeLessThanOrEqual(500);
  });

  it("ask of one version where there is one", () => {
    const { candidate: _none, ...alone } = SUBJECT;
    expect(queriesFor(alone).some(({ Id }) => Id?.startsWith("candidate_"))).toBe(false);
  });
});

describe("the console's figures", () => {
  it("are those of the catalogue, by their names", () => {
    expect(figureRows(new Map()).map(({ title }) => title)).toEqual(
      Object.values(figures).map(({ title }) => title),
    );
  });

  it("are none where nothing was measured", () => {
    expect(
      figureRows(new Map()).filter(({ stable, candidate }) => stable !== null || candidate !== null),
    ).toEqual([]);
  });

  it("are shares of sums, and the newest period's percentiles", () => {
    const rows = figureRows(
      foundOf({
        stable_errorShare_part: { 0: 2 },
        stable_errorShare_whole: { 0: 800 },
        candidate_warmShare_part: { 0: 5 },
        candidate_warmShare_whole: { 0: 50 },
        stable_coldStart: { 0: 400, 60_000: 310 },
        hits: { 0: 30 },
        misses: { 0: 10 },
      }),
    );
    const of = (id: string) => rows.find((row) => row.id === id);
    expect(of("errorShare")).toMatchObject({ stable: 0.0025, candidate: null });
    expect(of("warmShare")).toMatchObject({ stable: null, candidate: 0.9 });
    expect(of("coldStart")).toMatchObject({ stable: 310 });
    expect(of("cacheHitShare")).toMatchObject({ stable: 0.75, candidate: null, isOfStage: true });
  });
});

describe("the console's charts", () => {
  it("have a minute for each minute, with gaps where nothing was measured", () => {
    const found = foundOf({
      stable_requests: { 0: 57 },
      stable_p50: { 0: 900 },
      candidate_requests: { 60_000: 3 },
      candidate_init: { 60_000: 310 },
    });
    expect(minutesOf(found, SUBJECT)).toEqual([
      {
        atMs: 0,
        stable: { requests: 57, errors: 0, p50Ms: 900, p95Ms: null, initMs: null },
        candidate: { requests: 0, errors: 0, p50Ms: null, p95Ms: null, initMs: null },
      },
      {
        atMs: 60_000,
        stable: { requests: 0, errors: 0, p50Ms: null, p95Ms: null, initMs: null },
        candidate: { requests: 3, errors: 0, p50Ms: null, p95Ms: null, initMs: 310 },
      },
    ]);
  });

  it("count what lies between two bounds, and what is above all of them", () => {
    const found = foundOf({
      stable_count: { 0: 200 },
      ...Object.fromEntries(BOUNDS_MS.map((bound) => [`stable_upto_${bound}`, { 0: bound < 500 ? 10 : 90 }])),
    });
    expect(histogramOf(found).stable).toEqual([20, 0, 0, 160, 0, 0, 0, 0, 0, 20]);
    expect(histogramOf(found).candidate.reduce((sum, count) => sum + count, 0)).toBe(0);
  });
});
