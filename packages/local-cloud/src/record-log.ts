import { appendFileSync, mkdirSync, readFileSync, renameSync, truncateSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { systemCode } from "./errors.ts";

/** Sets a record, or deletes it when there is no value. Values are plain JSON. */
export interface RecordChange<T> {
  readonly key: string;
  readonly value?: T | undefined;
}

/**
 * Records by key in a file of changes that is only appended to, and rewritten when most of it is history. For what
 * changes often: a store's collection writes all of its records at every change.
 */
export interface RecordLog<T> {
  readonly get: (key: string) => T | undefined;
  /** In the order in which keys were first set. */
  readonly entries: () => IterableIterator<readonly [string, T]>;
  /** Writes all changes. After a crash all of them are there, or none. */
  readonly apply: (changes: readonly RecordChange<T>[]) => void;
}

/** Below this a rewrite saves nothing worth its time. */
const MIN_REWRITE_BYTES = 1024 * 1024;

/** Opens the records of a file. A last line that a crash cut off is dropped: nobody was told that it was written. */
export function openRecordLog<T>(file: string, minRewriteBytes = MIN_REWRITE_BYTES): RecordLog<T> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const records = new Map<string, T>();
  let bytes = 0;
  for (const line of wholeLines(file)) {
    bytes += Buffer.byteLength(line) + 1;
    for (const change of parseLine<T>(line, file)) apply(change);
  }
  let bytesAfterRewrite = 0;

  function apply({ key, value }: RecordChange<T>): void {
    if (value === undefined) records.delete(key);
    else records.set(key, value);
  }

  function rewrite(): void {
    const temporary = `${file}.tmp`;
    const text = [...records].map(([key, value]) => lineOf([{ key, value }])).join("");
    writeFileSync(temporary, text, { mode: 0o600 });
    renameSync(temporary, file);
    bytes = Buffer.byteLength(text);
    bytesAfterRewrite = bytes;
  }

  return {
    get: (key) => records.get(key),
    entries: () => records.entries(),
    apply: (changes) => {
      if (changes.length === 0) return;
      const line = lineOf(changes);
      appendFileSync(file, line, { mode: 0o600 });
      bytes += Buffer.byteLength(line);
      for (const change of changes) apply(change);
      if (bytes > minRewriteBytes && bytes > 2 * bytesAfterRewrite) rewrite();
    },
  };
}

/** One line holds all changes of one write, so that they share its fate. */
function lineOf<T>(changes: readonly RecordChange<T>[]): string {
  return `${JSON.stringify(changes.map(({ key, value }) => (value === undefined ? [key] : [key, value])))}\n`;
}

function wholeLines(file: string): readonly string[] {
  let content: Buffer;
  try {
    content = readFileSync(file);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return [];
    throw error;
  }
  const whole = content.lastIndexOf(0x0a) + 1;
  if (whole < content.length) truncateSync(file, whole);
  return content
    .toString("utf8", 0, whole)
    .split("\n")
    .filter((line) => line !== "");
}

function parseLine<T>(line: string, file: string): readonly RecordChange<T>[] {
  let changes: unknown;
  try {
    changes = JSON.parse(line);
  } catch {
    throw damaged(file, line);
  }
  if (!Array.isArray(changes)) throw damaged(file, line);
  return changes.map((change: unknown) => {
    if (!Array.isArray(change) || typeof change[0] !== "string") throw damaged(file, line);
    return { key: change[0], value: change[1] as T | undefined };
  });
}

function damaged(file: string, line: string): Error {
  return new Error(
    `The local cloud cannot read its state: expected lines of changes in ${file}, found ${JSON.stringify(line.slice(0, 80))}. Restore the file, or start from nothing with "switchyard local reset".`,
  );
}
