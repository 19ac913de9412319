import type { StateName } from "./state.ts";

/**
 * What may follow what. The one place that says so: every change of state goes through `mayFollow`, and whatever does
 * not stand here is refused. A state may follow itself only where it is listed (a step is followed by a step).
 */
export const TRANSITIONS: Readonly<Record<StateName, readonly StateName[]>> = {
  idle: ["validating", "drifted"],
  validating: ["stepping", "paused", "rolling_back", "drifted"],
  // `completed` ends an experiment here; a rollout completes from `baking` alone.
  stepping: ["stepping", "baking", "completed", "paused", "incident", "rolling_back", "drifted"],
  // A limit broken at 100 % reopens the comparison: `stepping`.
  baking: ["completed", "stepping", "paused", "incident", "rolling_back", "drifted"],
  // A limit broken at 100 % reopens the comparison, and the release stays paused: `paused`.
  paused: ["paused", "validating", "stepping", "baking", "incident", "rolling_back", "drifted"],
  incident: ["stepping", "baking", "paused", "rolling_back", "drifted"],
  rolling_back: ["rolled_back", "drifted"],
  rolled_back: ["validating", "drifted"],
  completed: ["validating", "drifted"],
  drifted: [
    "idle",
    "validating",
    "stepping",
    "baking",
    "paused",
    "incident",
    "completed",
    "rolled_back",
    "rolling_back",
  ],
};

export function mayFollow(from: StateName, to: StateName): boolean {
  return TRANSITIONS[from].includes(to);
}
