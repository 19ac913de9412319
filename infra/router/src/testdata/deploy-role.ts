import type { DeploymentCall } from "@switchyard/local-cloud";
import { evaluate, parsePolicy } from "@switchyard/local-cloud/iam";
import { deployPolicies } from "../../../foundation/src/deploy-policies.ts";

/** The local cloud as policies name it. */
const PLACE = { partition: "aws", region: "us-east-1", accountId: "000000000000" };
const STAGE_TAG = "switchyard:stage";

/** The local cloud looks for a deployment's API among all of them; Pulumi's provider for AWS knows it. */
const ONLY_HERE: readonly string[] = ["GetRestApis"];

/** A permission that a recorded call needs, in the circumstances of the call. */
export interface NeededPermission {
  readonly action: string;
  readonly resource: string;
  /** Condition keys in lower case. */
  readonly context: Readonly<Record<string, readonly string[]>>;
}

/** Keys that policies ask for: known, and absent from a request unless the call brings them. */
const ABSENT = {
  "aws:requesttag/switchyard:stage": [],
  "aws:resourcetag/switchyard:stage": [],
  "aws:tagkeys": [],
  "iam:permissionsboundary": [],
  "iam:passedtoservice": [],
  "iam:awsservicename": [],
};

/** What somebody who deploys a stage must be allowed, by the calls that its deployments made. */
export function neededFor(stage: string, calls: readonly DeploymentCall[]): readonly NeededPermission[] {
  const boundaries = new Map(
    calls
      .filter(({ operation }) => operation === "CreateRole")
      .map(({ input }) => [input["RoleName"], input["PermissionsBoundary"]]),
  );
  const needed = calls
    .filter(({ operation }) => !ONLY_HERE.includes(operation))
    .flatMap(({ operation, input, permissions }) =>
      permissions.map(({ action, resource }) => ({
        action,
        resource,
        context: {
          ...ABSENT,
          ...tagsOf(action, input, stage),
          ...boundaryOf(action, input, boundaries),
          ...(action === "iam:PassRole" ? { "iam:passedtoservice": [serviceBehind(operation)] } : {}),
        },
      })),
    );
  return [...new Map(needed.map((each) => [JSON.stringify(each), each])).values()];
}

/** API Gateway tells stages apart by tags: those that a request brings, and those that its API has by then. */
function tagsOf(action: string, input: DeploymentCall["input"], stage: string) {
  if (!action.startsWith("apigateway:")) return {};
  const tags: unknown = input["tags"];
  if (typeof tags !== "object" || tags === null) return { "aws:resourcetag/switchyard:stage": [stage] };
  const own: unknown = Reflect.get(tags, STAGE_TAG);
  return {
    "aws:requesttag/switchyard:stage": typeof own === "string" ? [own] : [],
    "aws:tagkeys": Object.keys(tags),
    // A stage of an API is part of the API, and brings tags of its own.
    ...("restApiId" in input ? { "aws:resourcetag/switchyard:stage": [stage] } : {}),
  };
}

function serviceBehind(operation: string): string {
  return operation.endsWith("Schedule") ? "scheduler.amazonaws.com" : "lambda.amazonaws.com";
}

function boundaryOf(
  action: string,
  input: DeploymentCall["input"],
  boundaries: ReadonlyMap<unknown, unknown>,
) {
  const boundary = input["PermissionsBoundary"] ?? boundaries.get(input["RoleName"]);
  return action.startsWith("iam:") && typeof boundary === "string"
    ? { "iam:permissionsboundary": [boundary] }
    : {};
}

/** The permissions that the deploy role of a stage does not have, as `action on resource`. */
export function refusedTo(stage: string, needed: readonly NeededPermission[]): readonly string[] {
  const parts = deployPolicies(PLACE, {
    stage,
    boundaryArn: `arn:aws:iam::${PLACE.accountId}:policy/switchyard-${stage}-boundary`,
    repositoryArn: `arn:aws:ecr:us-east-1:${PLACE.accountId}:repository/switchyard-router`,
    promotedFrom: undefined,
  });
  const policies = Object.values(parts).map((part) => parsePolicy(JSON.stringify(part), "identity"));
  return needed
    .filter((request) => evaluate(policies, request).kind !== "allowed")
    .map(({ action, resource }) => `${action} on ${resource}`);
}
