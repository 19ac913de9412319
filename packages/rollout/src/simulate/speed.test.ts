import { expect, it } from "vitest";
import type { ExperimentPlan } from "../plan.ts";
import { createDice } from "./dice.ts";
import { REFERENCE_PLAN } from "./reference.ts";
import { simulate } from "./simulate.ts";
import { createTraffic } from "./traffic.ts";
import { worldOf } from "./world.ts";

const MINUTES = 24 * 60;
const { guardrails, smokeQueries, maximumMetricDelayMinutes } = REFERENCE_PLAN;
const world = worldOf("a day", 60, {}, { dailySwing: 0.8 });
const plan: ExperimentPlan = {
  kind: "experiment",
  name: "a day",
  smokeQueries,
  maximumMetricDelayMinutes,
  guardrails,
  weight: 50,
  minutes: MINUTES,
};

/** The floor: the same traffic, drawn and judged by nobody. */
function draw(seed: number): void {
  const traffic = createTraffic(world, guardrails, [], createDice(seed));
  for (let minute = 0; minute < MINUTES; minute += 1) traffic.pass(50);
}

async function fastest(rounds: number, play: (seed: number) => unknown): Promise<number> {
  const times: number[] = [];
  for (let seed = 0; seed < rounds; seed += 1) {
    const startedMs = performance.now();
    await play(seed);
    times.push(performance.now() - startedMs);
  }
  return Math.min(...times);
}

// Measured: 8 to 10 times. A grid that was worked out in each tick made it 40 times.
it("judges a day of one-minute ticks in no more than 25 times what it takes to draw its traffic", async () => {
  const play = (seed: number) => simulate({ plan, world, seed, untilMinute: MINUTES });
  const [floor, judged] = [await fastest(8, draw), await fastest(8, play)];
  expect(judged / floor).toBeLessThan(25);
});
