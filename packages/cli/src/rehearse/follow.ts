import type { RolloutPlan, StateName } from "@switchyard/rollout";
import { pause } from "../pause.ts";
import type { ReleaseController } from "../release/controller.ts";
import { historyFrom } from "../release/history.ts";
import type { HistoryEvent } from "../release/reply.ts";
import { CommandError } from "../terminal.ts";
import {
  type Candidate,
  candidateFaults,
  describeCandidate,
  faultyFromWeight,
  OUTAGE,
  type Path,
} from "./candidate.ts";
import type { Instruments } from "./instruments.ts";
import type { RehearsalStage } from "./stage.ts";
import { weightOf } from "./timeline.ts";
import type { Outage } from "./verdict.ts";

/** Everything that plays a part between the start of the release and its end. */
export interface Scene {
  readonly stage: RehearsalStage;
  readonly controller: ReleaseController;
  readonly instruments: Instruments;
  readonly candidate: Candidate;
  /** Name of the function, and the version that is released. */
  readonly functionName: string;
  readonly version: string;
  readonly plan: RolloutPlan;
  readonly rpm: number;
  readonly without: Path | undefined;
  /** By the cloud's clock. */
  readonly untilMs: number;
  readonly did: (text: string) => void;
  readonly onEvent: (event: HistoryEvent) => void;
  readonly signal: AbortSignal;
}

const POLL_MS = 400;

export interface Followed {
  readonly events: readonly HistoryEvent[];
  /** When both versions suffered, where that was rehearsed. By the cloud's clock. */
  readonly outage?: Outage;
}

/** Follows the release by its audit trail; makes the candidate bad, and the world, when their time has come. */
export async function followRelease(scene: Scene): Promise<Followed> {
  const { stage, controller, version, signal } = scene;
  const badFrom = faultyFromWeight(scene.candidate, scene.without, scene.plan, scene.rpm);
  const events: HistoryEvent[] = [];
  let isBad = false;
  let outage: Outage | undefined;
  let isOut = false;
  const followed = (): Followed => ({ events, ...(outage === undefined ? {} : { outage }) });
  for (;;) {
    const from = 1 + (events.at(-1)?.number ?? 0);
    for (const event of await historyFrom(controller, from)) {
      events.push(event);
      scene.onEvent(event);
    }
    const last = events.at(-1);
    const weight = last === undefined ? 0 : weightOf(version, last.after);
    if (!isBad && last?.to === "stepping" && weight > 0 && weight >= badFrom) {
      isBad = true;
      await turnBad(scene);
      if (scene.candidate.kind === "outage") {
        const fromMs = stage.nowMs();
        outage = { fromMs, toMs: fromMs + OUTAGE.cloudMinutes * 60_000 };
        isOut = true;
      }
    }
    if (isOut && outage !== undefined && stage.nowMs() >= outage.toMs) {
      isOut = false;
      await stage.cloud.configureFaults({ shared: { downstreamErrors: null } });
      scene.did("the outage is over");
    }
    if (last !== undefined && standsStill(last.to)) return followed();
    if (stage.nowMs() >= scene.untilMs) return followed();
    if (signal.aborted) throw new CommandError("The rehearsal was interrupted.");
    await pause(POLL_MS, signal);
  }
}

async function turnBad({
  stage,
  instruments,
  candidate,
  functionName,
  version,
  without,
  did,
}: Scene): Promise<void> {
  if (candidate.kind === "good") return;
  if (candidate.kind === "outage") {
    await stage.cloud.configureFaults({ shared: { downstreamErrors: OUTAGE.errors } });
    did(
      `an outage of ${OUTAGE.cloudMinutes} minutes begins: ${100 * OUTAGE.errors} % of both versions' calls fail`,
    );
    return;
  }
  await stage.cloud.configureFaults({
    versions: { [`${functionName}:${version}`]: candidateFaults(candidate) },
  });
  did(`version ${version} turns bad: ${describeCandidate(candidate)}`);
  if (without === "judge") {
    await instruments.stopTicks();
    did("the judge is out of order: its schedule is stopped");
  }
}

/** Nothing moves any more, unless a person comes. */
function standsStill(state: StateName): boolean {
  switch (state) {
    case "idle":
    case "paused":
    case "rolled_back":
    case "completed":
    case "drifted":
      return true;
    case "validating":
    case "stepping":
    case "baking":
    case "incident":
    case "rolling_back":
      return false;
  }
}
