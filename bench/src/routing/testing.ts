import type { Measured, Row } from "./run-set.ts";

/** A contender that answers half of the questions, 0.2 % of them wrongly at every target. */
export function measuredOf(name: string, other: Partial<Measured> = {}): Row {
  const outcome = { coverage: 0.5, answered: 1_000, right: 998, precision: 0.998, outOfScopeAnswered: 0.001 };
  return {
    name,
    measured: {
      name,
      accuracy: 0.8765,
      outcomes: [0.95, 0.98, 0.99].map((targetPrecision) => ({ targetPrecision, ...outcome })),
      curve: [
        { coverage: 0.5, precision: 0.998 },
        { coverage: 1, precision: 0.9 },
      ],
      latency: { p50Us: 17.4, p99Us: 61, p50Ratio: 4.35, p99Ratio: 3.8 },
      modelBytes: 931_000,
      loading: { loadMs: 1.52, firstAnswerMs: 2.9 },
      trainMs: 27_400,
      ...other,
    },
  };
}
