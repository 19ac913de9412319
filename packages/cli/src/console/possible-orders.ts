import type { Verb } from "@switchyard/console";
import { progressIn, type RecordDocument } from "../release/record.ts";

/** What the controller would accept from a person now; where that hangs on more than its record, it has the last word. */
export function possibleOrders({ phase, release, alias }: RecordDocument): readonly Verb[] {
  switch (phase.state) {
    case "validating":
    case "stepping":
    case "baking":
      return ["pause", ...promotion(phase.state, release), "abort"];
    case "paused":
      return [
        phase.why.kind === "approval" ? "approve" : "resume",
        ...promotion(phase.at.state, release),
        "abort",
      ];
    case "incident":
      return ["pause", "abort"];
    case "drifted": {
      const { was } = phase;
      const isAnyones = alias.routing.additional !== undefined && was.state === "idle";
      const leavesSomething = was.state === "rolling_back" || progressIn(was) !== undefined;
      return [...(isAnyones ? [] : (["resume"] as const)), ...(leavesSomething ? (["abort"] as const) : [])];
    }
    case "idle":
    case "rolling_back":
    case "rolled_back":
    case "completed":
      return [];
  }
}

/** A step can be spared its evidence, but not its preparation, not an experiment, and not what is known to harm. */
function promotion(state: string, release: RecordDocument["release"]): readonly Verb[] {
  const isHarmful = release?.verdicts.some(({ kind }) => kind === "harmful") === true;
  return state === "validating" || release?.plan.kind === "experiment" || isHarmful ? [] : ["promote"];
}
