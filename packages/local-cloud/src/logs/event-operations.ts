import type {
  FilterLogEventsCommandInput,
  FilterLogEventsCommandOutput,
  GetLogEventsCommandInput,
  GetLogEventsCommandOutput,
  PutLogEventsCommandInput,
  PutLogEventsCommandOutput,
  RejectedLogEventsInfo,
} from "@aws-sdk/client-cloudwatch-logs";
import type { Clock } from "../ports.ts";
import { invalidParameter, notFound } from "./errors.ts";
import type { LogEvent } from "./event-file.ts";
import {
  collectPage,
  comparePositions,
  decodePosition,
  encodePosition,
  type Position,
} from "./event-page.ts";
import { compileFilterPattern } from "./filter-pattern.ts";
import { groupNameOf } from "./identifiers.ts";
import type { LogGroups } from "./log-groups.ts";

type Answer<T> = Omit<T, "$metadata">;

const MAX_EVENTS = 10_000;
const MAX_BATCH_BYTES = 1_048_576;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Operations on events. `ingest` takes one event of a stream that exists. */
export function createEventOperations(
  groups: LogGroups,
  clock: Clock,
  ingest: (group: string, stream: string, timestampMs: number, message: string) => void,
) {
  return {
    PutLogEvents: (input: PutLogEventsCommandInput): Answer<PutLogEventsCommandOutput> => {
      const record = groups.get(input.logGroupName ?? "");
      const stream = input.logStreamName ?? "";
      if (groups.findStream(record.name, stream) === undefined) throw notFound("stream");
      const events = checkedBatch(input);

      const oldestMs = clock.nowMs() - Math.min(14, record.retentionInDays ?? 14) * DAY_MS;
      const firstFresh = events.findIndex((event) => event.timestampMs >= oldestMs);
      const freshFrom = firstFresh === -1 ? events.length : firstFresh;
      const tooNewFrom = events.findIndex((event) => event.timestampMs > clock.nowMs() + 2 * HOUR_MS);
      const accepted = events.slice(freshFrom, tooNewFrom === -1 ? events.length : tooNewFrom);
      for (const event of accepted) ingest(record.name, stream, event.timestampMs, event.message);

      const rejected: RejectedLogEventsInfo = {
        ...(freshFrom === 0 ? {} : { tooOldLogEventEndIndex: freshFrom }),
        ...(tooNewFrom === -1 ? {} : { tooNewLogEventStartIndex: tooNewFrom }),
      };
      return {
        nextSequenceToken: encodePosition({ timestampMs: clock.nowMs(), sequence: accepted.length }),
        ...(Object.keys(rejected).length === 0 ? {} : { rejectedLogEventsInfo: rejected }),
      };
    },

    GetLogEvents: (input: GetLogEventsCommandInput): Answer<GetLogEventsCommandOutput> => {
      const group = groups.get(groupNameOf(input.logGroupName, input.logGroupIdentifier)).name;
      const stream = input.logStreamName ?? "";
      if (groups.findStream(group, stream) === undefined) throw notFound("stream");
      const cursor = cursorOf(input.nextToken, { forward: "f", backward: "b" });
      const forward = cursor?.forward ?? input.startFromHead === true;

      const collector = collectPage(forward ? "head" : "tail", checkedLimit(input.limit));
      groups.scan(group, input.startTime ?? -Infinity, input.endTime ?? Infinity, (event) => {
        if (event.stream === stream && isBeyond(event, cursor)) collector.add(event);
      });
      const { events } = collector.page();

      // At an end of the stream AWS hands back the very token that it was given.
      const rest = cursor?.position ?? { timestampMs: 0, sequence: 0 };
      const first = events[0] ?? rest;
      const last = events.at(-1) ?? rest;
      return {
        events: events.map(({ timestampMs, message, ingestionMs }) => ({
          timestamp: timestampMs,
          message,
          ingestionTime: ingestionMs,
        })),
        nextForwardToken: `f/${encodePosition(last)}`,
        nextBackwardToken: `b/${encodePosition(first)}`,
      };
    },

    FilterLogEvents: (input: FilterLogEventsCommandInput): Answer<FilterLogEventsCommandOutput> => {
      const group = groups.get(groupNameOf(input.logGroupName, input.logGroupIdentifier)).name;
      const { logStreamNames: names, logStreamNamePrefix: prefix } = input;
      if (names !== undefined && prefix !== undefined) {
        throw invalidParameter("logStreamNames and logStreamNamePrefix cannot be given together.");
      }
      const matches = compileFilterPattern(input.filterPattern);
      const cursor = cursorOf(input.nextToken, { forward: "h", backward: "t" });
      const forward = cursor?.forward ?? input.startFromHead !== false;

      const collector = collectPage(forward ? "head" : "tail", checkedLimit(input.limit));
      // Unlike in GetLogEvents, the end of the range is part of it.
      groups.scan(group, input.startTime ?? -Infinity, (input.endTime ?? Infinity) + 1, (event) => {
        if (!isBeyond(event, cursor)) return;
        if (names !== undefined && !names.includes(event.stream)) return;
        if (prefix !== undefined && !event.stream.startsWith(prefix)) return;
        if (matches(event.message)) collector.add(event);
      });
      const { events, more } = collector.page();
      const next = forward ? events.at(-1) : events[0];
      return {
        events: (forward ? events : events.toReversed()).map((event) => ({
          logStreamName: event.stream,
          timestamp: event.timestampMs,
          message: event.message,
          ingestionTime: event.ingestionMs,
          eventId: encodePosition(event),
        })),
        searchedLogStreams: [],
        ...(more && next !== undefined
          ? { nextToken: `${forward ? "h" : "t"}/${encodePosition(next)}` }
          : {}),
      };
    },
  };
}

