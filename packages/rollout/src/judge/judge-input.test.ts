import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ArmCounts, Guardrail, GuardrailBatch } from "../verdict.ts";
import type { GuardrailConfig } from "./config.ts";
import { createJudge } from "./judge.ts";
import { errorJudge, errors } from "./testing.ts";

const ERRORS: GuardrailConfig = { guardrail: "errors", thresholds: [], historicRates: [0.003], margin: 0.01 };
const LATENCY: GuardrailConfig = {
  guardrail: "latency",
  thresholds: [5_000, 30_000],
  historicRates: [0.1, 0.01],
  margin: 0.05,
};
const INIT: GuardrailConfig = { guardrail: "init", thresholds: [2_000], historicRates: [0.1], margin: 0.1 };

const of = (requests: number, events: number): ArmCounts => ({ requests, events });
const json = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** What a bare judge of errors says after the batches. */
function judged(...batches: readonly GuardrailBatch[]) {
  const judge = errorJudge();
  const state = judge.observe(judge.start(), batches);
  return { state, verdict: judge.verdicts(state)[0], split: judge.sampleRatio(state) };
}

describe("observe", () => {
  const judge = errorJudge();

  it.each([
    [
      "NaN",
      of(Number.NaN, 0),
      /batches\[0\]\.canary\[0\]\.requests: expected a whole number of 0 or more, found NaN/,
    ],
    [
      "a negative count",
      of(5, -1),
      /batches\[0\]\.canary\[0\]\.events: expected a whole number of 0 or more, found -1/,
    ],
    ["half a request", of(0.5, 0), /batches\[0\]\.canary\[0\]\.requests/],
    ["infinitely many", of(Number.POSITIVE_INFINITY, 0), /batches\[0\]\.canary\[0\]\.requests/],
    [
      "more events than requests",
      of(3, 4),
      /batches\[0\]\.canary\[0\]\.events: expected at most the 3 requests, found 4/,
    ],
  ])("refuses %s and names the field", (_what, canary, message) => {
    const batch = errors(0.05, of(1, 0), canary);
    expect(() => judge.observe(judge.start(), [batch])).toThrow(RangeError);
    expect(() => judge.observe(judge.start(), [batch])).toThrow(message);
  });

  it.each([0, 1, -0.1, Number.NaN])("refuses a canary probability of %d", (probability) => {
    expect(() => judge.observe(judge.start(), [errors(probability, of(1, 0), of(1, 0))])).toThrow(
      /batches\[0\]\.canaryProbability: expected a number above 0 and below 1/,
    );
  });

  it("refuses an arm without an entry for each threshold", () => {
    const batch: GuardrailBatch = { ...errors(0.05, of(1, 0), of(1, 0)), stable: [] };
    expect(() => judge.observe(judge.start(), [batch])).toThrow(
      /batches\[0\]\.stable: expected one entry for each of 1 thresholds, found 0/,
    );
    const { canary: _missing, ...half } = errors(0.05, of(1, 0), of(1, 0));
    expect(() => judge.observe(judge.start(), [half as GuardrailBatch])).toThrow(
      /batches\[0\]\.canary: expected one entry for each of 1 thresholds, found undefined/,
    );
  });

  it("refuses a guardrail that it does not judge", () => {
    const batch: GuardrailBatch = { ...errors(0.05, of(1, 0), of(1, 0)), guardrail: "cost" };
    expect(() => judge.observe(judge.start(), [errors(0.05, of(1, 0), of(1, 0)), batch])).toThrow(
      /batches\[1\]\.guardrail: this judge has no guardrail cost/,
    );
  });

  it("changes nothing of the state that it was given", () => {
    const state = judge.start();
    const copy = json(state);
    judge.observe(state, [errors(0.05, of(95, 1), of(5, 1))]);
    expect(state).toEqual(copy);
  });

  it("goes on from a state that was stored as JSON, batch by batch or all at once", () => {
    const count = fc.nat(200).chain((requests) => fc.nat(requests).map((events) => of(requests, events)));
    const batch = fc.tuple(fc.constantFrom(0.05, 0.25, 0.5), count, count).map((each) => errors(...each));
    fc.assert(
      fc.property(fc.array(batch, { maxLength: 8 }), (batches) => {
        const atOnce = judge.observe(judge.start(), batches);
        const stepwise = batches.reduce((state, each) => judge.observe(json(state), [each]), judge.start());
        expect(stepwise).toEqual(atOnce);
      }),
    );
  });

  it("finds more harm, and less proof, when a canary's request turns into a failure", () => {
    fc.assert(
      fc.property(fc.constantFrom(0.05, 0.25, 0.5), fc.nat(20), fc.nat(19), (weight, stable, canary) => {
        const numbers = (events: number) =>
          judged(errors(weight, of(200, stable), of(20, events))).verdict?.numbers ?? {};
        expect(numbers(canary + 1)["logHarm"]).toBeGreaterThan(numbers(canary)["logHarm"] ?? Number.NaN);
        expect(numbers(canary + 1)["logProof"]).toBeLessThan(numbers(canary)["logProof"] ?? Number.NaN);
      }),
    );
  });

  it("keeps guardrails apart: their order does not matter", () => {
    const both = createJudge({ guardrails: [ERRORS, INIT] });
    const one = errors(0.05, of(95, 1), of(5, 1));
    const other: GuardrailBatch = { ...errors(0.05, of(3, 1), of(2, 1)), guardrail: "init" };
    expect(both.observe(both.start(), [one, other])).toEqual(both.observe(both.start(), [other, one]));
  });
});

