/** Minutes after which Lambda lets an idle environment go: an assumption, nobody documents it. */
const IDLE_MINUTES = 7;

/**
 * Share of requests that find no warm environment. An arm that nobody has asked for a while is cold, and one that
 * grows is cold at its edge: about 70 % at 0.05 requests a minute, 2 % at 3 a minute, 0.3 % from 20 a minute on.
 */
export function coldShare(requestsPerMinute: number): number {
  if (requestsPerMinute <= 0) return 1;
  return Math.min(
    1,
    Math.exp(-IDLE_MINUTES * requestsPerMinute) + Math.max(0.003, 0.06 / (3 + requestsPerMinute)),
  );
}

/** Share of a log-normal quantity above a threshold. */
export function shareAbove(threshold: number, median: number, spread: number): number {
  return normalTail(Math.log(threshold / median) / spread);
}

/**
 * P(Z > z) of the standard normal distribution: erfc by Numerical Recipes' Chebyshev fit, relative error below 1.2e-7.
 */
function normalTail(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + x / 2);
  const polynomial = COEFFICIENTS.reduceRight((sum, coefficient) => sum * t + coefficient, 0);
  const tail = (t * Math.exp(-x * x + polynomial)) / 2;
  return z >= 0 ? tail : 1 - tail;
}

const COEFFICIENTS = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
  -0.82215223, 0.17087277,
];
