import type { HistoryEvent, Local, Metrics, Status } from "./model.ts";
import type { ConsolePorts, Fault, Order } from "./ports.ts";

/** A stage in memory that obeys, for tests. */
export interface FakeStage {
  readonly ports: ConsolePorts;
  readonly orders: Order[];
  readonly faults: Fault[];
  readonly set: (change: Partial<Status>) => void;
  readonly happen: (count: number, to?: string) => void;
  readonly fail: (message: string | undefined) => void;
  readonly traffic: () => number;
}

export const STATUS: Status = {
  state: "stepping",
  sentence: "Version 8 gets 5 % (step 2 of 4).",
  split: { primary: "7", additional: { version: "8", weight: 5 } },
  release: { id: "8@1", plan: "quick", kind: "rollout", stable: "7", candidate: "8", startedAtMs: 0 },
  verdicts: [
    {
      guardrail: "errors",
      kind: "undecided",
      evidence: "the candidate failed 1 of 40 requests, stable 2 of 800",
      numbers: { logHarm: 1.5, logHarmNeeded: 6, logProof: 0.75, logProofNeeded: 3 },
    },
  ],
};

export const METRICS: Metrics = {
  stable: "7",
  candidate: "8",
  windowMinutes: 30,
  figures: [
    { id: "coldStart", title: "Cold start, median", unit: "ms", stable: 310, candidate: 305.4 },
    { id: "errorShare", title: "Error rate", unit: "share", stable: 0.0025, candidate: 0.025 },
    { id: "memory", title: "Memory used, p95", unit: "MB", stable: 96, candidate: null },
  ],
  minutes: [0, 1, 2, 3].map((minute) => ({
    atMs: minute * 60_000,
    stable: { requests: 57, errors: 0, p50Ms: 900 + minute, p95Ms: 2100 },
    candidate:
      minute === 1
        ? { requests: 0, errors: 0, p50Ms: null, p95Ms: null }
        : { requests: 3, errors: 1, p50Ms: 950, p95Ms: 2500 },
  })),
  histogram: { boundsMs: [500, 1000, 2000, 5000], stable: [10, 30, 50, 9, 1], candidate: [1, 3, 4, 1, 0] },
};

export function fakeStage(): FakeStage {
  let status = STATUS;
  let problem: string | undefined;
  let local: Local = { requestsPerMinute: 30, faults: [] };
  const events: HistoryEvent[] = [];
  const orders: Order[] = [];
  const faults: Fault[] = [];
  const happen = (
    count: number,
    to = "stepping",
    by = "the controller",
    why = "the evidence is there",
  ): void => {
    for (let at = 0; at < count; at += 1) {
      const number = events.length + 1;
      events.push({
        number,
        atMs: number * 1000,
        by,
        from: status.state,
        to,
        why,
        weightAfter: 5,
        releaseId: "8@1",
      });
    }
  };
  return {
    orders,
    faults,
    set: (change) => {
      status = { ...status, ...change };
    },
    happen,
    fail: (message) => {
      problem = message;
    },
    traffic: () => local.requestsPerMinute,
    ports: {
      releases: {
        status: async () => {
          if (problem !== undefined) throw new Error(problem);
          return status;
        },
        history: async (from) => events.slice(from - 1, from + 499),
        order: async (order) => {
          orders.push(order);
          const to = {
            abort: "rolling_back",
            pause: "paused",
            resume: "stepping",
            approve: "stepping",
            promote: "baking",
          }[order.verb];
          happen(1, to, "ann", order.why);
          status = { ...status, state: to };
          return { ok: true, text: `accepted: ${to}` };
        },
      },
      stage: {
        metrics: async () => METRICS,
        alarms: async () => [
          { name: "switchyard-local-router-errors", state: "OK", reason: "" },
          { name: "switchyard-local-router-slow", state: "ALARM", reason: "too slow" },
        ],
        warmth: async () => [{ version: "7", requested: 2, available: 2, state: "READY" }],
      },
      local: {
        state: async () => local,
        setFault: async (fault) => {
          faults.push(fault);
          local = {
            ...local,
            faults: fault.kind === "none" ? [] : [`version ${fault.version}: ${fault.kind}`],
          };
        },
        setTraffic: async (requestsPerMinute) => {
          local = { ...local, requestsPerMinute };
        },
      },
    },
  };
}

export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
