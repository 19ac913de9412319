import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { type CloudControl, cloudTime } from "@switchyard/local-cloud";
import { logsClient } from "../local/aws-clients.ts";
import { logEvents } from "../local/log-events.ts";
import { deployedRouter } from "../local/stack.ts";
import { CommandError } from "../terminal.ts";
import type { LogLine } from "./log-line.ts";

/** The router's log on the local cloud, oldest first. */
export async function* linesOfCloud(cloud: CloudControl, periodMs: number): AsyncGenerator<LogLine> {
  const { logGroup } = await deployedRouter(cloud);
  const client = logsClient(cloud.endpoints);
  const startTime = cloudTime(cloud.clock, Date.now()) - periodMs;
  try {
    for await (const { message = "", timestamp } of logEvents(client, { logGroup, startTime })) {
      yield { text: message, ...(timestamp === undefined ? {} : { atMs: timestamp }) };
    }
  } finally {
    client.destroy();
  }
}

/** An exported log, line by line: it may be larger than memory. */
export async function* linesOfFile(file: string): AsyncGenerator<LogLine> {
  try {
    for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
      if (text.trim() !== "") yield { text };
    }
  } catch (error) {
    throw new CommandError(
      `Cannot read ${file}: ${error instanceof Error ? error.message : String(error)}.`,
      2,
    );
  }
}
