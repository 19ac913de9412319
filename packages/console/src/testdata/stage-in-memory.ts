import type { Deed, HistoryEvent, Local, Metrics, Status, Verb } from "../model.ts";
import type { ConsolePorts, Fault, Order } from "../ports.ts";
import { type Console, openConsole } from "../server.ts";

/** A stage in memory that obeys, for tests. */
export interface FakeStage {
  readonly ports: ConsolePorts;
  readonly orders: Order[];
  readonly faults: Fault[];
  /** `release: undefined` = there is none any more. */
  readonly set: (
    change: Partial<Omit<Status, "release">> & { release?: Status["release"] | undefined },
  ) => void;
  readonly happen: (count: number, to?: string, by?: string, why?: string, releaseId?: string) => void;
  /** Nobody has asked anything. */
  readonly beQuiet: () => void;
  readonly fail: (message: string | undefined) => void;
  readonly traffic: () => number;
  /** How often the controller was asked for its state. */
  readonly asked: () => number;
}

export const STATUS: Status = {
  state: "stepping",
  sentence: "Version 8 gets 5 % (step 2 of 4).",
  split: { primary: "7", additional: { version: "8", weight: 5 } },
  release: {
    id: "8@1",
    plan: "quick",
    kind: "rollout",
    stable: "7",
    candidate: "8",
    startedAtMs: 0,
    judgedToMs: 60_000,
  },
  orders: ["pause", "promote", "abort"],
  findings: [],
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
    { id: "fastShare", title: "Routed without a model", unit: "share", stable: 0.9, candidate: 0.75 },
    { id: "llmShare", title: "Routed by a model", unit: "share", stable: 0.08, candidate: 0.25 },
    { id: "fallbackShare", title: "Routed to what was left", unit: "share", stable: 0.02, candidate: 0 },
    { id: "memory", title: "Memory used, p95", unit: "MB", stable: 96, candidate: null },
  ],
  minutes: [0, 1, 2, 3].map((minute) => ({
    atMs: minute * 60_000,
    stable: { requests: 57, errors: 0, p50Ms: 900 + minute, p95Ms: 2100, initMs: minute === 2 ? 310 : null },
    candidate:
      minute === 1
        ? { requests: 0, errors: 0, p50Ms: null, p95Ms: null, initMs: null }
        : { requests: 3, errors: 1, p50Ms: 950, p95Ms: 2500, initMs: 305 },
  })),
  histogram: { boundsMs: [500, 1000, 2000, 5000], stable: [10, 30, 50, 9, 1], candidate: [1, 3, 4, 1, 0] },
};

/** What an order leads to, and what can be ordered then. */
const AFTER: Readonly<Record<Verb, { readonly to: string; readonly orders: readonly Verb[] }>> = {
  abort: { to: "rolling_back", orders: [] },
  pause: { to: "paused", orders: ["resume", "promote", "abort"] },
  resume: { to: "stepping", orders: ["pause", "promote", "abort"] },
  approve: { to: "stepping", orders: ["pause", "promote", "abort"] },
  promote: { to: "baking", orders: ["pause", "promote", "abort"] },
};

export function fakeStage(): FakeStage {
  let status = STATUS;
  let problem: string | undefined;
  let asked = 0;
  let local: Local = { requestsPerMinute: 30, faults: [], ill: [] };
  let metrics = METRICS;
  const events: HistoryEvent[] = [];
  const orders: Order[] = [];
  const faults: Fault[] = [];
  const deeds: Deed[] = [];
  /** After all events so far. */
  const keep = (deed: Pick<Deed, "what" | "why" | "broke">): void => {
    deeds.push({ number: deeds.length + 1, atMs: events.length * 1000 + 500, by: "ann", ...deed });
  };
  const because = (why: string | undefined) => (why === undefined ? {} : { why });
  const happen = (
    count: number,
    to = "stepping",
    by = "the controller",
    why = "the evidence is there",
    releaseId = "8@1",
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
        releaseId,
      });
    }
  };
  return {
    orders,
    faults,
    set: (change) => {
      const { release, ...rest } = { ...status, ...change };
      status = { ...rest, ...(release === undefined ? {} : { release }) };
    },
    happen,
    beQuiet: () => {
      metrics = { ...METRICS, minutes: [] };
      local = { ...local, requestsPerMinute: 0 };
    },
    fail: (message) => {
      problem = message;
    },
    traffic: () => local.requestsPerMinute,
    asked: () => asked,
    ports: {
      releases: {
        status: async () => {
          asked += 1;
          if (problem !== undefined) throw new Error(problem);
          return status;
        },
        history: async (from) => events.slice(from - 1, from + 499),
        order: async (order) => {
          orders.push(order);
          const { to, orders: next } = AFTER[order.verb];
          happen(1, to, "ann", order.why);
          status = { ...status, state: to, orders: next };
          return { ok: true, text: `accepted: ${to}` };
        },
      },
      stage: {
        metrics: async () => metrics,
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
          const { version, kind, why } = fault;
          if (kind === "none") keep({ what: `made version ${version} well again`, ...because(why) });
          else keep({ what: `broke version ${version}: ${kind}`, broke: version, ...because(why) });
          local = {
            ...local,
            faults: fault.kind === "none" ? [] : [`version ${fault.version}: ${fault.kind}`],
            ill: fault.kind === "none" ? [] : [fault.version],
          };
        },
        setTraffic: async ({ requestsPerMinute, why }) => {
          local = { ...local, requestsPerMinute };
          keep({ what: `set the traffic to ${requestsPerMinute} requests a minute`, ...because(why) });
        },
        ask: async (question) =>
          question === "Are you well?"
            ? { ok: false, text: "502 agent_failed: the agent did not answer" }
            : { ok: true, text: `An answer to: ${question}\ncost by fast/rules, version 7, 12 ms` },
        deeds: async (from) => deeds.slice(from - 1),
      },
    },
  };
}

/** The console over such a stage, as on a local cloud. */
export function openOver(
  { ports }: Pick<FakeStage, "ports">,
  { port = 0, canAct = true }: { readonly port?: number; readonly canAct?: boolean } = {},
): Promise<Console> {
  return openConsole(ports, {
    stage: "local",
    cloud: "local",
    canAct,
    port,
    pace: { releasesMs: 30, metricsMs: 50 },
    pause,
  });
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
