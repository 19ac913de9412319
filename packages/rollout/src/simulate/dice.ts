import { lnGamma } from "../judge/special-functions.ts";

/** A source of randomness: each call gives a number from 0 up to, but not including, 1. */
export type Dice = () => number;

/**
 * Dice that fall the same way for the same seed (sfc32 of PractRand, seeded by splitmix32). The core has no randomness
 * of its own; a simulation is told which one to use, and so can be repeated.
 */
export function createDice(seed: number): Dice {
  let mixed = seed >>> 0;
  const mix = (): number => {
    mixed = (mixed + 0x9e3779b9) >>> 0;
    let z = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
  let [a, b, c, counter] = [mix(), mix(), mix(), 1];
  return () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return (sum >>> 0) / 4_294_967_296;
  };
}

/** How many of `trials` happen, each with the same probability. Exact. */
export function drawBinomial(trials: number, probability: number, dice: Dice): number {
  if (trials <= 0 || probability <= 0) return 0;
  if (probability >= 1) return trials;
  if (probability > 0.5) return trials - drawBinomial(trials, 1 - probability, dice);
  const mode = Math.min(trials, Math.floor((trials + 1) * probability));
  const odds = probability / (1 - probability);
  const logAtMode =
    (mode === 0 ? 0 : lnChoose(trials, mode) + mode * Math.log(probability)) +
    (trials - mode) * Math.log1p(-probability);
  return drawFrom(mode, trials, Math.exp(logAtMode), (k) => (odds * (trials - k)) / (k + 1), dice);
}

function lnChoose(n: number, k: number): number {
  return lnGamma(n + 1) - lnGamma(k + 1) - lnGamma(n - k + 1);
}

/** How many events there are in a time that has `mean` of them on average. Exact. */
export function drawPoisson(mean: number, dice: Dice): number {
  if (mean <= 0) return 0;
  const mode = Math.floor(mean);
  const atMode = Math.exp(mode * Math.log(mean) - mean - lnGamma(mode + 1));
  return drawFrom(mode, Number.POSITIVE_INFINITY, atMode, (k) => mean / (k + 1), dice);
}

/**
 * Inversion from the mode outwards: takes probabilities away from one draw, the likeliest first, until it is used up.
 * `ratio(k)` is P(k + 1) / P(k).
 */
function drawFrom(
  mode: number,
  most: number,
  atMode: number,
  ratio: (k: number) => number,
  dice: Dice,
): number {
  let left = dice() - atMode;
  let [low, high] = [mode, mode];
  let [atLow, atHigh] = [atMode, atMode];
  while (left > 0 && (atLow > 0 || atHigh > 0)) {
    atHigh = high < most ? atHigh * ratio(high) : 0;
    high += 1;
    left -= atHigh;
    if (left <= 0) return Math.min(high, most);
    atLow = low > 0 ? atLow / ratio(low - 1) : 0;
    low -= 1;
    left -= atLow;
    if (left <= 0) return Math.max(low, 0);
  }
  return mode;
}
