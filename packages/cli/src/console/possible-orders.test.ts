import { describe, expect, it } from "vitest";
import type { RecordDocument } from "../release/record.ts";
import { statusIn, steppingStatus } from "../release/testing.ts";
import { possibleOrders } from "./possible-orders.ts";

const { record } = steppingStatus();
const { phase: STEPPING, release } = record;
if (release === undefined || STEPPING.state !== "stepping") throw new Error("Version 7 is being released.");
const VALIDATING = {
  state: "validating",
  sinceMs: 0,
  smokePassed: false,
  traffic: { minutes: 0, requests: 0 },
  pass: "none",
} as const;
const CAUSE = { kind: "alarm", alarm: "slow" } as const;
const FOUND = { primary: "6", additional: { version: "9", weight: 50 } };
const inPhase = (phase: RecordDocument["phase"]) => possibleOrders(statusIn(phase).record);

describe("possibleOrders", () => {
  it("has none where nothing is under way", () => {
    expect(inPhase({ state: "idle" })).toEqual([]);
    expect(inPhase({ state: "completed" })).toEqual([]);
    expect(inPhase({ state: "rolled_back", cause: CAUSE })).toEqual([]);
    expect(inPhase({ state: "rolling_back", cause: CAUSE, blocked: false })).toEqual([]);
  });

  it("spares a step its evidence, and no candidate its preparation", () => {
    expect(possibleOrders(record)).toEqual(["pause", "promote", "abort"]);
    expect(inPhase(VALIDATING)).toEqual(["pause", "abort"]);
  });

  it("promotes nothing that harms", () => {
    const harmful = { guardrail: "errors", kind: "harmful", evidence: "", numbers: {} } as const;
    const ill = { ...record, release: { ...release, verdicts: [harmful] } };
    expect(possibleOrders(ill)).toEqual(["pause", "abort"]);
  });

  it("approves what waits for that, and resumes the rest", () => {
    const paused = (kind: "approval" | "deadline") =>
      inPhase({
        state: "paused",
        at: STEPPING,
        why: kind === "approval" ? { kind, nextWeight: 50 } : { kind, missing: "requests" },
      });
    expect(paused("approval")).toEqual(["approve", "promote", "abort"]);
    expect(paused("deadline")).toEqual(["resume", "promote", "abort"]);
  });

  it("does not promote while both versions are ill", () => {
    expect(inPhase({ state: "incident", at: STEPPING, sinceMs: 0 })).toEqual(["pause", "abort"]);
  });

  it("takes a moved alias as it is, or back, where there is a release to end", () => {
    expect(inPhase({ state: "drifted", was: STEPPING, found: FOUND })).toEqual(["resume", "abort"]);
    expect(inPhase({ state: "drifted", was: { state: "idle" }, found: FOUND })).toEqual([]);
    const whole = statusIn({ state: "drifted", was: { state: "idle" }, found: { primary: "9" } }).record;
    expect(possibleOrders({ ...whole, alias: { ...whole.alias, routing: { primary: "9" } } })).toEqual([
      "resume",
    ]);
  });
});
