import type { Invoked } from "./ports.ts";
import { type ReportLine, readReportLine } from "./report-line.ts";

/** A call that the function answered as it should. */
export interface Call {
  readonly durationMs: number;
  /** Whole milliseconds; of a cold start, with its INIT. */
  readonly billedMs: number;
  /** Of the environment that was started for this call; undefined when it found one. */
  readonly initMs: number | undefined;
  readonly maxMemoryMb: number;
}

export type CallResult =
  | { readonly kind: "answered"; readonly call: Call }
  /** `outOfMemory`: it says something about the size, and nothing about the router. */
  | { readonly kind: "failed"; readonly why: string; readonly outOfMemory: boolean };

/** Judges one invocation of the router. Only a 200 counts: a refusal is quick and cheap at every size. */
export function readCall({ functionError, payload, logTail }: Invoked): CallResult {
  const report = readReportLine(logTail);
  const answer = parseObject(payload);
  if (functionError !== undefined) {
    const errorType = textOf(answer?.errorType) ?? report?.errorType ?? functionError;
    return {
      kind: "failed",
      why: `the function ended with ${errorType}${detailOf(answer?.errorMessage)}`,
      outOfMemory: isOutOfMemory(errorType, report),
    };
  }
  if (typeof answer?.statusCode !== "number") return failed("the function returned no HTTP response");
  if (answer.statusCode !== 200) {
    return failed(`the router answered with status ${answer.statusCode}${codeIn(answer.body)}`);
  }
  if (report?.maxMemoryMb === undefined) {
    return failed(
      `expected a REPORT line with the duration and the memory at the end of the log, found ${report === undefined ? "none (the function's log format must be Text)" : "one without the memory used"}`,
    );
  }
  const { durationMs, billedMs, initMs, maxMemoryMb } = report;
  return { kind: "answered", call: { durationMs, billedMs, initMs, maxMemoryMb } };
}

function failed(why: string): CallResult {
  return { kind: "failed", why, outOfMemory: false };
}

/** Lambda's own word for it, or a process that was killed with its memory full: V8 gives up by itself before Lambda does. */
function isOutOfMemory(errorType: string, report: ReportLine | undefined): boolean {
  if (errorType === "Runtime.OutOfMemory" || report?.errorType === "Runtime.OutOfMemory") return true;
  return (
    errorType === "Runtime.ExitError" &&
    report?.maxMemoryMb !== undefined &&
    report.maxMemoryMb >= report.memoryMb
  );
}

const MOST_DETAIL = 200;

function detailOf(message: unknown): string {
  const text = textOf(message);
  return text === undefined ? "" : `: ${text.slice(0, MOST_DETAIL)}`;
}

/** The router's own code of what went wrong. */
function codeIn(body: unknown): string {
  const error = parseObject(textOf(body) ?? "")?.error;
  const code =
    typeof error === "object" && error !== null && "code" in error ? textOf(error.code) : undefined;
  return code === undefined ? "" : ` (${code})`;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}
