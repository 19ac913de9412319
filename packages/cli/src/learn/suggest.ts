import { DEFAULT_ROUTER_CONFIG, normaliseQuery } from "@switchyard/router-core";
import type { LlmDecision } from "./log-line.ts";
import { findPersonalData } from "./personal-data.ts";

export interface SuggestionRequest {
  readonly decisions: readonly LlmDecision[];
  /** Texts that the fast path learns from already. */
  readonly examples: readonly string[];
  /** Texts that it is measured with: what it has learnt by heart proves nothing. */
  readonly validation: readonly string[];
  /** Agents that there are. */
  readonly agents: readonly string[];
  /** 0 to 1. */
  readonly minConfidence: number;
}

/** Equal queries, whatever their case, spacing and Unicode form. */
export interface LoggedQuery {
  /** As it was asked most often. */
  readonly text: string;
  readonly normalised: string;
  /** How often it was asked. */
  readonly requests: number;
  /** What the language model answered, distinct and sorted: one, unless it contradicts itself. */
  readonly agents: readonly string[];
  /** The least that it gave any of its answers. */
  readonly confidence: number;
  /** The least that the fast path was sure; 0 when it had no guess. */
  readonly fastProbability: number;
}

export type DropReason =
  | "personal-data"
  | "in-examples"
  | "in-validation"
  | "contradictory"
  | "unknown-agent"
  | "low-confidence";

export interface Suggestions {
  /** The most useful first: asked most often, and then those of which the fast path was least sure. */
  readonly suggested: readonly LoggedQuery[];
  readonly dropped: readonly { readonly reason: DropReason; readonly query: LoggedQuery }[];
}

/** Picks from logged decisions what is worth a look as an example. */
export function suggestExamples(request: SuggestionRequest): Suggestions {
  const examples = new Set(request.examples.map(keyOf));
  const validation = new Set(request.validation.map(keyOf));
  const reasonToDrop = (query: LoggedQuery): DropReason | undefined => {
    // First, so that no other list shows it.
    if (findPersonalData(query.text) !== undefined) return "personal-data";
    if (examples.has(query.normalised)) return "in-examples";
    if (validation.has(query.normalised)) return "in-validation";
    if (query.agents.length > 1) return "contradictory";
    if (!query.agents.every((agent) => request.agents.includes(agent))) return "unknown-agent";
    return query.confidence < request.minConfidence ? "low-confidence" : undefined;
  };
  const suggested: LoggedQuery[] = [];
  const dropped: { reason: DropReason; query: LoggedQuery }[] = [];
  for (const query of groupQueries(request.decisions)) {
    const reason = reasonToDrop(query);
    if (reason === undefined) suggested.push(query);
    else dropped.push({ reason, query });
  }
  return { suggested: suggested.toSorted(byUse), dropped };
}

function byUse(a: LoggedQuery, b: LoggedQuery): number {
  if (a.requests !== b.requests) return b.requests - a.requests;
  if (a.fastProbability !== b.fastProbability) return a.fastProbability - b.fastProbability;
  return a.normalised < b.normalised ? -1 : 1;
}

function groupQueries(decisions: readonly LlmDecision[]): readonly LoggedQuery[] {
  const asked = decisions.flatMap((decision) => {
    const text = decision.query?.trim() ?? "";
    const normalised = keyOf(text);
    return normalised === "" ? [] : [{ ...decision, text, normalised }];
  });
  return [...Map.groupBy(asked, ({ normalised }) => normalised)].map(([normalised, same]) => ({
    text: mostFrequent(same.map(({ text }) => text)),
    normalised,
    requests: same.length,
    agents: [...new Set(same.map(({ agent }) => agent))].toSorted(),
    confidence: Math.min(...same.map(({ confidence }) => confidence)),
    fastProbability: Math.min(...same.map(({ fastProbability = 0 }) => fastProbability)),
  }));
}

function mostFrequent(texts: readonly string[]): string {
  const groups = [...Map.groupBy(texts, (text) => text).values()];
  return groups.reduce((most, group) => (group.length > most.length ? group : most), [])[0] ?? "";
}

function keyOf(text: string): string {
  return normaliseQuery(text, { maxChars: DEFAULT_ROUTER_CONFIG.maxQueryChars });
}

/** The file of suggestions: examples as `train` reads them. */
export function suggestionLines(suggested: readonly LoggedQuery[]): string {
  return suggested.map(({ text, agents: [label = ""] }) => `${JSON.stringify({ text, label })}\n`).join("");
}
