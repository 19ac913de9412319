import type { ArmCounts, GuardrailBatch } from "../verdict.ts";
import { createJudge, type Judge } from "./judge.ts";

/** Numbers from 0 to below 1 that look random and are the same for the same seed (Tommy Ettinger's mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Successes in `trials`: exact by waiting times where few are expected, else by the normal approximation. */
export function binomial(random: () => number, trials: number, share: number): number {
  if (share <= 0 || trials === 0) return 0;
  if (share >= 1) return trials;
  if (share > 0.5) return trials - binomial(random, trials, 1 - share);
  const variance = trials * share * (1 - share);
  if (variance > 100) {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return Math.min(trials, Math.max(0, Math.round(trials * share + Math.sqrt(variance) * normal)));
  }
  const logMiss = Math.log1p(-share);
  let successes = 0;
  for (let trial = 0; ; successes++) {
    trial += Math.floor(Math.log(1 - random()) / logMiss) + 1;
    if (trial > trials) return successes;
  }
}

/** A judge of errors alone that usually sees `rate` of them. */
export function errorJudge(rate = 0.003, margin = 0.01): Judge {
  return createJudge({
    guardrails: [{ guardrail: "errors", thresholds: [], historicRates: [rate], margin }],
  });
}

/** One batch of errors. */
export function errors(canaryProbability: number, stable: ArmCounts, canary: ArmCounts): GuardrailBatch {
  return { guardrail: "errors", canaryProbability, stable: [stable], canary: [canary] };
}

/** The plan that delivery tools are compared on: 5 %, 25 % and 50 %, ten minutes each. */
export function rampWeight(minute: number): number {
  return [0.05, 0.25, 0.5][Math.floor(minute / 10)] ?? 0.5;
}

export interface World {
  readonly random: () => number;
  readonly requestsPerMinute: number;
  /** Share of errors of each arm in a minute. */
  readonly rates: (minute: number) => { readonly stable: number; readonly canary: number };
}

/** What happens in one minute of the ramp. */
export function rampMinute(world: World, minute: number): GuardrailBatch {
  const weight = rampWeight(minute);
  const canary = binomial(world.random, world.requestsPerMinute, weight);
  const stable = world.requestsPerMinute - canary;
  const rates = world.rates(minute);
  return errors(
    weight,
    { requests: stable, events: binomial(world.random, stable, rates.stable) },
    { requests: canary, events: binomial(world.random, canary, rates.canary) },
  );
}

/** How a ramp of 30 minutes ends: when harm was called, if it was, and what it had cost by then. */
export function runRamp(judge: Judge, world: World): { minute: number | undefined; failed: number } {
  let state = judge.start();
  let failed = 0;
  for (let minute = 0; minute < 30; minute++) {
    const batch = rampMinute(world, minute);
    failed += batch.canary[0]?.events ?? 0;
    state = judge.observe(state, [batch]);
    if (judge.verdicts(state)[0]?.kind === "harmful") return { minute: minute + 1, failed };
  }
  return { minute: undefined, failed };
}
