import { type DeployTarget, deployPolicies } from "./deploy-policies.ts";
import { type FoundationConfig, IMAGES_ENVIRONMENT } from "./foundation-schema.ts";
import { imagesPolicy } from "./images-policy.ts";
import type { Place } from "./place.ts";
import type { PolicyParts } from "./policy-document.ts";
import { readParts, readPolicies } from "./read-policies.ts";
import { type StackName, type StatePlace, statePolicy } from "./state-policy.ts";

/** What policies name, and only a deployment knows. */
export interface AccountFacts {
  readonly place: Place;
  readonly repositoryArn: string;
  readonly providerArn: string;
  /** By stage. */
  readonly boundaryArns: Readonly<Record<string, string>>;
  /** Undefined where the state is kept elsewhere. */
  readonly state: StatePlace | undefined;
}

/** A role for an environment on GitHub. */
export interface RolePlan {
  readonly environment: string;
  readonly roleName: string;
  /** Keys of what `policies` returns. */
  readonly parts: readonly string[];
  readonly sessionHours: number;
  readonly policies: (facts: AccountFacts) => PolicyParts;
}

const SHORT_HOURS = 1;
/** As long as GitHub lets a job run: a promotion waits for a release. */
const LONG_HOURS = 6;

/** The roles of an account: one for images where it builds them, one for each stage, one that only reads. */
export function rolePlans(config: FoundationConfig, foundationStack: string): readonly RolePlan[] {
  const foundation = { project: "switchyard-foundation", stack: foundationStack };
  const { stages, stateBucket, promotions } = config;
  const routers = stages.map(routerStack);
  const stateParts = stateBucket === undefined ? [] : ["state"];
  const withState = (
    parts: PolicyParts,
    { state }: AccountFacts,
    access: Parameters<typeof statePolicy>[1],
  ): PolicyParts => (state === undefined ? parts : { ...parts, state: statePolicy(state, access) });
  const images: RolePlan = {
    environment: IMAGES_ENVIRONMENT,
    roleName: "switchyard-images",
    parts: ["push", ...stateParts],
    sessionHours: SHORT_HOURS,
    policies: (facts) =>
      withState({ push: imagesPolicy(facts) }, facts, { writes: [foundation], reads: [], locks: [] }),
  };
  const deploys = stages.map(
    (stage): RolePlan => ({
      environment: stage,
      roleName: `switchyard-deploy-${stage}`,
      parts: ["functions", "roles", "api", "services", ...stateParts],
      sessionHours: LONG_HOURS,
      policies: (facts) =>
        withState(deployPolicies(facts.place, targetOf(stage, promotions[stage], facts)), facts, {
          writes: [routerStack(stage)],
          reads: [foundation],
          locks: [],
        }),
    }),
  );
  const read: RolePlan = {
    environment: "read-only",
    roleName: "switchyard-read",
    parts: [...readParts(stages), ...stateParts],
    sessionHours: SHORT_HOURS,
    policies: (facts) =>
      withState(readPolicies(facts.place, stages), facts, {
        writes: [],
        reads: [foundation, ...routers],
        locks: routers,
      }),
  };
  return [...(config.images ? [images] : []), ...deploys, ...(stages.length > 0 ? [read] : [])];
}

function routerStack(stage: string): StackName {
  return { project: "switchyard-router", stack: stage };
}

function targetOf(stage: string, promotedFrom: string | undefined, facts: AccountFacts): DeployTarget {
  const boundaryArn = facts.boundaryArns[stage];
  if (boundaryArn === undefined) {
    throw new Error(`Expected a permissions boundary for stage ${stage}, found none.`);
  }
  return { stage, boundaryArn, repositoryArn: facts.repositoryArn, promotedFrom };
}
