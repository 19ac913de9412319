import type { Project } from "../projects.ts";
import type { Change } from "./changes.ts";

/** One stack of one of our programs. */
export interface StackTarget {
  readonly project: Project;
  readonly stack: string;
  /** Config values over those in the stack's file, by full key. */
  readonly config: Readonly<Record<string, string>>;
  /** Only the resources within components of this type, and none that others need. */
  readonly onlyComponent?: string;
}

export interface StackPlan {
  readonly changes: readonly Change[];
  /** What the policies have against it, a sentence each. With any of these the stack is not deployed. */
  readonly violations: readonly string[];
}

/** What was changed by somebody else since the last deployment, a line each. Empty = nothing. */
export type Drift = readonly string[];

/** Runs our Pulumi programs, by the Pulumi CLI on AWS or by the engine of the local cloud. */
export interface StackDeployer {
  readonly preview: (target: StackTarget) => Promise<StackPlan>;
  readonly up: (target: StackTarget) => Promise<void>;
  /** Outputs by name, those that are text and no secret; undefined when the stack was never deployed. */
  readonly outputs: (
    project: Project,
    stack: string,
  ) => Promise<Readonly<Record<string, string>> | undefined>;
  readonly drift: (target: StackTarget) => Promise<Drift>;
  readonly close: () => Promise<void>;
}
