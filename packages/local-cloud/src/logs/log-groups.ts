import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Clock } from "../ports.ts";
import type { Store } from "../store.ts";
import { notFound } from "./errors.ts";
import { type EventFile, type LogEvent, openEventFile } from "./event-file.ts";

/** A log group as it is kept in the store. */
export interface LogGroupRecord {
  readonly name: string;
  readonly createdMs: number;
  /** Missing = events are kept for ever. */
  readonly retentionInDays?: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** A log stream as it is kept in the store. */
export interface LogStreamRecord {
  readonly group: string;
  readonly name: string;
  readonly createdMs: number;
}

/** What the events of a stream add up to. */
export interface StreamSummary {
  readonly firstMs: number;
  readonly lastMs: number;
  readonly lastIngestionMs: number;
}

/** All groups with their streams and events. */
export interface LogGroups {
  readonly list: () => readonly LogGroupRecord[];
  readonly find: (name: string) => LogGroupRecord | undefined;
  /** Throws `ResourceNotFoundException` when the group is not there. */
  readonly get: (name: string) => LogGroupRecord;
  readonly save: (record: LogGroupRecord) => void;
  readonly remove: (name: string) => void;
  readonly streams: (group: string) => readonly LogStreamRecord[];
  readonly findStream: (group: string, name: string) => LogStreamRecord | undefined;
  readonly saveStream: (record: LogStreamRecord) => void;
  readonly summary: (group: string, stream: string) => StreamSummary | undefined;
  readonly storedBytes: (group: string) => number;
  /** The event must belong to a group and a stream that exist. */
  readonly append: (group: string, event: Omit<LogEvent, "sequence">) => void;
  /** Events that the group's retention still covers; `untilMs` is exclusive. */
  readonly scan: (group: string, sinceMs: number, untilMs: number, visit: (event: LogEvent) => void) => void;
}

interface OpenGroup {
  readonly events: EventFile;
  readonly summaries: Map<string, StreamSummary>;
  bytes: number;
  expiredMs: number;
}

const DAY_MS = 86_400_000;
/** Expired events are hidden at once; their files are looked for once an hour. */
const EXPIRY_INTERVAL_MS = 3_600_000;

/** Opens the groups of a store; events lie in one folder per group under `dir`. */
export function openLogGroups({ store, clock, dir }: { store: Store; clock: Clock; dir: string }): LogGroups {
  const groups = store.collection<LogGroupRecord>("log-groups");
  const streams = store.collection<LogStreamRecord>("log-streams");
  const open = new Map<string, OpenGroup>();

  const opened = (group: string): OpenGroup => {
    const known = open.get(group);
    if (known !== undefined) return known;
    const summaries = new Map<string, StreamSummary>();
    let bytes = 0;
    const events = openEventFile(folderOf(dir, group), (event) => {
      summaries.set(event.stream, summaryWith(summaries.get(event.stream), event));
      bytes += sizeOf(event);
    });
    const state: OpenGroup = { events, summaries, bytes, expiredMs: -Infinity };
    open.set(group, state);
    return state;
  };

  const get = (name: string): LogGroupRecord => {
    const record = groups.get(name);
    if (record === undefined) throw notFound("group");
    return record;
  };

  const oldestMs = (record: LogGroupRecord): number =>
    record.retentionInDays === undefined ? -Infinity : clock.nowMs() - record.retentionInDays * DAY_MS;

  return {
    list: () => groups.values(),
    find: (name) => groups.get(name),
    get,
    save: (record) => groups.set(record.name, record),
    remove: (name) => {
      get(name);
      opened(name).events.delete();
      open.delete(name);
      for (const [key, stream] of streams.entries()) if (stream.group === name) streams.delete(key);
      groups.delete(name);
    },
    streams: (group) => streams.values().filter((stream) => stream.group === group),
    findStream: (group, name) => streams.get(streamKey(group, name)),
    saveStream: (record) => streams.set(streamKey(record.group, record.name), record),
    summary: (group, stream) => opened(group).summaries.get(stream),
    storedBytes: (group) => opened(group).bytes,
    append: (group, event) => {
      const state = opened(group);
      state.events.append(event);
      state.summaries.set(event.stream, summaryWith(state.summaries.get(event.stream), event));
      state.bytes += sizeOf(event);
      if (clock.nowMs() - state.expiredMs >= EXPIRY_INTERVAL_MS) {
        state.expiredMs = clock.nowMs();
        state.events.expire(oldestMs(get(group)));
      }
    },
    scan: (group, sinceMs, untilMs, visit) => {
      const record = get(group);
      opened(group).events.scan(Math.max(sinceMs, oldestMs(record)), untilMs, visit);
    },
  };
}

function summaryWith(known: StreamSummary | undefined, event: Omit<LogEvent, "sequence">): StreamSummary {
  return {
    firstMs: Math.min(known?.firstMs ?? Infinity, event.timestampMs),
    lastMs: Math.max(known?.lastMs ?? -Infinity, event.timestampMs),
    lastIngestionMs: Math.max(known?.lastIngestionMs ?? -Infinity, event.ingestionMs),
  };
}

function sizeOf(event: Omit<LogEvent, "sequence">): number {
  return Buffer.byteLength(event.message) + 26;
}

/** Neither name may hold a line break, so the pair stays unambiguous. */
function streamKey(group: string, stream: string): string {
  return `${group}\n${stream}`;
}

/** Group names may be longer than a file name, and hold slashes. */
function folderOf(dir: string, group: string): string {
  return join(dir, createHash("sha256").update(group).digest("hex").slice(0, 32));
}
