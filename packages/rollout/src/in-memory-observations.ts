import { MINUTE_MS, type ObservedMinute } from "./observation.ts";
import type { ObservationSource } from "./ports.ts";

export interface InMemoryObservations {
  readonly source: ObservationSource;
  /** What becomes known next, in this order. */
  readonly add: (...minutes: readonly ObservedMinute[]) => void;
  /** Says how far the telemetry is complete; until then it is complete to the end of the newest minute. */
  readonly freshTo: (ms: number) => void;
  /** The next reading fails. */
  readonly breakOnce: () => void;
}

/** Metrics in a list; the cursor is the number of entries that were given. */
export function createInMemoryObservations(): InMemoryObservations {
  const known: ObservedMinute[] = [];
  let complete: number | undefined;
  let isBroken = false;

  return {
    source: {
      since: async ({ cursor, fromMs }) => {
        if (isBroken) {
          isBroken = false;
          throw new Error("the metrics cannot be read");
        }
        const newest = known.at(-1);
        return {
          minutes: known
            .slice(cursor === undefined ? 0 : Number(cursor))
            .filter(({ startMs }) => startMs >= fromMs),
          cursor: String(known.length),
          freshToMs: complete ?? (newest === undefined ? 0 : newest.startMs + MINUTE_MS),
        };
      },
    },
    add: (...minutes) => void known.push(...minutes),
    freshTo: (ms) => {
      complete = ms;
    },
    breakOnce: () => {
      isBroken = true;
    },
  };
}
