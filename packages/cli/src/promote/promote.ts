import type { StackDeployer, StackPlan, StackTarget } from "../deploy/deployer.ts";
import type { ReleaseController } from "../release/controller.ts";
import type { StatusReply } from "../release/reply.ts";
import { type ReadAlarms, readSource, readTarget } from "./facts.ts";
import { judgeGate } from "./gate.ts";
import {
  type Arrival,
  awaitVerdict,
  bringIntoService,
  type ServiceOrder,
  type ServicePorts,
} from "./service.ts";

export interface PromotionOrder extends Omit<ServiceOrder, "stage"> {
  readonly from: string;
  readonly to: string;
  readonly digest?: string;
  /** Undefined where somebody said that there is no time to wait. */
  readonly minutesInService: number | undefined;
  /** Judge the gate and show the plan, and change nothing. */
  readonly dryRun: boolean;
}

export interface PromotionPorts extends ServicePorts {
  readonly source: Pick<ReleaseController, "ask">;
  readonly readAlarms: ReadAlarms;
  readonly deployer: Pick<StackDeployer, "preview" | "up">;
  /** The stack of the target stage with this image. */
  readonly stackWith: (digest: string) => StackTarget;
  /** By the clock of the stages. */
  readonly nowMs: () => number;
}

/** What came of a promotion. */
export type Promotion =
  | { readonly outcome: "refused"; readonly reasons: readonly string[] }
  | { readonly outcome: "would-promote"; readonly digest: string; readonly plan: StackPlan }
  | Arrival;

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
        : await awaitVerdict({ ...order, stage: order.to }, ports, verdict.digest);
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
  return await bringIntoService({ ...order, stage: order.to }, ports, digest);
}
