import { InvalidArgumentError } from "commander";

const UNITS_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads `30m`, `12h` or `7d` as milliseconds. */
export function parsePeriod(text: string): number {
  const [, count = "", unit = ""] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
  const periodMs = Number(count) * (UNITS_MS[unit] ?? 0);
  if (periodMs > 0) return periodMs;
  throw new InvalidArgumentError(`expected a period such as 30m, 12h or 7d, found "${text}"`);
}
