import type { ArmCounts } from "../verdict.ts";

/** A share and its complement, both above 0. Kept as a pair so that neither is lost to rounding when it is tiny. */
export interface Rate {
  readonly yes: number;
  readonly no: number;
}

/** Pseudo-events that stand for history before the first request. Two: enough not to bet on zero, soon outweighed. */
const PSEUDO_EVENTS = 2;

/**
 * Stable's events in memory, at most; beyond them old and new are halved. 50 to 100 events give the rate within about
 * a seventh, and let it follow a daily cycle, and come back after an outage, instead of averaging over a week.
 */
const EVENTS_IN_MEMORY = 100;

/**
 * The rate of events to expect, from past counts alone: `PSEUDO_EVENTS` at the historic rate (above 0, below 1), then
 * what was seen. It need not be right for the tests that use it to be valid; a wrong one costs power.
 */
export function expectedRate(past: ArmCounts, historicRate: number): Rate {
  const requests = past.requests + PSEUDO_EVENTS / historicRate;
  const yes = (past.events + PSEUDO_EVENTS) / requests;
  const no = (past.requests - past.events + (PSEUDO_EVENTS * (1 - historicRate)) / historicRate) / requests;
  return { yes, no };
}

/** Past and new counts together, forgetting slowly. */
export function rememberCounts(past: ArmCounts, { requests, events }: ArmCounts): ArmCounts {
  const sum = { requests: past.requests + requests, events: past.events + events };
  const excess = sum.events / EVENTS_IN_MEMORY;
  if (excess <= 1) return sum;
  const halvings = 2 ** Math.ceil(Math.log2(excess));
  return { requests: sum.requests / halvings, events: sum.events / halvings };
}

/** The rate whose odds are `factor` times those of `rate`. */
export function scaleOdds({ yes, no }: Rate, factor: number): Rate {
  const total = factor * yes + no;
  return { yes: (factor * yes) / total, no: no / total };
}

/** The rate of a random request that is canary's with probability `canaryProbability`. */
export function mixRates(stable: Rate, canary: Rate, canaryProbability: number): Rate {
  return {
    yes: (1 - canaryProbability) * stable.yes + canaryProbability * canary.yes,
    no: (1 - canaryProbability) * stable.no + canaryProbability * canary.no,
  };
}
