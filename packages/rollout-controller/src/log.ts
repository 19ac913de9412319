/** One line of the log: what happened, and its facts. */
export interface LogLine {
  readonly level: "info" | "warning";
  readonly event: string;
  readonly [fact: string]: unknown;
}

export type WriteLog = (line: LogLine) => void;
