import type { GuardrailBatch, Verdict } from "../verdict.ts";
import { logCapital } from "./bets.ts";
import { checkConfig, type GuardrailConfig, type JudgeConfig, METHODS } from "./config.ts";
import { checkBatch } from "./counts.ts";
import { comparison, NOUNS, odds, percentagePoints, whole } from "./evidence.ts";
import { type GuardrailState, leastProven, mostHarmed, startGuardrail, weighBatch } from "./guardrail.ts";
import { addToSegments, segmentsLogEvidence, type WeightSegment } from "./sample-ratio.ts";
import { checkState, type JudgeState, STATE_VERSION } from "./state.ts";

/** Whether the alias splits its traffic as its weights say. `balanced`: nothing speaks against it. */
export interface SampleRatio {
  readonly kind: "balanced" | "suspicious";
  /** One plain sentence for people. */
  readonly evidence: string;
  /** All finite. */
  readonly numbers: Readonly<Record<string, number>>;
}

/**
 * Judges one release. Pure: the same batches in the same order give the same verdicts. Valid at every look; safe
 * under weights that ramp and outages that both versions share.
 */
export interface Judge {
  start(): JudgeState;
  /**
   * Weighs more batches, each once. Throws RangeError that names the field when a count is no whole number of 0 or
   * more, or the state is not one of this judge's.
   */
  observe(state: JudgeState, batches: readonly GuardrailBatch[]): JudgeState;
  /** One per guardrail, in the order of the config. */
  verdicts(state: JudgeState): readonly Verdict[];
  sampleRatio(state: JudgeState): SampleRatio;
}

/** E-value from which the split is suspect: at most once in a thousand releases by chance. */
const SUSPICIOUS_SPLIT = 1_000;

export function createJudge(config: JudgeConfig): Judge {
  const { falseAlarm, falseProof, guardrails } = checkConfig(config);
  const fingerprint = JSON.stringify({ falseAlarm, falseProof, guardrails });
  const proofNeeded = -Math.log(falseProof);
  // What this judge made is not read again for damage: a week of minutes asks ten thousand times.
  const sound = new WeakSet<JudgeState>();
  const read = (state: JudgeState) => {
    if (!sound.has(state)) checkState(state, fingerprint, guardrails);
    sound.add(state);
    return state;
  };

  return {
    start: () => ({
      version: STATE_VERSION,
      config: fingerprint,
      guardrails: guardrails.map(startGuardrail),
      split: [],
    }),

    observe: (state, batches) => {
      const before = read(state);
      const states = [...before.guardrails];
      let split: readonly WeightSegment[] = before.split;
      batches.forEach((batch, position) => {
        const field = `batches[${position}]`;
        const index = guardrails.findIndex(({ guardrail }) => guardrail === batch.guardrail);
        const guardrail = guardrails[index];
        const weighed = states[index];
        if (guardrail === undefined || weighed === undefined) {
          throw new RangeError(`${field}.guardrail: this judge has no guardrail ${String(batch.guardrail)}`);
        }
        checkBatch(field, batch, guardrail.historicRates.length);
        states[index] = weighBatch(weighed, batch, guardrail, proofNeeded);
        if (batch.guardrail === "errors") split = addToSegments(split, splitOf(batch));
      });
      const after: JudgeState = { ...before, guardrails: states, split };
      sound.add(after);
      return after;
    },

    verdicts: (state) => {
      const { guardrails: states } = read(state);
      return guardrails.flatMap((guardrail, index) => {
        const weighed = states[index];
        if (weighed === undefined) return [];
        const harmNeeded = -Math.log(falseAlarm * METHODS[guardrail.guardrail].alarmShare);
        return [verdictOf(guardrail, weighed, harmNeeded, proofNeeded)];
      });
    },

    sampleRatio: (state) => sampleRatioOf(read(state).split),
  };
}

function splitOf({ canaryProbability, stable, canary }: GuardrailBatch): WeightSegment {
  return { canaryProbability, stable: stable[0]?.requests ?? 0, canary: canary[0]?.requests ?? 0 };
}

function verdictOf(
  config: GuardrailConfig,
  state: GuardrailState,
  harmNeeded: number,
  proofNeeded: number,
): Verdict {
  const { guardrail } = config;
  const isHarmful = state.highestLogHarm >= harmNeeded;
  const index = isHarmful ? mostHarmed(state) : leastProven(state);
  const counts = state.thresholds[index];
  if (counts === undefined) throw new RangeError(`${guardrail}: expected a threshold, found none`);
  const threshold = config.thresholds[index];
  const numbers = {
    canaryRequests: counts.canary.requests,
    canaryEvents: counts.canary.events,
    stableRequests: counts.stable.requests,
    stableEvents: counts.stable.events,
    ...(threshold === undefined ? {} : { threshold }),
    logHarm: logCapital(state.harm),
    highestLogHarm: state.highestLogHarm,
    logHarmNeeded: harmNeeded,
    logProof: counts.logProof,
    logProofNeeded: proofNeeded,
    margin: config.margin,
  };
  const compared = comparison(guardrail, threshold, counts);
  if (isHarmful) {
    const evidence = `${compared}; odds of chance at most ${odds(state.highestLogHarm)}`;
    return { guardrail, kind: "harmful", evidence, numbers };
  }
  if (counts.canary.requests === 0) {
    return { guardrail, kind: "undecided", evidence: `no canary ${NOUNS[guardrail]} yet`, numbers };
  }
  const margin = percentagePoints(config.margin);
  if (counts.logProof >= proofNeeded) {
    const evidence = `${compared}; worse by ${margin} is ruled out, odds of error at most ${odds(counts.logProof)}`;
    return { guardrail, kind: "proven-ok", evidence, numbers };
  }
  const evidence = `${compared}; too little to call it harmful, or to rule out that it is worse by ${margin}`;
  return { guardrail, kind: "undecided", evidence, numbers };
}

/** Judges a split by its requests under each weight. */
export function sampleRatioOf(split: readonly WeightSegment[]): SampleRatio {
  const logEvidence = segmentsLogEvidence(split);
  const canary = split.reduce((sum, segment) => sum + segment.canary, 0);
  const requests = split.reduce((sum, segment) => sum + segment.stable, canary);
  const expected = split.reduce(
    (sum, segment) => sum + (segment.stable + segment.canary) * segment.canaryProbability,
    0,
  );
  const numbers = {
    canaryRequests: canary,
    requests,
    expectedCanaryRequests: expected,
    logEvidence,
    logEvidenceNeeded: Math.log(SUSPICIOUS_SPLIT),
  };
  const evidence = `the canary got ${whole(canary)} of ${whole(requests)} requests, where its weights promise ${whole(Math.round(expected))}`;
  return logEvidence >= Math.log(SUSPICIOUS_SPLIT)
    ? { kind: "suspicious", evidence: `${evidence}; odds of chance at most ${odds(logEvidence)}`, numbers }
    : { kind: "balanced", evidence, numbers };
}
