import type { CostOf } from "./cost.ts";
import { Histogram } from "./histogram.ts";
import type { Sample } from "./run.ts";

/** Requests of one kind that were routed one way. `latency` and `service` are over those that have them. */
export interface Group {
  readonly kind: string;
  /** `fast`, `llm` or `fallback`; `none` where no answer says it. */
  readonly method: string;
  readonly requests: number;
  /** Another status than the one that is right for the request, or no answer. */
  readonly errors: number;
  readonly coldStarts: number;
  /** Answered by the gateway's cache, as far as it can be known. */
  readonly cached: number;
  /** From when they were due. */
  readonly latency: Histogram;
  /** From when they were sent. */
  readonly service: Histogram;
  readonly microDollars: number;
}

export interface Tally {
  readonly groups: readonly Group[];
  readonly total: Group;
  /** Answers by status. */
  readonly statuses: ReadonlyMap<number, number>;
  /** Requests without an answer, by the reason. */
  readonly unanswered: ReadonlyMap<string, number>;
  /** Answers by the version of the function. */
  readonly versions: ReadonlyMap<string, number>;
  /** Waited because too many others were on their way. */
  readonly queued: number;
  /** Sent too late although nothing was in the way: the machine that sends is too slow. */
  readonly late: number;
  /** In the latencies with the time that they waited until they were given up; the true one is longer. */
  readonly censored: number;
}

/** Later than this is more than a timer's usual lateness. */
export const LATE_MS = 10;

/** Counts samples as they come. */
export interface Tallier {
  readonly add: (sample: Sample) => void;
  readonly result: () => Tally;
}

export function createTally(costOf: CostOf): Tallier {
  const groups = new Map<string, OpenGroup>();
  const total = openGroup("all", "all");
  const statuses = new Map<number, number>();
  const unanswered = new Map<string, number>();
  const versions = new Map<string, number>();
  // A copy from the cache has the id of the request that it was made for. Only a GET comes from it.
  const ids = new Set<string>();
  let queued = 0;
  let late = 0;
  let censored = 0;

  const isCopy = ({ request, exchange }: Sample): boolean => {
    if (request.method !== "GET" || exchange?.kind !== "answered") return false;
    const { requestId } = exchange.facts;
    if (requestId === undefined || ids.has(requestId)) return requestId !== undefined;
    ids.add(requestId);
    return false;
  };

  return {
    add: (sample) => {
      const { exchange } = sample;
      if (sample.queued) queued += 1;
      else if (sample.delayMs !== undefined && sample.delayMs > LATE_MS) late += 1;
      const isCached = isCopy(sample);
      const method = methodOf(sample);
      const key = `${sample.kind} ${method}`;
      const group = groups.get(key) ?? openGroup(sample.kind, method);
      groups.set(key, group);
      if (exchange?.kind === "answered") {
        count(statuses, exchange.status);
        if (exchange.facts.version !== undefined) count(versions, exchange.facts.version);
      } else {
        count(unanswered, exchange === undefined ? "never sent" : exchange.detail);
        if (isCensored(sample)) censored += 1;
      }
      for (const each of [group, total]) addTo(each, sample, isCached, costOf);
    },
    result: () => ({
      groups: [...groups.values()].toSorted((a, b) => order(a.kind, b.kind) || order(a.method, b.method)),
      total,
      statuses: new Map([...statuses].toSorted(([a], [b]) => a - b)),
      unanswered,
      versions: new Map([...versions].toSorted(([a], [b]) => a.localeCompare(b, "en", { numeric: true }))),
      queued,
      late,
      censored,
    }),
  };
}

type OpenGroup = { -readonly [Key in keyof Group]: Group[Key] };

function openGroup(kind: string, method: string): OpenGroup {
  return {
    kind,
    method,
    requests: 0,
    errors: 0,
    coldStarts: 0,
    cached: 0,
    latency: new Histogram(),
    service: new Histogram(),
    microDollars: 0,
  };
}

function addTo(group: OpenGroup, sample: Sample, isCached: boolean, costOf: CostOf): void {
  const { exchange, request, latencyMs, serviceMs } = sample;
  const isAnswered = exchange?.kind === "answered";
  group.requests += 1;
  if (!isAnswered || exchange.status !== request.expect) group.errors += 1;
  // A connection that is refused at once says nothing of how long an answer takes.
  if (isAnswered || isCensored(sample)) group.latency.record(latencyMs);
  if (!isAnswered) return;
  if (serviceMs !== undefined) group.service.record(serviceMs);
  if (exchange.facts.coldStart && !isCached) group.coldStarts += 1;
  if (isCached) group.cached += 1;
  group.microDollars += costOf(exchange.facts, isCached);
}

/** Given up after a wait. */
function isCensored({ exchange }: Sample): boolean {
  return exchange === undefined || (exchange.kind === "unanswered" && exchange.why !== "connection");
}

function methodOf({ exchange }: Sample): string {
  return exchange?.kind === "answered" ? (exchange.facts.routingMethod ?? "none") : "none";
}

function count<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
