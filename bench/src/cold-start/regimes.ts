/** How much CPU there is from the end of INIT on. */
export type RegimeId = "full" | "burst";

export interface Regime {
  readonly id: RegimeId;
  readonly title: string;
  /** Undefined: as much as the machine has. */
  readonly cpus?: number;
}

/** Of a function with 512 MB: Lambda gives one virtual CPU for each 1,769 MB, and more than that during INIT. */
const CPUS_AFTER_INIT = 0.29;

export const REGIMES: readonly Regime[] = [
  { id: "full", title: "all of a CPU" },
  { id: "burst", title: `${CPUS_AFTER_INIT} of a CPU after INIT`, cpus: CPUS_AFTER_INIT },
];
