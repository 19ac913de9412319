import type { FigureId } from "./figures.ts";

/** What the figure should be. `relativeToBaseline` is a change against the version it is compared with. */
export type KpiGoal =
  | { readonly kind: "at-most"; readonly value: number }
  | { readonly kind: "below"; readonly value: number }
  | { readonly kind: "at-least"; readonly value: number }
  /** -0.65 means: at least 65 % less than the baseline. 0 means: not more. */
  | { readonly kind: "change-at-most"; readonly relativeToBaseline: number };

export interface Kpi {
  readonly id: string;
  readonly figure: FigureId;
  readonly goal: KpiGoal;
}

/** The success criteria of the rebuild, and the targets of its parts. Times in milliseconds, shares 0 to 1. */
export const kpis = [
  { id: "cold-start", figure: "coldStart", goal: { kind: "change-at-most", relativeToBaseline: -0.65 } },
  { id: "cold-start-absolute", figure: "coldStart", goal: { kind: "at-most", value: 500 } },
  { id: "routing-time", figure: "routingTime", goal: { kind: "at-most", value: 200 } },
  { id: "response-time", figure: "responseTime", goal: { kind: "change-at-most", relativeToBaseline: -0.3 } },
  { id: "memory", figure: "memory", goal: { kind: "at-most", value: 200 } },
  { id: "cache-hit-share", figure: "cacheHitShare", goal: { kind: "at-least", value: 0.6 } },
  { id: "warm-share", figure: "warmShare", goal: { kind: "at-least", value: 0.9 } },
  { id: "error-rate", figure: "errorShare", goal: { kind: "below", value: 0.005 } },
  {
    id: "cost-per-request",
    figure: "costPerRequest",
    goal: { kind: "change-at-most", relativeToBaseline: 0 },
  },
  { id: "llm-time", figure: "llmTime", goal: { kind: "change-at-most", relativeToBaseline: -0.4 } },
  { id: "fast-share", figure: "fastShare", goal: { kind: "at-least", value: 0.8 } },
  { id: "slow-share", figure: "slowShare", goal: { kind: "change-at-most", relativeToBaseline: 0 } },
] as const satisfies readonly Kpi[];

export type KpiId = (typeof kpis)[number]["id"];
