import { describe, expect, it } from "vitest";
import { parseReply } from "./reply.ts";
import { eventTo, steppingStatus } from "./testing.ts";

const problemsIn = (value: unknown): readonly string[] => {
  const parsed = parseReply(JSON.stringify(value));
  return parsed.kind === "unreadable" ? parsed.problems : [];
};

describe("parseReply", () => {
  it.each([
    ["an accepted order", { kind: "accepted", state: "validating", releaseId: "7@1" }],
    ["a refusal", { kind: "refused", reason: "version 7 is in service already" }],
    [
      "an order that makes no sense",
      { kind: "invalid", problems: ["version: expected a number", "by: missing"] },
    ],
    ["an empty history", { kind: "history", events: [] }],
    ["a history", { kind: "history", events: [eventTo(1, "rolling_back"), eventTo(2, "rolled_back")] }],
    ["a release under way", steppingStatus()],
    [
      "a status without any release",
      {
        kind: "status",
        record: {
          phase: { state: "idle" },
          alias: { routing: { primary: "1" }, revision: "r", seenAtMs: 5 },
          denied: [],
          chores: [],
        },
        request: {
          version: "2",
          digest: "sha256:00",
          plan: "quick",
          start: "manual",
          by: "pulumi up",
          why: "deployment of stack local",
        },
        alias: { routing: { primary: "1" } },
        explanation: "Nothing is being released.",
      },
    ],
  ])("reads %s", (_, document) => {
    expect(parseReply(JSON.stringify(document))).toEqual({ kind: "parsed", reply: document });
  });

  it("reads each way in which a release stands still or ends", () => {
    const { phase } = steppingStatus().record;
    for (const other of [
      { state: "paused", at: phase, why: { kind: "approval", nextWeight: 50 } },
      { state: "incident", at: phase, sinceMs: 1 },
      { state: "rolling_back", cause: { kind: "alarm", alarm: "errors" }, blocked: true },
      { state: "rolled_back", cause: { kind: "harmful", evidence: "12 of 60 against 1 of 900" } },
      { state: "completed" },
      { state: "drifted", was: phase, found: { primary: "3" } },
    ]) {
      const { record, ...rest } = steppingStatus();
      expect(problemsIn({ ...rest, record: { ...record, phase: other } })).toEqual([]);
    }
  });

  it("names what it does not know, all of it at once", () => {
    const { record, ...rest } = steppingStatus();
    expect(
      problemsIn({
        ...rest,
        mood: "good",
        record: { ...record, phase: { state: "hovering" }, denied: [{ digest: 7 }] },
      }).map((problem) => problem.split(":")[0]),
    ).toEqual([
      "record.phase.state",
      "record.denied.0.digest",
      "record.denied.0.version",
      "record.denied.0.why",
      "record.denied.0.atMs",
      "Unrecognized key",
    ]);
  });

  it("reads the plan by the rules of plans", () => {
    const status = steppingStatus();
    const { release } = status.record;
    const plan = { ...release?.plan, steps: [] };
    expect(problemsIn({ ...status, record: { ...status.record, release: { ...release, plan } } })).toEqual([
      expect.stringContaining("record.release.plan.steps"),
    ]);
  });

  it("says what came where JSON should have been", () => {
    expect(parseReply("Task timed out")).toEqual({
      kind: "unreadable",
      problems: ['expected JSON, found "Task timed out"'],
    });
  });
});
