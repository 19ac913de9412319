import {
  type Accumulator,
  accumulate,
  coarsen,
  createAccumulator,
  type Distribution,
} from "./distribution.ts";

/** Names one metric: CloudWatch tells metrics apart by all three. */
export interface MetricId {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Values of a metric at a time. */
export interface MetricPoint extends MetricId {
  readonly timestampMs: number;
  readonly unit: string;
  /** 1 keeps seconds apart, 60 only minutes. */
  readonly resolutionS: 1 | 60;
  readonly distribution: Distribution;
}

/** Values of one period. */
export interface PeriodValues {
  readonly startMs: number;
  readonly unit: string;
  readonly distribution: Distribution;
}

/** A question to one metric. `untilMs` is exclusive; without a unit, the units stay apart. */
export interface PeriodQuery {
  readonly metric: MetricId;
  readonly sinceMs: number;
  readonly untilMs: number;
  readonly periodS: number;
  readonly unit?: string | undefined;
  /** Leaves out values of standard resolution: a minute's value says nothing about its seconds. */
  readonly onlyHighResolution?: boolean;
}

/** All metrics in memory. */
export interface MetricSeries {
  readonly add: (point: MetricPoint) => void;
  /** Periods that have values, oldest first. The first period starts at `sinceMs`. */
  readonly query: (query: PeriodQuery) => readonly PeriodValues[];
  /** Metrics with values at or after a time, in the order in which they were first seen. */
  readonly list: (sinceMs: number) => readonly MetricId[];
  /** Everything that is kept, in few points. */
  readonly points: () => IterableIterator<MetricPoint>;
  /** Forgets what is older than 15 days and keeps only minutes of what is older than three hours, as AWS does. */
  readonly age: (nowMs: number) => void;
}

interface Bucket {
  readonly startMs: number;
  readonly unit: string;
  readonly resolutionS: 1 | 60;
  readonly distribution: Accumulator;
}

interface Series extends MetricId {
  readonly buckets: Map<string, Bucket>;
  lastMs: number;
}

const HOUR_MS = 3_600_000;
const SECONDS_KEPT_MS = 3 * HOUR_MS;
/** How long values are kept. */
export const KEPT_MS = 15 * 24 * HOUR_MS;
/** About 300 MB. Beyond it the oldest values go, whatever their age. */
const MAX_CELLS = 3_000_000;

/** Series without any values. */
export function createMetricSeries(maxCells = MAX_CELLS): MetricSeries {
  const all = new Map<string, Series>();
  let cells = 0;

  const put = (
    series: Series,
    startMs: number,
    point: Omit<Bucket, "startMs" | "distribution">,
    added: Distribution,
  ): void => {
    const { resolutionS, unit } = point;
    const key = `${startMs} ${resolutionS} ${unit}`;
    const known = series.buckets.get(key);
    const bucket = known ?? { startMs, unit, resolutionS, distribution: createAccumulator() };
    if (known === undefined) series.buckets.set(key, bucket);
    else cells -= cellsOf(known);
    accumulate(bucket.distribution, added);
    coarsen(bucket.distribution);
    cells += cellsOf(bucket);
  };

  const removeWhere = (gone: (bucket: Bucket) => boolean): void => {
    for (const [id, series] of all) {
      for (const [key, bucket] of series.buckets) {
        if (!gone(bucket)) continue;
        series.buckets.delete(key);
        cells -= cellsOf(bucket);
      }
      if (series.buckets.size === 0) all.delete(id);
    }
  };

  const makeRoom = (): void => {
    const buckets = [...all.values()].flatMap((series) => [...series.buckets.values()]);
    let surplus = cells - maxCells * 0.75;
    for (const bucket of buckets.toSorted((a, b) => a.startMs - b.startMs)) {
      surplus -= cellsOf(bucket);
      if (surplus <= 0) return removeWhere((other) => other.startMs <= bucket.startMs);
    }
  };

  return {
    add: ({ namespace, name, dimensions, timestampMs, unit, resolutionS, distribution }) => {
      const id = idOf({ namespace, name, dimensions });
      const series = all.get(id) ?? { namespace, name, dimensions, buckets: new Map(), lastMs: 0 };
      all.set(id, series);
      series.lastMs = Math.max(series.lastMs, timestampMs);
      put(series, floorTo(timestampMs, resolutionS), { unit, resolutionS }, distribution);
      if (cells > maxCells) makeRoom();
    },

    query: ({ metric, sinceMs, untilMs, periodS, unit, onlyHighResolution = false }) => {
      const periods = new Map<string, PeriodValues & { readonly distribution: Accumulator }>();
      for (const bucket of all.get(idOf(metric))?.buckets.values() ?? []) {
        if (bucket.startMs < sinceMs || bucket.startMs >= untilMs) continue;
        if (unit !== undefined && bucket.unit !== unit) continue;
        if (onlyHighResolution && bucket.resolutionS !== 1) continue;
        const startMs = sinceMs + floorTo(bucket.startMs - sinceMs, periodS);
        const key = `${startMs} ${bucket.unit}`;
        const period = periods.get(key) ?? { startMs, unit: bucket.unit, distribution: createAccumulator() };
        periods.set(key, period);
        accumulate(period.distribution, bucket.distribution);
      }
      return [...periods.values()].toSorted((a, b) => a.startMs - b.startMs);
    },

    list: (sinceMs) => [...all.values()].filter((series) => series.lastMs >= sinceMs),

    points: function* () {
      for (const { namespace, name, dimensions, buckets } of all.values()) {
        for (const { startMs, unit, resolutionS, distribution } of buckets.values()) {
          yield { namespace, name, dimensions, timestampMs: startMs, unit, resolutionS, distribution };
        }
      }
    },

    age: (nowMs) => {
      removeWhere((bucket) => bucket.startMs < nowMs - KEPT_MS);
      for (const series of all.values()) {
        for (const [key, bucket] of series.buckets) {
          if (bucket.resolutionS === 60 || bucket.startMs >= nowMs - SECONDS_KEPT_MS) continue;
          series.buckets.delete(key);
          cells -= cellsOf(bucket);
          put(
            series,
            floorTo(bucket.startMs, 60),
            { unit: bucket.unit, resolutionS: 60 },
            bucket.distribution,
          );
        }
      }
    },
  };
}

function idOf({ namespace, name, dimensions }: MetricId): string {
  return JSON.stringify([
    namespace,
    name,
    ...Object.entries(dimensions).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  ]);
}

function cellsOf(bucket: Bucket): number {
  return 1 + (bucket.distribution.values?.size ?? 0);
}

function floorTo(ms: number, seconds: number): number {
  return Math.floor(ms / (seconds * 1000)) * seconds * 1000;
}
