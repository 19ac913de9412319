import { createJudge, type SampleRatio } from "./judge/judge.ts";
import { type GuardrailPlans, guardrailsOf } from "./plan.ts";
import type { GuardrailBatch, Verdict } from "./verdict.ts";

/** Plain JSON that only the judge reads. It is kept with the release, so a pass can go on where the last one ended. */
export type JudgeState = unknown;

/**
 * Weighs the evidence of one release. Pure: the same batches give the same verdicts. (Methods, so that a judge may take
 * the states of its own making and no others; nothing here ever makes one.)
 */
export interface Judge {
  start(): JudgeState;
  observe(state: JudgeState, batches: readonly GuardrailBatch[]): JudgeState;
  verdicts(state: JudgeState): readonly Verdict[];
  sampleRatio(state: JudgeState): SampleRatio;
}

/** Makes the judge of a plan's guardrails. */
export type JudgeFor = (guardrails: GuardrailPlans) => Judge;

/** The judge that decides in service. */
export function judgeFor(guardrails: GuardrailPlans): Judge {
  return createJudge({
    guardrails: guardrailsOf({ guardrails }).map(([guardrail, { thresholds, historicRates, margin }]) => ({
      guardrail,
      thresholds,
      historicRates,
      margin,
    })),
  });
}
