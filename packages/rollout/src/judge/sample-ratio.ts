import { checkShare } from "./counts.ts";
import { lnGamma } from "./special-functions.ts";

/** Requests that arrived under one weight. */
export interface WeightSegment {
  /** Above 0, below 1. */
  readonly canaryProbability: number;
  readonly stable: number;
  readonly canary: number;
}

/** Strength of the prior around the expected split, in pseudo-requests; savvi's choice. */
const CONCENTRATION = 100;

/**
 * ln of the e-value against "requests are split with the probabilities `expected`": the Dirichlet-multinomial
 * likelihood with parameters `prior` (default 100·`expected`) over the multinomial one, with a = Σ ai and n = Σ ni
 *   ln Γ(a) - ln Γ(a+n) + Σ[ln Γ(ai + ni) - ln Γ(ai)] - Σ ni·ln θi.
 *
 * Source: Lindon and Malek, "Anytime-valid inference for multinomial count data", NeurIPS 2022; checked against the
 * examples of savvi and ssrm. Assumes one independent draw per request.
 */
export function splitLogEvidence(
  counts: readonly number[],
  expected: readonly number[],
  prior: readonly number[] = expected.map((share) => CONCENTRATION * share),
): number {
  const terms = expected.map((share, index) => {
    checkShare(`expected[${index}]`, share);
    const count = counts[index] ?? 0;
    const pseudo = prior[index] ?? 0;
    return lnGamma(pseudo + count) - lnGamma(pseudo) - count * Math.log(share);
  });
  const pseudoTotal = total(prior);
  return lnGamma(pseudoTotal) - lnGamma(pseudoTotal + total(counts)) + total(terms);
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

/**
 * ln of the e-value against "every weight split its requests as it says": the product over weights, so a ramp is no
 * ratio mismatch. A fault that is the same at each weight is found, each weight finding it anew.
 */
export function segmentsLogEvidence(segments: readonly WeightSegment[]): number {
  return segments.reduce(
    (sum, { canaryProbability, stable, canary }) =>
      sum + splitLogEvidence([stable, canary], [1 - canaryProbability, canaryProbability]),
    0,
  );
}

/** Adds a batch's requests to the segment of its weight. */
export function addToSegments(
  segments: readonly WeightSegment[],
  batch: WeightSegment,
): readonly WeightSegment[] {
  if (batch.stable + batch.canary === 0) return segments;
  const known = segments.some((segment) => segment.canaryProbability === batch.canaryProbability);
  if (!known) return [...segments, batch];
  return segments.map((segment) =>
    segment.canaryProbability === batch.canaryProbability
      ? {
          canaryProbability: segment.canaryProbability,
          stable: segment.stable + batch.stable,
          canary: segment.canary + batch.canary,
        }
      : segment,
  );
}
