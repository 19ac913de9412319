import { describe, expect, it } from "vitest";
import type { StatusReply } from "../release/reply.ts";
import { NOON_MS, statusIn, steppingStatus } from "../release/testing.ts";
import { asDigest, type GateQuestion, judgeGate } from "./gate.ts";
import { DIGEST, idleStatus, OTHER, servedStatus, sourceStage } from "./testing.ts";

function judge(changes: Partial<GateQuestion>) {
  return judgeGate({
    source: sourceStage(),
    target: { name: "staging", status: idleStatus(), minutesInService: 60 },
    digest: undefined,
    nowMs: NOON_MS,
    ...changes,
  });
}

const toTarget = (status: StatusReply | undefined, minutesInService = 60) => ({
  target: { name: "staging", status, minutesInService },
});

function denying(status: StatusReply, digest: string): StatusReply {
  const entry = { digest, version: "5", why: "the alarm errors went off", atMs: NOON_MS };
  return { ...status, record: { ...status.record, denied: [entry] } };
}

describe("judgeGate", () => {
  it("is open for the digest that a completed release put into service long enough ago", () => {
    expect(judge({})).toEqual({ kind: "open", digest: DIGEST });
    expect(judge(toTarget(undefined))).toEqual({ kind: "open", digest: DIGEST });
  });

  it("names the digest as the registry does, whatever Lambda calls it", () => {
    const hex = DIGEST.slice("sha256:".length);
    expect(judge({ source: sourceStage({ status: servedStatus(hex) }) })).toEqual({
      kind: "open",
      digest: DIGEST,
    });
    expect(asDigest(DIGEST)).toBe(DIGEST);
  });

  it("is closed a minute too early", () => {
    expect(judge(toTarget(idleStatus(), 61))).toEqual({
      kind: "closed",
      reasons: ["dev: expected the image to be in service for 61 minutes, found 60 minutes"],
    });
  });

  it("does not ask how long ago, where there is no time to wait", () => {
    const source = sourceStage({ completedAtMs: undefined });
    const target = { name: "staging", status: idleStatus(), minutesInService: undefined };
    expect(judge({ source, target })).toEqual({ kind: "open", digest: DIGEST });
  });

  it("is closed when nobody knows when the release was completed", () => {
    expect(judge({ source: sourceStage({ completedAtMs: undefined }) })).toEqual({
      kind: "closed",
      reasons: ["dev: expected its history to say when the release was completed"],
    });
  });

  it("is closed for a version that came with its stage: it was compared with nothing", () => {
    expect(judge({ source: sourceStage({ status: idleStatus() }) })).toEqual({
      kind: "closed",
      reasons: [
        "dev: expected a completed release, found none: its version came with the stage and was compared with nothing",
      ],
    });
  });

  it.each<StatusReply["record"]["phase"]>([
    { state: "rolled_back", cause: { kind: "alarm", alarm: "errors" } },
    { state: "rolling_back", cause: { kind: "alarm", alarm: "errors" }, blocked: false },
    steppingStatus().record.phase,
    { state: "drifted", was: { state: "completed" }, found: { primary: "3" } },
  ])("is closed while the stage before is $state", (phase) => {
    expect(judge({ source: sourceStage({ status: statusIn(phase) }) })).toEqual({
      kind: "closed",
      reasons: [
        `dev: expected a completed release, found the state ${phase.state}: ${steppingStatus().explanation}`,
      ],
    });
  });

  it("is closed when the alias is not where the release left it", () => {
    const elsewhere = { ...servedStatus(), alias: { routing: { primary: "3" } } };
    const split = {
      ...servedStatus(),
      alias: { routing: { primary: "7", additional: { version: "8", weight: 50 } } },
    };
    for (const status of [elsewhere, split]) {
      expect(judge({ source: sourceStage({ status }) })).toEqual({
        kind: "closed",
        reasons: [
          "dev: expected the version of the last release to have all requests, found the alias elsewhere",
        ],
      });
    }
  });

  it("is closed while an alarm goes off, and while nobody can say whether one does", () => {
    expect(judge({ source: sourceStage({ ringingAlarms: ["switchyard-dev-router-errors"] }) })).toEqual({
      kind: "closed",
      reasons: ["dev: the alarm switchyard-dev-router-errors is going off"],
    });
    expect(judge({ source: sourceStage({ ringingAlarms: undefined }) })).toEqual({
      kind: "closed",
      reasons: ["dev: its alarms could not be read"],
    });
  });

  it("is closed for a digest that is not the one in service", () => {
    expect(judge({ digest: OTHER })).toEqual({
      kind: "closed",
      reasons: [`dev: expected ${OTHER} in service, found ${DIGEST}`],
    });
    expect(judge({ digest: DIGEST }).kind).toBe("open");
  });

  it("is closed for a digest that was rolled back, in either stage", () => {
    const reason = (stage: string) =>
      `${stage}: ${DIGEST} was rolled back there as version 5: the alarm errors went off`;
    expect(judge(toTarget(denying(idleStatus(), DIGEST)))).toEqual({
      kind: "closed",
      reasons: [reason("staging")],
    });
    expect(judge({ source: sourceStage({ status: denying(servedStatus(), DIGEST) }) })).toEqual({
      kind: "closed",
      reasons: [reason("dev")],
    });
    expect(judge(toTarget(denying(idleStatus(), OTHER))).kind).toBe("open");
  });

  it("says all that is against it at once", () => {
    const verdict = judge({
      ...toTarget(denying(idleStatus(), DIGEST), 90),
      source: sourceStage({ ringingAlarms: ["a"] }),
    });
    expect(verdict.kind === "closed" && verdict.reasons.length).toBe(3);
  });

  it("finds the release that it started before, and the image that has arrived", () => {
    expect(judge(toTarget(steppingStatus()))).toEqual({ kind: "under-way", digest: DIGEST });
    const paused = statusIn({
      state: "paused",
      at: { state: "baking", sinceMs: NOON_MS, requests: {}, pass: "none" },
      why: { kind: "approval", nextWeight: 50 },
    });
    expect(judge(toTarget(paused))).toEqual({ kind: "under-way", digest: DIGEST });
    expect(judge(toTarget(servedStatus()))).toEqual({ kind: "arrived", digest: DIGEST });
  });

  it("finds the release that the stage is about to start by itself", () => {
    const request = {
      version: "8",
      digest: DIGEST,
      plan: "quick",
      start: "automatic",
      by: "pulumi up",
      why: "deployment",
    } as const;
    expect(judge(toTarget({ ...servedStatus(OTHER), request }))).toEqual({
      kind: "under-way",
      digest: DIGEST,
    });
    expect(judge(toTarget({ ...idleStatus(), request: { ...request, start: "manual" } })).kind).toBe("open");
  });

  it("waits for no other release: the stage is busy", () => {
    const { record, ...rest } = steppingStatus();
    const other = { ...rest, record: { ...record, denied: [], release: servedStatus(OTHER).record.release } };
    expect(judge(toTarget(other as StatusReply))).toEqual({
      kind: "closed",
      reasons: [`staging is busy with another release: ${steppingStatus().explanation}`],
    });
  });

  it("takes nothing for arrived that is refused", () => {
    expect(judge(toTarget(denying(servedStatus(), DIGEST))).kind).toBe("closed");
  });
});
