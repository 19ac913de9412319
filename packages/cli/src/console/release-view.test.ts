import { describe, expect, it } from "vitest";
import type { ControllerReply } from "../release/reply.ts";
import type { ControllerRequest } from "../release/request.ts";
import { eventTo, NOON_MS, statusIn, steppingStatus } from "../release/testing.ts";
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
    expect(told.release?.judgedToMs).toBe(NOON_MS + 180_000);
    expect(told.orders).toEqual(["pause", "promote", "abort"]);
  });

  it("are none when it is over: what was found then is no news", () => {
    const told = statusOf(statusIn({ state: "rolled_back", cause: { kind: "alarm", alarm: "errors" } }));
    expect([told.release, told.verdicts]).toEqual([undefined, []]);
  });

  it("say what waits, and how it begins where a person has to say so", () => {
    const request = { version: "9", digest: "d", plan: "quick", by: "deployment", why: "build 9" };
    const pendingOf = (start: "manual" | "automatic") =>
      statusOf({ ...steppingStatus(), request: { ...request, start } }).pending?.text;
    expect(pendingOf("automatic")).toBe("Version 9 waits, by plan quick, by deployment: build 9.");
    expect(pendingOf("manual")).toBe(
      'Version 9 waits, by plan quick, by deployment: build 9. Begin it with "switchyard release start".',
    );
  });

  it("have events with who and why, and with what the judge knew", () => {
    const event = eventTo(4, "completed");
    expect(eventOf(event)).toEqual({
      number: 4,
      atMs: NOON_MS,
      by: "the controller",
      from: "stepping",
      to: "completed",
      why: "because",
      weightAfter: 100,
    });
    const numbers = { logHarm: 3, logHarmNeeded: 6, logProof: 0, logProofNeeded: 3 };
    const evidence = [{ guardrail: "errors", kind: "undecided", evidence: "", numbers }] as const;
    expect(eventOf({ ...event, evidence: [...evidence] }).evidence).toEqual({
      errors: { harm: 0.5, proof: 0 },
    });
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
