import { MINUTE_MS } from "./observation.ts";
import type { Routing } from "./routing.ts";
import type { WeightSpan } from "./state.ts";

/** Percent of requests that an alias gives to a version. */
export function weightOf(routing: Routing, version: string): number {
  if (routing.additional?.version === version) return routing.additional.weight;
  return routing.primary === version ? 100 - (routing.additional?.weight ?? 0) : 0;
}

/** Ends the span that lasts, if one does. */
export function endSpan(spans: readonly WeightSpan[], atMs: number): readonly WeightSpan[] {
  const last = spans.at(-1);
  return last === undefined || last.toMs !== undefined
    ? spans
    : [...spans.slice(0, -1), { ...last, toMs: atMs }];
}

/** Begins a span: from here on this weight is known to be in force. */
export function beginSpan(
  spans: readonly WeightSpan[],
  weight: number,
  fromMs: number,
): readonly WeightSpan[] {
  return [...endSpan(spans, fromMs), { weight, fromMs }];
}

/** The one weight that was in force during the whole minute; undefined when it changed or was not known. */
export function weightDuring(spans: readonly WeightSpan[], startMs: number): number | undefined {
  return spans.find(
    ({ fromMs, toMs }) => fromMs <= startMs && (toMs === undefined || startMs + MINUTE_MS <= toMs),
  )?.weight;
}