describe("a stored state", () => {
  const judge = errorJudge();
  const stored = () => json(judge.observe(judge.start(), [errors(0.05, of(95, 1), of(5, 1))]));

  it("is refused when it is of another version", () => {
    expect(() => judge.verdicts({ ...stored(), version: 2 })).toThrow(/state\.version: expected 1, found 2/);
  });

  it.each([null, undefined, "state"])("is refused when it is %s", (nothing) => {
    expect(() => judge.verdicts(json({ state: nothing ?? null }).state as never)).toThrow(
      /state: expected what this judge made/,
    );
  });

  it.each([
    ["rate", errorJudge(0.004)],
    ["margin", errorJudge(0.003, 0.02)],
    ["false alarm", createJudge({ falseAlarm: 0.02, guardrails: [ERRORS] })],
    ["false proof", createJudge({ falseProof: 0.01, guardrails: [ERRORS] })],
    ["guardrails", createJudge({ guardrails: [ERRORS, INIT] })],
  ])("is refused by a judge with another %s", (_what, other) => {
    expect(() => other.observe(stored(), [])).toThrow(
      /state\.config: expected this judge's config, found another/,
    );
    expect(() => other.sampleRatio(stored())).toThrow(/state\.config/);
  });

  it("is refused when a number was lost", () => {
    const [guardrail] = stored().guardrails;
    if (guardrail === undefined) throw new Error("expected a guardrail");
    const logs = guardrail.harm.logs.with(3, Number.NaN);
    const damaged = json({ ...stored(), guardrails: [{ ...guardrail, harm: { ...guardrail.harm, logs } }] });
    expect(() => judge.verdicts(damaged)).toThrow(
      /state\.guardrails\.0\.harm\.logs\.3: expected a finite number/,
    );
    const flagged = json({ ...stored(), guardrails: [{ ...guardrail, highestLogHarm: true as never }] });
    expect(() => judge.verdicts(flagged)).toThrow(
      /state\.guardrails\.0\.highestLogHarm: expected a finite number/,
    );
    const short = { ...guardrail, harm: { ...guardrail.harm, logs: guardrail.harm.logs.slice(1) } };
    expect(() => judge.verdicts({ ...stored(), guardrails: [short] })).toThrow(
      /state\.guardrails\[0\]\.harm\.logs: expected 8 entries, found 7/,
    );
    expect(() => judge.verdicts({ ...stored(), guardrails: [] })).toThrow(
      /state\.guardrails\[0\]\.thresholds: expected 1 entries, found undefined/,
    );
  });

  it("is checked again when it was made by another judge of the same config", () => {
    expect(errorJudge().verdicts(stored())).toEqual(judge.verdicts(stored()));
  });
});

describe("createJudge", () => {
  it.each<[string, readonly GuardrailConfig[], RegExp]>([
    ["no errors guardrail", [INIT], /guardrails: expected errors among them/],
    ["a guardrail twice", [ERRORS, ERRORS], /guardrails\[1\]\.guardrail: errors is there twice/],
    [
      "a guardrail that is none",
      [ERRORS, { ...INIT, guardrail: "taste" as Guardrail }],
      /guardrails\[1\]\.guardrail: expected one of errors, latency, init, cost, llm-share, found taste/,
    ],
    [
      "too few rates",
      [{ ...LATENCY, historicRates: [0.1] }, ERRORS],
      /guardrails\[0\]\.historicRates: expected 2 rates, found 1/,
    ],
    [
      "no rate",
      [{ ...ERRORS, historicRates: [] }],
      /guardrails\[0\]\.historicRates: expected 1 rates, found 0/,
    ],
    [
      "a rate of 0",
      [{ ...ERRORS, historicRates: [0] }],
      /guardrails\[0\]\.historicRates\[0\]: expected a number above 0/,
    ],
    [
      "a margin of 1",
      [{ ...ERRORS, margin: 1 }],
      /guardrails\[0\]\.margin: expected a number above 0 and below 1, found 1/,
    ],
    [
      "a threshold of 0",
      [ERRORS, { ...INIT, thresholds: [0] }],
      /guardrails\[1\]\.thresholds\[0\]: expected a number above 0, found 0/,
    ],
  ])("refuses %s", (_what, guardrails, message) => {
    expect(() => createJudge({ guardrails })).toThrow(message);
  });

  it("refuses levels that are none", () => {
    expect(() => createJudge({ falseAlarm: 0, guardrails: [ERRORS] })).toThrow(/falseAlarm:/);
    expect(() => createJudge({ falseProof: 1, guardrails: [ERRORS] })).toThrow(/falseProof:/);
  });

  it("splits the false alarms over the guardrails: 0.4, 0.3, 0.1, 0.1 and 0.1 of one percent", () => {
    const judge = createJudge({
      guardrails: [
        ERRORS,
        LATENCY,
        INIT,
        { ...INIT, guardrail: "cost" },
        { ...ERRORS, guardrail: "llm-share" },
      ],
    });
    const needed = judge
      .verdicts(judge.start())
      .map(({ numbers }) => Math.exp(numbers["logHarmNeeded"] ?? 0));
    expect(needed.map(Math.round)).toEqual([250, 333, 1_000, 1_000, 1_000]);
  });
});
