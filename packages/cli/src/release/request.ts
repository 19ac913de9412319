import type { ExperimentPlan, RolloutPlan } from "@switchyard/rollout";

/** What a person can order while a release is under way. */
export type ReleaseVerb = "approve" | "pause" | "resume" | "promote" | "abort";

export interface StartRequest {
  readonly verb: "start";
  readonly by: string;
  readonly why: string;
  /** Without one, the release that the last deployment left waiting is started. */
  readonly version?: string;
  /** A plan that the controller knows by name, or one of one's own. */
  readonly plan?: string | RolloutPlan;
  readonly experiment?: ExperimentPlan;
  readonly hotfix?: true;
  readonly force?: true;
}

/** One question to the release controller, as it goes over the wire. */
export type ControllerRequest =
  | StartRequest
  | { readonly verb: ReleaseVerb; readonly by: string; readonly why: string }
  | { readonly verb: "status" }
  | { readonly verb: "history"; readonly from?: number };
