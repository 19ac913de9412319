import { createDice, type RolloutPlan, SHIPPED_PLANS } from "@switchyard/rollout";
import { pause } from "../pause.ts";
import { expectReply } from "../release/order.ts";
import type { ShippedPlan } from "../release/plan-option.ts";
import type { HistoryEvent } from "../release/reply.ts";
import { localController } from "../release/target.ts";
import { type Candidate, describeCandidate, type Path, slowLimitMs, surroundings } from "./candidate.ts";
import { followRelease } from "./follow.ts";
import { openInstruments } from "./instruments.ts";
import { openStage, type RehearsalStage } from "./stage.ts";
import { type Deed, type Moment, timelineOf } from "./timeline.ts";
import { startTraffic, type Traffic } from "./traffic.ts";
import { judgeRehearsal, type Verdict } from "./verdict.ts";

export interface RehearsalOptions {
  readonly candidate: Candidate;
  readonly speed: number;
  /** Requests per minute of the cloud's clock. */
  readonly rpm: number;
  readonly plan: ShippedPlan | RolloutPlan;
  /** The path that is out of order, so that the other one is alone. */
  readonly without?: Path;
  /** Minutes of the cloud's clock after which the rehearsal ends wherever it is. */
  readonly timeoutMinutes: number;
  readonly keep: boolean;
}

export interface Rehearsal extends Verdict {
  readonly candidate: string;
  readonly speed: number;
  readonly rpm: number;
  readonly plan: string;
  readonly without?: Path;
  readonly timeline: readonly Moment[];
  readonly requests: {
    readonly sent: number;
    readonly failed: number;
    readonly toCandidate: number;
    readonly failedByCandidate: number;
  };
  readonly cloudMinutes: number;
  readonly realSeconds: number;
  /** Where the state of the cloud is kept, if it is. */
  readonly dir?: string;
}

export interface Audience {
  readonly onDeed: (deed: Deed) => void;
  readonly onEvent: (event: HistoryEvent) => void;
  readonly onWarning: (message: string) => void;
  readonly signal: AbortSignal;
}

/** Fewest requests of the stable version from which the controller learns how fast it usually is, and some more. */
const SAMPLES_BEFORE = 260;
/** Where so many do not come, the plan's own thresholds have to do. */
const MINUTES_BEFORE = 20;
const POLL_MS = 100;
/** What the model takes; the rehearsal is about the agents. */
const MODEL_LATENCY_MS = 20;

/** Deploys two versions, sends traffic, releases the second one and follows it to its end, in a cloud of its own. */
export async function rehearse(options: RehearsalOptions, audience: Audience): Promise<Rehearsal> {
  const startedMs = performance.now();
  const stage = await openStage(options.speed, audience.signal, audience.onWarning);
  try {
    const result = await play(stage, options, audience);
    const realSeconds = Math.round((performance.now() - startedMs) / 100) / 10;
    return { ...result, realSeconds, ...(options.keep ? { dir: stage.dir } : {}) };
  } finally {
    await stage.close(options.keep);
  }
}

async function play(
  stage: RehearsalStage,
  options: RehearsalOptions,
  audience: Audience,
): Promise<Omit<Rehearsal, "realSeconds">> {
  const { candidate, speed, rpm, without } = options;
  const deeds: Deed[] = [];
  const did = (text: string): void => {
    const deed = { atMs: stage.nowMs(), did: text };
    deeds.push(deed);
    audience.onDeed(deed);
  };
  await stage.cloud.configureFaults({ shared: surroundings(candidate) });
  await stage.cloud.configureBedrock({ latencyMs: MODEL_LATENCY_MS });
  const config = { router: limitsConfig(candidate, without) };
  const address = await stage.deploy(config);
  const startedAtMs = stage.nowMs();
  did(`version ${address.publishedVersion} serves everyone; ${rpm} requests a minute`);
  const traffic = startTraffic({ address, requestsPerMinute: rpm, speed, dice: createDice(1) });
  const instruments = openInstruments(stage.cloud.endpoints, address);
  const controller = localController(stage.cloud);
  try {
    await warmUp(stage, traffic, rpm, audience.signal);
    const router = await stage.deploy({ ...config, foundation: { "switchyard:release": "candidate" } });
    const version = router.publishedVersion;
    did(`version ${version} is published`);
    if (without === "alarms") {
      await instruments.muteAlarms();
      did("the alarms are out of order: their actions are disabled");
    }
    const { plan } = options;
    expectReply(
      await controller.ask({
        verb: "start",
        by: "rehearsal",
        why: describeCandidate(candidate),
        version,
        plan,
      }),
      "accepted",
    );
    const { events, outage } = await followRelease({
      stage,
      controller,
      instruments,
      candidate,
      functionName: router.functionName,
      version,
      plan: planOf(plan),
      rpm,
      without,
      untilMs: startedAtMs + options.timeoutMinutes * 60_000,
      did,
      onEvent: audience.onEvent,
      signal: audience.signal,
    });
    const { record } = expectReply(await controller.ask({ verb: "status" }), "status");
    const endedAtMs = stage.nowMs();
    await traffic.stop();
    const { sent, failed } = traffic.counts();
    const toCandidate = await instruments.requestsOf(version, startedAtMs, stage.nowMs());
    const alarms = await instruments.alarmTransitions();
    const verdict = judgeRehearsal({
      candidate,
      requestsPerMinute: rpm,
      without,
      candidateVersion: version,
      events,
      ...(outage === undefined ? {} : { outage }),
      record,
    });
    return {
      candidate: describeCandidate(candidate),
      speed,
      rpm,
      plan: planOf(plan).name,
      ...(without === undefined ? {} : { without }),
      ...verdict,
      timeline: timelineOf({
        startedAtMs,
        candidate: version,
        events,
        alarms: alarms.filter(({ atMs }) => atMs >= startedAtMs),
        deeds,
      }),
      requests: { sent, failed, toCandidate: toCandidate.requests, failedByCandidate: toCandidate.failed },
      cloudMinutes: Math.round((endedAtMs - startedAtMs) / 6_000) / 10,
    };
  } finally {
    controller.close();
    instruments.close();
    await traffic.stop();
  }
}

function planOf(plan: RehearsalOptions["plan"]): RolloutPlan {
  return typeof plan === "string" ? SHIPPED_PLANS[plan] : plan;
}

/** Sends the stable version enough traffic for the controller to learn how fast it usually is. */
async function warmUp(
  stage: RehearsalStage,
  traffic: Traffic,
  rpm: number,
  signal: AbortSignal,
): Promise<void> {
  if (rpm === 0) return;
  const latestMs = stage.nowMs() + MINUTES_BEFORE * 60_000;
  while (traffic.counts().answered < SAMPLES_BEFORE && stage.nowMs() < latestMs && !signal.aborted) {
    await pause(POLL_MS, signal);
  }
}

function limitsConfig(candidate: Candidate, without: Path | undefined): Readonly<Record<string, string>> {
  const release = {
    plan: "quick",
    start: "manual",
    provisionedConcurrency: 0,
    limits: { errorRatePercent: 1, responseTimeMs: slowLimitMs(candidate, without), coldStartMs: 2000 },
    notifyEmails: [],
  };
  return { "switchyard:release": JSON.stringify(release) };
}
