/** What Lambda says about an invocation at its end. */
export interface ReportLine {
  readonly durationMs: number;
  /** Whole milliseconds, with the start of the environment where there was one. */
  readonly billedMs: number;
  readonly memoryMb: number;
  /** Undefined when the process was gone before it could be asked. */
  readonly maxMemoryMb: number | undefined;
  /** Of the environment that was started for this invocation. */
  readonly initMs: number | undefined;
  /** Of an invocation that failed, such as `Runtime.OutOfMemory`. */
  readonly errorType: string | undefined;
}

/** Reads the last REPORT line of a log in text format; undefined when there is none or it lacks a number. */
export function readReportLine(log: string): ReportLine | undefined {
  const line = log.split("\n").findLast((text) => text.startsWith("REPORT RequestId: "));
  if (line === undefined) return undefined;
  const fields = new Map(
    line.split("\t").map((field) => {
      const colon = field.indexOf(": ");
      return [field.slice(0, colon), field.slice(colon + 2)] as const;
    }),
  );
  const number = (name: string, unit: string): number | undefined => {
    const [, digits] = /^(\d+(?:\.\d+)?) (\w+)\s*$/.exec(fields.get(name) ?? "") ?? [];
    return digits !== undefined && fields.get(name)?.trimEnd().endsWith(` ${unit}`) === true
      ? Number(digits)
      : undefined;
  };
  const durationMs = number("Duration", "ms");
  const billedMs = number("Billed Duration", "ms");
  const memoryMb = number("Memory Size", "MB");
  if (durationMs === undefined || billedMs === undefined || memoryMb === undefined) return undefined;
  return {
    durationMs,
    billedMs,
    memoryMb,
    maxMemoryMb: number("Max Memory Used", "MB"),
    initMs: number("Init Duration", "ms"),
    errorType: fields.get("Error Type")?.trim(),
  };
}
