import type { Explanation } from "./explanation.ts";
import type { FastResult } from "./fast-path.ts";
import type { LlmFailure, LlmUsage } from "./ports.ts";

/** `fast` called nothing, `llm` stands on a language model's answer (fresh or cached), `fallback` is the best that was left. */
export type RoutingMethod = "fast" | "llm" | "fallback";

/** The step of the cascade that decided, in the order in which they are tried. */
export type RoutingStep =
  | "override"
  | "rules"
  /** The compiled model of the fast path. */
  | "model"
  | "follow-up"
  | "decision-cache"
  | "llm"
  | "guess"
  | "fallback-agent";

/** Why the fast path did not decide, and what it would have said. */
export type FastAbstention = Pick<Extract<FastResult, { kind: "abstained" }>, "why" | "reason" | "guess">;

/** What the call of the language model came to, when there was one. */
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
  /** A short sentence or two for people. */
  readonly reason: string;
  /** Given when the fast path was asked and abstained. */
  readonly fast?: FastAbstention;
  readonly llm?: LlmOutcome;
}

/** A query as a caller sends it. */
export interface RouteQuery {
  readonly text: string;
  /** Explicit choice of the caller. */
  readonly agent?: string;
  /** What is known of the conversation so far. Not the caller's word: whoever gives it has verified it. */
  readonly session?: { readonly lastAgent: string };
}

export type RouteResult =
  | {
      readonly kind: "routed";
      readonly decision: RoutingDecision;
      /** Given when it was asked for. */
      readonly explanation?: Explanation;
    }
  /** The caller named an agent that is not configured. */
  | { readonly kind: "unknown-agent"; readonly agent: string; readonly known: readonly string[] };
