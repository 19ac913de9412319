import { createInMemoryJudge } from "../in-memory-judge.ts";
import { createInMemoryPorts, type InMemoryPorts } from "../in-memory-ports.ts";
import { type ArmMinute, MINUTE_MS } from "../observation.ts";
import type { ExperimentPlan, RolloutPlan } from "../plan.ts";
import { everyoneOn } from "../routing.ts";
import { type CommandReport, runCommand } from "../run-command.ts";
import type { StartCommand } from "../start.ts";
import { type TickReport, tick } from "../tick.ts";

/** Two steps and a bake, so short that every minute can be told. */
export const PLAN: RolloutPlan = {
  kind: "rollout",
  name: "short",
  smokeQueries: ["what did it cost"],
  maximumMetricDelayMinutes: 3,
  guardrails: {
    errors: { thresholds: [], historicRates: [0.003], margin: 0.01, limit: 0.01, mustBeProven: true },
  },
  steps: [
    { weight: 5, minimumMinutes: 2, minimumRequests: 10, evidence: "not-harmful", approval: false },
    { weight: 50, minimumMinutes: 2, minimumRequests: 50, evidence: "proven", approval: false },
  ],
  bake: { minutes: 2, minimumRequests: 100 },
  deadlineMinutes: 30,
};

export const EXPERIMENT: ExperimentPlan = {
  kind: "experiment",
  name: "half and half",
  smokeQueries: ["what did it cost"],
  maximumMetricDelayMinutes: 3,
  guardrails: PLAN.guardrails,
  weight: 50,
  minutes: 4,
};

export const START: StartCommand = {
  verb: "start",
  by: "ann",
  why: "release 7",
  candidate: { version: "7", digest: "sha256:seven" },
  plan: PLAN,
  hotfix: false,
  force: false,
};

/** Requests and errors of a minute. */
export type Counts = readonly [requests: number, errors: number];

export const NONE: Counts = [0, 0];

export interface Stage extends InMemoryPorts {
  readonly start: (change?: Partial<StartCommand>) => Promise<CommandReport>;
  readonly say: (verb: "approve" | "pause" | "resume" | "promote" | "abort") => Promise<CommandReport>;
  readonly tick: () => Promise<TickReport>;
  /** A minute passes, what happened in it becomes known, and the tick runs. */
  readonly minute: (stable: Counts, candidate: Counts) => Promise<TickReport>;
  /** A minute passes and nobody knows anything. */
  readonly silence: () => Promise<TickReport>;
  readonly state: () => Promise<string>;
  /** The audit trail: `from > to: why`. */
  readonly trail: () => Promise<readonly string[]>;
}

/** Version 6 in service, 7 and 8 published, and the real tick. */
export function openStage(): Stage {
  const world = createInMemoryPorts({
    routing: everyoneOn("6"),
    versions: ["6", "7", "8"],
    judgeFor: createInMemoryJudge,
  });
  const { ports, observations } = world;
  let nowMs = 0;
  const pass = (): number => {
    const startMs = nowMs;
    nowMs += MINUTE_MS;
    world.setTime(nowMs);
    return startMs;
  };
  return {
    ...world,
    start: (change = {}) => runCommand(ports, { ...START, ...change }),
    say: (verb) => runCommand(ports, { verb, by: "bob", why: "because" }),
    tick: () => tick(ports),
    minute: (stable, candidate) => {
      observations.add({ startMs: pass(), stable: arm(stable), candidate: arm(candidate), late: false });
      return tick(ports);
    },
    silence: () => {
      pass();
      return tick(ports);
    },
    state: async () => (await ports.releases.load())?.record.phase.state ?? "nothing",
    trail: async () =>
      (await ports.releases.history(1)).map(({ from, to, why }) => `${from} > ${to}: ${why}`),
  };
}

export function arm([requests, events]: Counts): ArmMinute {
  return { requests, counts: { errors: [{ requests, events }] } };
}
