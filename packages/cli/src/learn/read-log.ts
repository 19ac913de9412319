import { type LlmDecision, type LogLine, readLogLine } from "./log-line.ts";

/** What a log holds, and how much of it is of no use here. */
export interface ReadLog {
  readonly lines: number;
  /** Lines about no request, or that nobody understands. */
  readonly unknownLines: number;
  readonly requests: number;
  /** Decided by the language model, oldest first as far as the log is. */
  readonly decisions: readonly LlmDecision[];
}

/** Reads a log to its end. Lines from before `sinceMs` (epoch) count for nothing; those without a time all count. */
export async function readLog(
  lines: AsyncIterable<LogLine>,
  sinceMs = Number.NEGATIVE_INFINITY,
): Promise<ReadLog> {
  const decisions: LlmDecision[] = [];
  const counts = { lines: 0, unknownLines: 0, requests: 0 };
  for await (const line of lines) {
    const read = readLogLine(line);
    if (read.atMs !== undefined && read.atMs < sinceMs) continue;
    counts.lines++;
    if (read.kind === "unknown") counts.unknownLines++;
    else counts.requests++;
    if (read.kind === "llm-decision") {
      const { kind: _, ...decision } = read;
      decisions.push(decision);
    }
  }
  return { ...counts, decisions };
}
