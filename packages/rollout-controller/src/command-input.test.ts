import { SHIPPED_PLANS } from "@switchyard/rollout";
import { describe, expect, it } from "vitest";
import { parseCommandInput } from "./command-input.ts";

const parse = (value: unknown) => parseCommandInput(value, ["quick", "standard"]);
const START = { verb: "start", by: "ann", why: "release 7" };
const EXPERIMENT = {
  kind: "experiment",
  name: "half",
  smokeQueries: ["what did it cost"],
  maximumMetricDelayMinutes: 3,
  guardrails: { errors: { historicRates: [0.01], margin: 0.01 } },
  weight: 50,
  minutes: 60,
};

describe("parseCommandInput", () => {
  it("reads a start that leaves all to the deployment", () => {
    expect(parse(START)).toEqual({
      kind: "parsed",
      input: {
        verb: "start",
        by: "ann",
        why: "release 7",
        version: undefined,
        plan: { kind: "requested" },
        hotfix: false,
        force: false,
      },
    });
  });

  it("reads a start that says all", () => {
    const value = { ...START, version: "7", plan: "quick", hotfix: true, force: true };
    expect(parse(value)).toMatchObject({
      input: { version: "7", plan: { kind: "named", name: "quick" }, hotfix: true, force: true },
    });
  });

  it("reads a plan and an experiment of one's own", () => {
    expect(parse({ ...START, plan: SHIPPED_PLANS.careful })).toMatchObject({
      input: { plan: { kind: "own", plan: { name: "careful" } } },
    });
    expect(parse({ ...START, experiment: EXPERIMENT })).toMatchObject({
      input: { plan: { kind: "own", plan: { kind: "experiment", weight: 50 } } },
    });
  });

  it.each(["approve", "pause", "resume", "promote", "abort"])("reads %s with who and why", (verb) => {
    const value = { verb, by: "ann", why: "it is time" };
    expect(parse(value)).toEqual({ kind: "parsed", input: value });
  });

  it("reads status, and the history from its beginning or from an event on", () => {
    expect(parse({ verb: "status" })).toEqual({ kind: "parsed", input: { verb: "status" } });
    expect(parse({ verb: "history" })).toMatchObject({ input: { from: 1 } });
    expect(parse({ verb: "history", from: 12 })).toMatchObject({ input: { from: 12 } });
  });

  it.each<readonly [unknown, readonly string[]]>([
    [undefined, ["the command: expected an object, found nothing"]],
    ["start", ['the command: expected an object, found "start"']],
    [{}, ["verb: is missing"]],
    [
      { verb: "deploy" },
      [
        'verb: expected start or approve or pause or resume or promote or abort or status or history, found "deploy"',
      ],
    ],
    [{ verb: "status", by: "ann" }, ["by: is not known here; expected verb"]],
    [{ verb: "history", from: 0 }, ["from: expected a number from 1, found 0"]],
    [
      { verb: "abort", by: "", force: true },
      [
        "force: is not known here; expected verb, by, why",
        "why: is missing",
        'by: expected a text, found ""',
      ],
    ],
    [{ ...START, plan: "slow" }, ['plan: expected quick or standard, found "slow"']],
    [{ ...START, force: "yes" }, ['force: expected true or false, found "yes"']],
    [
      { ...START, plan: "quick", experiment: EXPERIMENT },
      ["experiment: expected either a plan or an experiment, found both"],
    ],
    [{ ...START, plan: EXPERIMENT }, ["plan.kind: expected rollout, found experiment"]],
    [{ ...START, experiment: SHIPPED_PLANS.quick }, ["experiment.kind: expected experiment, found rollout"]],
    [
      { ...START, experiment: { ...EXPERIMENT, weight: 100 } },
      ["experiment.weight: expected a number from 0.1 and below 100, found 100"],
    ],
  ])("refuses %j", (value, problems) => {
    expect(parse(value)).toEqual({ kind: "refused", problems });
  });
});

describe("what a person may send", () => {
  const problemsOf = (value: unknown) => {
    const parsed = parse(value);
    return parsed.kind === "refused" ? parsed.problems : [];
  };

  it("is one line of a bounded length, because it is kept for ever and shown on terminals", () => {
    expect(problemsOf({ verb: "abort", by: "a".repeat(201), why: "b".repeat(2_001) })).toEqual([
      "by: expected at most 200 characters, found 201",
      "why: expected at most 2000 characters, found 2001",
    ]);
    expect(problemsOf({ verb: "abort", by: "ann\n", why: "\u001b[2J" })).toEqual([
      "by: expected one line without control characters",
      "why: expected one line without control characters",
    ]);
    expect(parse({ verb: "abort", by: "Åse 🚲", why: "因為" })).toMatchObject({ kind: "parsed" });
  });

  it("holds no plan that the record of a release could not hold to its end", () => {
    const smokeQueries = ["x".repeat(40_000)];
    expect(problemsOf({ ...START, plan: { ...SHIPPED_PLANS.quick, smokeQueries } })[0]).toMatch(
      /^plan: expected at most 32768 bytes, found 4\d{4}$/,
    );
    const thresholds = Array.from({ length: 101 }, (_, index) => index + 1);
    const latency = { thresholds, historicRates: thresholds.map(() => 0.1), margin: 0.1 };
    const guardrails = { errors: SHIPPED_PLANS.quick.guardrails.errors, latency };
    expect(problemsOf({ ...START, plan: { ...SHIPPED_PLANS.quick, guardrails } })).toEqual([
      "plan.guardrails: expected at most 100 thresholds in all, found 101",
    ]);
  });

  it.each(['{"verb":"abort","by":"a","why":"b","__proto__":{"force":true}}', '{"verb":"constructor"}'])(
    "has no keys or verbs from JavaScript itself: %s",
    (json) => {
      expect(parse(JSON.parse(json))).toMatchObject({ kind: "refused" });
    },
  );

  it("has no numbers without an end", () => {
    const json = JSON.stringify({ ...START, experiment: EXPERIMENT }).replace(
      '"minutes":60',
      '"minutes":1e309',
    );
    expect(problemsOf(JSON.parse(json))).toEqual([
      "experiment.minutes: expected a number above 0 and up to 40320, found Infinity",
    ]);
  });
});
