import type { MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import {
  catalogue,
  type Figure,
  type FigureId,
  figures,
  type MetricKey,
  NAMESPACE,
} from "@switchyard/metrics";
import { type Found, metricQuery } from "../metrics-reader.ts";
import { type Distribution, type Estimate, estimateMean, estimateQuantile, estimateShare } from "./arms.ts";
import { COSTS_MICRO_DOLLARS, TIMES_MS } from "./grids.ts";
import type { Measured, Measurements } from "./rows.ts";
import { isCompared, type Story } from "./story.ts";

const MINUTE_S = 60;
const HOURS_BY_MINUTES = 6;
const HOURS_BY_FIVE_MINUTES = 72;
const HOUR_MS = 3_600_000;
const ARMS = ["baseline", "candidate"] as const;
type Arm = (typeof ARMS)[number];

const FIGURES = Object.entries(figures) as readonly (readonly [FigureId, Figure])[];
/** Metrics of which more is asked than their sum, and the grid on which their values are counted. */
const DISTRIBUTED: ReadonlyMap<MetricKey, readonly number[]> = new Map(
  FIGURES.flatMap(([, { formula }]): readonly (readonly [MetricKey, readonly number[]])[] => {
    if (formula.kind === "percentile") return [[formula.metric, TIMES_MS]];
    return formula.kind === "mean" ? [[formula.metric, COSTS_MICRO_DOLLARS]] : [];
  }),
);
const MEANS: readonly MetricKey[] = FIGURES.flatMap(([, { formula }]) =>
  formula.kind === "mean" ? [formula.metric] : [],
);

/** Periods in seconds: short enough to tell weights apart, long enough for CloudWatch to answer at once. */
export function periodFor({ begunMs, endedMs }: Pick<Story, "begunMs" | "endedMs">): number {
  const hours = (endedMs - begunMs) / HOUR_MS;
  if (hours <= HOURS_BY_MINUTES) return MINUTE_S;
  return hours <= HOURS_BY_FIVE_MINUTES ? 5 * MINUTE_S : 60 * MINUTE_S;
}

/** All that a report needs of both versions. */
export function reportQueries(stage: string, story: Story, period: number): readonly MetricDataQuery[] {
  const sums: readonly MetricKey[] = [
    ...new Set(
      FIGURES.flatMap(([, { formula }]): readonly MetricKey[] => {
        if (formula.kind === "share" || formula.kind === "share-without")
          return [formula.part, formula.whole];
        return formula.kind === "mean" ? [formula.metric] : [];
      }),
    ),
  ];
  const gateway = { ApiName: `switchyard-${stage}`, Stage: stage };
  return [
    ...ARMS.flatMap((arm) => {
      const own = { Stage: stage, FunctionVersion: arm === "baseline" ? story.stable : story.candidate };
      const of = (id: string, key: MetricKey, stat: string) =>
        metricQuery(`${arm}_${id}`, NAMESPACE, catalogue[key].name, own, stat, period);
      return [
        ...sums.map((key) => of(`sum_${key}`, key, "Sum")),
        ...MEANS.map((key) => of(`largest_${key}`, key, "Maximum")),
        ...[...DISTRIBUTED].flatMap(([key, grid]) => [
          of(`count_${key}`, key, "SampleCount"),
          ...grid.map((bound, index) => of(`upto_${key}_${index}`, key, `PR(:${bound})`)),
        ]),
      ];
    }),
    metricQuery("hits", "AWS/ApiGateway", "CacheHitCount", gateway, "Sum", period),
    metricQuery("misses", "AWS/ApiGateway", "CacheMissCount", gateway, "Sum", period),
  ];
}

/**
 * What the periods say in which both versions were asked under one weight; all others are left out, as the judge leaves
 * them out. So load and outages that both shared weigh on both alike.
 */
export function measure(found: Found, story: Pick<Story, "spans">, period: number): Measurements {
  const series = (id: string): readonly (readonly [number, number])[] =>
    [...(found.get(id) ?? [])].filter(([atMs]) => isCompared(story, atMs, period * 1000));
  const sum = (id: string): number => series(id).reduce((total, [, value]) => total + value, 0);
  const distribution = (arm: Arm, key: MetricKey): Distribution => {
    const counts = series(`${arm}_count_${key}`);
    const grid = DISTRIBUTED.get(key) ?? [];
    const cumulative = grid.map((_, index) => {
      const shares = found.get(`${arm}_upto_${key}_${index}`);
      return counts.reduce((total, [atMs, count]) => total + (count * (shares?.get(atMs) ?? 0)) / 100, 0);
    });
    return {
      bounds: grid,
      cumulative: [...cumulative, counts.reduce((total, [, count]) => total + count, 0)],
    };
  };
  const estimate = (arm: Arm, { formula }: Figure): Estimate | undefined => {
    switch (formula.kind) {
      case "percentile":
        return estimateQuantile(distribution(arm, formula.metric), formula.percent / 100);
      case "share":
        return estimateShare(sum(`${arm}_sum_${formula.part}`), sum(`${arm}_sum_${formula.whole}`));
      case "share-without": {
        const whole = sum(`${arm}_sum_${formula.whole}`);
        return estimateShare(whole - sum(`${arm}_sum_${formula.part}`), whole);
      }
      case "mean": {
        const largest = series(`${arm}_largest_${formula.metric}`).map(([, value]) => value);
        return estimateMean(
          sum(`${arm}_sum_${formula.metric}`),
          distribution(arm, formula.metric),
          largest.length === 0 ? undefined : Math.max(...largest),
        );
      }
      case "gateway-share":
      case "reported-memory":
        return undefined;
    }
  };
  return Object.fromEntries(
    FIGURES.map(([id, figure]): [FigureId, Measured] => {
      if (figure.formula.kind === "gateway-share") {
        const hits = sum("hits");
        const stage = estimateShare(hits, hits + sum("misses"));
        return [id, stage === undefined ? {} : { stage }];
      }
      const [baseline, candidate] = ARMS.map((arm) => estimate(arm, figure));
      return [
        id,
        {
          ...(baseline === undefined ? {} : { baseline }),
          ...(candidate === undefined ? {} : { candidate }),
        },
      ];
    }),
  );
}
