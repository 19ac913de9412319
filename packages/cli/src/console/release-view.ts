import {
  type HistoryEvent,
  type Order,
  type Outcome,
  type ReleaseView,
  type Status,
  weighAll,
} from "@switchyard/console";
import { explainActor } from "@switchyard/rollout";
import type { ReleaseController } from "../release/controller.ts";
import { expectReply } from "../release/order.ts";
import type { StatusReply, HistoryEvent as ToldEvent } from "../release/reply.ts";
import { possibleOrders } from "./possible-orders.ts";

/** States in which two versions are told apart. */
const OVER: readonly string[] = ["idle", "completed", "rolled_back"];

/** The release controller as the page wants it. `by` is who orders. */
export function releaseView(controller: Pick<ReleaseController, "ask">, by: string): ReleaseView {
  return {
    status: async () => statusOf(expectReply(await controller.ask({ verb: "status" }), "status")),
    history: async (from) =>
      expectReply(await controller.ask({ verb: "history", from }), "history").events.map(eventOf),
    order: async (order) => await give(controller, order, by),
  };
}

async function give(
  controller: Pick<ReleaseController, "ask">,
  { verb, why }: Order,
  by: string,
): Promise<Outcome> {
  const reply = await controller.ask({ verb, by, why });
  switch (reply.kind) {
    case "accepted":
      return { ok: true, text: `accepted; it is ${reply.state.replaceAll("_", " ")} now` };
    case "refused":
      return { ok: false, text: `refused: ${reply.reason}` };
    case "invalid":
      return { ok: false, text: reply.problems.join("; ") };
    case "status":
    case "history":
      throw new Error(`Expected an answer to ${verb}, found a ${reply.kind}.`);
  }
}

export function statusOf({ record, request, alias, explanation }: StatusReply): Status {
  const { phase, release } = record;
  const isUnderWay = release !== undefined && !OVER.includes(phase.state);
  return {
    state: phase.state,
    sentence: explanation,
    split: alias.routing,
    ...(isUnderWay
      ? {
          release: {
            id: release.id,
            plan: release.plan.name,
            kind: release.plan.kind,
            stable: release.stableVersion,
            candidate: release.candidate.version,
            startedAtMs: release.startedAtMs,
            judgedToMs: release.freshToMs,
          },
        }
      : {}),
    verdicts: isUnderWay ? release.verdicts : [],
    orders: possibleOrders(record),
    findings:
      phase.state === "completed" ? (phase.report?.findings ?? []).map(({ sentence }) => sentence) : [],
    ...(request === undefined
      ? {}
      : {
          pending: { version: request.version, text: pendingText(request) },
        }),
  };
}

function pendingText({ version, plan, by, why, start }: NonNullable<StatusReply["request"]>): string {
  const asked = `Version ${version} waits, by plan ${plan}, by ${by}: ${why}.`;
  return start === "manual" ? `${asked} Begin it with "switchyard release start".` : asked;
}

export function eventOf(event: ToldEvent): HistoryEvent {
  const { number, atMs, by, from, to, why, after, releaseId } = event;
  const isWhole = to === "baking" || to === "completed";
  const evidence = weighAll(event.evidence);
  return {
    number,
    atMs,
    by: explainActor(by),
    from,
    to,
    why,
    weightAfter: after.additional?.weight ?? (isWhole ? 100 : 0),
    ...(releaseId === undefined ? {} : { releaseId }),
    ...(evidence === undefined ? {} : { evidence }),
  };
}
