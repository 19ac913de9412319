import type { Routing } from "./routing.ts";

/**
 * What callers get. A share of 0 reaches nobody and one of 1 everybody: Lambda itself writes such weights for a moment
 * while it moves provisioned concurrency.
 */
export function routingOf(primary: string, weights: Readonly<Record<string, number>>): Routing {
  const [first, ...others] = Object.entries(weights).filter(([, share]) => share > 0);
  if (others.length > 0) {
    throw new Error(`Expected an alias over at most two versions, found weights ${JSON.stringify(weights)}.`);
  }
  if (first === undefined) return { primary };
  const [version, share] = first;
  return share >= 1
    ? { primary: version }
    : { primary, additional: { version, weight: weightOfShare(share) } };
}

/** Shares have six decimals and percents four, so that 0.7 % is 0.007 and 0.7 % again, and not 0.006999999999999999. */
export function shareOfWeight(percent: number): number {
  return Number((percent / 100).toFixed(6));
}

export function weightOfShare(share: number): number {
  return Number((share * 100).toFixed(4));
}
