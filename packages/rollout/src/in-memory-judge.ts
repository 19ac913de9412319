import type { Judge, JudgeState } from "./judge-port.ts";
import type { GuardrailPlans } from "./plan.ts";
import type { ArmCounts, GuardrailBatch, Verdict } from "./verdict.ts";

/**
 * A judge by rule of thumb, for tests of what stands around it: harmful from 5 events of the candidate at three times
 * stable's share, proven from 100 requests of the candidate, suspicious when a batch says so by a weight of 66 %.
 */
export function createInMemoryJudge(_guardrails: GuardrailPlans): Judge {
  return {
    start: () => ({ batches: [] }),
    observe: (state, batches) => ({ batches: [...batchesIn(state), ...batches] }),
    verdicts: (state) =>
      [...new Set(batchesIn(state).map(({ guardrail }) => guardrail))].map((guardrail) => {
        const own = batchesIn(state).filter((batch) => batch.guardrail === guardrail);
        const stable = sum(own.flatMap((batch) => batch.stable));
        const canary = sum(own.flatMap((batch) => batch.canary));
        return { guardrail, ...judgeOne(stable, canary) };
      }),
    sampleRatio: (state) => {
      const isOdd = batchesIn(state).some(({ canaryProbability }) => canaryProbability === 0.66);
      return { kind: isOdd ? "suspicious" : "balanced", evidence: "by rule of thumb", numbers: {} };
    },
  };
}

function judgeOne(stable: ArmCounts, canary: ArmCounts): Omit<Verdict, "guardrail"> {
  const isHarmful =
    canary.events >= 5 && canary.events * stable.requests > 3 * stable.events * canary.requests;
  const evidence = `${canary.events} of ${canary.requests} against ${stable.events} of ${stable.requests}`;
  const numbers = { canaryEvents: canary.events };
  if (isHarmful) return { kind: "harmful", evidence, numbers };
  return { kind: canary.requests >= 100 ? "proven-ok" : "undecided", evidence, numbers };
}

function batchesIn(state: JudgeState): readonly GuardrailBatch[] {
  return typeof state === "object" && state !== null && "batches" in state && Array.isArray(state.batches)
    ? state.batches
    : [];
}

function sum(counts: readonly ArmCounts[]): ArmCounts {
  return counts.reduce(
    (total, { requests, events }) => ({ requests: total.requests + requests, events: total.events + events }),
    { requests: 0, events: 0 },
  );
}
