import type { ReleaseController } from "./controller.ts";
import { expectReply } from "./order.ts";
import type { HistoryEvent } from "./reply.ts";

/** The audit trail from this number on, oldest first. The controller answers in pages. */
export async function historyFrom(
  controller: Pick<ReleaseController, "ask">,
  from: number,
): Promise<readonly HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  for (;;) {
    const next = (events.at(-1)?.number ?? from - 1) + 1;
    const page = expectReply(await controller.ask({ verb: "history", from: next }), "history");
    if (page.events.length === 0) return events;
    events.push(...page.events);
  }
}
