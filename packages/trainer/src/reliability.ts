/** A label that was held for right with a probability, and whether it was. */
export interface Claim {
  /** 0 to 1. */
  readonly probability: number;
  readonly right: boolean;
}

/** Claims of like probability: `from` belongs to the bin and `to` does not, but for the last. */
export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly right: number;
  /** Undefined of no claims. */
  readonly meanProbability: number | undefined;
  /** Undefined of no claims. */
  readonly shareRight: number | undefined;
}

export interface Reliability {
  /** Ten of equal width, from 0 to 1. */
  readonly bins: readonly ReliabilityBin[];
  readonly count: number;
  /** The mean distance between what was claimed and what came true, over all claims by their bins; undefined of no claims. */
  readonly expectedCalibrationError: number | undefined;
}

const BINS = 10;

/** Sets what was claimed against what came true. */
export function reliabilityOf(claims: readonly Claim[]): Reliability {
  const sums = Array.from({ length: BINS }, () => ({ count: 0, right: 0, probability: 0 }));
  for (const { probability, right } of claims) {
    const bin = sums[probability === 1 ? BINS - 1 : Math.floor(probability * BINS)];
    if (bin === undefined) throw new Error(`Expected a probability from 0 to 1, found ${probability}.`);
    bin.count++;
    bin.right += Number(right);
    bin.probability += probability;
  }
  const distance = sums.reduce((sum, bin) => sum + Math.abs(bin.probability - bin.right), 0);
  return {
    bins: sums.map(({ count, right, probability }, index) => ({
      from: index / BINS,
      to: (index + 1) / BINS,
      count,
      right,
      meanProbability: count === 0 ? undefined : probability / count,
      shareRight: count === 0 ? undefined : right / count,
    })),
    count: claims.length,
    expectedCalibrationError: claims.length === 0 ? undefined : distance / claims.length,
  };
}
