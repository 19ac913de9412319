import type { ObservationSource } from "@switchyard/rollout";
import { flatLength } from "./arm-counts.ts";
import { type MetricScope, observationQueries } from "./metric-queries.ts";
import type { ReadMetrics } from "./metric-reader.ts";
import { cursorFrom, readCursor } from "./observation-cursor.ts";
import { observeMinutes, rangeOf, windowOf } from "./observed-minutes.ts";

export interface CloudWatchObservationsDeps {
  readonly readMetrics: ReadMetrics;
  readonly scope: MetricScope;
  readonly nowMs: () => number;
}

/** What both versions did, minute by minute, by Lambda's metrics and the handler's own. */
export function createCloudWatchObservations({
  readMetrics,
  scope,
  nowMs,
}: CloudWatchObservationsDeps): ObservationSource {
  return {
    since: async ({ stable, candidate, fromMs, cursor: text, guardrails }) => {
      const cursor = text === undefined ? cursorFrom(fromMs) : readCursor(text, flatLength(guardrails));
      const now = nowMs();
      const window = windowOf(cursor, now);
      const table =
        window.toMs === window.fromMs
          ? new Map()
          : await readMetrics(observationQueries(scope, { stable, candidate }, guardrails), {
              ...rangeOf(window),
              periodS: 60,
            });
      return observeMinutes(cursor, { guardrails }, table, window, now);
    },
  };
}
