import type { RolloutPlan } from "@switchyard/rollout";
import type { StackDeployer, StackPlan, StackTarget } from "../deploy/deployer.ts";
import type { ReleaseController } from "../release/controller.ts";
import { expectReply } from "../release/order.ts";
import type { ShippedPlan } from "../release/plan-option.ts";
import type { HistoryEvent, StatusReply } from "../release/reply.ts";
import { type Waiting, watchRelease } from "../release/watch.ts";
import { CommandError } from "../terminal.ts";
import { type ReadAlarms, readSource, readTarget } from "./facts.ts";
import { asDigest, judgeGate, placeOf } from "./gate.ts";

export interface PromotionOrder {
  readonly from: string;
  readonly to: string;
  readonly digest?: string;
  readonly plan?: ShippedPlan | RolloutPlan;
  readonly by: string;
  readonly why: string;
  /** Undefined where somebody said that there is no time to wait. */
  readonly minutesInService: number | undefined;
  /** Judge the gate and show the plan, and change nothing. */
  readonly dryRun: boolean;
  /** Stay until the verdict, at most this long; undefined = only start. */
  readonly waitMs: number | undefined;
}

export interface PromotionPorts {
  readonly source: Pick<ReleaseController, "ask">;
  readonly target: Pick<ReleaseController, "ask" | "pollMs">;
  readonly readAlarms: ReadAlarms;
  readonly deployer: Pick<StackDeployer, "preview" | "up">;
  /** The stack of the target stage with this image. */
  readonly stackWith: (digest: string) => StackTarget;
  readonly waiting: Waiting;
  /** By the clock of the stages. */
  readonly nowMs: () => number;
  readonly onStage: (text: string) => void;
  readonly onEvent: (event: HistoryEvent) => void;
  readonly signal: AbortSignal;
}

/** What came of a promotion. */
export type Promotion =
  | { readonly outcome: "refused"; readonly reasons: readonly string[] }
  | { readonly outcome: "would-promote"; readonly digest: string; readonly plan: StackPlan }
  | { readonly outcome: "in-service" | "started" | "first-version"; readonly digest: string }
  | {
      readonly outcome: "rolled-back" | "waits-for-person" | "under-way";
      readonly digest: string;
      readonly explanation: string;
    };

/**
 * Moves the image that is in service in one stage to the next: gate, deployment, release, verdict. Can be run again at any
 * time: it finds what it did before and goes on from there.
 */
export async function promote(order: PromotionOrder, ports: PromotionPorts): Promise<Promotion> {
  const before = await readTarget(ports.target);
  const verdict = judgeGate({
    source: await readSource(order.from, ports.source, ports.readAlarms),
    target: { name: order.to, status: before, minutesInService: order.minutesInService },
    digest: order.digest,
    nowMs: ports.nowMs(),
  });
  switch (verdict.kind) {
    case "closed":
      return { outcome: "refused", reasons: verdict.reasons };
    case "arrived":
      return { outcome: "in-service", digest: verdict.digest };
    case "under-way":
      return order.dryRun
        ? { outcome: "under-way", digest: verdict.digest, explanation: before?.explanation ?? "" }
        : await awaitVerdict(order, ports, verdict.digest);
    case "open":
      return await move(order, ports, verdict.digest, before);
  }
}

async function move(
  order: PromotionOrder,
  ports: PromotionPorts,
  digest: string,
  before: StatusReply | undefined,
): Promise<Promotion> {
  const stack = ports.stackWith(digest);
  const plan = await ports.deployer.preview(stack);
  if (plan.violations.length > 0) return { outcome: "refused", reasons: plan.violations };
  if (order.dryRun) return { outcome: "would-promote", digest, plan };
  ports.onStage(`Deploying ${digest} to ${order.to} …`);
  await ports.deployer.up(stack);
  // The alias of a new stage begins with the only version that there is.
  if (before === undefined) return { outcome: "first-version", digest };
  await start(order, ports, digest);
  return await awaitVerdict(order, ports, digest);
}

/** Starts the release that the deployment filed, unless the stage does so by itself. */
async function start(order: PromotionOrder, { target }: PromotionPorts, digest: string): Promise<void> {
  const status = expectReply(await target.ask({ verb: "status" }), "status");
  const there = placeOf(status, digest);
  if (there === "busy") throw new CommandError(`${order.to} took up another release: ${status.explanation}`);
  // The stage's own clock may have been quicker.
  if (there !== "absent") return;
  const { request } = status;
  if (request === undefined || asDigest(request.digest) !== digest) {
    throw new CommandError(
      `${order.to}: expected a request to release ${digest} after the deployment, found ${request === undefined ? "none" : asDigest(request.digest)}. Deploy again.`,
    );
  }
  const { by, why, plan } = order;
  const { version } = request;
  expectReply(
    await target.ask({ verb: "start", by, why, version, ...(plan === undefined ? {} : { plan }) }),
    "accepted",
  );
}

async function awaitVerdict(
  order: PromotionOrder,
  ports: PromotionPorts,
  digest: string,
): Promise<Promotion> {
  if (order.waitMs === undefined) return { outcome: "started", digest };
  ports.onStage(`Waiting for the verdict of ${order.to} …`);
  const { ended, standing, status } = await watchRelease(
    ports.target,
    {
      until: "settled",
      timeoutMs: order.waitMs,
      signal: ports.signal,
      onBegin: () => undefined,
      onEvent: ports.onEvent,
      onFailure: () => undefined,
    },
    ports.waiting,
  );
  const { explanation, record } = status;
  if (ended !== "settled") return { outcome: "under-way", digest, explanation };
  switch (standing) {
    case "completed": {
      // Somebody may have released another one meanwhile.
      const served = record.release === undefined ? undefined : asDigest(record.release.candidate.digest);
      if (served === digest) return { outcome: "in-service", digest };
      return {
        outcome: "rolled-back",
        digest,
        explanation: `${served ?? "nothing"} came into service instead.`,
      };
    }
    case "rolled-back":
    case "nothing-released":
      return { outcome: "rolled-back", digest, explanation };
    case "waits-for-person":
      return { outcome: "waits-for-person", digest, explanation };
    case "under-way":
      return { outcome: "under-way", digest, explanation };
  }
}
