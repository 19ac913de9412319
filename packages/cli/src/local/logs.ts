import type { FilteredLogEvent } from "@aws-sdk/client-cloudwatch-logs";
import { type CloudControl, cloudTime } from "@switchyard/local-cloud";
import { pause } from "../pause.ts";
import { printable, type Terminal } from "../terminal.ts";
import { logsClient } from "./aws-clients.ts";
import { logEvents } from "./log-events.ts";
import { summaryOfEvent } from "./log-summary.ts";
import { deployedRouter } from "./stack.ts";

export interface LogsOptions {
  readonly follow: boolean;
  /** How far to look back, minutes. */
  readonly sinceMinutes: number;
  /** CloudWatch Logs filter pattern. */
  readonly filter: string | undefined;
  /** Every event as it is, instead of one line for each request. */
  readonly raw: boolean;
  readonly json: boolean;
  readonly signal: AbortSignal;
}

const POLL_MS = 500;

/** Prints the router's log events, oldest first; with `follow` until it is aborted. */
export async function printLogs(
  terminal: Terminal,
  cloud: CloudControl,
  options: LogsOptions,
): Promise<void> {
  const { logGroup } = await deployedRouter(cloud);
  const client = logsClient(cloud.endpoints);
  const seen = new Set<string>();
  let startTime = cloudTime(cloud.clock, Date.now()) - options.sinceMinutes * 60_000;
  try {
    do {
      for await (const event of logEvents(client, { logGroup, startTime, filter: options.filter })) {
        const id = event.eventId ?? "";
        if (seen.has(id)) continue;
        seen.add(id);
        const shown = options.json ? eventJson(event) : eventLine(terminal, event, options.raw);
        if (shown !== undefined) terminal.out(shown);
        startTime = Math.max(startTime, event.timestamp ?? 0);
      }
      if (options.follow) await pause(POLL_MS, options.signal);
    } while (options.follow && !options.signal.aborted);
  } finally {
    client.destroy();
  }
}

function eventJson({ timestamp, logStreamName, message }: FilteredLogEvent): string {
  return JSON.stringify({ timestamp, stream: logStreamName, message });
}

function eventLine(terminal: Terminal, event: FilteredLogEvent, raw: boolean): string | undefined {
  const message = (event.message ?? "").trimEnd();
  const shown = raw ? message : summaryOfEvent(message);
  if (shown === undefined) return undefined;
  return `${terminal.style("dim", new Date(event.timestamp ?? 0).toISOString())} ${printable(shown)}`;
}
