import { absoluteLogEvidence, breaksLimit } from "./judge/absolute.ts";
import { addCounts, NO_COUNTS } from "./judge/counts.ts";
import { comparison, percent } from "./judge/evidence.ts";
import { rateRatioLogEvidence } from "./judge/rate-ratio.ts";
import { lastCounts, MINUTE_MS, type ObservedMinute } from "./observation.ts";
import { guardrailsOf, type Plan } from "./plan.ts";
import type { ArmCounts, Guardrail } from "./verdict.ts";

/** Counts of both versions against the limits, for one of the last few minutes. */
export interface RecentMinute {
  readonly startMs: number;
  readonly counts: Readonly<
    Partial<Record<Guardrail, { readonly stable: ArmCounts; readonly candidate: ArmCounts }>>
  >;
}

/** `ill`: the limit is exceeded beyond doubt; `leaning`: it looks so; `well`: it does not. */
export type Health = "ill" | "leaning" | "well";

export interface Illness {
  readonly stable: Health;
  readonly candidate: Health;
  /** Where the candidate alone is ill: which limit it breaks, and both versions' counts. */
  readonly alone?: string;
}

/** Illness is a matter of now, not of the whole release: an outage that is over must not be held against anybody. */
const WINDOW_MINUTES = 5;

/** Adds minutes to the window and drops those that have left it. A late rest joins its own minute. */
export function remember(
  recent: readonly RecentMinute[],
  minutes: readonly ObservedMinute[],
  plan: Plan,
): readonly RecentMinute[] {
  if (minutes.length === 0) return recent;
  const limited = guardrailsOf(plan).flatMap(([guardrail, { limit }]) =>
    limit === undefined ? [] : [guardrail],
  );
  const byStart = new Map(recent.map((minute) => [minute.startMs, minute]));
  for (const minute of minutes) {
    const known = byStart.get(minute.startMs)?.counts ?? {};
    const counts = limited.map((guardrail) => {
      const before = known[guardrail];
      const stable = lastCounts(minute.stable, guardrail);
      const candidate = lastCounts(minute.candidate, guardrail);
      return [
        guardrail,
        before === undefined
          ? { stable, candidate }
          : { stable: addCounts(before.stable, stable), candidate: addCounts(before.candidate, candidate) },
      ];
    });
    byStart.set(minute.startMs, { startMs: minute.startMs, counts: Object.fromEntries(counts) });
  }
  const newest = Math.max(...byStart.keys());
  return [...byStart.values()]
    .filter(({ startMs }) => startMs > newest - WINDOW_MINUTES * MINUTE_MS)
    .toSorted((a, b) => a.startMs - b.startMs);
}

interface Limited {
  readonly guardrail: Guardrail;
  readonly limit: number;
  readonly threshold: number | undefined;
  readonly minutes: readonly { readonly stable: ArmCounts; readonly candidate: ArmCounts }[];
}

/** How each version fares against the plan's limits in the last minutes: the worst of its guardrails. */
export function illness(recent: readonly RecentMinute[], plan: Plan): Illness {
  const limited = guardrailsOf(plan).flatMap(([guardrail, { limit, thresholds }]): readonly Limited[] =>
    limit === undefined
      ? []
      : [
          {
            guardrail,
            limit,
            threshold: thresholds.at(-1),
            minutes: recent.flatMap((minute) => minute.counts[guardrail] ?? []),
          },
        ],
  );
  const worstOf = (arm: "stable" | "candidate") =>
    worst(limited.map(({ limit, minutes }) => health(sum(minutes.map((minute) => minute[arm])), limit)));
  const stable = worstOf("stable");
  const alone =
    stable === "well" ? limited.map(aloneBeyond).find((evidence) => evidence !== undefined) : undefined;
  return { stable, candidate: worstOf("candidate"), ...(alone === undefined ? {} : { alone }) };
}

/** The evidence that the candidate breaks this limit, and by its own doing, while stable is well. */
function aloneBeyond({ guardrail, limit, threshold, minutes }: Limited): string | undefined {
  const stable = sum(minutes.map((minute) => minute.stable));
  const canary = sum(minutes.map((minute) => minute.candidate));
  if (!breaksLimit(canary, limit)) return undefined;
  const isOwn = guardrail === "init" ? canary.requests >= FEWEST_STARTS : isOwnDoing(minutes);
  if (!isOwn) return undefined;
  const compared = comparison(guardrail, threshold, { stable, canary });
  return `${compared} within ${WINDOW_MINUTES} minutes; the limit is ${percent(limit)}`;
}

/**
 * A start happens before any request and asks nothing of what versions share, so it is the version's own doing; and a
 * stable version whose environments are warm never starts, so it would be waited for in vain.
 */
const FEWEST_STARTS = 5;

/** E-value from which events count as the candidate's own doing. */
const OWN_DOING = 20;

/**
 * Whether the events are more the candidate's than its part of the requests explains, by the same minutes of both. That
 * stable breaks no limit is not enough: with little traffic it looks well for the first minutes of an outage that both
 * share. Of 2,000 simulated ramps of an identical candidate through 5 minutes of 20 % shared errors, 0.25 % were rolled
 * back at 12 requests a minute and 0.1 % at 60; without this question 7 % and 3 %.
 */
function isOwnDoing(minutes: Limited["minutes"]): boolean {
  const events = minutes
    .filter(({ stable, candidate }) => stable.requests > 0 && candidate.requests > 0)
    .map(({ stable, candidate }) => ({
      canaryProbability: candidate.requests / (stable.requests + candidate.requests),
      stable: stable.events,
      canary: candidate.events,
    }));
  return rateRatioLogEvidence(events) >= Math.log(OWN_DOING);
}

function health(counts: ArmCounts, limit: number): Health {
  // Within the limit no bet on more has won: the same answer as below, without its logarithms.
  if (counts.events <= limit * counts.requests) return "well";
  if (breaksLimit(counts, limit)) return "ill";
  return absoluteLogEvidence(counts, limit) > 0 ? "leaning" : "well";
}

function worst(healths: readonly Health[]): Health {
  if (healths.includes("ill")) return "ill";
  return healths.includes("leaning") ? "leaning" : "well";
}

function sum(counts: readonly ArmCounts[]): ArmCounts {
  return counts.reduce(addCounts, NO_COUNTS);
}
