import type { EventId } from "../variants/events.ts";
import type { RegimeId } from "./regimes.ts";

/** What the router is built towards. Not there: no goal was set. */
export interface Goal {
  readonly name: string;
  readonly event: EventId;
  readonly regime: RegimeId;
  readonly firstAnswerOverFloor?: number;
  readonly firstAnswerOverNaive?: number;
  readonly cpuOverFloor?: number;
}

export const GOALS: readonly Goal[] = [
  { name: "*the bar*", event: "decision", regime: "full", cpuOverFloor: 1.15 },
  { name: "*the moonshot*", event: "decision", regime: "full", cpuOverFloor: 1.05 },
  {
    name: "*the bar*",
    event: "invoke",
    regime: "burst",
    firstAnswerOverFloor: 2.5,
    firstAnswerOverNaive: 0.3,
  },
  {
    name: "*the moonshot*",
    event: "invoke",
    regime: "burst",
    firstAnswerOverFloor: 2,
    firstAnswerOverNaive: 0.2,
  },
];
