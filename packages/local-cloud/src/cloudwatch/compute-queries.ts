import { type Accumulator, accumulate, createAccumulator } from "./distribution.ts";
import { validation } from "./errors.ts";
import { computeExpression, type LabelledSeries, type MathValue } from "./metric-math/compute.ts";
import { ExpressionError } from "./metric-math/tokens.ts";
import { inExpression, type MetricQuery, periodOf, type StatisticQuery } from "./metric-queries.ts";
import type { MetricSeries, PeriodValues } from "./metric-series.ts";
import type { TimeRange } from "./period.ts";
import { computeStatistic } from "./statistic.ts";

/** A value of a metric and how many samples it stands for. */
export interface MetricValue {
  readonly startMs: number;
  readonly value: number;
  readonly sampleCount: number;
}

/** Where queries get their values. */
export interface QuerySource {
  readonly series: MetricSeries;
  readonly rangeOf: (periodS: number) => TimeRange;
  readonly onlyHighResolution?: boolean;
}

/** Values of one metric, oldest first. Units are not told apart unless the query names one. */
export function readMetric(query: StatisticQuery, source: QuerySource): readonly MetricValue[] {
  const { metric, statistic, unit } = query;
  const { onlyHighResolution = false } = source;
  const periods = source.series.query({ metric, ...source.rangeOf(query.periodS), unit, onlyHighResolution });
  return acrossUnits(periods).flatMap(({ startMs, distribution }) => {
    const value = computeStatistic(statistic, distribution);
    return value === undefined ? [] : [{ startMs, value, sampleCount: distribution.count }];
  });
}

/** The series that a query comes to: one, or for an expression over a list of series one for each of these. */
export type ComputeQuery = (query: MetricQuery) => readonly LabelledSeries[];

/** Computes queries that may refer to one another; each is computed once. */
export function createComputation(queries: readonly MetricQuery[], source: QuerySource): ComputeQuery {
  const byId = new Map(queries.map((query) => [query.id, query]));
  const computed = new Map<string, MathValue>();

  const valueOf = (id: string): MathValue => {
    const known = computed.get(id);
    if (known !== undefined) return known;
    const value = compute(id);
    computed.set(id, value);
    return value;
  };

  const compute = (id: string): MathValue => {
    const query = byId.get(id);
    if (query === undefined) throw new Error(`Expected the ids of queries to be checked, found ${id}.`);
    if (query.kind === "statistic") {
      const values = readMetric(query, source);
      return { kind: "series", points: new Map(values.map(({ startMs, value }) => [startMs, value])) };
    }
    const range = source.rangeOf(periodOf(query, queries));
    return inExpression(id, () =>
      computeExpression(query.expression, {
        valueOf,
        metricsContaining,
        periodStarts: () => startsIn(range),
      }),
    );
  };

  const metricsContaining = (text: string): readonly LabelledSeries[] =>
    queries.flatMap((query) => {
      if (query.kind !== "statistic" || !query.id.includes(text)) return [];
      const value = valueOf(query.id);
      return value.kind === "series" ? [{ label: query.label, points: value.points }] : [];
    });

  return (query) => {
    const value = valueOf(query.id);
    switch (value.kind) {
      case "scalar":
        throw validation(
          `Error in expression '${query.id}': the result must be a time series, found a single number.`,
        );
      case "series":
        return [{ label: query.label, points: value.points }];
      case "list":
        return value.series.map(({ label, points }) => ({
          label: [query.label, label].filter((part) => part !== "").join(" "),
          points,
        }));
    }
  };
}

/** As many data points as one answer of GetMetricData may have. */
const MAX_FILLED = 100_800;

function startsIn({ sinceMs, untilMs, periodS }: TimeRange): readonly number[] {
  const count = Math.max(0, Math.ceil((untilMs - sinceMs) / (periodS * 1000)));
  if (count > MAX_FILLED) {
    throw new ExpressionError(`FILL would fill ${count} periods; at most ${MAX_FILLED} are allowed`);
  }
  return Array.from({ length: count }, (_, index) => sinceMs + index * periodS * 1000);
}

/** One entry per period: values of all units together. */
function acrossUnits(periods: readonly PeriodValues[]): readonly Omit<PeriodValues, "unit">[] {
  const merged = new Map<number, { readonly startMs: number; readonly distribution: Accumulator }>();
  for (const { startMs, distribution } of periods) {
    const known = merged.get(startMs) ?? { startMs, distribution: createAccumulator() };
    merged.set(startMs, known);
    accumulate(known.distribution, distribution);
  }
  return [...merged.values()];
}
