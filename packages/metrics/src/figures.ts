import type { MetricKey } from "./catalogue.ts";

/** Metrics of the gateway, which are Amazon's and not in our catalogue. */
export type GatewayMetric = "CacheHitCount" | "CacheMissCount";

/** How a figure is made from metrics over a period. */
export type FigureFormula =
  | { readonly kind: "percentile"; readonly metric: MetricKey; readonly percent: number }
  /** Sum over number of values. */
  | { readonly kind: "mean"; readonly metric: MetricKey }
  /** Sum over sum, 0 to 1. */
  | { readonly kind: "share"; readonly part: MetricKey; readonly whole: MetricKey }
  /** 1 minus a share: of what did *not* happen. */
  | { readonly kind: "share-without"; readonly part: MetricKey; readonly whole: MetricKey }
  /** Of the gateway's sums, 0 to 1; the stage's and no version's. */
  | { readonly kind: "gateway-share"; readonly part: GatewayMetric; readonly others: GatewayMetric }
  /** The most that Lambda's REPORT lines say was used; it is in logs and no metric. */
  | { readonly kind: "reported-memory"; readonly percent: number };

/** `micro-dollars`: a millionth of a dollar, so of one request the dollars of a million. */
export type FigureUnit = "ms" | "share" | "micro-dollars" | "MB";

/** A number that people judge the router by, under the one name that it has everywhere. */
export interface Figure {
  readonly title: string;
  readonly unit: FigureUnit;
  readonly formula: FigureFormula;
}

/** The figures that console, reports and dashboard show. */
export const figures = {
  coldStart: {
    title: "Cold start, median",
    unit: "ms",
    formula: { kind: "percentile", metric: "initDuration", percent: 50 },
  },
  routingTime: {
    title: "Routing time, median",
    unit: "ms",
    formula: { kind: "percentile", metric: "routingTime", percent: 50 },
  },
  responseTime: {
    title: "Response time, median",
    unit: "ms",
    formula: { kind: "percentile", metric: "responseTime", percent: 50 },
  },
  responseTimeP95: {
    title: "Response time, p95",
    unit: "ms",
    formula: { kind: "percentile", metric: "responseTime", percent: 95 },
  },
  llmTime: {
    title: "Model's time, median",
    unit: "ms",
    formula: { kind: "percentile", metric: "llmTime", percent: 50 },
  },
  memory: {
    title: "Memory used, p95",
    unit: "MB",
    formula: { kind: "reported-memory", percent: 95 },
  },
  cacheHitShare: {
    title: "Cache hits of the gateway",
    unit: "share",
    formula: { kind: "gateway-share", part: "CacheHitCount", others: "CacheMissCount" },
  },
  warmShare: {
    title: "Warm starts",
    unit: "share",
    formula: { kind: "share-without", part: "coldStarts", whole: "requests" },
  },
  errorShare: {
    title: "Error rate",
    unit: "share",
    formula: { kind: "share", part: "errors", whole: "requests" },
  },
  slowShare: {
    title: "Slower than 30 s",
    unit: "share",
    formula: { kind: "share", part: "slowResponses", whole: "requests" },
  },
  fastShare: {
    title: "Routed without a model",
    unit: "share",
    formula: { kind: "share", part: "responsesFast", whole: "requests" },
  },
  llmShare: {
    title: "Routed by a model",
    unit: "share",
    formula: { kind: "share", part: "responsesLlm", whole: "requests" },
  },
  fallbackShare: {
    title: "Routed to what was left",
    unit: "share",
    formula: { kind: "share", part: "responsesFallback", whole: "requests" },
  },
  costPerRequest: {
    title: "Cost per request",
    unit: "micro-dollars",
    formula: { kind: "mean", metric: "requestCost" },
  },
} as const satisfies Readonly<Record<string, Figure>>;

export type FigureId = keyof typeof figures;
