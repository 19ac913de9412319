import { InvalidArgumentError } from "commander";

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Reads `500ms`, `30s`, `10m` or `1h` as milliseconds; undefined for anything else. */
export function readTime(text: string): number | undefined {
  const [, count = "", unit = ""] = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h)$/.exec(text) ?? [];
  const unitMs = UNITS_MS[unit];
  return unitMs === undefined ? undefined : Number(count) * unitMs;
}

/** A time on the command line, longer than nothing. */
export function parseTime(text: string): number {
  const ms = readTime(text);
  if (ms !== undefined && ms > 0) return ms;
  throw new InvalidArgumentError(`expected a time such as 500ms, 30s, 10m or 1h, found "${text}"`);
}
