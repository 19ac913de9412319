import { onAlarm } from "../alarm.ts";
import { createInMemoryAlias } from "../in-memory-alias.ts";
import { createInMemoryReleases } from "../in-memory-releases.ts";
import { judgeFor } from "../judge-port.ts";
import { MINUTE_MS } from "../observation.ts";
import type { Plan } from "../plan.ts";
import type { RolloutPorts } from "../ports.ts";
import { everyoneOn } from "../routing.ts";
import { runCommand } from "../run-command.ts";
import type { ReleaseRecord, RollbackCause, StateName } from "../state.ts";
import { tick } from "../tick.ts";
import type { Verdict } from "../verdict.ts";
import { weightOf } from "../weight-spans.ts";
import { type AlarmRules, type BothArms, createAlarms, narrowTo, withAlarmThresholds } from "./alarms.ts";
import { createDice } from "./dice.ts";
import { placeOutages } from "./outages.ts";
import { createTraffic, NO_FAILURES, PARTS_PER_MINUTE, type Truth } from "./traffic.ts";
import { isDark } from "./weather.ts";
import type { World } from "./world.ts";

export interface Simulation {
  readonly plan: Plan;
  readonly world: World;
  /** The same seed gives the same run. */
  readonly seed: number;
  /** The run ends here if it has not ended before. */
  readonly untilMinute: number;
  /** The alarms that are armed beside the judge; by default none. */
  readonly alarms?: AlarmRules;
  /** Whether a person who is asked to approve a step does so at once; by default yes, what is simulated is the plan. */
  readonly approves?: boolean;
  /** The run ends as soon as this state is reached; by default those from which nothing goes on by itself. */
  readonly endsIn?: readonly StateName[];
  /** Whether to keep the evidence of each minute. */
  readonly traced?: boolean;
}

/** What is known after a minute; the first is before any. */
export interface TracedMinute {
  readonly minute: number;
  readonly state: StateName;
  /** Percent of requests for the candidate, from here on. */
  readonly weight: number;
  readonly verdicts: readonly Verdict[];
}

/** What callers went through, noticed or not, and how it ended. */
export interface SimulationResult extends Truth {
  /** The state that the release has ended in, or was in when the time was up. */
  readonly outcome: StateName;
  /** Why everyone went back to stable, if they did. */
  readonly cause?: RollbackCause["kind"];
  /** From the start of the release. Whole but for what an alarm has ended. */
  readonly minutes: number;
  /** Percent: the most that the candidate was given. */
  readonly highestWeight: number;
  /** Empty unless traced. */
  readonly trace: readonly TracedMinute[];
}

const STABLE = "1";
const CANDIDATE = "2";
const ENDS: readonly StateName[] = ["completed", "rolled_back", "paused"];

/** Plays one release in a described world, through the same tick and the same hard stop as in service. */
export async function simulate(simulation: Simulation): Promise<SimulationResult> {
  const { untilMinute, endsIn = ENDS, traced = false } = simulation;
  const stage = setStage(simulation);
  await stage.start();
  let state = await stage.look();
  let highestWeight = stage.weight();
  let minute = 0;
  const trace: TracedMinute[] = [];
  const keepTrace = async () => {
    if (!traced) return;
    const verdicts = (await stage.record())?.release?.verdicts ?? [];
    trace.push({ minute, state, weight: stage.weight(), verdicts });
  };
  await keepTrace();
  while (minute < untilMinute && !endsIn.includes(state)) {
    await stage.passMinute(minute);
    minute += 1;
    state = await stage.look();
    highestWeight = Math.max(highestWeight, stage.weight());
    await keepTrace();
  }
  return {
    outcome: state,
    minutes: endsIn.includes(state) ? await stage.reachedAtMinute(state) : minute,
    ...causeOf(await stage.record()),
    highestWeight,
    ...stage.truth(),
    trace,
  };
}

/** The world, and the controller in it. */
interface Stage {
  readonly start: () => Promise<void>;
  /** Lets the next minute pass, with what alarms do in it. */
  readonly passMinute: (minute: number) => Promise<void>;
  /** One pass of the controller, and what is approved after it. */
  readonly look: () => Promise<StateName>;
  /** Percent of requests for the candidate. */
  readonly weight: () => number;
  readonly record: () => Promise<ReleaseRecord | undefined>;
  /** When a state was reached: within a minute, where an alarm did it. */
  readonly reachedAtMinute: (state: StateName) => Promise<number>;
  readonly truth: () => Truth;
}

function setStage({ plan, world, seed, alarms: rules, approves = true }: Simulation): Stage {
  const dice = createDice(seed);
  const alias = createInMemoryAlias(everyoneOn(STABLE), [STABLE, CANDIDATE]);
  const { store } = createInMemoryReleases();
  const counted = rules === undefined ? plan.guardrails : withAlarmThresholds(plan.guardrails, rules);
  const traffic = createTraffic(world, counted, placeOutages(world, plan, dice), dice);
  const alarms = rules === undefined ? undefined : createAlarms(rules, counted);
  const judge = judgeFor(plan.guardrails);
  let nowMs = 0;
  const ports: RolloutPorts = {
    ...QUIET,
    alias: alias.store,
    releases: store,
    observations: narrowTo(plan.guardrails, counted, traffic.source),
    judgeFor: () => judge,
    nowMs: () => nowMs,
  };
  const weight = () => weightOf(alias.routing(), CANDIDATE);
  const record = async () => (await store.load())?.record;

  return {
    start: async () => {
      const candidate = { version: CANDIDATE, digest: "sha256:simulated" };
      const why = { by: "simulation", why: world.name };
      await runCommand(ports, { verb: "start", ...why, candidate, plan, hotfix: false, force: false });
    },
    passMinute: async (minute) => {
      if (alarms === undefined) {
        traffic.pass(weight());
        nowMs += MINUTE_MS;
        return;
      }
      // Alarms read the same metrics: what does not arrive rings no alarm.
      const isUnseen = isDark(world, minute);
      for (let part = 0; part < PARTS_PER_MINUTE; part += 1) {
        const failures = traffic.pass(weight(), 1);
        nowMs += MINUTE_MS / PARTS_PER_MINUTE;
        const ringing = alarms.afterPart(isUnseen ? NO_FAILURES : failures);
        if (ringing !== undefined) await onAlarm(ports, ringing);
      }
      const arms = isUnseen ? undefined : traffic.minute(minute);
      for (const ringing of alarms.afterMinute(arms ?? NOTHING)) await onAlarm(ports, ringing);
    },
    look: async () => {
      const { state } = await tick(ports);
      if (state !== "paused" || !approves || !isForApproval(await record())) return state;
      await runCommand(ports, { verb: "approve", by: "simulation", why: "asked to" });
      return (await tick(ports)).state;
    },
    weight,
    record,
    reachedAtMinute: async (state) => {
      const reached = (await store.history(1)).findLast(({ to }) => to === state);
      return (reached?.atMs ?? nowMs) / MINUTE_MS;
    },
    truth: traffic.truth,
  };
}

function isForApproval(record: ReleaseRecord | undefined): boolean {
  return record?.phase.state === "paused" && record.phase.why.kind === "approval";
}

function causeOf(record: ReleaseRecord | undefined): Pick<SimulationResult, "cause"> {
  return record?.phase.state === "rolled_back" ? { cause: record.phase.cause.kind } : {};
}

const NOTHING: BothArms = { stable: { requests: 0, counts: {} }, candidate: { requests: 0, counts: {} } };

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
  requests: { pending: async () => undefined },
};
