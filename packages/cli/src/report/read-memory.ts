import type { FilteredLogEvent } from "@aws-sdk/client-cloudwatch-logs";
import { readReportLine } from "../tune/report-line.ts";
import { type Distribution, type Estimate, estimateQuantile } from "./arms.ts";
import { isCompared, type Story } from "./story.ts";

/** What the log says of memory, or why it says nothing. */
export type MemoryReading =
  | {
      readonly kind: "read";
      readonly baseline?: Estimate;
      readonly candidate?: Estimate;
      /** The log was longer than a report reads. */
      readonly isCut: boolean;
    }
  | { readonly kind: "unread"; readonly reason: string };

/** Lines of both versions; on AWS ten thousand fill a page of the log, which is paid for by what is searched. */
const MAX_LINES = 50_000;
/** As Lambda names streams: `2026/11/26/[7]0123…`. */
const VERSION = /\[(\d+)\]/;
/** Those who may read the numbers of a stage may not always read its log, as queries can be in it. */
const DENIED: readonly string[] = ["AccessDeniedException", "ResourceNotFoundException"];

/** Of Lambda's log, the lines that tell about memory. */
export const REPORT_LINES = '"REPORT RequestId:"';

/**
 * Reads the memory that requests needed out of Lambda's REPORT lines: those of the times in which both versions were
 * asked.
 */
export async function readMemory(
  events: AsyncIterable<FilteredLogEvent>,
  story: Pick<Story, "stable" | "candidate" | "spans">,
  percent: number,
): Promise<MemoryReading> {
  const { stable, candidate } = story;
  const used = new Map<string, number[]>([
    [stable, []],
    [candidate, []],
  ]);
  let lines = 0;
  try {
    for await (const { message = "", logStreamName = "", timestamp = 0 } of events) {
      lines += 1;
      if (lines > MAX_LINES) break;
      const memoryMb = readReportLine(message.trimEnd())?.maxMemoryMb;
      if (memoryMb === undefined || !isCompared(story, timestamp, 0)) continue;
      used.get(VERSION.exec(logStreamName)?.[1] ?? "")?.push(memoryMb);
    }
  } catch (error) {
    if (!(error instanceof Error && DENIED.includes(error.name))) throw error;
    return { kind: "unread", reason: "its log cannot be read with these credentials" };
  }
  const estimate = (version: string) =>
    estimateQuantile(distributionOf(used.get(version) ?? []), percent / 100);
  const [baseline, own] = [estimate(stable), estimate(candidate)];
  return {
    kind: "read",
    isCut: lines > MAX_LINES,
    ...(baseline === undefined ? {} : { baseline }),
    ...(own === undefined ? {} : { candidate: own }),
  };
}

/** Lambda tells whole megabytes, so each is a cell. */
function distributionOf(values: readonly number[]): Distribution {
  const counts = Map.groupBy(
    values.toSorted((a, b) => a - b),
    (value) => value,
  );
  let total = 0;
  const cells = [...counts].flatMap(([megabytes, same]) => {
    const below = total;
    total += same.length;
    return [
      { bound: megabytes - 1, upTo: below },
      { bound: megabytes, upTo: total },
    ];
  });
  return {
    bounds: cells.map(({ bound }) => bound),
    cumulative: [...cells.map(({ upTo }) => upTo), total],
  };
}
