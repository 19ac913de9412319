import type { GuardrailConfig } from "./config.ts";
import { METHODS } from "./config.ts";
import type { GuardrailState } from "./guardrail.ts";
import type { WeightSegment } from "./sample-ratio.ts";

/** Raise it with every change of the state's shape or of the meaning of its numbers. */
export const STATE_VERSION = 1;

/** What the judge remembers of a release: plain JSON, kept with the release between passes. */
export type JudgeState = {
  readonly version: number;
  /** The config that it was made under, in full: evidence under other rules is no evidence. */
  readonly config: string;
  /** In the order of the config. */
  readonly guardrails: readonly GuardrailState[];
  /** Requests by weight. */
  readonly split: readonly WeightSegment[];
};

/** Refuses a state that this judge did not make, or that came back damaged. */
export function checkState(
  state: JudgeState,
  fingerprint: string,
  guardrails: readonly GuardrailConfig[],
): JudgeState {
  if (typeof state !== "object" || state === null) {
    throw new RangeError(`state: expected what this judge made, found ${String(state)}`);
  }
  if (state.version !== STATE_VERSION) {
    throw new RangeError(
      `state.version: expected ${STATE_VERSION}, found ${String(state.version)}; start the release anew`,
    );
  }
  if (state.config !== fingerprint) {
    throw new RangeError("state.config: expected this judge's config, found another; start the release anew");
  }
  const damage = damagedMember(state);
  if (damage !== undefined) throw new RangeError(`state${damage}: expected a finite number, found none`);
  for (const [index, { guardrail, historicRates }] of guardrails.entries()) {
    const weighed = state.guardrails[index];
    checkLength(`state.guardrails[${index}].thresholds`, weighed?.thresholds, historicRates.length);
    const cells = historicRates.length * METHODS[guardrail].oddsRatios.length;
    checkLength(`state.guardrails[${index}].harm.logs`, weighed?.harm.logs, cells);
  }
  return state;
}

function checkLength(field: string, list: readonly unknown[] | undefined, expected: number): void {
  if (list?.length !== expected) {
    throw new RangeError(`${field}: expected ${expected} entries, found ${String(list?.length)}`);
  }
}

/**
 * Path of a leaf that is neither text nor a finite number: JSON turns what is not finite into null, and null would
 * count as 0.
 */
function damagedMember(value: unknown): string | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? undefined : "";
  if (typeof value === "string") return undefined;
  if (typeof value !== "object" || value === null) return "";
  for (const [key, member] of Object.entries(value)) {
    const damage = damagedMember(member);
    if (damage !== undefined) return `.${key}${damage}`;
  }
  return undefined;
}
