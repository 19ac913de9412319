import { addCounts } from "../judge/counts.ts";
import { MINUTE_MS, type ObservedMinute } from "../observation.ts";
import type { GuardrailPlans } from "../plan.ts";
import type { ObservationSource } from "../ports.ts";
import type { ArmCounts } from "../verdict.ts";
import { createArm } from "./arm.ts";
import { type Dice, drawBinomial, drawPoisson } from "./dice.ts";
import type { PlacedOutage } from "./outages.ts";
import { isLost, knownMinutes, weatherAt } from "./weather.ts";
import type { World } from "./world.ts";

/** Traffic as it happened, whether anybody has noticed or not. */
export interface Truth {
  readonly requests: number;
  readonly failures: number;
  readonly candidateRequests: number;
  readonly candidateFailures: number;
}

/** Requests of a part of a minute, and how many of them failed. */
export interface Failures {
  readonly stable: ArmCounts;
  readonly candidate: ArmCounts;
}

/** Ten seconds each: the period of a high-resolution alarm. */
export const PARTS_PER_MINUTE = 6;

export interface SimulatedTraffic {
  readonly source: ObservationSource;
  /**
   * Lets the next minute, or so many sixths of it, pass while the alias gives this percentage to the candidate, and
   * says how many failed. Parts fill up a minute before the next one begins.
   */
  readonly pass: (weight: number, parts?: number) => Failures;
  readonly truth: () => Truth;
  /** What a minute was like; undefined when there is none of that number. */
  readonly minute: (number: number) => ObservedMinute | undefined;
}

/** Draws each minute's requests and what becomes of them. */
export function createTraffic(
  world: World,
  guardrails: GuardrailPlans,
  outages: readonly PlacedOutage[],
  dice: Dice,
): SimulatedTraffic {
  const minutes: ObservedMinute[] = [];
  const stableArm = createArm(guardrails, dice);
  const candidateArm = createArm(guardrails, dice);
  let partsPassed = 0;
  let unfinished = NO_FAILURES;
  let truth: Truth = { requests: 0, failures: 0, candidateRequests: 0, candidateFailures: 0 };

  return {
    source: {
      since: async ({ cursor }) => {
        const known = knownMinutes(world, minutes.length);
        const from = cursor === undefined ? 0 : Number(cursor);
        const given = minutes.slice(from, known);
        return {
          minutes: world.gaps.length === 0 ? given : given.filter((_, index) => !isLost(world, from + index)),
          cursor: String(known),
          freshToMs: known * MINUTE_MS,
        };
      },
    },
    pass: (weight, parts = PARTS_PER_MINUTE) => {
      const minute = minutes.length;
      const weather = weatherAt(world, outages, minute);
      const mean =
        world.requestsPerMinute * (1 + world.dailySwing * Math.sin((2 * Math.PI * minute) / 1_440));
      const share = Math.min(1, weight >= 100 ? 1 : (weight / 100) * world.weightFactor);
      const requests = drawPoisson((mean * parts) / PARTS_PER_MINUTE, dice);
      const own = drawBinomial(requests, share, dice);
      const candidate = candidateArm.failures(own, weather.candidate, weather);
      const stable = stableArm.failures(requests - own, world.stable, weather);
      truth = {
        requests: truth.requests + requests,
        failures: truth.failures + candidate.events + stable.events,
        candidateRequests: truth.candidateRequests + own,
        candidateFailures: truth.candidateFailures + candidate.events,
      };
      const so = {
        stable: addCounts(unfinished.stable, stable),
        candidate: addCounts(unfinished.candidate, candidate),
      };
      partsPassed = (partsPassed + parts) % PARTS_PER_MINUTE;
      unfinished = partsPassed === 0 ? NO_FAILURES : so;
      if (partsPassed === 0) {
        minutes.push({
          startMs: minute * MINUTE_MS,
          stable: stableArm.minute(so.stable, mean * (1 - share), world.stable, weather),
          candidate: candidateArm.minute(so.candidate, mean * share, weather.candidate, weather),
          late: false,
        });
      }
      return { stable, candidate };
    },
    truth: () => truth,
    minute: (number) => minutes[number],
  };
}

export const NO_FAILURES: Failures = {
  stable: { requests: 0, events: 0 },
  candidate: { requests: 0, events: 0 },
};
