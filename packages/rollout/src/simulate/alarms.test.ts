import { describe, expect, it } from "vitest";
import { createInMemoryObservations } from "../in-memory-observations.ts";
import type { ArmMinute } from "../observation.ts";
import type { GuardrailPlans } from "../plan.ts";
import { createAlarms, narrowTo, SHIPPED_ALARMS, withAlarmThresholds } from "./alarms.ts";
import { REFERENCE_PLAN } from "./reference.ts";

const { guardrails } = REFERENCE_PLAN;
const NO_GUARDRAIL = { thresholds: [], historicRates: [0.003], margin: 0.01, mustBeProven: true };

function arm(
  requests: number,
  events: { errors?: number; slow?: number; cold?: number; slowStarts?: number },
) {
  const { errors = 0, slow = 0, cold = 0, slowStarts = 0 } = events;
  const latency = [requests, requests, requests, requests, requests, slow].map((count) => ({
    requests,
    events: count,
  }));
  return {
    requests,
    counts: {
      errors: [{ requests, events: errors }],
      latency,
      init: [{ requests: cold, events: slowStarts }],
    },
  } satisfies ArmMinute;
}

const WELL = arm(570, { errors: 1, slow: 3 });
const minute = (candidate: ArmMinute, stable: ArmMinute = WELL) => ({ stable, candidate });

/** What goes off after each of these minutes. */
function ringAfter(...minutes: readonly { readonly stable: ArmMinute; readonly candidate: ArmMinute }[]) {
  const alarms = createAlarms(SHIPPED_ALARMS, guardrails);
  return minutes.map((each) => alarms.afterMinute(each));
}

describe("the alarm on errors", () => {
  it("goes off a minute late, when five more have failed than the limit allows", () => {
    const calm = minute(arm(100, {}));
    expect(ringAfter(minute(arm(100, { errors: 6 })), calm)).toEqual([[], ["errors"]]);
    expect(ringAfter(minute(arm(100, { errors: 5 })), calm)).toEqual([[], []]);
  });

  it("adds up five minutes, and forgets the sixth", () => {
    const each = minute(arm(40, { errors: 2 }));
    const calm = minute(arm(0, {}));
    expect(ringAfter(each, each, each, calm).at(-1)).toEqual([]);
    expect(ringAfter(each, each, each, each, calm).at(-1)).toEqual(["errors"]);
    expect(ringAfter(each, calm, calm, calm, calm, each, each, each, calm).at(-1)).toEqual([]);
  });

  it("acts once while it lasts, and again after it was quiet", () => {
    const bad = minute(arm(100, { errors: 20 }));
    const calm = minute(arm(0, {}));
    const rung = ringAfter(bad, bad, calm, calm, calm, calm, calm, calm, bad, calm);
    expect(rung.map((names) => names.length)).toEqual([0, 1, 0, 0, 0, 0, 0, 0, 0, 1]);
  });

  it("is quiet while the others are beyond the limit as well", () => {
    const ill = arm(570, { errors: 20 });
    expect(ringAfter(minute(arm(100, { errors: 100 }), ill), minute(arm(0, {}), ill))).toEqual([[], []]);
  });

  it("is quiet where the candidate's share is not five times the others': its minutes are not theirs", () => {
    const leaning = arm(500, { errors: 5 });
    expect(ringAfter(minute(arm(200, { errors: 9 }), leaning), minute(arm(0, {}), leaning))[1]).toEqual([]);
    expect(ringAfter(minute(arm(200, { errors: 10 }), leaning), minute(arm(0, {}), leaning))[1]).toEqual([
      "errors",
    ]);
  });

  it("does without others when there are none", () => {
    const nobody = arm(0, {});
    expect(ringAfter(minute(arm(100, { errors: 6 }), nobody), minute(nobody, nobody))[1]).toEqual(["errors"]);
  });
});

it("the alarm on slow requests goes off when more than five of a hundred, and five more, took 30 s", () => {
  const calm = minute(arm(0, {}));
  expect(ringAfter(minute(arm(100, { slow: 10 })), calm)[1]).toEqual(["slow"]);
  expect(ringAfter(minute(arm(100, { slow: 9 })), calm)[1]).toEqual([]);
});

