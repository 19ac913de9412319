/** How one version behaves. */
export interface VersionBehaviour {
  /** Share of requests that fail, 0 to 1. */
  readonly errorShare: number;
  /** Of requests in warm environments; latencies are log-normal. */
  readonly medianLatencyMs: number;
  /** Standard deviation of the logarithm; 0.8 puts the 95th percentile at 3.7 times the median. */
  readonly latencySpread: number;
  /** Of initialisations, log-normal too, with a spread of 0.3. */
  readonly medianInitMs: number;
  /** Of a request; log-normal with a spread of 0.5. */
  readonly medianCostMicroDollars: number;
  /** Share of requests that only a language model can route. */
  readonly llmShare: number;
}

/** A trouble that hits both versions alike. */
export interface Outage {
  /** Minute after the start of the release; `random` falls somewhere into the time that the plan's steps take. */
  readonly fromMinute: number | "random";
  readonly minutes: number;
  /** Share of requests that fail while it lasts, on top of a version's own. */
  readonly errorShare: number;
  /** Times the latency while it lasts; 1 leaves it. */
  readonly slowdown: number;
}

/** From a minute on the candidate behaves like this, however well it began. */
export interface Turn {
  readonly fromMinute: number;
  readonly candidate: VersionBehaviour;
}

/** A trouble that comes on slowly and stays, to both versions alike. */
export interface Drift {
  readonly fromMinute: number;
  /** How long it takes to grow. */
  readonly minutes: number;
  /** Share of requests that fail in the end, on top of a version's own. */
  readonly errorShare: number;
}

/** Minutes of which nothing is known while they last. */
export interface Gap {
  readonly fromMinute: number;
  readonly minutes: number;
  /** Whether their counts are lost for good; otherwise all of them come when the gap is over. */
  readonly lost: boolean;
}

/** What a release goes out into. */
export interface World {
  readonly name: string;
  /** On average over the day. */
  readonly requestsPerMinute: number;
  /** 0 is the same traffic all day; 0.8 swings between 20 % and 180 % of the average. */
  readonly dailySwing: number;
  readonly stable: VersionBehaviour;
  readonly candidate: VersionBehaviour;
  /** In the order in which they begin; the last one that has begun holds. */
  readonly turns: readonly Turn[];
  readonly outages: readonly Outage[];
  readonly drifts: readonly Drift[];
  readonly gaps: readonly Gap[];
  /** Whole minutes until a minute's counts are known. */
  readonly metricDelayMinutes: number;
  /** What the alias really does with a weight: 1 keeps it, 1.1 gives the candidate a tenth more than ordered. */
  readonly weightFactor: number;
}

/** A healthy version: 0.3 % errors, 95 % of requests within 15 s, cold starts of 0.6 s. */
export const HEALTHY: VersionBehaviour = {
  errorShare: 0.003,
  medianLatencyMs: 4_000,
  latencySpread: 0.8,
  medianInitMs: 600,
  medianCostMicroDollars: 1_000,
  llmShare: 0.2,
};

/** A world in which nothing is wrong, with some of it replaced. */
export function worldOf(
  name: string,
  requestsPerMinute: number,
  candidate: Partial<VersionBehaviour> = {},
  rest: Partial<Omit<World, "name" | "requestsPerMinute" | "candidate">> = {},
): World {
  return {
    name,
    requestsPerMinute,
    dailySwing: 0,
    stable: HEALTHY,
    candidate: { ...HEALTHY, ...candidate },
    turns: [],
    outages: [],
    drifts: [],
    gaps: [],
    metricDelayMinutes: 0,
    weightFactor: 1,
    ...rest,
  };
}
