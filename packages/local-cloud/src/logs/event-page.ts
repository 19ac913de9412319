import type { LogEvent } from "./event-file.ts";

/** A place between events, in the order (timestamp, sequence). */
export interface Position {
  readonly timestampMs: number;
  readonly sequence: number;
}

/** Bytes that AWS counts per event on top of its message. */
const EVENT_OVERHEAD_BYTES = 26;
/** A response holds at most 1 MiB of events. */
const PAGE_BYTES = 1024 * 1024;

/** Gathers the events nearest to one end of a range and forgets the others, so memory stays at a page. */
export interface PageCollector {
  readonly add: (event: LogEvent) => void;
  /** The page in ascending order, and whether further events lie beyond it. */
  readonly page: () => { readonly events: readonly LogEvent[]; readonly more: boolean };
}

/** Collects the first (`head`) or the last (`tail`) `limit` events that are added. */
export function collectPage(end: "head" | "tail", limit: number): PageCollector {
  const direction = end === "head" ? 1 : -1;
  let kept: LogEvent[] = [];
  let dropped = false;

  const trim = (): void => {
    kept = kept.toSorted((a, b) => direction * comparePositions(a, b));
    if (kept.length > limit) {
      kept = kept.slice(0, limit);
      dropped = true;
    }
  };

  return {
    add: (event) => {
      kept.push(event);
      if (kept.length >= 2 * limit + 64) trim();
    },
    page: () => {
      trim();
      const fitting = withinBytes(kept);
      return {
        events: end === "head" ? fitting : fitting.toReversed(),
        more: dropped || fitting.length < kept.length,
      };
    },
  };
}

/** Negative when `a` comes first. */
export function comparePositions(a: Position, b: Position): number {
  return a.timestampMs - b.timestampMs || a.sequence - b.sequence;
}

/** Text form of a position, as it stands in tokens and event ids; AWS's event ids have 56 digits too. */
export function encodePosition(position: Position): string {
  return String(position.timestampMs).padStart(28, "0") + String(position.sequence).padStart(28, "0");
}

/** `undefined` when the text is no position. */
export function decodePosition(text: string): Position | undefined {
  if (!/^\d{56}$/.test(text)) return undefined;
  return { timestampMs: Number(text.slice(0, 28)), sequence: Number(text.slice(28)) };
}

/** The longest start of the list that fits in a response; never empty when the list is not. */
function withinBytes(events: readonly LogEvent[]): readonly LogEvent[] {
  let bytes = 0;
  for (const [index, event] of events.entries()) {
    bytes += Buffer.byteLength(event.message) + EVENT_OVERHEAD_BYTES;
    if (bytes > PAGE_BYTES && index > 0) return events.slice(0, index);
  }
  return events;
}
