import type { Guardrail } from "../verdict.ts";
import { checkShare } from "./counts.ts";

/** What one guardrail of a release is judged by. */
export interface GuardrailConfig {
  readonly guardrail: Guardrail;
  /**
   * What a request exceeds to count as an event, one count each: milliseconds for `latency` and `init`, micro-dollars
   * for `cost`. Empty where the outcome is yes or no.
   */
  readonly thresholds: readonly number[];
  /**
   * Stable's usual share of events, one per threshold (one where there is none), above 0 and below 1. A guess will
   * do: it is soon outweighed, and being wrong costs power, not validity.
   */
  readonly historicRates: readonly number[];
  /** The canary's share of events may exceed stable's by this and still be proven ok. Above 0, below 1. */
  readonly margin: number;
}

export interface JudgeConfig {
  /** Chance that a harmless release is ever called harmful, over all its guardrails. Default 0.01. */
  readonly falseAlarm?: number;
  /** Chance that one guardrail is ever proven ok though worse by more than its margin all along. Default 0.05. */
  readonly falseProof?: number;
  /** Includes `errors`, which counts every request and so tells whether the split is as it should be. */
  readonly guardrails: readonly GuardrailConfig[];
}

/** How one guardrail is tested. */
export interface Method {
  /** Part of the false alarms that it may cause. The parts sum to 1. */
  readonly alarmShare: number;
  /** How many times the odds of an event may have grown: the bets. The least decides how small a harm is found. */
  readonly oddsRatios: readonly number[];
}

const RARE = [1.5, 2, 3, 5, 10, 30, 100, 300];
const COMMON = [1.2, 1.5, 2, 3, 5, 10];

export const METHODS: Readonly<Record<Guardrail, Method>> = {
  errors: { alarmShare: 0.4, oddsRatios: RARE },
  latency: { alarmShare: 0.3, oddsRatios: COMMON },
  init: { alarmShare: 0.1, oddsRatios: COMMON },
  cost: { alarmShare: 0.1, oddsRatios: COMMON },
  "llm-share": { alarmShare: 0.1, oddsRatios: COMMON },
};

const FALSE_ALARM = 0.01;
const FALSE_PROOF = 0.05;

/** The config with its defaults, checked. Throws RangeError naming the field. */
export function checkConfig(config: JudgeConfig): Required<JudgeConfig> {
  const { falseAlarm = FALSE_ALARM, falseProof = FALSE_PROOF, guardrails } = config;
  checkShare("falseAlarm", falseAlarm);
  checkShare("falseProof", falseProof);
  const names = guardrails.map(({ guardrail }) => guardrail);
  if (!names.includes("errors")) throw new RangeError("guardrails: expected errors among them, found none");
  guardrails.forEach((each, index) => {
    const field = `guardrails[${index}]`;
    if (!Object.hasOwn(METHODS, each.guardrail)) {
      throw new RangeError(
        `${field}.guardrail: expected one of ${Object.keys(METHODS).join(", ")}, found ${each.guardrail}`,
      );
    }
    if (names.indexOf(each.guardrail) !== index) {
      throw new RangeError(`${field}.guardrail: ${each.guardrail} is there twice`);
    }
    checkGuardrail(field, each);
  });
  return {
    falseAlarm,
    falseProof,
    guardrails: guardrails.map(({ guardrail, thresholds, historicRates, margin }) => ({
      guardrail,
      thresholds,
      historicRates,
      margin,
    })),
  };
}

function checkGuardrail(field: string, { thresholds, historicRates, margin }: GuardrailConfig): void {
  thresholds.forEach((threshold, index) => {
    if (!(Number.isFinite(threshold) && threshold > 0)) {
      throw new RangeError(`${field}.thresholds[${index}]: expected a number above 0, found ${threshold}`);
    }
  });
  const expected = Math.max(1, thresholds.length);
  if (historicRates.length !== expected) {
    throw new RangeError(`${field}.historicRates: expected ${expected} rates, found ${historicRates.length}`);
  }
  historicRates.forEach((rate, index) => {
    checkShare(`${field}.historicRates[${index}]`, rate);
  });
  checkShare(`${field}.margin`, margin);
}
