import type { MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import type { FigureRow, Histogram, Minute } from "@switchyard/console";
import { catalogue, type Figure, figures, type MetricKey, NAMESPACE } from "@switchyard/metrics";
import { type Found, metricQuery } from "../metrics-reader.ts";

/** Which versions of which stage, and over what time. */
export interface Subject {
  readonly stage: string;
  readonly stable: string;
  readonly candidate?: string;
  /** Start of the first minute and end of the last. */
  readonly fromMs: number;
  readonly toMs: number;
}

const MINUTE_MS = 60_000;
/** Upper bounds of the latency histogram. */
export const BOUNDS_MS = [50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000] as const;
const ARMS = ["stable", "candidate"] as const;
type Arm = (typeof ARMS)[number];
const FIGURES: readonly (readonly [id: string, figure: Figure])[] = Object.entries(figures);

/** Everything that the page shows of metrics, in one request. */
export function queriesFor(subject: Subject): readonly MetricDataQuery[] {
  const windowSeconds = (subject.toMs - subject.fromMs) / 1000;
  const gateway = (id: string, name: string): MetricDataQuery =>
    metricQuery(
      id,
      "AWS/ApiGateway",
      name,
      { ApiName: `switchyard-${subject.stage}`, Stage: subject.stage },
      "Sum",
      windowSeconds,
    );
  return [
    ...ARMS.flatMap((arm) => {
      const version = subject[arm];
      return version === undefined ? [] : versionQueries(subject.stage, arm, version, windowSeconds);
    }),
    gateway("hits", "CacheHitCount"),
    gateway("misses", "CacheMissCount"),
  ];
}

function versionQueries(
  stage: string,
  arm: Arm,
  version: string,
  windowSeconds: number,
): readonly MetricDataQuery[] {
  const dimensions = { Stage: stage, FunctionVersion: version };
  const own = (id: string, key: MetricKey, stat: string, period: number): MetricDataQuery =>
    metricQuery(`${arm}_${id}`, NAMESPACE, catalogue[key].name, dimensions, stat, period);
  return [
    ...FIGURES.flatMap(([id, { formula }]) => {
      switch (formula.kind) {
        case "percentile":
          return [own(id, formula.metric, `p${formula.percent}`, windowSeconds)];
        case "mean":
          return [own(id, formula.metric, "Average", windowSeconds)];
        case "share":
        case "share-without":
          return [
            own(`${id}_part`, formula.part, "Sum", windowSeconds),
            own(`${id}_whole`, formula.whole, "Sum", windowSeconds),
          ];
        case "gateway-share":
        case "reported-memory":
          return [];
      }
    }),
    own("requests", "requests", "Sum", 60),
    own("errors", "errors", "Sum", 60),
    own("p50", "responseTime", "p50", 60),
    own("p95", "responseTime", "p95", 60),
    own("init", "initDuration", "p50", 60),
    own("count", "responseTime", "SampleCount", windowSeconds),
    ...BOUNDS_MS.map((bound) => own(`upto_${bound}`, "responseTime", `PR(:${bound})`, windowSeconds)),
  ];
}

export function figureRows(found: Found): readonly FigureRow[] {
  const hits = latest(found, "hits");
  const misses = latest(found, "misses");
  return FIGURES.map(([id, { title, unit, formula }]) => {
    if (formula.kind === "gateway-share") {
      const all = (hits ?? 0) + (misses ?? 0);
      return {
        id,
        title,
        unit,
        stable: all === 0 ? null : (hits ?? 0) / all,
        candidate: null,
        isOfStage: true,
      };
    }
    const [stable, candidate] = ARMS.map((arm) => valueOf(found, arm, id, formula.kind));
    return { id, title, unit, stable: stable ?? null, candidate: candidate ?? null };
  });
}

function valueOf(found: Found, arm: Arm, id: string, kind: Figure["formula"]["kind"]): number | undefined {
  if (kind !== "share" && kind !== "share-without") return latest(found, `${arm}_${id}`);
  const [part, whole] = [latest(found, `${arm}_${id}_part`), latest(found, `${arm}_${id}_whole`)];
  if (part === undefined || whole === undefined || whole === 0) return undefined;
  return kind === "share" ? part / whole : 1 - part / whole;
}

/** The value of the newest period that has one. */
function latest(found: Found, id: string): number | undefined {
  const points = [...(found.get(id) ?? [])].toSorted(([a], [b]) => b - a);
  return points[0]?.[1];
}

export function minutesOf(found: Found, { fromMs, toMs }: Subject): readonly Minute[] {
  const count = Math.round((toMs - fromMs) / MINUTE_MS);
  return Array.from({ length: count }, (_, index) => {
    const atMs = fromMs + index * MINUTE_MS;
    const [stable, candidate] = ARMS.map((arm) => {
      const at = (id: string): number | undefined => found.get(`${arm}_${id}`)?.get(atMs);
      return {
        requests: at("requests") ?? 0,
        errors: at("errors") ?? 0,
        p50Ms: at("p50") ?? null,
        p95Ms: at("p95") ?? null,
        initMs: at("init") ?? null,
      };
    });
    const nothing = { requests: 0, errors: 0, p50Ms: null, p95Ms: null, initMs: null };
    return { atMs, stable: stable ?? nothing, candidate: candidate ?? nothing };
  });
}

export function histogramOf(found: Found): Histogram {
  const [stable, candidate] = ARMS.map((arm) => {
    const count = latest(found, `${arm}_count`) ?? 0;
    // Percentages of values up to each bound; what is above the last one is the rest.
    const upTo = [...BOUNDS_MS.map((bound) => latest(found, `${arm}_upto_${bound}`) ?? 0), 100];
    return upTo.map((percent, index) =>
      Math.max(0, Math.round((count * (percent - (upTo[index - 1] ?? 0))) / 100)),
    );
  });
  return { boundsMs: BOUNDS_MS, stable: stable ?? [], candidate: candidate ?? [] };
}
