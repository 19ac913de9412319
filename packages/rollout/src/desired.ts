import { everyoneOn, type Routing, split } from "./routing.ts";
import type { Phase, Progress, Release, ReleaseRecord } from "./state.ts";

/** What the alias should hold in this state; undefined where the controller has no say (`drifted`). */
export function desiredRouting({ phase, release, alias }: ReleaseRecord): Routing | undefined {
  if (phase.state === "drifted") return undefined;
  // Between releases the alias stays as it was accepted.
  if (release === undefined || phase.state === "idle") return alias.routing;
  const weight = candidateWeight(phase, release);
  return weight === 0
    ? everyoneOn(release.stableVersion)
    : split(release.stableVersion, release.candidate.version, weight);
}

function candidateWeight(phase: Exclude<Phase, { state: "drifted" | "idle" }>, release: Release): number {
  switch (phase.state) {
    case "validating":
    case "stepping":
    case "baking":
      return progressWeight(phase);
    case "paused":
    case "incident":
      return progressWeight(phase.at);
    case "completed":
      return release.plan.kind === "rollout" ? 100 : 0;
    case "rolling_back":
    case "rolled_back":
      return 0;
  }
}

/** Percent of requests that the candidate gets at this point of its way. */
export function progressWeight(progress: Progress): number {
  switch (progress.state) {
    case "validating":
      return 0;
    case "stepping":
      return progress.weight;
    case "baking":
      return 100;
  }
}
