import { InvalidArgumentError } from "commander";
import { CommandError } from "../terminal.ts";
import { readTime } from "./times.ts";

/** A time in which there are more requests. Milliseconds since the start of the run. */
export interface Burst {
  /** How many times the requests that there would be without it. */
  readonly factor: number;
  readonly lengthMs: number;
  /** When it begins; of one that comes again, the first time. */
  readonly startMs: number;
  /** From one beginning to the next; undefined = once. */
  readonly everyMs: number | undefined;
}

const MOST_TIMES = 1000;

/** Reads `5x:10s@60s` (once, a minute after the start) or `5x:10s/60s` (each minute), after those read before. */
export function parseBurst(text: string, before: readonly Burst[]): readonly Burst[] {
  const [, factorText = "", lengthText = "", mark = "", whenText = ""] =
    /^(\d{1,4}(?:\.\d{1,3})?)x:([^@/]+)([@/])(.+)$/.exec(text) ?? [];
  const factor = Number(factorText);
  const lengthMs = readTime(lengthText);
  const whenMs = readTime(whenText);
  const isTimed = lengthMs !== undefined && lengthMs > 0 && whenMs !== undefined;
  if (factorText === "" || !isTimed) {
    throw new InvalidArgumentError(
      `expected a burst such as 5x:10s@60s (once, 60 s after the start) or 5x:10s/60s (every 60 s), found "${text}"`,
    );
  }
  if (mark === "/" && whenMs <= lengthMs) {
    throw new InvalidArgumentError(
      `expected a burst shorter than the time from one to the next, found "${text}"`,
    );
  }
  return [...before, { factor, lengthMs, startMs: whenMs, everyMs: mark === "/" ? whenMs : undefined }];
}

/** When a burst begins within a run. Throws where it would come more often than anybody means. */
export function beginningsOf({ startMs, everyMs }: Burst, durationMs: number): readonly number[] {
  if (startMs >= durationMs) return [];
  if (everyMs === undefined) return [startMs];
  const times = Math.ceil((durationMs - startMs) / everyMs);
  if (times > MOST_TIMES) {
    throw new CommandError(`--burst: expected at most ${MOST_TIMES} bursts in the run, found ${times}.`, 2);
  }
  return Array.from({ length: times }, (_, index) => startMs + index * everyMs);
}
