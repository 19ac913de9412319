import type { ReleaseRecord } from "@switchyard/rollout";
import { describe, expect, it } from "vitest";
import { readEvent, readRecord, writeJson } from "./stored-json.ts";

const IDLE: ReleaseRecord = {
  phase: { state: "idle" },
  alias: { routing: { primary: "6" }, revision: "r1", seenAtMs: 1_750_000_000_000 },
  denied: [{ digest: "sha256:bad", version: "5", why: "errors", atMs: 1_750_000_000_000 }],
  chores: [
    { kind: "flush-cache" },
    { kind: "retire", version: "5" },
    { kind: "notify", notice: { severity: "info", text: "begins", atMs: 1_750_000_000_000 } },
  ],
};
const read = (value: unknown) => readRecord(JSON.stringify(value), "the record");

describe("readRecord", () => {
  it("gives back what was written", () => {
    expect(readRecord(writeJson(IDLE), "the record")).toEqual(IDLE);
  });

  it.each<readonly [string, unknown, string]>([
    ["nothing", null, "expected an object, found nothing"],
    ["a list", [], "expected an object, found a list"],
    ["a record without chores", { ...IDLE, chores: undefined }, "chores is missing"],
    ["a state of the future", { ...IDLE, phase: { state: "shadowing" } }, "phase.state expected idle or "],
    ["a phase without a state", { ...IDLE, phase: {} }, "phase.state expected idle or "],
    ["a key of the future", { ...IDLE, region: "eu" }, "region is not known here"],
    ["a release state without a release", { ...IDLE, phase: { state: "completed" } }, "release is missing"],
    ["a phase without its members", { ...IDLE, phase: { state: "paused" } }, "phase.at is missing"],
    [
      "an interrupted phase of the future",
      { ...IDLE, phase: { state: "paused", at: { state: "shadowing" }, why: {} } },
      "phase.at.state expected",
    ],
    [
      "a weight that cannot be",
      {
        ...IDLE,
        alias: { ...IDLE.alias, routing: { primary: "6", additional: { version: "7", weight: 140 } } },
      },
      "alias.routing.additional.weight expected a number above 0 and below 100, found 140",
    ],
    ["a chore of the future", { ...IDLE, chores: [{ kind: "dance" }] }, "chores[0].kind expected notify or "],
    [
      "a denied digest without its text",
      { ...IDLE, denied: [{ digest: "" }] },
      "denied[0].version is missing",
    ],
    ["half a release", { ...IDLE, release: { id: "7@1" } }, "release.candidate is missing"],
    [
      "a verdict that could not be told from a good one",
      { ...IDLE, release: { verdicts: [{ guardrail: "errors", kind: "dire" }] } },
      "release.verdicts[0].kind expected harmful or proven-ok or undecided",
    ],
    [
      "a split that could not be told from a balanced one",
      { ...IDLE, release: { sampleRatio: {} } },
      "release.sampleRatio.kind expected balanced or suspicious",
    ],
  ])("refuses %s, and says what to do", (_, value, problem) => {
    expect(() => read(value)).toThrow(problem);
    expect(() => read(value)).toThrow(
      /^The body of the record cannot be understood: .* restore the item from a backup\.$/,
    );
  });

  it("refuses a body that is no JSON, or none at all", () => {
    expect(() => readRecord('{"phase":', "the record")).toThrow("expected JSON");
    expect(() => readRecord(undefined, "the record")).toThrow("it is missing");
  });
});

describe("readEvent", () => {
  it("refuses an event of states that it does not know", () => {
    const event = {
      atMs: 1,
      by: { kind: "controller" },
      from: "idle",
      to: "shadowing",
      why: "because",
      before: { primary: "6" },
      after: { primary: "6" },
      evidence: [],
    };
    expect(() => readEvent(JSON.stringify(event), "event 3")).toThrow("to expected idle or ");
  });
});

describe("writeJson", () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY])(
    "refuses %d, which JSON would turn into nothing",
    (number) => {
      expect(() => writeJson({ judge: { eValue: number } })).toThrow('"eValue"');
    },
  );
});
