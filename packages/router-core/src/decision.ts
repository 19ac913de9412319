import type { LlmFailure, LlmUsage } from "./ports.ts";

/** `fast` called nothing, `llm` stands on a model's answer (fresh or cached), `fallback` is the best that was left. */
export type RoutingMethod = "fast" | "llm" | "fallback";

/** The step of the cascade that decided, cheapest first. */
export type RoutingStep = "override" | "rules" | "decision-cache" | "llm" | "guess" | "fallback-agent";

/** What the call of the model came to, when there was one. */
export interface LlmOutcome {
  readonly result: "decided" | "unsure" | "invalid" | "circuit-open" | LlmFailure;
  readonly durationMs: number;
  readonly usage: LlmUsage;
}

/** Where a query goes, and why. */
export interface RoutingDecision {
  readonly agent: string;
  readonly method: RoutingMethod;
  readonly step: RoutingStep;
  /** 0 to 1: the share of such decisions that is expected to be right. */
  readonly confidence: number;
  /** One short sentence for people. */
  readonly reason: string;
  readonly llm?: LlmOutcome;
}

/** A query as a caller sends it. */
export interface RouteQuery {
  readonly text: string;
  /** Explicit choice of the caller. */
  readonly agent?: string;
}

export type RouteResult =
  | { readonly kind: "routed"; readonly decision: RoutingDecision }
  /** The caller named an agent that is not configured. */
  | { readonly kind: "unknown-agent"; readonly agent: string; readonly known: readonly string[] };
