import { NO_COUNTS } from "../judge/counts.ts";
import type { ArmMinute, ObservedMinute } from "../observation.ts";
import type { GuardrailPlan, GuardrailPlans } from "../plan.ts";
import type { ObservationSource } from "../ports.ts";
import type { ArmCounts, Guardrail } from "../verdict.ts";
import type { Failures } from "./traffic.ts";

/** Goes off when, over the last minutes, the candidate's requests show an outcome too often, and the others' do not. */
export interface ShareAlarm {
  readonly name: string;
  readonly guardrail: Guardrail;
  /** Milliseconds; missing where the outcome is yes or no. */
  readonly threshold?: number;
  readonly leastRequests: number;
  /** The limit. */
  readonly share: number;
  /** How many more events than the limit allows it takes: above 0, so that chance hardly ever does. */
  readonly excess: number;
  /**
   * Quiet unless the other versions keep the limit and their share is so many times smaller: who is ill with them is not
   * to blame. As many times as the window has minutes, because all of a growing candidate's requests may fall into the
   * one bad minute of it. 0 asks nobody.
   */
  readonly timesOthers: number;
}

export interface AlarmRules {
  readonly shares: readonly ShareAlarm[];
  readonly windowMinutes: number;
  /** Until a minute's counts have reached the alarm and its action has run. */
  readonly delayMinutes: number;
  /** Looks at ten seconds at a time: so many failures at least, which are so large a share of the requests at least. */
  readonly hardFailures: {
    readonly name: string;
    readonly leastEvents: number;
    readonly share: number;
    /** Quiet while a larger share of the other versions' requests fail. */
    readonly othersAtMost: number;
    /** In tens of seconds, as `delayMinutes`. */
    readonly delayParts: number;
  };
}

/**
 * The alarms that are deployed beside the controller (`infra/router`). Delays: an alarm on minutes was seen to act 43 s
 * after the end of a bad one, which is the next evaluation; high-resolution metrics are given 20 s.
 */
export const SHIPPED_ALARMS: AlarmRules = {
  shares: [
    { name: "errors", guardrail: "errors", leastRequests: 1, share: 0.01, excess: 5, timesOthers: 5 },
    {
      name: "slow",
      guardrail: "latency",
      threshold: 30_000,
      leastRequests: 1,
      share: 0.05,
      excess: 5,
      timesOthers: 5,
    },
    // A median above the threshold is more than half of them.
    {
      name: "cold-start",
      guardrail: "init",
      threshold: 2_000,
      leastRequests: 5,
      share: 0.5,
      excess: 0.5,
      timesOthers: 0,
    },
  ],
  windowMinutes: 5,
  delayMinutes: 1,
  hardFailures: { name: "hard-failures", leastEvents: 5, share: 0.75, othersAtMost: 0.1, delayParts: 2 },
};

/** What both versions did in the same time. */
export type BothArms = Pick<ObservedMinute, "stable" | "candidate">;

export interface Alarms {
  /** After ten seconds: the alarm that has just gone off, if it has. */
  readonly afterPart: (part: Failures) => string | undefined;
  /** After a minute, once a minute: the alarms that have just gone off. */
  readonly afterMinute: (minute: BothArms) => readonly string[];
}

