/** States of an alarm. */
export type StateValue = "OK" | "ALARM" | "INSUFFICIENT_DATA";

export type TreatMissingData = "missing" | "ignore" | "breaching" | "notBreaching";

/** One period of the evaluation range. A period without `value` is missing. */
export interface Slot {
  readonly startMs: number;
  readonly value: number | undefined;
  /** Samples behind the value, where the alarm watches a single metric. */
  readonly sampleCount?: number;
}

/** A slot that has a value. */
export interface Datapoint extends Slot {
  readonly value: number;
}

/** When an alarm is in alarm. */
export interface AlarmRule {
  /** N: how many data points are evaluated. */
  readonly evaluationPeriods: number;
  /** M: how many of them must breach. */
  readonly datapointsToAlarm: number;
  readonly breaches: (value: number) => boolean;
  readonly treatMissingData: TreatMissingData;
  /** Fewer samples than this say too little about a percentile: the state is kept. 0 where that does not matter. */
  readonly minSamples: number;
}

/** What an evaluation comes to. */
export type Verdict =
  | { readonly kind: "keep" }
  | {
      readonly kind: "state";
      readonly value: StateValue;
      /** The data points that were looked at, newest first. */
      readonly evaluated: readonly Datapoint[];
      /** How many missing ones were counted as breaching or not breaching. */
      readonly filled: number;
    };

/**
 * Periods that are looked at beyond the N newest. AWS gives one example, 5 for N = 3, and says that the number depends
 * on the period; observed alarms of 1 in 1 look at 3 too.
 */
const EXTRA_PERIODS = 2;

/** How many periods an alarm looks at in order to find N data points. */
export function evaluationRange(evaluationPeriods: number): number {
  return evaluationPeriods + EXTRA_PERIODS;
}

/**
 * Decides the state of an alarm from the slots of its evaluation range, oldest first. As documented: the N newest real
 * data points decide, and the setting for missing data counts only when there are fewer than N.
 */
export function evaluate(rule: AlarmRule, slots: readonly Slot[]): Verdict {
  const newestFirst = slots.toReversed().filter(isDatapoint);
  const evaluated = newestFirst.slice(0, rule.evaluationPeriods);
  if (evaluated.some(({ sampleCount = Infinity }) => sampleCount < rule.minSamples)) return { kind: "keep" };

  const breaching = evaluated.filter(({ value }) => rule.breaches(value)).length;
  const missing = rule.evaluationPeriods - evaluated.length;
  const state = (value: StateValue, filled = 0): Verdict => ({ kind: "state", value, evaluated, filled });
  const okOrAlarm = (count: number): StateValue => (count >= rule.datapointsToAlarm ? "ALARM" : "OK");
  if (missing === 0) return state(okOrAlarm(breaching));

  switch (rule.treatMissingData) {
    case "breaching":
      return state(okOrAlarm(breaching + missing), missing);
    case "notBreaching":
      return state(okOrAlarm(breaching), missing);
    case "ignore":
      return isDecided(rule, evaluated, breaching) ? state(okOrAlarm(breaching)) : { kind: "keep" };
    case "missing":
      if (isDecided(rule, evaluated, breaching)) return state(okOrAlarm(breaching));
      return state(breachesSince(rule, slots) ? "ALARM" : "INSUFFICIENT_DATA");
  }
}

/** Whether the real data points are enough by themselves: M of them breach, or one of them does not. */
function isDecided(rule: AlarmRule, evaluated: readonly Datapoint[], breaching: number): boolean {
  return breaching >= rule.datapointsToAlarm || breaching < evaluated.length;
}

/**
 * The rule that keeps a lone breaching data point from alarming too soon: it must be at least M periods old, with
 * nothing but breaching or missing ones after it. Before, the next data point may still be a good one.
 */
function breachesSince(rule: AlarmRule, slots: readonly Slot[]): boolean {
  const oldest = slots.findIndex(({ value }) => value !== undefined);
  return oldest !== -1 && slots.length - oldest >= rule.datapointsToAlarm;
}

function isDatapoint(slot: Slot): slot is Datapoint {
  return slot.value !== undefined;
}
