import type { RolloutPlan } from "@switchyard/rollout";
import type { ReleaseController } from "../release/controller.ts";
import { expectReply } from "../release/order.ts";
import type { ShippedPlan } from "../release/plan-option.ts";
import type { HistoryEvent } from "../release/reply.ts";
import { type Waiting, watchRelease } from "../release/watch.ts";
import { CommandError, printable } from "../terminal.ts";
import { asDigest, placeOf } from "./gate.ts";

/** How an image that was deployed is to come into service. */
export interface ServiceOrder {
  readonly stage: string;
  /** The stage's own without it. */
  readonly plan?: ShippedPlan | RolloutPlan;
  readonly by: string;
  readonly why: string;
  /** Stay until the verdict, at most this long; undefined = only start. */
  readonly waitMs: number | undefined;
}

export interface ServicePorts {
  readonly target: Pick<ReleaseController, "ask" | "pollMs">;
  readonly waiting: Waiting;
  readonly onStage: (text: string) => void;
  readonly onEvent: (event: HistoryEvent) => void;
  readonly signal: AbortSignal;
}

/** What became of an image in a stage. */
export type Arrival =
  | { readonly outcome: "in-service" | "started" | "first-version"; readonly digest: string }
  | {
      readonly outcome: "rolled-back" | "waits-for-person" | "under-way";
      readonly digest: string;
      readonly explanation: string;
    };

/** Starts the release that the deployment filed, and stays until its verdict. */
export async function bringIntoService(
  order: ServiceOrder,
  ports: ServicePorts,
  digest: string,
): Promise<Arrival> {
  await start(order, ports, digest);
  return await awaitVerdict(order, ports, digest);
}

/** Starts the release unless the stage does so by itself. */
async function start(order: ServiceOrder, { target }: ServicePorts, digest: string): Promise<void> {
  const { stage, by, why, plan } = order;
  const status = expectReply(await target.ask({ verb: "status" }), "status");
  const there = placeOf(status, digest);
  if (there === "busy") throw new CommandError(`${stage} took up another release: ${status.explanation}`);
  // The stage's own clock may have been quicker.
  if (there !== "absent") return;
  const { request } = status;
  if (request === undefined || asDigest(request.digest) !== digest) {
    throw new CommandError(
      `${stage}: expected a request to release ${digest} after the deployment, found ${request === undefined ? "none" : asDigest(request.digest)}. Deploy again.`,
    );
  }
  const { version } = request;
  expectReply(
    await target.ask({ verb: "start", by, why, version, ...(plan === undefined ? {} : { plan }) }),
    "accepted",
  );
}

/** Asks the controller until it has decided. It decides without being asked, so this may end early and begin again. */
export async function awaitVerdict(
  order: ServiceOrder,
  ports: ServicePorts,
  digest: string,
): Promise<Arrival> {
  if (order.waitMs === undefined) return { outcome: "started", digest };
  ports.onStage(`Waiting for the verdict of ${order.stage} …`);
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

/** What became of it, in a sentence; what is not what was asked for is an error with its exit code. */
export function concludeArrival(tell: (text: string) => void, stage: string, arrival: Arrival): void {
  switch (arrival.outcome) {
    case "in-service":
      return tell(`${arrival.digest} is in service in ${stage}.`);
    case "first-version":
      return tell(`${arrival.digest} is the first version of ${stage}: it serves everyone at once.`);
    case "started":
      return tell(`The rollout in ${stage} is under way; the controller goes on with it.`);
    case "under-way":
      throw new CommandError(`No verdict in ${stage} yet: ${printable(arrival.explanation)}`, 4);
    case "rolled-back":
    case "waits-for-person":
      throw new CommandError(`${stage}: ${printable(arrival.explanation)}`);
  }
}
