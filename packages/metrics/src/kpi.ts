import type { MetricKey } from "./catalogue.ts";

/** How a figure is made from the catalogue's metrics over a period. */
export type KpiFormula =
  | { readonly kind: "percentile"; readonly metric: MetricKey; readonly percent: number }
  /** Sum over sum, 0 to 1. */
  | { readonly kind: "share"; readonly part: MetricKey; readonly whole: MetricKey }
  /** 1 minus a share: of what did *not* happen. */
  | { readonly kind: "share-without"; readonly part: MetricKey; readonly whole: MetricKey }
  /** Sums times the price of one unit of each, per request. Prices belong to the reader: they change, this does not. */
  | { readonly kind: "cost-per-request"; readonly pricedMetrics: readonly MetricKey[] };

/** What the figure should be. `relativeToBaseline` is a change against the version it is compared with. */
export type KpiGoal =
  | { readonly kind: "at-most"; readonly value: number }
  | { readonly kind: "below"; readonly value: number }
  | { readonly kind: "at-least"; readonly value: number }
  /** -0.65 means: at least 65 % less than the baseline. 0 means: not more. */
  | { readonly kind: "change-at-most"; readonly relativeToBaseline: number };

export interface Kpi {
  readonly id: string;
  readonly title: string;
  readonly formula: KpiFormula;
  readonly goal: KpiGoal;
}

/** The success criteria of the rebuild, and the targets of its parts. Times in milliseconds, shares 0 to 1. */
export const kpis = [
  {
    id: "cold-start",
    title: "Cold start, 65 % shorter",
    formula: { kind: "percentile", metric: "initDuration", percent: 50 },
    goal: { kind: "change-at-most", relativeToBaseline: -0.65 },
  },
  {
    id: "cold-start-absolute",
    title: "Cold start within 0.5 s",
    formula: { kind: "percentile", metric: "initDuration", percent: 50 },
    goal: { kind: "at-most", value: 500 },
  },
  {
    id: "response-time",
    title: "Response time, 30 % shorter",
    formula: { kind: "percentile", metric: "responseTime", percent: 50 },
    goal: { kind: "change-at-most", relativeToBaseline: -0.3 },
  },
  {
    id: "error-rate",
    title: "Error rate below 0.5 %",
    formula: { kind: "share", part: "errors", whole: "requests" },
    goal: { kind: "below", value: 0.005 },
  },
  {
    id: "cost-per-request",
    title: "Cost per request, kept or better",
    formula: {
      kind: "cost-per-request",
      pricedMetrics: ["requests", "responseTime", "initDuration", "llmInputTokens", "llmOutputTokens"],
    },
    goal: { kind: "change-at-most", relativeToBaseline: 0 },
  },
  {
    id: "routing-time",
    title: "Routing within 0.2 s",
    formula: { kind: "percentile", metric: "routingTime", percent: 50 },
    goal: { kind: "at-most", value: 200 },
  },
  {
    id: "llm-time",
    title: "Model's time, 40 % shorter",
    formula: { kind: "percentile", metric: "llmTime", percent: 50 },
    goal: { kind: "change-at-most", relativeToBaseline: -0.4 },
  },
  {
    id: "fast-share",
    title: "Routed without a model: 80 %",
    formula: { kind: "share", part: "responsesFast", whole: "requests" },
    goal: { kind: "at-least", value: 0.8 },
  },
  {
    id: "warm-share",
    title: "Warm starts: 90 %",
    formula: { kind: "share-without", part: "coldStarts", whole: "requests" },
    goal: { kind: "at-least", value: 0.9 },
  },
  {
    id: "slow-share",
    title: "Time-outs in sight: fewer than before",
    formula: { kind: "share", part: "slowResponses", whole: "requests" },
    goal: { kind: "change-at-most", relativeToBaseline: 0 },
  },
] as const satisfies readonly Kpi[];

export type KpiId = (typeof kpis)[number]["id"];
