import { describe, expect, it } from "vitest";
import type { Terminal } from "../terminal.ts";
import { order } from "./order.ts";
import type { ControllerReply } from "./reply.ts";

/** Gives an order to a controller that answers this, and tells what a person or a script sees. */
async function outcomeOf(reply: ControllerReply, json: boolean) {
  const lines: string[] = [];
  const terminal: Terminal = {
    out: (text) => void lines.push(text),
    err: (text) => void lines.push(`err ${text}`),
    style: (_, text) => text,
  };
  let closed = 0;
  const open = async () => ({ ask: async () => reply, pollMs: 1, close: () => void (closed += 1) });
  const failure: unknown = await order(terminal, open, json ? { json } : {}, {
    verb: "pause",
    by: "ann",
    why: "lunch",
  }).then(
    () => undefined,
    (error: unknown) => error,
  );
  return { lines, failure, closed };
}

describe("order", () => {
  it("says what state an accepted order leads to", async () => {
    const reply = { kind: "accepted", state: "validating", releaseId: "7@1" } as const;
    expect(await outcomeOf(reply, false)).toEqual({
      lines: ["accepted The state is validating (release 7@1)."],
      failure: undefined,
      closed: 1,
    });
  });

  it("fails with the reason of a refusal", async () => {
    const { failure, closed } = await outcomeOf({ kind: "refused", reason: "idle cannot be paused" }, false);
    expect(failure).toMatchObject({ message: "Refused: idle cannot be paused.", exitCode: 1 });
    expect(closed).toBe(1);
  });

  it("counts an order that makes no sense as called wrongly, with all problems", async () => {
    const { failure } = await outcomeOf({ kind: "invalid", problems: ["by: empty", "why: empty"] }, false);
    expect(failure).toMatchObject({
      message: "The controller does not take this:\n  by: empty\n  why: empty",
      exitCode: 2,
    });
  });

  it("gives scripts the controller's own answer, be it a refusal", async () => {
    const reply = { kind: "refused", reason: "idle cannot be paused" } as const;
    const { lines, failure } = await outcomeOf(reply, true);
    expect(lines).toEqual([JSON.stringify(reply)]);
    expect(failure).toMatchObject({ exitCode: 1 });
  });
});