it("the alarm on cold starts goes off when more than half of at least five took 2 s", () => {
  const calm = minute(arm(0, {}));
  expect(ringAfter(minute(arm(9, { cold: 5, slowStarts: 3 })), calm)[1]).toEqual(["cold-start"]);
  expect(ringAfter(minute(arm(9, { cold: 4, slowStarts: 4 })), calm)[1]).toEqual([]);
  expect(ringAfter(minute(arm(9, { cold: 6, slowStarts: 3 })), calm)[1]).toEqual([]);
});

it("the alarm on cold starts asks nobody else: a version starts by its own doing", () => {
  const coldStable = arm(570, { cold: 10, slowStarts: 10 });
  const seen = minute(arm(9, { cold: 5, slowStarts: 5 }), coldStable);
  expect(ringAfter(seen, minute(arm(0, {}), coldStable))[1]).toEqual(["cold-start"]);
});

it("counts that are missing are quiet, and spoil none that come later", () => {
  const missing = { stable: { requests: 0, counts: {} }, candidate: { requests: 0, counts: {} } };
  const bad = minute(arm(100, { errors: 20 }));
  expect(ringAfter(missing, missing, bad, missing)).toEqual([[], [], [], ["errors"]]);
  const alarms = createAlarms(SHIPPED_ALARMS, { errors: REFERENCE_PLAN.guardrails.errors ?? NO_GUARDRAIL });
  expect([alarms.afterMinute(bad), alarms.afterMinute(bad)]).toEqual([[], ["errors"]]);
});

describe("the alarm on hard failures", () => {
  const part = (requests: number, events: number, others = { requests: 90, events: 0 }) => ({
    candidate: { requests, events },
    stable: others,
  });
  function ringAfterParts(...parts: readonly ReturnType<typeof part>[]) {
    const alarms = createAlarms(SHIPPED_ALARMS, guardrails);
    return parts.map((each) => alarms.afterPart(each));
  }

  it("goes off twenty seconds after ten in which five failed, three quarters of all", () => {
    expect(ringAfterParts(part(6, 5), part(0, 0), part(0, 0))).toEqual([
      undefined,
      undefined,
      "hard-failures",
    ]);
    expect(ringAfterParts(part(4, 4), part(0, 0), part(0, 0))[2]).toBeUndefined();
    expect(ringAfterParts(part(7, 5), part(0, 0), part(0, 0))[2]).toBeUndefined();
    expect(ringAfterParts(part(8, 6), part(0, 0), part(0, 0))[2]).toBe("hard-failures");
  });

  it("is quiet while more than a tenth of the others fail", () => {
    const last = (events: number) =>
      ringAfterParts(part(6, 6, { requests: 90, events }), part(0, 0), part(0, 0))[2];
    expect([last(9), last(10)]).toEqual(["hard-failures", undefined]);
  });
});

describe("withAlarmThresholds", () => {
  it("leaves guardrails that count all of it as they are", () => {
    expect(withAlarmThresholds(guardrails, SHIPPED_ALARMS)).toBe(guardrails);
  });

  it("adds what is missing, in order, and the plan does not see it", async () => {
    const plan: GuardrailPlans = {
      errors: { thresholds: [], historicRates: [0.003], margin: 0.01, mustBeProven: true },
      latency: { thresholds: [50, 60_000], historicRates: [0.5, 0.1], margin: 0.05, mustBeProven: true },
    };
    const counted = withAlarmThresholds(plan, SHIPPED_ALARMS);
    expect(counted.latency?.thresholds).toEqual([50, 30_000, 60_000]);
    expect(counted.init?.thresholds).toEqual([2_000]);

    const observations = createInMemoryObservations();
    const seen = (count: number) => Array.from({ length: count }, (_, events) => ({ requests: 9, events }));
    const counts = { errors: seen(1), latency: seen(3), init: seen(1) };
    observations.add({
      startMs: 0,
      stable: { requests: 9, counts },
      candidate: { requests: 9, counts },
      late: false,
    });
    const source = narrowTo(plan, counted, observations.source);
    const { minutes } = await source.since({
      stable: "1",
      candidate: "2",
      fromMs: 0,
      cursor: undefined,
      guardrails: plan,
    });
    expect(minutes[0]?.candidate.counts).toEqual({
      errors: [{ requests: 9, events: 0 }],
      latency: [
        { requests: 9, events: 0 },
        { requests: 9, events: 2 },
      ],
    });
  });
});
