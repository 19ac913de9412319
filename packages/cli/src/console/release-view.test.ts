import { describe, expect, it } from "vitest";
import type { ControllerReply } from "../release/reply.ts";
import type { ControllerRequest } from "../release/request.ts";
import { eventTo, statusIn, steppingStatus } from "../release/testing.ts";
import { eventOf, releaseView, statusOf } from "./release-view.ts";

function controller(reply: ControllerReply) {
  const asked: ControllerRequest[] = [];
  return {
    asked,
    ask: async (request: ControllerRequest) => {
      asked.push(request);
      return reply;
    },
  };
}

describe("the releases of the console", () => {
  it("are two versions while one is being released, with the judge's sentences", () => {
    const status = steppingStatus();
    const told = statusOf(status);
    expect(told).toMatchObject({
      state: "stepping",
      sentence: status.explanation,
      split: status.alias.routing,
    });
    expect(told.release?.candidate).toBe(status.record.release?.candidate.version);
    expect(told.verdicts).toEqual(status.record.release?.verdicts);
  });

  it("are none when it is over: what was found then is no news", () => {
    const told = statusOf(statusIn({ state: "rolled_back", cause: { kind: "alarm", alarm: "errors" } }));
    expect([told.release, told.verdicts]).toEqual([undefined, []]);
  });

  it("have events with who and why", () => {
    expect(eventOf(eventTo(4, "completed"))).toMatchObject({ to: "completed", weightAfter: 100 });
  });

  it("order in the name of whoever started the console", async () => {
    const accepted = controller({ kind: "accepted", state: "rolling_back" });
    expect(await releaseView(accepted, "ann").order({ verb: "abort", why: "bad answers" })).toEqual({
      ok: true,
      text: "accepted; it is rolling back now",
    });
    expect(accepted.asked).toEqual([{ verb: "abort", by: "ann", why: "bad answers" }]);
  });

  it("say why an order was refused", async () => {
    const refused = controller({ kind: "refused", reason: "idle leaves nothing to abort" });
    expect(await releaseView(refused, "ann").order({ verb: "abort", why: "bad answers" })).toEqual({
      ok: false,
      text: "refused: idle leaves nothing to abort",
    });
  });
});
