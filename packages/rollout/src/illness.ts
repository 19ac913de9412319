import { absoluteLogEvidence, breaksLimit } from "./judge/absolute.ts";
import { addCounts, lastCounts, MINUTE_MS, type ObservedMinute } from "./observation.ts";
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

/** How each version fares against the plan's limits in the last minutes: the worst of its guardrails. */
export function illness(recent: readonly RecentMinute[], plan: Plan): Illness {
  const limited = guardrailsOf(plan).flatMap(([guardrail, { limit }]) =>
    limit === undefined
      ? []
      : [{ limit, counts: recent.flatMap((minute) => minute.counts[guardrail] ?? []) }],
  );
  return {
    stable: worst(limited.map(({ limit, counts }) => health(sum(counts.map(({ stable }) => stable)), limit))),
    candidate: worst(
      limited.map(({ limit, counts }) => health(sum(counts.map(({ candidate }) => candidate)), limit)),
    ),
  };
}

function health(counts: ArmCounts, limit: number): Health {
  if (breaksLimit(counts, limit)) return "ill";
  return absoluteLogEvidence(counts, limit) > 0 ? "leaning" : "well";
}

function worst(healths: readonly Health[]): Health {
  if (healths.includes("ill")) return "ill";
  return healths.includes("leaning") ? "leaning" : "well";
}

function sum(counts: readonly ArmCounts[]): ArmCounts {
  return counts.reduce(addCounts, { requests: 0, events: 0 });
}
