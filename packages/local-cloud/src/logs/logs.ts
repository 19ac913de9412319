import * as schemas from "@aws-sdk/client-cloudwatch-logs";
import { arnOf } from "../account.ts";
import type { Clock, LogSink, MetricSink } from "../ports.ts";
import type { Store } from "../store.ts";
import type { Permission, WireService } from "../wire/service.ts";
import { readEmf } from "./emf.ts";
import { createEventOperations } from "./event-operations.ts";
import { createGroupOperations } from "./group-operations.ts";
import { openLogGroups } from "./log-groups.ts";
import { createTagOperations } from "./tag-operations.ts";

/** What CloudWatch Logs needs. Events lie under `dir`; metrics found in them go to `metrics`. */
export interface LogsDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly dir: string;
  readonly region: string;
  readonly metrics: MetricSink;
}

/** CloudWatch Logs. Every operation is synchronous underneath: an event is on disk when the call returns. */
export interface LogsService {
  readonly operations: LogsOperations;
  readonly wire: WireService;
  readonly sink: LogSink;
  readonly close: () => Promise<void>;
}

export type LogsOperations = ReturnType<typeof createGroupOperations> &
  ReturnType<typeof createEventOperations> &
  ReturnType<typeof createTagOperations>;

/** Longest message that a log event can hold; what is longer is cut. */
const MAX_MESSAGE_BYTES = 1_048_576 - 26;

/** Opens CloudWatch Logs over what the store and `dir` hold. */
export function createLogs({ store, clock, dir, region, metrics }: LogsDeps): LogsService {
  const groups = openLogGroups({ store, clock, dir });

  const ingest = (group: string, stream: string, timestampMs: number, message: string): void => {
    const kept = cut(message);
    groups.append(group, { stream, timestampMs, ingestionMs: clock.nowMs(), message: kept });
    forwardMetrics(group, kept);
  };

  const forwardMetrics = (group: string, message: string): void => {
    const reading = readEmf(message);
    switch (reading.kind) {
      case "not-emf":
        return;
      case "metrics":
        for (const datum of reading.data) metrics.put(datum);
        return;
      case "unparsable":
        return countEmfError("EMFParsingErrors", group);
      case "invalid":
        return countEmfError("EMFValidationErrors", group);
    }
  };

  const countEmfError = (name: string, group: string): void =>
    metrics.put({
      namespace: "AWS/Logs",
      name,
      dimensions: { LogGroupName: group },
      values: [1],
      unit: "Count",
      timestampMs: clock.nowMs(),
      storageResolutionS: 60,
    });

  const operations = {
    ...createGroupOperations(groups, clock, region),
    ...createEventOperations(groups, clock, ingest),
    ...createTagOperations(groups),
  };

  return {
    operations,
    wire: { signingName: "logs", schemas, operations, permissions: permissionsIn(region) },
    sink: {
      write: (group, stream, timestampMs, message) => {
        if (groups.find(group) === undefined) {
          groups.save({ name: group, createdMs: clock.nowMs(), tags: {} });
        }
        if (groups.findStream(group, stream) === undefined) {
          groups.saveStream({ group, name: stream, createdMs: clock.nowMs() });
        }
        ingest(group, stream, timestampMs, message);
      },
    },
    close: async () => undefined,
  };
}

/** Resources as AWS names them in its refusals: groups end in `:log-stream:`, streams in their name. */
function permissionsIn(region: string): WireService["permissions"] {
  return (operation, input): readonly Permission[] => {
    const named =
      input["logGroupName"] ?? nameIn(input["resourceArn"]) ?? nameIn(input["logGroupIdentifier"]);
    const group = typeof named === "string" ? named : "";
    const stream = typeof input["logStreamName"] === "string" ? input["logStreamName"] : "";
    const resource = arnOf("logs", region, `log-group:${group}:log-stream:${stream}`);
    return [{ action: `logs:${operation}`, resource }];
  };
}

function nameIn(identifier: unknown): string | undefined {
  return typeof identifier === "string"
    ? (/:log-group:([^:]+)/.exec(identifier)?.[1] ?? identifier)
    : undefined;
}

/** Cuts at a character, never inside one. */
function cut(message: string): string {
  if (message.length * 3 <= MAX_MESSAGE_BYTES || Buffer.byteLength(message) <= MAX_MESSAGE_BYTES)
    return message;
  const bytes = Buffer.from(message);
  let end = MAX_MESSAGE_BYTES;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.toString("utf8", 0, end);
}
