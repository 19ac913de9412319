import type { ArmCounts, ArmMinute, Guardrail, GuardrailPlans } from "@switchyard/rollout";
import { guardrailsOf } from "@switchyard/rollout";
import { isMeasured, type Measure, type MeasuredGuardrail } from "./metric-queries.ts";

/** One number of one version in one minute; undefined where CloudWatch has none. */
export type MeasureAt = (measure: Measure) => number | undefined;

/** What is known of one version's minute, and whether Lambda and the handler tell the same of it. */
export interface CountedArm {
  readonly arm: ArmMinute;
  /** Invocations through the alias by Lambda's count. */
  readonly invoked: number;
  /** Those of them that neither the handler nor a crash accounts for. Negative when the handler knows of more. */
  readonly unaccounted: number;
  /** False while CloudWatch has samples of a metric and cannot rank them yet. */
  readonly isRanked: boolean;
}

/**
 * Counts one version's minute. A request counts once its outcome is known: by the handler's own line, or as a crash,
 * which silences the handler and which Lambda counts. So no request is taken for a good one because its line is missing.
 */
export function countArm(at: MeasureAt, guardrails: GuardrailPlans): CountedArm {
  const number = (measure: Measure): number => Math.round(at(measure) ?? 0);
  const [answered, errors, crashes] = [number("requests"), number("errors"), number("crashes")];
  const invoked = number("invocations");
  const requests = answered + crashes;
  const entries = guardrailsOf({ guardrails }).map(([guardrail, { thresholds }]) => {
    if (isMeasured(guardrail)) return [guardrail, countAbove(at, guardrail, thresholds)] as const;
    const counts: ArmCounts =
      guardrail === "llm-share"
        ? { requests: answered, events: Math.min(answered, number("llm")) }
        : { requests, events: Math.min(requests, errors + crashes) };
    return [guardrail, [counts]] as const;
  });
  const known = entries.flatMap(([guardrail, counts]) => (counts === undefined ? [] : [[guardrail, counts]]));
  return {
    arm: { requests, counts: Object.fromEntries(known) as ArmMinute["counts"] },
    invoked,
    unaccounted: invoked - requests,
    isRanked: known.length === entries.length,
  };
}

/** Samples above each threshold; undefined when CloudWatch has samples but does not rank them. */
function countAbove(
  at: MeasureAt,
  guardrail: MeasuredGuardrail,
  thresholds: readonly number[],
): readonly ArmCounts[] | undefined {
  const samples = Math.round(at(`${guardrail}_samples`) ?? 0);
  const counts = thresholds.map((_, index): ArmCounts | undefined => {
    if (samples === 0) return { requests: 0, events: 0 };
    const percent = at(`${guardrail}_up_to_${index}`);
    if (percent === undefined) return undefined;
    const above = Math.round(samples * (1 - percent / 100));
    return { requests: samples, events: Math.min(samples, Math.max(0, above)) };
  });
  const known = counts.filter((each) => each !== undefined);
  return known.length === counts.length ? known : undefined;
}

/**
 * The numbers of an arm in a fixed order: requests, then requests and events of each guardrail and threshold. That is
 * how a cursor remembers what it gave.
 */
export function flatten(arm: ArmMinute, guardrails: GuardrailPlans): readonly number[] {
  const pairs = guardrailsOf({ guardrails }).flatMap(
    ([guardrail, { thresholds }]) => arm.counts[guardrail] ?? nothing(thresholds),
  );
  return [arm.requests, ...pairs.flatMap(({ requests, events }) => [requests, events])];
}

function nothing(thresholds: readonly number[]): readonly ArmCounts[] {
  return Array.from({ length: Math.max(1, thresholds.length) }, () => ({ requests: 0, events: 0 }));
}

export function unflatten(numbers: readonly number[], guardrails: GuardrailPlans): ArmMinute {
  const [requests = 0, ...pairs] = numbers;
  let next = 0;
  const entries = guardrailsOf({ guardrails }).map(([guardrail, { thresholds }]) => {
    const counts = Array.from({ length: Math.max(1, thresholds.length) }, (): ArmCounts => {
      next += 2;
      return { requests: pairs[next - 2] ?? 0, events: pairs[next - 1] ?? 0 };
    });
    return [guardrail, counts] as [Guardrail, readonly ArmCounts[]];
  });
  return { requests, counts: Object.fromEntries(entries) };
}

/** How many numbers an arm has under these guardrails. */
export function flatLength(guardrails: GuardrailPlans): number {
  return guardrailsOf({ guardrails }).reduce(
    (sum, [, { thresholds }]) => sum + 2 * Math.max(1, thresholds.length),
    1,
  );
}

/**
 * What has come since. CloudWatch's ranks are approximate, so a count may shrink by one: that is no request less. Events
 * beyond the requests that came with them wait for theirs.
 */
export function restOf(now: readonly number[], given: readonly number[] = []): readonly number[] {
  const rest = now.map((count, index) => Math.max(0, count - (given[index] ?? 0)));
  return rest.map((count, index) =>
    index > 0 && index % 2 === 0 ? Math.min(count, rest[index - 1] ?? 0) : count,
  );
}
