import type { SetId } from "./sets.ts";

/** What the model is built towards. Not there: no goal was set. */
export interface Goal {
  readonly name: string;
  readonly accuracy: Readonly<Partial<Record<SetId, number>>>;
  /** At a target precision of 99 %. */
  readonly coverage: Readonly<Partial<Record<SetId, number>>>;
  readonly p99Us: number;
  readonly modelBytes: number;
  readonly loadMs: number;
}

export const GOALS: readonly Goal[] = [
  {
    name: "*the bar*",
    accuracy: { banking77: 0.915, "banking77-10shot": 0.73 },
    coverage: { banking77: 0.65 },
    p99Us: 90,
    modelBytes: 1_000_000,
    loadMs: 6,
  },
  {
    name: "*the moonshot*",
    accuracy: { banking77: 0.93, "banking77-10shot": 0.84 },
    coverage: { banking77: 0.76 },
    p99Us: 50,
    modelBytes: 1_000_000,
    loadMs: 5,
  },
];
