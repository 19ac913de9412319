import { bisect } from "./bisect.ts";
import type { Rate } from "./rate.ts";
import { logLikelihoodRatio, type TwoArms } from "./two-arm.ts";

/**
 * ln of one batch's e-value against "at every moment the canary's share of events is at least stable's plus `margin`"
 * (above 0, below 1), betting that both are `expected`.
 *
 * With ρ the canary's probability, θ the expected rate and (a0, b0 = a0 + margin) the null rates of
 * {@link closestInferior}, a stable request with outcome y is worth p_θ(y)/p_a0(y), a canary's p_θ(y)/p_b0(y).
 *
 * Why it is valid. The null {(a, b): b ≥ a + margin} is convex and the law of (arm, outcome) is affine in (a, b), so
 * the likelihood ratio to the projection of (θ, θ) on the null is an e-variable (reverse information projection:
 * Grünwald, de Heide and Koolen, "Safe testing", JRSS-B 2024; two proportions with a linear boundary: Turner and
 * Grünwald, "Exact anytime-valid confidence intervals for contingency tables and beyond", 2023). Directly: a
 * request's mean worth under true rates (a, b) is f(a, b) = (1-ρ)A(a) + ρB(b) with
 *   A(a) = 1 + (θ-a0)(a-a0)/(a0(1-a0)),  B(b) = 1 + (θ-b0)(b-b0)/(b0(1-b0)),
 * affine, with f(a0, b0) = 1. (a0, b0) minimises (1-ρ)KL(θ‖a) + ρKL(θ‖b) on b = a + margin, so there
 *   ∂f/∂a = -∂f/∂b = λ ≥ 0, hence f(a, b) = 1 - λ·((b - a) - margin) ≤ 1 for every (a, b) of the null.
 * Nothing was assumed of a: the common level may drift and jump, and ρ ramp, as in `two-arm.ts`. With ρ replaced by
 * the canary's part of the batch it is valid given the counts for one common level per batch, by the same inequality
 * of means.
 *
 * What is ruled out is "worse by more than the margin *all along*". A canary that was worse for a part of the time
 * takes that part's evidence away again, but is not excluded by it.
 */
export function safetyIncrement(arms: TwoArms, expected: Rate, margin: number): number {
  const stable = closestInferior(expected, arms.canaryProbability, margin);
  const canary = { yes: stable.yes + margin, no: stable.no - margin };
  return logLikelihoodRatio(arms, { stable: expected, canary: expected }, { stable, canary });
}

/**
 * Stable's rate a0 in the pair (a0, a0 + margin) that is hardest to tell from (θ, θ): the root of
 * (1-ρ)(θ-a)/(a(1-a)) = ρ(b-θ)/(b(1-b)) with b = a + margin. The left side falls and the right side rises in a,
 * between b = θ (or a = 0) and a = θ (or b = 1), so there is exactly one.
 */
export function closestInferior(expected: Rate, canaryProbability: number, margin: number): Rate {
  const lowest = Math.max(0, expected.yes - margin);
  const highest = Math.min(expected.yes, 1 - margin);
  const yes = bisect(lowest, highest, (a) => {
    const b = a + margin;
    const pullOfStable = (1 - canaryProbability) * (expected.yes - a) * b * (1 - b);
    const pullOfCanary = canaryProbability * (b - expected.yes) * a * (1 - a);
    return pullOfStable > pullOfCanary;
  });
  return { yes, no: 1 - yes };
}