interface Cursor {
  readonly forward: boolean;
  readonly position: Position;
}

function cursorOf(
  token: string | undefined,
  letters: { readonly forward: string; readonly backward: string },
): Cursor | undefined {
  if (token === undefined) return undefined;
  const [letter = "", text = ""] = token.split("/");
  const position = decodePosition(text);
  if (position === undefined || (letter !== letters.forward && letter !== letters.backward)) {
    throw invalidParameter("The specified nextToken is invalid.");
  }
  return { forward: letter === letters.forward, position };
}

function isBeyond(event: LogEvent, cursor: Cursor | undefined): boolean {
  if (cursor === undefined) return true;
  const order = comparePositions(event, cursor.position);
  return cursor.forward ? order > 0 : order < 0;
}

function checkedLimit(limit: number | undefined): number {
  if (limit === undefined) return MAX_EVENTS;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_EVENTS) {
    throw invalidParameter(`Invalid limit ${limit}: expected 1 to ${MAX_EVENTS}.`);
  }
  return limit;
}

function checkedBatch(input: PutLogEventsCommandInput) {
  const events = (input.logEvents ?? []).map(({ timestamp, message }) => {
    if (timestamp === undefined || !Number.isSafeInteger(timestamp) || timestamp < 0) {
      throw invalidParameter(`Invalid timestamp ${timestamp}: expected epoch milliseconds.`);
    }
    if (message === undefined || message === "")
      throw invalidParameter("Log event message must not be empty.");
    return { timestampMs: timestamp, message };
  });
  const first = events[0];
  const last = events.at(-1);
  if (first === undefined || last === undefined || events.length > MAX_EVENTS) {
    throw invalidParameter(`Expected 1 to ${MAX_EVENTS} log events, found ${events.length}.`);
  }
  if (events.some((event, index) => event.timestampMs < (events[index - 1]?.timestampMs ?? 0))) {
    throw invalidParameter("Log events in a single PutLogEvents request must be in chronological order.");
  }
  if (last.timestampMs - first.timestampMs > DAY_MS) {
    throw invalidParameter(
      "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.",
    );
  }
  const bytes = events.reduce((sum, event) => sum + Buffer.byteLength(event.message) + 26, 0);
  if (bytes > MAX_BATCH_BYTES) {
    throw invalidParameter(`Upload too large: ${bytes} bytes exceeds limit of ${MAX_BATCH_BYTES}`);
  }
  return events;
}
