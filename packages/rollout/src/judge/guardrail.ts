import type { ArmCounts, GuardrailBatch } from "../verdict.ts";
import { type Bets, hedge, logCapital, placeBets, startBets } from "./bets.ts";
import { type GuardrailConfig, METHODS } from "./config.ts";
import { addCounts, NO_COUNTS } from "./counts.ts";
import { match, nothingPending, type Pending } from "./matching.ts";
import { safetyIncrement } from "./non-inferiority.ts";
import { expectedRate, rememberCounts } from "./rate.ts";
import { harmIncrement, type TwoArms } from "./two-arm.ts";

/** What is known of one threshold of a guardrail (or of its yes or no). */
export interface ThresholdState {
  /** All requests so far. */
  readonly stable: ArmCounts;
  readonly canary: ArmCounts;
  /** Stable's recent counts, that the expected rate comes from. */
  readonly recentStable: ArmCounts;
  /** ln of the e-value that the canary is not worse by more than the margin. */
  readonly logProof: number;
}

/** Plain JSON. */
export interface GuardrailState {
  readonly thresholds: readonly ThresholdState[];
  /** One cell for each threshold and odds ratio, threshold by threshold. */
  readonly harm: Bets;
  /** Highest ln of the e-value of harm so far: what was shown once is not forgotten. */
  readonly highestLogHarm: number;
  readonly pending: Pending;
}

export function startGuardrail({ guardrail, historicRates }: GuardrailConfig): GuardrailState {
  const threshold = { stable: NO_COUNTS, canary: NO_COUNTS, recentStable: NO_COUNTS, logProof: 0 };
  return {
    thresholds: historicRates.map(() => threshold),
    harm: startBets(historicRates.length * METHODS[guardrail].oddsRatios.length),
    highestLogHarm: 0,
    pending: nothingPending(historicRates.length),
  };
}

/**
 * How far beyond what proof takes evidence is stored: so little that a canary which turns bad after a good week is
 * soon no longer proven, so much that a good one, whose evidence falls by x at times with probability e^-x, is
 * unproven again in a minute of a thousand. (An e-process that is cut to a constant and goes on from there is one.)
 */
const STORED_BEYOND_PROOF = Math.log(1_000);

/** Weighs one batch. `proofNeeded` is ln of the e-value that proof takes. */
export function weighBatch(
  state: GuardrailState,
  batch: GuardrailBatch,
  config: GuardrailConfig,
  proofNeeded: number,
): GuardrailState {
  const { pending, block } = match(state.pending, batch);
  const counted = { ...countAll(state, batch), pending };
  return block === undefined ? counted : bet(counted, block, config, proofNeeded);
}

function countAll(state: GuardrailState, batch: GuardrailBatch): GuardrailState {
  return {
    ...state,
    thresholds: state.thresholds.map((threshold, index) => ({
      ...threshold,
      stable: addCounts(threshold.stable, batch.stable[index] ?? NO_COUNTS),
      canary: addCounts(threshold.canary, batch.canary[index] ?? NO_COUNTS),
    })),
  };
}

/** Bets on a block. The expected rates come from what was there before it: that is what makes the bets fair. */
function bet(
  state: GuardrailState,
  block: readonly TwoArms[],
  config: GuardrailConfig,
  proofNeeded: number,
): GuardrailState {
  const { oddsRatios } = METHODS[config.guardrail];
  const increments: number[] = [];
  const thresholds = state.thresholds.map((threshold, index) => {
    const arms = block[index];
    const historicRate = config.historicRates[index];
    if (arms === undefined || historicRate === undefined) {
      throw new RangeError(`batch: expected counts for threshold ${index}, found none`);
    }
    const expected = expectedRate(threshold.recentStable, historicRate);
    for (const oddsRatio of oddsRatios) increments.push(hedge(harmIncrement(arms, expected, oddsRatio)));
    const logProof = threshold.logProof + hedge(safetyIncrement(arms, expected, config.margin));
    return {
      ...threshold,
      recentStable: rememberCounts(threshold.recentStable, arms.stable),
      logProof: Math.min(logProof, proofNeeded + STORED_BEYOND_PROOF),
    };
  });
  const harm = placeBets(state.harm, increments);
  return {
    thresholds,
    harm,
    highestLogHarm: Math.max(state.highestLogHarm, logCapital(harm)),
    pending: state.pending,
  };
}

/** Index of the threshold whose bets have won most. */
export function mostHarmed(state: GuardrailState): number {
  const cells = state.harm.logs.length / state.thresholds.length;
  const best = state.thresholds.map((_, index) =>
    Math.max(...state.harm.logs.slice(index * cells, (index + 1) * cells)),
  );
  return best.indexOf(Math.max(...best));
}

/** Index of the threshold that is furthest from proof. All must be proven, so it speaks for the guardrail. */
export function leastProven(state: GuardrailState): number {
  const proofs = state.thresholds.map(({ logProof }) => logProof);
  return proofs.indexOf(Math.min(...proofs));
}
