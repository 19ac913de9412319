import { describe, expect, it } from "vitest";
import { eventTo } from "../release/testing.ts";
import { type Ending, judgeRehearsal } from "./verdict.ts";

const DENIED = { digest: "sha256:00", version: "2", why: "bad", atMs: 1 };
const at = { state: "stepping", step: 0, weight: 5, sinceMs: 1, requests: {}, pass: "none" } as const;

function ending(change: Partial<Ending>, record: Partial<Ending["record"]> = {}): Ending {
  return {
    candidate: { kind: "good" },
    requestsPerMinute: 300,
    without: undefined,
    candidateVersion: "2",
    events: [],
    record: {
      phase: { state: "completed" },
      alias: { routing: { primary: "2" }, revision: "r", seenAtMs: 1 },
      denied: [],
      ...record,
    },
    ...change,
  };
}

type Cause = Extract<Ending["record"]["phase"], { state: "rolled_back" }>["cause"];

function rolledBack(cause: Cause): Ending["record"] {
  return {
    phase: { state: "rolled_back", cause },
    alias: { routing: { primary: "1" }, revision: "r", seenAtMs: 1 },
    denied: [DENIED],
  };
}
const BY_JUDGE = rolledBack({ kind: "harmful", evidence: "12 of 60" });
const BY_ALARM = rolledBack({ kind: "alarm", alarm: "errors" });

describe("judgeRehearsal", () => {
  it("wants a good version in service", () => {
    expect(judgeRehearsal(ending({}))).toEqual({ right: true, outcome: "completed", by: "judge" });
    expect(judgeRehearsal(ending({}, BY_JUDGE))).toEqual({
      right: false,
      outcome: "rolled_back",
      by: "judge",
      expected: "a good version completes at 100 %",
    });
    const elsewhere = { alias: { routing: { primary: "1" }, revision: "r", seenAtMs: 1 } };
    expect(judgeRehearsal(ending({}, elsewhere)).right).toBe(false);
  });

  it.each([
    { kind: "errors", share: 0.2 },
    { kind: "slow", factor: 1.3 },
    { kind: "cold" },
    { kind: "crash" },
  ] as const)("wants a bad version out of service and refused: %o", (candidate) => {
    expect(judgeRehearsal(ending({ candidate }, BY_JUDGE))).toEqual({
      right: true,
      outcome: "rolled_back",
      by: "judge",
    });
    expect(judgeRehearsal(ending({ candidate }, BY_ALARM))).toEqual({
      right: true,
      outcome: "rolled_back",
      by: "alarm",
    });
    expect(judgeRehearsal(ending({ candidate })).right).toBe(false);
    expect(judgeRehearsal(ending({ candidate }, { ...BY_JUDGE, denied: [] })).right).toBe(false);
    const inService = { routing: { primary: "2" }, revision: "r", seenAtMs: 1 };
    expect(judgeRehearsal(ending({ candidate }, { ...BY_JUDGE, alias: inService })).right).toBe(false);
  });

  it("does not count a version that failed its smoke queries: then nothing was rehearsed", () => {
    const record = rolledBack({ kind: "smoke-failed", query: "hello", why: "500" });
    expect(judgeRehearsal(ending({ candidate: { kind: "crash" } }, record))).toMatchObject({
      right: false,
      by: "smoke queries",
    });
  });

  it("wants the path that is left to do it alone", () => {
    const candidate = { kind: "crash" } as const;
    const rightBy = (without: "judge" | "alarms", record: Ending["record"]) =>
      judgeRehearsal(ending({ candidate, without }, record)).right;
    expect([rightBy("judge", BY_ALARM), rightBy("judge", BY_JUDGE)]).toEqual([true, false]);
    expect([rightBy("alarms", BY_JUDGE), rightBy("alarms", BY_ALARM)]).toEqual([true, false]);
  });

  it("blames nobody for an outage", () => {
    const candidate = { kind: "outage" } as const;
    const outage = { fromMs: 0, toMs: 300_000 };
    const events = [eventTo(1, "incident"), eventTo(2, "stepping")];
    expect(judgeRehearsal(ending({ candidate, outage, events })).right).toBe(true);
    expect(judgeRehearsal(ending({ candidate, outage, events: [eventTo(1, "rolling_back")] })).right).toBe(
      false,
    );
    expect(judgeRehearsal(ending({ candidate, outage }, { denied: [DENIED] })).right).toBe(false);
    expect(judgeRehearsal(ending({ candidate, outage }, { phase: at })).right).toBe(false);
    expect(judgeRehearsal(ending({ candidate, events })).expected).toBe(
      "while both versions suffer nothing moves forward",
    );
  });

  it("wants the weight to stay where it is for as long as the outage lasts", () => {
    const candidate = { kind: "outage" } as const;
    const raised = {
      ...eventTo(1, "baking"),
      atMs: 200_000,
      before: { primary: "1" },
      after: { primary: "2" },
    };
    const outage = { fromMs: 100_000, toMs: 200_000 };
    expect(judgeRehearsal(ending({ candidate, outage, events: [raised] })).expected).toBe(
      "while both versions suffer nothing moves forward",
    );
    const later = { ...raised, atMs: 200_001 };
    expect(judgeRehearsal(ending({ candidate, outage, events: [later] })).right).toBe(true);
  });

  it("wants no version in service that nobody asked anything", () => {
    const waiting = {
      phase: {
        state: "validating",
        sinceMs: 1,
        smokePassed: true,
        traffic: { minutes: 9, requests: 0 },
        pass: "none",
      },
      alias: { routing: { primary: "1" }, revision: "r", seenAtMs: 1 },
    } as const;
    expect(judgeRehearsal(ending({ requestsPerMinute: 0 }, waiting))).toEqual({
      right: true,
      outcome: "validating",
    });
    const promoted = [{ ...eventTo(1, "completed"), after: { primary: "2" } }];
    expect(judgeRehearsal(ending({ requestsPerMinute: 0, events: promoted })).right).toBe(false);
  });
});
