const HALF_LN_TWO_PI = Math.log(2 * Math.PI) / 2;

/** From here on Stirling's series with the terms below is exact to double precision. */
const STIRLING_FROM = 15;

/** Coefficients of 1/x, 1/x³, … in Stirling's series: B_2k / (2k(2k-1)), DLMF 5.11.1. */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360_360, 1 / 156];

/** ln Γ(x) for x > 0, to about 15 digits (absolutely, near its zeros at 1 and 2). */
export function lnGamma(x: number): number {
  if (!(x > 0 && Number.isFinite(x))) throw new RangeError(`x: expected a finite number above 0, found ${x}`);
  let shifted = x;
  let product = 1;
  while (shifted < STIRLING_FROM) {
    product *= shifted;
    shifted += 1;
  }
  const inverse = 1 / shifted;
  const series =
    STIRLING.reduceRight((sum, coefficient) => sum * inverse * inverse + coefficient, 0) * inverse;
  return (shifted - 0.5) * Math.log(shifted) - shifted + HALF_LN_TWO_PI + series - Math.log(product);
}

/** ln B(a, b) = ln Γ(a) + ln Γ(b) - ln Γ(a+b) for a, b > 0. */
export function lnBeta(a: number, b: number): number {
  return lnGamma(a) + lnGamma(b) - lnGamma(a + b);
}

/**
 * ln I_x(a, b), the regularised incomplete beta function, for a, b > 0 and 0 ≤ x ≤ 1. By the continued fraction of
 * DLMF 8.17.22, on the side of the mean where it converges; in logarithms, so that 1e-1000 is still told from 0.
 */
export function lnIncompleteBeta(a: number, b: number, x: number): number {
  if (!(x >= 0 && x <= 1)) throw new RangeError(`x: expected a number from 0 to 1, found ${x}`);
  if (x === 0) return Number.NEGATIVE_INFINITY;
  if (x === 1) return 0;
  const lnFront = a * Math.log(x) + b * Math.log1p(-x) - lnBeta(a, b);
  if (x < (a + 1) / (a + b + 2)) return lnFront - Math.log(a) + Math.log(betaFraction(a, b, x));
  const lnRest = lnFront - Math.log(b) + Math.log(betaFraction(b, a, 1 - x));
  return Math.log1p(-Math.exp(lnRest));
}

const MOST_STEPS = 100_000;
const CONVERGED = 1e-15;
/** Stands for 0 in a denominator (Lentz's method as modified by Thompson and Barnett). */
const TINY = 1e-300;

function betaFraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / notZero(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m <= MOST_STEPS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / notZero(1 + even * d);
    c = notZero(1 + even / c);
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / notZero(1 + odd * d);
    c = notZero(1 + odd / c);
    value *= d * c;
    if (Math.abs(d * c - 1) < CONVERGED) return value;
  }
  throw new RangeError(`a, b, x: the fraction does not converge at ${a}, ${b}, ${x}`);
}

function notZero(x: number): number {
  return Math.abs(x) < TINY ? TINY : x;
}

const MOST_NEWTON_STEPS = 60;

/**
 * The lower branch W₋₁ of Lambert's function: the w ≤ -1 with w·e^w = x, for -1/e ≤ x < 0. By Newton's method on
 * ln(-w) + w = ln(-x), which is concave, so the steps cannot overshoot. Near -1/e only half the digits are
 * determined by x.
 */
export function lambertWm1(x: number): number {
  const lnMinusX = Math.log(-x);
  if (!(x < 0 && lnMinusX <= -1))
    throw new RangeError(`x: expected a number from -1/e to below 0, found ${x}`);
  // With u = -w - 1 the equation is u - ln(1+u) = excess; the start is its series (DLMF 4.13.6) for small excess.
  const excess = -1 - lnMinusX;
  if (excess === 0) return -1;
  let u = Math.sqrt(2 * excess) + excess;
  for (let step = 0; step < MOST_NEWTON_STEPS; step++) {
    const next = u - ((u - Math.log1p(u) - excess) * (1 + u)) / u;
    if (Math.abs(next - u) <= 1e-16 * Math.abs(next)) return -1 - next;
    u = next;
  }
  return -1 - u;
}
