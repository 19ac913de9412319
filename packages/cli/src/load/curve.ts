import { readFileSync } from "node:fs";
import { z } from "zod";
import { CommandError } from "../terminal.ts";

/**
 * A working day in an office, hour by hour from midnight to midnight, as shares of its busiest hour: a steep morning, a
 * dip at noon, a slow evening. Made up for tests; a stage's own day is in its metrics and fits into a file.
 */
const DAILY: readonly number[] = [
  0.1, 0.08, 0.06, 0.05, 0.05, 0.08, 0.15, 0.35, 0.65, 0.9, 1, 0.95, 0.75, 0.8, 0.95, 0.95, 0.85, 0.7, 0.5,
  0.38, 0.3, 0.25, 0.2, 0.14, 0.1,
];

const MOST_POINTS = 1000;
const Points = z
  .array(z.number().min(0).max(1))
  .min(2)
  .max(MOST_POINTS)
  .refine((points) => points.some((point) => point > 0));

/** `daily`, or the points of a JSON file. */
export function readCurve(name: string, pathOf: (file: string) => string): readonly number[] {
  if (name === "daily") return DAILY;
  const file = pathOf(name);
  const points = Points.safeParse(readJson(file));
  if (points.success) return points.data;
  throw new CommandError(
    `--curve: expected ${file} to hold 2 to ${MOST_POINTS} shares from 0 to 1 that are not all 0, such as [0.2, 1, 0.6], evenly spread over the run.`,
    2,
  );
}

function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandError(`--curve: expected "daily" or a JSON file with points, found: ${why}.`, 2);
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
