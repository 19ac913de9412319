/** Why nothing moves. */
export type HoldReason =
  | "preparing"
  | "no-traffic-measured"
  | "minimum-time"
  | "minimum-requests"
  | "telemetry-late"
  | "stable-ill"
  | "candidate-ill"
  | "split-suspicious"
  | "undecided"
  | "both-ill"
  | "alias-behind"
  | "waiting-for-person"
  | "experiment-running"
  | "nothing-in-progress";

/** What a reason means, for people. */
export function explainHold(reason: HoldReason): string {
  switch (reason) {
    case "preparing":
      return "the candidate's environments are not ready yet";
    case "no-traffic-measured":
      return "the traffic is not measured yet, and the request budget depends on it";
    case "minimum-time":
      return "the step has not lasted long enough";
    case "minimum-requests":
      return "the candidate has not answered enough requests";
    case "telemetry-late":
      return "the telemetry is too old to judge by";
    case "stable-ill":
      return "stable exceeds a limit";
    case "candidate-ill":
      return "the candidate exceeds a limit";
    case "split-suspicious":
      return "the traffic does not split as the weights say";
    case "undecided":
      return "the evidence does not prove every guardrail yet";
    case "both-ill":
      return "both versions exceed a limit";
    case "alias-behind":
      return "the alias is not what was ordered";
    case "waiting-for-person":
      return "a person is needed";
    case "experiment-running":
      return "the experiment has not lasted long enough";
    case "nothing-in-progress":
      return "no release is in progress";
  }
}
