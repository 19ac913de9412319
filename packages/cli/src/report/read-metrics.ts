import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataQuery,
} from "@aws-sdk/client-cloudwatch";
import {
  catalogue,
  type Figure,
  type FigureId,
  figures,
  type MetricKey,
  NAMESPACE,
} from "@switchyard/metrics";
import { type Distribution, type Estimate, estimateQuantile, estimateShare } from "./arms.ts";
import type { Measured, Measurements } from "./rows.ts";
import type { Span, Story } from "./story.ts";

/** What a query found, by the start of its period. */
type Series = ReadonlyMap<number, number>;
export type Found = ReadonlyMap<string, Series>;
/** Reads metrics; all of the period at once. */
export type ReadMetrics = (
  queries: readonly MetricDataQuery[],
  fromMs: number,
  toMs: number,
) => Promise<Found>;

const MINUTE_S = 60;
const HOURS_BY_MINUTES = 6;
const HOURS_BY_FIVE_MINUTES = 72;
const HOUR_MS = 3_600_000;
const ARMS = ["baseline", "candidate"] as const;
type Arm = (typeof ARMS)[number];

/** Milliseconds; from what a decision takes to what a time-out takes. */
const GRID = [
  0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 50, 75, 100, 150, 200, 300, 400, 500, 650, 800, 1000, 1500, 2000, 3000,
  5000, 10_000, 30_000,
] as const;

const FIGURES = Object.entries(figures) as readonly (readonly [FigureId, Figure])[];
/** Metrics of which a percentile is shown. */
const DISTRIBUTED: readonly MetricKey[] = [
  ...new Set(FIGURES.flatMap(([, { formula }]) => (formula.kind === "percentile" ? [formula.metric] : []))),
];

/** Periods in seconds: short enough to tell weights apart, long enough for CloudWatch to answer at once. */
export function periodFor({ begunMs, endedMs }: Pick<Story, "begunMs" | "endedMs">): number {
  const hours = (endedMs - begunMs) / HOUR_MS;
  if (hours <= HOURS_BY_MINUTES) return MINUTE_S;
  return hours <= HOURS_BY_FIVE_MINUTES ? 5 * MINUTE_S : 60 * MINUTE_S;
}

/** All that a report needs of both versions. */
export function reportQueries(stage: string, story: Story, period: number): readonly MetricDataQuery[] {
  const query = (
    Id: string,
    namespace: string,
    name: string,
    dimensions: Readonly<Record<string, string>>,
    Stat: string,
  ) => ({
    Id,
    MetricStat: {
      Metric: {
        Namespace: namespace,
        MetricName: name,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
      Period: period,
      Stat,
    },
  });
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
        query(`${arm}_${id}`, NAMESPACE, catalogue[key].name, own, stat);
      return [
        ...sums.map((key) => of(`sum_${key}`, key, "Sum")),
        of("count_requestCost", "requestCost", "SampleCount"),
        ...DISTRIBUTED.flatMap((key) => [
          of(`count_${key}`, key, "SampleCount"),
          ...GRID.map((bound, index) => of(`upto_${key}_${index}`, key, `PR(:${bound})`)),
        ]),
      ];
    }),
    query("hits", "AWS/ApiGateway", "CacheHitCount", gateway, "Sum"),
    query("misses", "AWS/ApiGateway", "CacheMissCount", gateway, "Sum"),
  ];
}

/**
 * What the periods say in which both versions were asked under one weight; all others are left out, as the judge leaves
 * them out. So load and outages that both shared weigh on both alike.
 */
export function measure(found: Found, { spans }: Pick<Story, "spans">, period: number): Measurements {
  const isCompared = (atMs: number): boolean => spans.some((span) => holds(span, atMs, period * 1000));
  const series = (id: string): readonly (readonly [number, number])[] =>
    [...(found.get(id) ?? [])].filter(([atMs]) => isCompared(atMs));
  const sum = (id: string): number => series(id).reduce((total, [, value]) => total + value, 0);
  const distribution = (arm: Arm, key: MetricKey): Distribution => {
    const counts = series(`${arm}_count_${key}`);
    const cumulative = GRID.map((_, index) => {
      const shares = found.get(`${arm}_upto_${key}_${index}`);
      return counts.reduce((total, [atMs, count]) => total + (count * (shares?.get(atMs) ?? 0)) / 100, 0);
    });
    return {
      bounds: GRID,
      cumulative: [...cumulative, counts.reduce((total, [, count]) => total + count, 0)],
    };
  };
  const estimate = (arm: Arm, { formula }: Figure): Estimate | undefined => {
    switch (formula.kind) {
      case "percentile":
        return estimateQuantile(distribution(arm, formula.metric), formula.percent / 100, undefined);
      case "share":
        return estimateShare(sum(`${arm}_sum_${formula.part}`), sum(`${arm}_sum_${formula.whole}`));
      case "share-without": {
        const whole = sum(`${arm}_sum_${formula.whole}`);
        return estimateShare(whole - sum(`${arm}_sum_${formula.part}`), whole);
      }
      case "mean": {
        const samples = sum(`${arm}_count_${formula.metric}`);
        return samples === 0 ? undefined : { value: sum(`${arm}_sum_${formula.metric}`) / samples, samples };
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

function holds({ fromMs, toMs, weight }: Span, atMs: number, periodMs: number): boolean {
  return weight > 0 && weight < 100 && atMs >= fromMs && atMs + periodMs <= toMs;
}

export function metricsReader(client: CloudWatchClient): ReadMetrics {
  return async (queries, fromMs, toMs) => {
    const found = new Map<string, Map<number, number>>();
    let NextToken: string | undefined;
    do {
      const page = await client.send(
        new GetMetricDataCommand({
          StartTime: new Date(fromMs),
          EndTime: new Date(toMs),
          MetricDataQueries: [...queries],
          NextToken,
        }),
      );
      for (const { Id = "", Timestamps = [], Values = [] } of page.MetricDataResults ?? []) {
        const points = found.get(Id) ?? new Map<number, number>();
        Timestamps.forEach((at, index) => points.set(at.getTime(), Values[index] ?? 0));
        found.set(Id, points);
      }
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return found;
  };
}
