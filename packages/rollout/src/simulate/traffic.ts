import { type ArmMinute, MINUTE_MS, type ObservedMinute } from "../observation.ts";
import type { GuardrailPlans } from "../plan.ts";
import type { ObservationSource } from "../ports.ts";
import type { ArmCounts, Guardrail } from "../verdict.ts";
import { type Dice, drawBinomial, drawPoisson } from "./dice.ts";
import type { PlacedOutage } from "./outages.ts";
import { coldShare, shareAbove } from "./shares.ts";
import type { VersionBehaviour, World } from "./world.ts";

/** Traffic as it happened, whether anybody has noticed or not. */
export interface Truth {
  readonly candidateRequests: number;
  readonly candidateFailures: number;
}

export interface SimulatedTraffic {
  readonly source: ObservationSource;
  /** Lets the next minute pass while the alias gives this percentage to the candidate. */
  readonly pass: (weight: number) => void;
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
  let candidateRequests = 0;
  let candidateFailures = 0;

  return {
    source: {
      since: async ({ cursor }) => {
        const known = Math.max(0, minutes.length - world.metricDelayMinutes);
        return {
          minutes: minutes.slice(cursor === undefined ? 0 : Number(cursor), known),
          cursor: String(known),
          freshToMs: known * MINUTE_MS,
        };
      },
    },
    pass: (weight) => {
      const minute = minutes.length;
      const mean =
        world.requestsPerMinute * (1 + world.dailySwing * Math.sin((2 * Math.PI * minute) / 1_440));
      const share = Math.min(1, weight >= 100 ? 1 : (weight / 100) * world.weightFactor);
      const requests = drawPoisson(mean, dice);
      const own = drawBinomial(requests, share, dice);
      const outage = outages.find(
        ({ fromMinute, minutes: length }) => minute >= fromMinute && minute < fromMinute + length,
      );
      const candidate = drawArm(own, mean * share, world.candidate, outage, guardrails, dice);
      candidateRequests += own;
      candidateFailures += candidate.counts.errors?.[0]?.events ?? 0;
      minutes.push({
        startMs: minute * MINUTE_MS,
        stable: drawArm(requests - own, mean * (1 - share), world.stable, outage, guardrails, dice),
        candidate,
        late: false,
      });
    },
    truth: () => ({ candidateRequests, candidateFailures }),
    minute: (number) => minutes[number],
  };
}

function drawArm(
  requests: number,
  requestsPerMinute: number,
  behaviour: VersionBehaviour,
  outage: PlacedOutage | undefined,
  guardrails: GuardrailPlans,
  dice: Dice,
): ArmMinute {
  const cold = drawBinomial(requests, coldShare(requestsPerMinute), dice);
  const failing = 1 - (1 - behaviour.errorShare) * (1 - (outage?.errorShare ?? 0));
  const median = behaviour.medianLatencyMs * (outage?.slowdown ?? 1);
  const shares: Readonly<Record<Guardrail, readonly [among: number, share: (threshold: number) => number]>> =
    {
      errors: [requests, () => failing],
      latency: [requests - cold, (ms) => shareAbove(ms, median, behaviour.latencySpread)],
      init: [cold, (ms) => shareAbove(ms, behaviour.medianInitMs, INIT_SPREAD)],
      cost: [requests, (cost) => shareAbove(cost, behaviour.medianCostMicroDollars, COST_SPREAD)],
      "llm-share": [requests, () => behaviour.llmShare],
    };
  const counts: Partial<Record<Guardrail, readonly ArmCounts[]>> = {};
  for (const guardrail of NAMES) {
    const settings = guardrails[guardrail];
    if (settings === undefined) continue;
    const [among, share] = shares[guardrail];
    const thresholds = settings.thresholds.length === 0 ? [0] : settings.thresholds;
    counts[guardrail] = drawExceedances(among, thresholds.map(share), dice);
  }
  return { requests, counts };
}

const NAMES: readonly Guardrail[] = ["errors", "latency", "init", "cost", "llm-share"];
const INIT_SPREAD = 0.3;
const COST_SPREAD = 0.5;

/** One draw for all thresholds: what exceeds the second is among what exceeds the first. */
function drawExceedances(requests: number, shares: readonly number[], dice: Dice): readonly ArmCounts[] {
  let among = requests;
  let before = 1;
  return shares.map((share) => {
    const events = before === 0 ? 0 : drawBinomial(among, share / before, dice);
    among = events;
    before = share;
    return { requests, events };
  });
}
