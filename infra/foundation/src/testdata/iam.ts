import { type Decision, evaluate, evaluateResourcePolicy, parsePolicy } from "@switchyard/local-cloud/iam";
import type { Place } from "../place.ts";

export const ACCOUNT = "111122223333";
export const PLACE: Place = { partition: "aws", region: "us-east-1", accountId: ACCOUNT };
export const REPOSITORY_ARN = `arn:aws:ecr:us-east-1:${ACCOUNT}:repository/switchyard-router`;
export const PROVIDER_ARN = `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`;

/** A call as IAM sees it. */
export interface Call {
  readonly action: string;
  readonly resource: string;
  /** Condition keys in lower case. */
  readonly context?: Readonly<Record<string, readonly string[]>>;
}

/** Every key that a policy of ours asks for: known, and absent from the request unless a call says otherwise. */
const ABSENT: Readonly<Record<string, readonly string[]>> = {
  "aws:requesttag/switchyard:stage": [],
  "aws:resourcetag/switchyard:stage": [],
  "aws:tagkeys": [],
  "aws:securetransport": ["true"],
  "iam:awsservicename": [],
  "iam:passedtoservice": [],
  "iam:permissionsboundary": [],
};

/** What IAM says to calls of somebody with these policies. */
export function decider(policies: Readonly<Record<string, unknown>>): (call: Call) => Decision["kind"] {
  const read = Object.values(policies).map((policy) => parsePolicy(JSON.stringify(policy), "identity"));
  return ({ action, resource, context }) =>
    evaluate(read, { action, resource, context: { ...ABSENT, ...context } }).kind;
}

export function decide(policies: Readonly<Record<string, unknown>>, call: Call): Decision["kind"] {
  return decider(policies)(call);
}

/** Whether a call is allowed both by the role's policies and by its boundary. */
export function isAllowedWithin(boundary: unknown, policy: unknown, call: Call): boolean {
  return decide({ policy }, call) === "allowed" && decide({ boundary }, call) === "allowed";
}

/** What a trust policy says to a token of GitHub's with these claims. */
export function trusts(document: unknown, claims: { readonly sub: string; readonly aud: string }): boolean {
  const policy = parsePolicy(JSON.stringify(document), "trust");
  return (
    evaluateResourcePolicy(policy, {
      providerArn: PROVIDER_ARN,
      action: "sts:AssumeRoleWithWebIdentity",
      resource: "*",
      context: {
        "token.actions.githubusercontent.com:sub": [claims.sub],
        "token.actions.githubusercontent.com:aud": [claims.aud],
      },
    }).kind === "allowed"
  );
}
