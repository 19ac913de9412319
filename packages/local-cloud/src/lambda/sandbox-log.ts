/** Where one sandbox's lines go. */
export interface SandboxLog {
  readonly write: (line: string) => void;
  /** Begins to keep the lines for `LogType: Tail`. */
  readonly startTail: () => void;
  /** The last 4 KB of what was written since, in base64. */
  readonly takeTail: () => string;
}

const TAIL_BYTES = 4096;

/** `isAllowed` is asked at the start of each invocation; a role that may not write logs loses the lines, as on AWS. */
export function createSandboxLog(sink: (line: string) => void, isAllowed: () => boolean): SandboxLog {
  let allowed: boolean | undefined;
  let tail = "";
  return {
    write: (line) => {
      allowed ??= isAllowed();
      if (allowed) sink(line);
      // Cut now and then, so that a talkative function does not pile up text.
      tail += `${line}\n`;
      if (tail.length > 16 * TAIL_BYTES) tail = tail.slice(-TAIL_BYTES);
    },
    startTail: () => {
      allowed = undefined;
      tail = "";
    },
    takeTail: () => Buffer.from(tail, "utf8").subarray(-TAIL_BYTES).toString("base64"),
  };
}
