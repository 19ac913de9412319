import type { ReleaseController } from "./controller.ts";
import { historyFrom } from "./history.ts";
import type { HistoryEvent, StatusReply } from "./reply.ts";
import { type Standing, standingOf } from "./standing.ts";

/** `settled`: nothing moves without a person; `ended`: completed or rolled back. */
export type WatchUntil = "settled" | "ended";

export interface WatchOptions {
  readonly until: WatchUntil;
  /** Given up after this; never without one. */
  readonly timeoutMs?: number;
  readonly signal: AbortSignal;
  /** There is something to wait for: how it stands at the beginning. */
  readonly onBegin: (status: StatusReply) => void;
  readonly onEvent: (event: HistoryEvent) => void;
  /** The controller could not be asked; it is asked again. */
  readonly onFailure: (error: unknown) => void;
}

export interface Waiting {
  readonly nowMs: () => number;
  /** Returns early when the signal aborts. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

export interface Watched {
  readonly ended: "settled" | "timed-out" | "interrupted";
  readonly standing: Standing;
  readonly status: StatusReply;
  readonly events: readonly HistoryEvent[];
}

/** A network that hiccups must not end a night's watch; a controller that is gone must. */
const FAILURES_IN_A_ROW = 5;

/** Follows a release by its audit trail until it has settled, the time is over or somebody interrupts. */
export async function watchRelease(
  controller: Pick<ReleaseController, "ask" | "pollMs">,
  options: WatchOptions,
  waiting: Waiting,
): Promise<Watched> {
  const deadlineMs = waiting.nowMs() + (options.timeoutMs ?? Number.POSITIVE_INFINITY);
  const events: HistoryEvent[] = [];
  let next = 1 + ((await historyFrom(controller, 1)).at(-1)?.number ?? 0);
  let status = await statusOf(controller);
  let failures = 0;
  if (!isOver(standingOf(status), options.until)) options.onBegin(status);
  for (;;) {
    const standing = standingOf(status);
    const watched = (ended: Watched["ended"]): Watched => ({ ended, standing, status, events });
    if (isOver(standing, options.until)) return watched("settled");
    if (options.signal.aborted) return watched("interrupted");
    if (waiting.nowMs() >= deadlineMs) return watched("timed-out");
    await waiting.pause(Math.min(controller.pollMs, deadlineMs - waiting.nowMs()), options.signal);
    try {
      for (const event of await historyFrom(controller, next)) {
        events.push(event);
        options.onEvent(event);
        next = event.number + 1;
      }
      status = await statusOf(controller);
      failures = 0;
    } catch (error) {
      failures += 1;
      if (failures === FAILURES_IN_A_ROW) throw error;
      options.onFailure(error);
    }
  }
}

function isOver(standing: Standing, until: WatchUntil): boolean {
  switch (standing) {
    case "completed":
    case "rolled-back":
    case "nothing-released":
      return true;
    case "waits-for-person":
      return until === "settled";
    case "under-way":
      return false;
  }
}

async function statusOf(controller: Pick<ReleaseController, "ask">): Promise<StatusReply> {
  const reply = await controller.ask({ verb: "status" });
  if (reply.kind === "status") return reply;
  throw new Error(`Expected the status from the controller, found ${JSON.stringify(reply)}.`);
}
