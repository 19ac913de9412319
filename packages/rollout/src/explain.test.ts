import { describe, expect, it } from "vitest";
import { explainActor, explainPause, explainRollback } from "./explain.ts";
import { explainHold, type HoldReason } from "./hold-reason.ts";
import type { Actor, PauseReason, RollbackCause } from "./state.ts";

describe("explainHold", () => {
  it.each<[HoldReason, string]>([
    ["preparing", "the candidate's environments are not ready yet"],
    ["no-traffic-measured", "the traffic is not measured yet, and the request budget depends on it"],
    ["minimum-time", "the step has not lasted long enough"],
    ["minimum-requests", "the candidate has not answered enough requests"],
    ["telemetry-late", "the telemetry is too old to judge by"],
    ["stable-ill", "stable exceeds a limit"],
    ["candidate-ill", "the candidate exceeds a limit"],
    ["split-suspicious", "the traffic does not split as the weights say"],
    ["undecided", "the evidence does not prove every guardrail yet"],
    ["both-ill", "both versions exceed a limit"],
    ["alias-behind", "the alias is not what was ordered"],
    ["waiting-for-person", "a person is needed"],
    ["experiment-running", "the experiment has not lasted long enough"],
    ["nothing-in-progress", "no release is in progress"],
  ])("says of %s: %s", (reason, sentence) => {
    expect(explainHold(reason)).toBe(sentence);
  });
});

describe("explainRollback", () => {
  it.each<[RollbackCause, string]>([
    [{ kind: "harmful", evidence: "5 of 10 failed" }, "5 of 10 failed"],
    [{ kind: "alarm", alarm: "router-slow" }, "the alarm router-slow went off"],
    [{ kind: "aborted", by: "ann", why: "second thoughts" }, "aborted by ann: second thoughts"],
    [{ kind: "smoke-failed", query: "who", why: "502" }, 'the smoke query "who" failed: 502'],
    [{ kind: "version-missing", version: "7" }, "version 7 does not exist"],
  ])("says of %j: %s", (cause, sentence) => {
    expect(explainRollback(cause)).toBe(sentence);
  });
});

describe("explainPause", () => {
  it.each<[PauseReason, string]>([
    [{ kind: "person", name: "ann", why: "lunch" }, "paused by ann: lunch"],
    [{ kind: "approval", nextWeight: 50 }, "the step to 50 % needs an approval"],
    [
      { kind: "deadline", missing: "undecided" },
      "the deadline has passed: the evidence does not prove every guardrail yet. Resume to wait on, promote to go on without, or abort",
    ],
    [
      { kind: "preparation-failed", why: "quota" },
      "the candidate cannot be prepared: quota. Resume to try again, or abort",
    ],
    [{ kind: "stable-missing", version: "6" }, "version 6 does not exist any more, so there is no way back"],
  ])("says of %j: %s", (reason, sentence) => {
    expect(explainPause(reason)).toBe(sentence);
  });
});

describe("explainActor", () => {
  it.each<[Actor, string]>([
    [{ kind: "controller" }, "the controller"],
    [{ kind: "person", name: "ann" }, "ann"],
    [{ kind: "alarm", name: "router-slow" }, "the alarm router-slow"],
    [{ kind: "deployment", by: "pulumi up" }, "the deployment of pulumi up"],
  ])("calls %j %s", (actor, name) => {
    expect(explainActor(actor)).toBe(name);
  });
});
