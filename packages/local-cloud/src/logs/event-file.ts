import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
} from "node:fs";
import { join } from "node:path";

/** One log event as it is kept. `sequence` grows by one per event of a group and never repeats. */
export interface LogEvent {
  readonly sequence: number;
  readonly stream: string;
  readonly timestampMs: number;
  readonly ingestionMs: number;
  readonly message: string;
}

/** What is known of a part of a group's events without reading it. */
interface Segment {
  readonly file: string;
  bytes: number;
  firstMs: number;
  lastMs: number;
}

/** The events of one log group, on disk. Only one segment at a time is in memory. */
export interface EventFile {
  /** Returns the event's sequence. */
  readonly append: (event: Omit<LogEvent, "sequence">) => number;
  /** Calls `visit` for each event in the time range, in the order of arrival. `untilMs` is exclusive. */
  readonly scan: (sinceMs: number, untilMs: number, visit: (event: LogEvent) => void) => void;
  /** Deletes segments that hold only events before a time. */
  readonly expire: (beforeMs: number) => void;
  readonly delete: () => void;
}

/** Segments are small enough to be read in one go and large enough that a busy group has few. */
const SEGMENT_BYTES = 4 * 1024 * 1024;

/**
 * Opens the events of a group: numbered NDJSON files that are only appended to. A line that a crash cut off
 * is dropped when the file is opened. `onEvent` is called for each event that is there already.
 */
export function openEventFile(
  dir: string,
  onEvent: (event: LogEvent) => void = () => undefined,
  segmentBytes = SEGMENT_BYTES,
): EventFile {
  let nextSequence = 1;
  let nextNumber = 1;
  let segments: Segment[] = [];

  for (const name of existsSync(dir) ? readdirSync(dir).toSorted() : []) {
    const number = Number(/^(\d+)\.ndjson$/.exec(name)?.[1]);
    if (!Number.isInteger(number)) continue;
    const segment = openSegment(join(dir, name));
    for (const event of eventsOf(segment)) {
      widen(segment, event.timestampMs);
      nextSequence = Math.max(nextSequence, event.sequence + 1);
      onEvent(event);
    }
    segments.push(segment);
    nextNumber = Math.max(nextNumber, number + 1);
  }

  const current = (): Segment => {
    const last = segments.at(-1);
    if (last !== undefined && last.bytes < segmentBytes) return last;
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const file = join(dir, `${String(nextNumber).padStart(8, "0")}.ndjson`);
    nextNumber += 1;
    const fresh: Segment = { file, bytes: 0, firstMs: Infinity, lastMs: -Infinity };
    segments.push(fresh);
    return fresh;
  };

  return {
    append: (event) => {
      const sequence = nextSequence;
      nextSequence += 1;
      const segment = current();
      const line = `${JSON.stringify([sequence, event.stream, event.timestampMs, event.ingestionMs, event.message])}\n`;
      appendFileSync(segment.file, line, { mode: 0o600 });
      segment.bytes += Buffer.byteLength(line);
      widen(segment, event.timestampMs);
      return sequence;
    },
    scan: (sinceMs, untilMs, visit) => {
      for (const segment of segments) {
        if (segment.lastMs < sinceMs || segment.firstMs >= untilMs) continue;
        for (const event of eventsOf(segment)) {
          if (event.timestampMs >= sinceMs && event.timestampMs < untilMs) visit(event);
        }
      }
    },
    expire: (beforeMs) => {
      // The last segment stays: its numbers tell which sequence comes next after a restart.
      const kept = segments.filter(
        (segment, index) => index === segments.length - 1 || segment.lastMs >= beforeMs,
      );
      for (const segment of segments) if (!kept.includes(segment)) rmSync(segment.file, { force: true });
      segments = kept;
    },
    delete: () => {
      rmSync(dir, { recursive: true, force: true });
      segments = [];
    },
  };
}

function openSegment(file: string): Segment {
  const content = readFileSync(file);
  const whole = content.lastIndexOf(0x0a) + 1;
  if (whole < content.length) truncateSync(file, whole);
  return { file, bytes: statSync(file).size, firstMs: Infinity, lastMs: -Infinity };
}

function* eventsOf(segment: Segment): Generator<LogEvent> {
  for (const line of readFileSync(segment.file, "utf8").split("\n")) {
    const event = line === "" ? undefined : parseEvent(line);
    if (event !== undefined) yield event;
  }
}

/** A line that is not an event was damaged on disk; the events around it are still good. */
function parseEvent(line: string): LogEvent | undefined {
  let fields: unknown;
  try {
    fields = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!Array.isArray(fields)) return undefined;
  const [sequence, stream, timestampMs, ingestionMs, message]: unknown[] = fields;
  if (typeof sequence !== "number" || typeof timestampMs !== "number" || typeof ingestionMs !== "number") {
    return undefined;
  }
  if (typeof stream !== "string" || typeof message !== "string") return undefined;
  return { sequence, stream, timestampMs, ingestionMs, message };
}

function widen(segment: Segment, timestampMs: number): void {
  segment.firstMs = Math.min(segment.firstMs, timestampMs);
  segment.lastMs = Math.max(segment.lastMs, timestampMs);
}
