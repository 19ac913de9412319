import { expect, it } from "vitest";
import { createDice } from "./dice.ts";
import { REFERENCE_PLAN } from "./reference.ts";
import { createTraffic } from "./traffic.ts";
import { type World, worldOf } from "./world.ts";

const { guardrails } = REFERENCE_PLAN;
const open = (world: World) => createTraffic(world, guardrails, [], createDice(1));
const query = { stable: "1", candidate: "2", fromMs: 0, guardrails };

it("gives a minute when its six parts are over, and counts in it what the parts saw", async () => {
  const traffic = open(worldOf("bad", 600, { errorShare: 0.2 }));
  const parts = Array.from({ length: 6 }, (_, part) => {
    expect(traffic.minute(0), `after ${part} parts`).toBeUndefined();
    return traffic.pass(50, 1).candidate;
  });
  const errors = traffic.minute(0)?.candidate.counts.errors?.[0];
  expect(errors).toEqual({
    requests: parts.reduce((sum, { requests }) => sum + requests, 0),
    events: parts.reduce((sum, { events }) => sum + events, 0),
  });
  expect(traffic.truth()).toMatchObject({
    candidateRequests: errors?.requests,
    candidateFailures: errors?.events,
  });
});

it("counts the failures of both versions, and of the candidate alone", () => {
  const failing = (stable: number, candidate: number) => {
    const world = worldOf("failing", 600, { errorShare: candidate });
    const traffic = open({ ...world, stable: { ...world.stable, errorShare: stable } });
    traffic.pass(50);
    return traffic.truth();
  };
  const all = failing(1, 1);
  expect(all.failures).toBe(all.requests);
  expect(all.candidateFailures).toBe(all.candidateRequests);
  const own = failing(0, 1);
  expect(own.failures).toBe(own.candidateRequests);
  expect(failing(1, 0)).toMatchObject({ candidateFailures: 0 });
});

it("splits requests between the versions and loses none", () => {
  const traffic = open(worldOf("split", 600));
  traffic.pass(25);
  const minute = traffic.minute(0);
  expect((minute?.stable.requests ?? 0) + (minute?.candidate.requests ?? 0)).toBe(traffic.truth().requests);
  expect(minute).toMatchObject({ startMs: 0, late: false });
});

it("keeps an arm the warmer the more of the traffic it gets", () => {
  const traffic = open(worldOf("thin", 2));
  for (let minute = 0; minute < 20_000; minute += 1) traffic.pass(10);
  const cold = { stable: 0, candidate: 0 };
  const asked = { stable: 0, candidate: 0 };
  for (let minute = 0; minute < 20_000; minute += 1) {
    for (const arm of ["stable", "candidate"] as const) {
      cold[arm] += traffic.minute(minute)?.[arm].counts.init?.[0]?.requests ?? 0;
      asked[arm] += traffic.minute(minute)?.[arm].requests ?? 0;
    }
  }
  // At 1.8 and 0.2 requests a minute: e^-12.6 + 0.06/4.8, and e^-1.4 + 0.06/3.2.
  expect(cold.stable / asked.stable).toBeCloseTo(0.0125, 2);
  expect(Math.abs(cold.candidate / asked.candidate - 0.265)).toBeLessThan(0.02);
});

it("gives everything to the candidate at 100 %, however wrong the weights are", () => {
  const traffic = open(worldOf("odd", 600, {}, { weightFactor: 0.5 }));
  traffic.pass(100);
  expect(traffic.truth().candidateRequests).toBe(traffic.truth().requests);
});

it("tells the truth of both versions, known or not", async () => {
  const traffic = open(worldOf("late", 600, {}, { metricDelayMinutes: 5 }));
  traffic.pass(0);
  expect(await traffic.source.since({ ...query, cursor: undefined })).toEqual({
    minutes: [],
    cursor: "0",
    freshToMs: 0,
  });
  expect(traffic.truth().requests).toBeGreaterThan(500);
  expect(traffic.truth().candidateRequests).toBe(0);
});

it("never gives the minutes of a gap that are lost, and is fresh again after it", async () => {
  const traffic = open(worldOf("gap", 60, {}, { gaps: [{ fromMinute: 1, minutes: 2, lost: true }] }));
  for (let minute = 0; minute < 3; minute += 1) traffic.pass(50);
  const during = await traffic.source.since({ ...query, cursor: undefined });
  expect(during).toMatchObject({ cursor: "1", freshToMs: 60_000 });
  traffic.pass(50);
  const after = await traffic.source.since({ ...query, cursor: during.cursor });
  expect(after).toMatchObject({ cursor: "4", freshToMs: 240_000 });
  expect(after.minutes.map(({ startMs }) => startMs)).toEqual([180_000]);
});

it("gives the candidate a tenth more than ordered where the weights are wrong by that", () => {
  const traffic = open(worldOf("odd", 100_000, {}, { weightFactor: 1.1 }));
  traffic.pass(50);
  const { candidateRequests, requests } = traffic.truth();
  expect(candidateRequests / requests).toBeCloseTo(0.55, 1);
});

it("swings through the day: the most at six hours, the least at eighteen", () => {
  const traffic = open(worldOf("swing", 1_000, {}, { dailySwing: 0.8 }));
  for (let minute = 0; minute < 1_440; minute += 1) traffic.pass(0);
  const at = (minute: number) => traffic.minute(minute)?.stable.requests ?? 0;
  expect(at(360)).toBeGreaterThan(1_600);
  expect(at(1_080)).toBeLessThan(300);
});
