import type { FaultsChange, VersionFaults } from "@switchyard/local-cloud";
import type { RolloutPlan } from "@switchyard/rollout";

/** What the new version of a rehearsal is like. */
export type Candidate =
  | { readonly kind: "good" }
  /** This share of its requests fail. */
  | { readonly kind: "errors"; readonly share: number }
  /** Its calls take this much longer. */
  | { readonly kind: "slow"; readonly factor: number }
  /** Its environments take longer to start than the brief allows. */
  | { readonly kind: "cold" }
  /** Its environments do not start. */
  | { readonly kind: "crash" }
  /** It is as good as the stable one, and what both depend on fails for a while. */
  | { readonly kind: "outage" };

/** What can take a bad version out of service. */
export type Path = "judge" | "alarms";

export const CANDIDATES = "good, errors=0.2, slow=1.3, cold, crash or outage";

/** Reads for example `errors=0.2`; undefined when it is none. */
export function parseCandidate(text: string): Candidate | undefined {
  const [kind = "", value, ...more] = text.split("=");
  if (more.length > 0) return undefined;
  if (kind === "errors" || kind === "slow") {
    const number = value === undefined || value.trim() === "" ? Number.NaN : Number(value);
    if (kind === "errors") return number > 0 && number <= 1 ? { kind, share: number } : undefined;
    return number > 1 && number <= 1000 ? { kind, factor: number } : undefined;
  }
  if (value !== undefined) return undefined;
  return kind === "good" || kind === "cold" || kind === "crash" || kind === "outage" ? { kind } : undefined;
}

export function describeCandidate(candidate: Candidate): string {
  if (candidate.kind === "errors") return `errors=${candidate.share}`;
  return candidate.kind === "slow" ? `slow=${candidate.factor}` : candidate.kind;
}

/** With what a start takes anyway, above the brief's 2 s for a cold start. */
const COLD_START_MS = 2000;

/** What is wrong with the candidate from its first share of the traffic on. */
export function candidateFaults(candidate: Candidate): VersionFaults {
  switch (candidate.kind) {
    case "errors":
      return { downstreamErrors: candidate.share };
    case "slow":
      return { downstreamSlow: candidate.factor };
    case "cold":
      return { initDelayMs: COLD_START_MS };
    case "crash":
      return { crashInInit: true };
    case "good":
    case "outage":
      return {};
  }
}

export const OUTAGE = { errors: 0.2, cloudMinutes: 5 } as const;

const AGENT_LATENCY_MS = { median: 25, spread: 0.5 } as const;
/** Where a third more is what must be seen, agents take a time beside which a busy laptop's own delays are small. */
const PLAIN_LATENCY_MS = { median: 200, spread: 0.1 } as const;
/** Environments live this long in cloud time where cold starts are what is rehearsed: a warm one never starts again. */
const SHORT_LIFE_MS = 300_000;

/** What both versions live with from the beginning. */
export function surroundings(candidate: Candidate): NonNullable<FaultsChange["shared"]> {
  return {
    downstreamLatencyMs: candidate.kind === "slow" ? PLAIN_LATENCY_MS : AGENT_LATENCY_MS,
    ...(candidate.kind === "cold" ? { environmentLifetimeMs: SHORT_LIFE_MS } : {}),
  };
}

/**
 * "Slow" in milliseconds. The brief's 30 s stay, but where the alarm alone must see that agents of 200 ms have become a
 * third slower: hardly any of the good version's requests takes longer than this, and one in four of such a one's.
 */
export function slowLimitMs(candidate: Candidate, without: Path | undefined): number {
  return candidate.kind === "slow" && without === "judge" ? 290 : 30_000;
}

/** Requests in five minutes from which an alarm's rule counts, with room for chance. */
const ALARM_NEEDS: Readonly<Partial<Record<Candidate["kind"], number>>> = {
  errors: 50,
  crash: 25,
  slow: 75,
  cold: 15,
};

/**
 * The weight from which the candidate is bad. Where the alarms are alone nobody raises the weight any more, so it must
 * be one at which they have enough requests; never more than the plan's last step.
 */
export function faultyFromWeight(
  candidate: Candidate,
  without: Path | undefined,
  plan: RolloutPlan,
  requestsPerMinute: number,
): number {
  const last = plan.steps.at(-1)?.weight ?? 100;
  // The whole world falls ill when most is at stake.
  if (candidate.kind === "outage") return last;
  const needed = ALARM_NEEDS[candidate.kind];
  if (without !== "judge" || needed === undefined || requestsPerMinute === 0) return 0;
  return Math.min(last, (100 * needed) / (5 * requestsPerMinute));
}
