import { describe, expect, it } from "vitest";
import { parsePlan } from "./parse-plan.ts";
import { stepWeight } from "./plan.ts";
import { SHIPPED_PLANS } from "./shipped-plans.ts";
import { EXPERIMENT, PLAN } from "./testdata/stage.ts";

/** The problems of the short plan with some members replaced, as `path: message`. */
function problems(change: object, base: object = PLAN): readonly string[] {
  const parsed = parsePlan({ ...base, ...change });
  return parsed.kind === "refused" ? parsed.problems.map(({ path, message }) => `${path}: ${message}`) : [];
}

const STEP = { weight: 5, minimumMinutes: 10, minimumRequests: 20, evidence: "not-harmful" };
const ERRORS = { margin: 0.01, historicRates: [0.003] };

describe("parsePlan", () => {
  it.each(Object.values(SHIPPED_PLANS))("gives the shipped plan $name back as it is", (plan) => {
    expect(parsePlan(JSON.parse(JSON.stringify(plan)))).toEqual({ kind: "parsed", plan });
  });

  it("gives an experiment back as it is", () => {
    expect(parsePlan(EXPERIMENT)).toEqual({ kind: "parsed", plan: EXPERIMENT });
  });

  it("needs no approval, and wants every guardrail proven, unless it is told otherwise", () => {
    const parsed = parsePlan({ ...PLAN, steps: [STEP], guardrails: { errors: ERRORS } });
    expect(parsed).toMatchObject({
      plan: {
        steps: [{ approval: false }],
        guardrails: { errors: { thresholds: [], mustBeProven: true } },
      },
    });
  });

  it.each([
    [
      { step: 1 },
      [
        "step: is not known here; expected kind, name, smokeQueries, maximumMetricDelayMinutes, guardrails, steps, bake, deadlineMinutes, requestBudget",
      ],
    ],
    [{ kind: "canary" }, ['kind: expected rollout or experiment, found "canary"']],
    [{ name: " " }, ['name: expected a text, found " "']],
    [{ smokeQueries: [] }, ["smokeQueries: expected at least 1 of them, found 0"]],
    [{ steps: [] }, ["steps: expected at least 1 of them, found 0"]],
    [{ steps: {} }, ["steps: expected a list, found an object"]],
    [{ steps: [{ ...STEP, weight: 0 }] }, ["steps[0].weight: expected a number from 0.1 to 100, found 0"]],
    [
      { steps: [{ ...STEP, weight: 100.5 }] },
      ["steps[0].weight: expected a number from 0.1 to 100, found 100.5"],
    ],
    [
      { steps: [STEP, { ...STEP, weight: 5 }] },
      ["steps[1].weight: expected more than the 5 before it, found 5"],
    ],
    [
      { steps: [{ ...STEP, weight: 100, evidence: "proven" }] },
      ["steps[0].evidence: expected not-harmful: at 100 % nobody is left on stable to compare with"],
    ],
    [
      { steps: [{ ...STEP, minimumRequests: 0 }] },
      ["steps[0].minimumRequests: expected a number from 1, found 0"],
    ],
    [
      { steps: [{ ...STEP, minimumRequests: 1.5 }] },
      ["steps[0].minimumRequests: expected a whole number, found 1.5"],
    ],
    [
      { steps: [{ ...STEP, evidence: "hope" }] },
      ['steps[0].evidence: expected not-harmful or proven, found "hope"'],
    ],
    [{ steps: [{ ...STEP, approval: "yes" }] }, ['steps[0].approval: expected true or false, found "yes"']],
    [{ bake: { minutes: 30 } }, ["bake.minimumRequests: is missing"]],
    [
      { deadlineMinutes: Number.NaN },
      ["deadlineMinutes: expected a number above 0 and up to 40320, found NaN"],
    ],
    [
      { guardrails: { errors: ERRORS, speed: {} } },
      ["guardrails.speed: is not known here; expected errors, latency, init, cost, llm-share"],
    ],
    [{ guardrails: {} }, ["guardrails.errors: is missing"]],
    [
      { guardrails: { errors: { ...ERRORS, limit: 1 } } },
      ["guardrails.errors.limit: expected a number above 0 and below 0.95, found 1"],
    ],
    [
      { guardrails: { errors: { ...ERRORS, thresholds: [1, 2] } } },
      [
        "guardrails.errors.thresholds: expected none: the outcome is yes or no",
        "guardrails.errors.historicRates: expected 2 rates, one per threshold, found 1",
      ],
    ],
    [
      { guardrails: { errors: ERRORS, latency: { ...ERRORS, thresholds: [2, 1] } } },
      [
        "guardrails.latency.thresholds: expected ascending numbers, found 2, 1",
        "guardrails.latency.historicRates: expected 2 rates, one per threshold, found 1",
      ],
    ],
  ])("refuses %j", (change, expected) => {
    expect(problems(change)).toEqual(expected);
  });

  it("reports all problems at once", () => {
    expect(problems({ name: 7, bake: null, steps: [{ ...STEP, weight: "5" }] })).toEqual([
      'steps[0].weight: expected a number from 0.1 to 100, found "5"',
      "name: expected a text, found 7",
      "bake: expected an object, found nothing",
    ]);
  });

  it("refuses an experiment at 100 %, and one with steps", () => {
    expect(problems({ weight: 100, steps: [] }, EXPERIMENT)).toEqual([
      "steps: is not known here; expected kind, name, smokeQueries, maximumMetricDelayMinutes, guardrails, weight, minutes, continues",
      "weight: expected a number from 0.1 and below 100, found 100",
    ]);
  });

  it.each([undefined, null, [], "plan", 7])("refuses %j", (value) => {
    expect(parsePlan(value).kind).toBe("refused");
  });

  it("gives a plan without a budget back as it is, with a step at 100 %", () => {
    const plan = { ...PLAN, steps: PLAN.steps.map((step) => ({ ...step, evidence: "not-harmful" })) };
    const [first] = plan.steps;
    const whole = { ...plan, steps: [{ ...first, weight: 100 }] };
    expect(parsePlan(whole)).toStrictEqual({ kind: "parsed", plan: whole });
  });

  it("names the place of every number that is out of its range", () => {
    const latency = { margin: 1, historicRates: [1, 0], thresholds: [0, 0] };
    expect(
      problems({
        smokeQueries: ["fine", 7],
        maximumMetricDelayMinutes: 0,
        requestBudget: { requests: 0, withinMinutes: 0 },
        steps: [{ ...STEP, minimumMinutes: 0 }],
        bake: { minutes: 0, minimumRequests: 0 },
        guardrails: { errors: { margin: 0, historicRates: [], mustBeProven: 1 }, latency },
        deadlineMinutes: 40_321,
      }),
    ).toEqual([
      "steps[0].minimumMinutes: expected a number above 0 and up to 40320, found 0",
      "smokeQueries[1]: expected a text, found 7",
      "maximumMetricDelayMinutes: expected a number above 0 and up to 40320, found 0",
      "guardrails.errors.historicRates: expected at least 1 of them, found 0",
      "guardrails.errors.margin: expected a number above 0 and below 1, found 0",
      "guardrails.errors.mustBeProven: expected true or false, found 1",
      "guardrails.latency.thresholds[0]: expected a number above 0, found 0",
      "guardrails.latency.thresholds[1]: expected a number above 0, found 0",
      "guardrails.latency.thresholds: expected ascending numbers, found 0, 0",
      "guardrails.latency.historicRates[0]: expected a number above 0 and below 1, found 1",
      "guardrails.latency.historicRates[1]: expected a number above 0 and below 1, found 0",
      "guardrails.latency.margin: expected a number above 0 and below 1, found 1",
      "requestBudget.requests: expected a number from 1, found 0",
      "requestBudget.withinMinutes: expected a number above 0 and up to 40320, found 0",
      "bake.minutes: expected a number above 0 and up to 40320, found 0",
      "bake.minimumRequests: expected a number from 1, found 0",
      "deadlineMinutes: expected a number above 0 and up to 40320, found 40321",
    ]);
    expect(problems({ minutes: 0 }, EXPERIMENT)).toEqual([
      "minutes: expected a number above 0 and up to 40320, found 0",
    ]);
  });

  it("refuses thresholds that are equal, and what no JSON holds", () => {
    const latency = { margin: 0.1, historicRates: [0.5, 0.1], thresholds: [5, 5] };
    expect(problems({ guardrails: { errors: ERRORS, latency } })).toEqual([
      "guardrails.latency.thresholds: expected ascending numbers, found 5, 5",
    ]);
    expect(problems({ requestBudget: 5, name: () => 1 })).toEqual([
      "name: expected a text, found a function",
      "requestBudget: expected an object, found 5",
    ]);
  });

  it("refuses a step that wants proof where nothing must be proven, and names it", () => {
    const guardrails = { errors: { ...ERRORS, mustBeProven: false } };
    const steps = [STEP, { ...STEP, weight: 50, evidence: "proven" }];
    expect(problems({ guardrails, steps })).toEqual([
      "steps[1].evidence: expected a guardrail that must be proven, found none",
    ]);
  });
});

describe("stepWeight", () => {
  const budgeted = { ...PLAN, requestBudget: { requests: 50, withinMinutes: 3 } };

  it.each([
    [0, 5],
    [300, 5],
    [6_000, 0.2],
    [600, 2.7],
    [1_000_000, 0.1],
  ])("affords at %d requests per minute a first step of %d %%", (rate, weight) => {
    expect(stepWeight(budgeted, 0, rate)).toBe(weight);
  });

  it("leaves later steps and plans without a budget alone", () => {
    expect(stepWeight(budgeted, 1, 6_000)).toBe(50);
    expect(stepWeight(PLAN, 0, 6_000)).toBe(5);
    expect(stepWeight(PLAN, 2, 6_000)).toBeUndefined();
  });
});
