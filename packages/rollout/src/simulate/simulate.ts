import { createInMemoryAlias } from "../in-memory-alias.ts";
import { createInMemoryReleases } from "../in-memory-releases.ts";
import { judgeFor } from "../judge-port.ts";
import { MINUTE_MS } from "../observation.ts";
import type { Plan } from "../plan.ts";
import type { RolloutPorts } from "../ports.ts";
import { everyoneOn } from "../routing.ts";
import { runCommand } from "../run-command.ts";
import type { StateName } from "../state.ts";
import { tick } from "../tick.ts";
import type { Verdict } from "../verdict.ts";
import { weightOf } from "../weight-spans.ts";
import { createDice } from "./dice.ts";
import { placeOutages } from "./outages.ts";
import { createTraffic } from "./traffic.ts";
import type { World } from "./world.ts";

export interface Simulation {
  readonly plan: Plan;
  readonly world: World;
  /** The same seed gives the same run. */
  readonly seed: number;
  /** The run ends here if it has not ended before. */
  readonly untilMinute: number;
  /** The run ends as soon as this state is reached; by default those from which nothing goes on by itself. */
  readonly endsIn?: readonly StateName[];
  /** Whether to keep the evidence of each minute. */
  readonly traced?: boolean;
}

/** What is known after a minute. */
export interface TracedMinute {
  readonly minute: number;
  readonly state: StateName;
  /** Percent of requests for the candidate, from here on. */
  readonly weight: number;
  readonly verdicts: readonly Verdict[];
}

export interface SimulationResult {
  /** The state that the release has ended in, or was in when the time was up. */
  readonly outcome: StateName;
  /** From the start of the release. */
  readonly minutes: number;
  /** What callers went through, noticed or not. */
  readonly candidateRequests: number;
  readonly candidateFailures: number;
  /** Empty unless traced. */
  readonly trace: readonly TracedMinute[];
}

const STABLE = "1";
const CANDIDATE = "2";
const ENDS: readonly StateName[] = ["completed", "rolled_back", "paused"];

/** Plays one release in a described world, through the same tick as in service. */
export async function simulate(simulation: Simulation): Promise<SimulationResult> {
  const { plan, world, untilMinute, endsIn = ENDS, traced = false } = simulation;
  const dice = createDice(simulation.seed);
  const alias = createInMemoryAlias(everyoneOn(STABLE), [STABLE, CANDIDATE]);
  const releases = createInMemoryReleases();
  const outages = placeOutages(world, plan, dice);
  const traffic = createTraffic(world, plan.guardrails, outages, dice);
  const judge = judgeFor(plan.guardrails);
  let minute = 0;
  const ports: RolloutPorts = {
    ...QUIET,
    alias: alias.store,
    releases: releases.store,
    observations: traffic.source,
    judgeFor: () => judge,
    nowMs: () => minute * MINUTE_MS,
  };

  const candidate = { version: CANDIDATE, digest: "sha256:simulated" };
  const order = { verb: "start", by: "simulation", why: world.name, hotfix: false, force: false } as const;
  await runCommand(ports, { ...order, candidate, plan });
  let { state } = await tick(ports);
  const trace: TracedMinute[] = [];
  while (minute < untilMinute && !endsIn.includes(state)) {
    traffic.pass(weightOf(alias.routing(), CANDIDATE));
    minute += 1;
    ({ state } = await tick(ports));
    if (traced) {
      const verdicts = (await releases.store.load())?.record.release?.verdicts ?? [];
      trace.push({ minute, state, weight: weightOf(alias.routing(), CANDIDATE), verdicts });
    }
  }
  return { outcome: state, minutes: minute, ...traffic.truth(), trace };
}

/** Everything that a simulation has no trouble with. */
const QUIET = {
  versions: {
    prepare: async () => ({ kind: "ready" }) as const,
    exists: async () => true,
    retire: async () => undefined,
  },
  smoke: { invoke: async () => ({ kind: "passed" }) as const },
  cache: { flush: async () => undefined },
  notifier: { notify: async () => undefined },
};
