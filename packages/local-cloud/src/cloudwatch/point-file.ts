import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { MetricPoint } from "./metric-series.ts";

/** Metric points on disk: an NDJSON file that is appended to and now and then rewritten. */
export interface PointFile {
  /** Written with all other points of the same turn of the event loop. */
  readonly append: (point: MetricPoint) => void;
  /** True when the file has grown enough since it was last rewritten to be worth a rewrite. */
  readonly isBloated: () => boolean;
  /** Replaces the file's content atomically. */
  readonly rewrite: (points: Iterable<MetricPoint>) => void;
  readonly flush: () => void;
}

const MIN_REWRITE_BYTES = 16 * 1024 * 1024;

/** Opens the file and hands every point in it to `onPoint`. A line that is torn or damaged is passed over. */
export function openPointFile(file: string, onPoint: (point: MetricPoint) => void): PointFile {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const content = existsSync(file) ? readFileSync(file, "utf8") : "";
  for (const line of content.split("\n")) {
    const point = line === "" ? undefined : decode(line);
    if (point !== undefined) onPoint(point);
  }
  // A torn last line gets its line break, so that the next point does not become part of it.
  let waiting: string[] = content === "" || content.endsWith("\n") ? [] : [""];
  let bytes = Buffer.byteLength(content);
  // Zero, so that a large file is rewritten once after it was opened: it may hold much that has expired.
  let bytesAfterRewrite = 0;
  let scheduled = false;

  const flush = (): void => {
    scheduled = false;
    if (waiting.length === 0) return;
    const text = `${waiting.join("\n")}\n`;
    waiting = [];
    appendFileSync(file, text, { mode: 0o600 });
    bytes += Buffer.byteLength(text);
  };

  return {
    append: (point) => {
      waiting.push(encode(point));
      if (scheduled) return;
      scheduled = true;
      queueMicrotask(flush);
    },
    isBloated: () => bytes > MIN_REWRITE_BYTES && bytes > 2 * bytesAfterRewrite,
    rewrite: (points) => {
      flush();
      const temporary = `${file}.tmp`;
      writeFileSync(temporary, "", { mode: 0o600 });
      bytes = 0;
      let chunk: string[] = [];
      const writeChunk = (): void => {
        const text = chunk.map((line) => `${line}\n`).join("");
        appendFileSync(temporary, text);
        bytes += Buffer.byteLength(text);
        chunk = [];
      };
      for (const point of points) {
        chunk.push(encode(point));
        if (chunk.length >= 10_000) writeChunk();
      }
      writeChunk();
      renameSync(temporary, file);
      bytesAfterRewrite = bytes;
    },
    flush,
  };
}

function encode({
  namespace,
  name,
  dimensions,
  timestampMs,
  unit,
  resolutionS,
  distribution,
}: MetricPoint): string {
  const { count, sum, min, max, values } = distribution;
  const pairs = values === undefined ? null : [...values];
  return JSON.stringify([
    namespace,
    name,
    dimensions,
    timestampMs,
    unit,
    resolutionS,
    count,
    sum,
    min,
    max,
    pairs,
  ]);
}

function decode(line: string): MetricPoint | undefined {
  let fields: unknown;
  try {
    fields = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!Array.isArray(fields) || fields.length !== 11) return undefined;
  const [namespace, name, dimensions, timestampMs, unit, resolution, ...rest]: unknown[] = fields;
  const [count, sum, min, max, pairs] = rest;
  if (typeof namespace !== "string" || typeof name !== "string" || typeof unit !== "string") return undefined;
  if (typeof timestampMs !== "number" || !isTextRecord(dimensions)) return undefined;
  if (typeof count !== "number" || typeof sum !== "number") return undefined;
  if (typeof min !== "number" || typeof max !== "number") return undefined;
  if (pairs !== null && !isPairs(pairs)) return undefined;
  return {
    namespace,
    name,
    dimensions,
    timestampMs,
    unit,
    resolutionS: resolution === 1 ? 1 : 60,
    distribution: { count, sum, min, max, values: pairs === null ? undefined : new Map(pairs) },
  };
}

function isTextRecord(value: unknown): value is Record<string, string> {
  return (
    typeof value === "object" &&
    value !== null &&
    Object.values(value).every((item) => typeof item === "string")
  );
}

function isPairs(value: unknown): value is [number, number][] {
  return (
    Array.isArray(value) &&
    value.every(
      (pair: unknown) => Array.isArray(pair) && typeof pair[0] === "number" && typeof pair[1] === "number",
    )
  );
}