/** Alarms act when they go off, and again only after they have been quiet. Missing counts are quiet. */
export function createAlarms(rules: AlarmRules, guardrails: GuardrailPlans): Alarms {
  const { hardFailures, windowMinutes, delayMinutes } = rules;
  const indexes = rules.shares.map(({ guardrail, threshold }) =>
    threshold === undefined ? 0 : (guardrails[guardrail]?.thresholds.indexOf(threshold) ?? -1),
  );
  const parts: Failures[] = [];
  const minutes: BothArms[] = [];
  const ringing = new Set<string>();

  function goesOff(name: string, isBreaching: boolean): boolean {
    const isNew = isBreaching && !ringing.has(name);
    if (isBreaching) ringing.add(name);
    else ringing.delete(name);
    return isNew;
  }

  return {
    afterPart: (part) => {
      parts.push(part);
      const seen = parts.at(-1 - hardFailures.delayParts);
      return goesOff(hardFailures.name, seen !== undefined && failsHard(seen, hardFailures))
        ? hardFailures.name
        : undefined;
    },
    afterMinute: (minute) => {
      minutes.push(minute);
      const end = Math.max(0, minutes.length - delayMinutes);
      const window = minutes.slice(Math.max(0, end - windowMinutes), end);
      return rules.shares.flatMap((rule, position) => {
        const index = indexes[position] ?? -1;
        const own = sumOf(window, "candidate", rule.guardrail, index);
        const isBeyond =
          own.requests >= rule.leastRequests && own.events - rule.share * own.requests >= rule.excess;
        const isOwn = isBeyond && !isShared(own, sumOf(window, "stable", rule.guardrail, index), rule);
        return goesOff(rule.name, isOwn) ? [rule.name] : [];
      });
    },
  };
}

function failsHard(
  { stable: others, candidate: own }: Failures,
  { leastEvents, share, othersAtMost }: AlarmRules["hardFailures"],
): boolean {
  const isFailing = own.events >= leastEvents && own.events >= share * own.requests;
  return isFailing && others.events <= othersAtMost * others.requests;
}

function isShared(own: ArmCounts, others: ArmCounts, { share, timesOthers }: ShareAlarm): boolean {
  if (timesOthers === 0) return false;
  const areIll = others.events > share * others.requests;
  return areIll || own.events * others.requests < timesOthers * others.events * own.requests;
}

function sumOf(
  window: readonly BothArms[],
  arm: keyof BothArms,
  guardrail: Guardrail,
  index: number,
): ArmCounts {
  let requests = 0;
  let events = 0;
  for (const minute of window) {
    const seen = minute[arm].counts[guardrail]?.[index] ?? NO_COUNTS;
    requests += seen.requests;
    events += seen.events;
  }
  return { requests, events };
}

/** The plan's guardrails with what the alarms count besides. */
export function withAlarmThresholds(guardrails: GuardrailPlans, rules: AlarmRules): GuardrailPlans {
  return rules.shares.reduce((widened, { guardrail, threshold }) => {
    const before = widened[guardrail] ?? UNPLANNED;
    const isCounted = threshold === undefined ? guardrail in widened : before.thresholds.includes(threshold);
    if (isCounted) return widened;
    const thresholds = [...before.thresholds, ...(threshold === undefined ? [] : [threshold])];
    return { ...widened, [guardrail]: { ...before, thresholds: thresholds.toSorted((a, b) => a - b) } };
  }, guardrails);
}

const UNPLANNED: GuardrailPlan = { thresholds: [], historicRates: [], margin: 0.5, mustBeProven: false };

/** What the plan's guardrails see of what was counted. */
export function narrowTo(
  guardrails: GuardrailPlans,
  counted: GuardrailPlans,
  source: ObservationSource,
): ObservationSource {
  if (counted === guardrails) return source;
  const indexes = Object.entries(guardrails).map(
    ([name, { thresholds }]) =>
      [
        name,
        thresholds.length === 0
          ? [0]
          : thresholds.map((each) => counted[name as Guardrail]?.thresholds.indexOf(each) ?? -1),
      ] as const,
  );
  const narrow = ({ requests, counts }: ArmMinute): ArmMinute => ({
    requests,
    counts: Object.fromEntries(
      indexes.map(([name, wanted]) => [
        name,
        wanted.flatMap((index) => counts[name as Guardrail]?.[index] ?? []),
      ]),
    ),
  });
  return {
    since: async (query) => {
      const seen = await source.since(query);
      return {
        ...seen,
        minutes: seen.minutes.map(
          (minute): ObservedMinute => ({
            ...minute,
            stable: narrow(minute.stable),
            candidate: narrow(minute.candidate),
          }),
        ),
      };
    },
  };
}
