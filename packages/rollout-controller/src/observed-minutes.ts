import type { GuardrailPlans, ObservationQuery, Observations, ObservedMinute } from "@switchyard/rollout";
import { agrees, REACH_MINUTES } from "./agreement.ts";
import { type CountedArm, countArm, flatten, restOf, unflatten } from "./arm-counts.ts";
import { type Arm, type Measure, queryId } from "./metric-queries.ts";
import type { MetricTable } from "./metric-reader.ts";
import { type GivenMinute, type ObservationCursor, writeCursor } from "./observation-cursor.ts";

const MINUTE_MS = 60_000;

/** CloudWatch has most of a minute's metrics by then. */
const SETTLING_MS = MINUTE_MS;
/** Calls of up to 30 seconds count for the minute that they began in, and their metrics come after their end. */
const LATE_MS = 5 * MINUTE_MS;
/**
 * A minute of which Lambda and the handler tell different things holds the release up for so long, and then counts as
 * far as it is known: one lost line must not hold it up for ever. Longer than the plans let their telemetry be late, so
 * a lasting loss does hold.
 */
const PATIENCE_MS = 15 * MINUTE_MS;
/** After an outage of the controller the rest is read by the passes that follow. */
const MAX_MINUTES = 720;

export interface ReadingWindow {
  readonly fromMs: number;
  /** Exclusive. Equal to `fromMs` when there is nothing to read yet. */
  readonly toMs: number;
}

/** The minutes that a pass looks at: those that are still open, and those that have ended since. */
export function windowOf({ fromMs, given }: ObservationCursor, nowMs: number): ReadingWindow {
  const endedMs = Math.floor((nowMs - SETTLING_MS) / MINUTE_MS) * MINUTE_MS;
  const reachMs = Math.min(endedMs, fromMs + MAX_MINUTES * MINUTE_MS);
  // What an earlier pass gave is in the window even where this pass's clock is behind that one's.
  const givenMs = Math.max(fromMs, ...[...given.keys()].map((startMs) => startMs + MINUTE_MS));
  return { fromMs, toMs: Math.max(givenMs, reachMs) };
}

/** What is known of one minute. */
interface Known {
  readonly startMs: number;
  readonly arms: Readonly<Record<Arm, CountedArm>>;
}

/** One minute after a pass. */
interface Outcome {
  readonly startMs: number;
  /** All that was given of it, this time included; undefined while it is waited for. */
  readonly given: GivenMinute | undefined;
  /** What goes out now. */
  readonly minute: ObservedMinute | undefined;
  /** The next pass looks at it again. */
  readonly isOpen: boolean;
}

/** Where CloudWatch is read: the window, and the minutes before it, from which something may have spilled over. */
export function rangeOf({ fromMs, toMs }: ReadingWindow): ReadingWindow {
  return { fromMs: fromMs - REACH_MINUTES * MINUTE_MS, toMs };
}

/** Turns what CloudWatch says of a window into minutes: those that are complete, and late rests of earlier ones. */
export function observeMinutes(
  cursor: ObservationCursor,
  { guardrails }: Pick<ObservationQuery, "guardrails">,
  table: MetricTable,
  window: ReadingWindow,
  nowMs: number,
): Observations {
  const range = rangeOf(window);
  const known = Array.from({ length: (range.toMs - range.fromMs) / MINUTE_MS }, (_, index) =>
    readMinute(range.fromMs + index * MINUTE_MS, table, guardrails),
  );
  const outcomes = known.slice(REACH_MINUTES).map((current, index) => {
    return lookAt(current, isComplete(known, index + REACH_MINUTES), cursor, guardrails, nowMs);
  });
  const fromMs = outcomes.find(({ isOpen }) => isOpen)?.startMs ?? window.toMs;
  const given = outcomes.flatMap((outcome) =>
    outcome.startMs < fromMs || outcome.given === undefined
      ? []
      : [[outcome.startMs, outcome.given] as const],
  );
  const waitsFor = outcomes.find((outcome) => outcome.given === undefined);
  return {
    minutes: outcomes.flatMap(({ minute }) => minute ?? []),
    cursor: writeCursor({ fromMs, given: new Map(given) }),
    freshToMs: Math.min(nowMs, waitsFor?.startMs ?? window.toMs),
  };
}

function readMinute(startMs: number, table: MetricTable, guardrails: GuardrailPlans): Known {
  const arm = (name: Arm): CountedArm =>
    countArm((measure: Measure) => table.get(queryId(name, measure))?.get(startMs), guardrails);
  return { startMs, arms: { stable: arm("stable"), candidate: arm("candidate") } };
}

function isComplete(known: readonly Known[], index: number): boolean {
  return (["stable", "candidate"] as const).every((name) => {
    const tallies = known.map(({ arms }) => arms[name]);
    return tallies[index]?.isRanked === true && agrees(tallies, index);
  });
}

function lookAt(
  { startMs, arms }: Known,
  isWhole: boolean,
  cursor: ObservationCursor,
  guardrails: GuardrailPlans,
  nowMs: number,
): Outcome {
  const ageMs = nowMs - (startMs + MINUTE_MS);
  const isLastChance = ageMs >= PATIENCE_MS;
  const before = cursor.given.get(startMs);
  if (!isWhole && !isLastChance) return { startMs, given: before, minute: undefined, isOpen: true };

  const now = {
    stable: flatten(arms.stable.arm, guardrails),
    candidate: flatten(arms.candidate.arm, guardrails),
  };
  const rest = {
    stable: restOf(now.stable, before?.stable),
    candidate: restOf(now.candidate, before?.candidate),
  };
  const given = {
    stable: add(rest.stable, before?.stable),
    candidate: add(rest.candidate, before?.candidate),
  };
  const minute: ObservedMinute = {
    startMs,
    stable: unflatten(rest.stable, guardrails),
    candidate: unflatten(rest.candidate, guardrails),
    late: before !== undefined,
  };
  return {
    startMs,
    given,
    minute: before !== undefined && isNothing(rest) ? undefined : minute,
    // A minute without a single request may be one whose metrics are all late.
    isOpen: !isLastChance && ageMs < (isNothing(given) ? PATIENCE_MS : LATE_MS),
  };
}

function add(a: readonly number[], b: readonly number[] = []): readonly number[] {
  return a.map((count, index) => count + (b[index] ?? 0));
}

function isNothing({ stable, candidate }: GivenMinute): boolean {
  return [...stable, ...candidate].every((count) => count === 0);
}
