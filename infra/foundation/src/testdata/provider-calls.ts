import { API_CALLS } from "./api-calls.ts";
import type { ProviderCall, ResourceCalls } from "./calls.ts";
import type { Call } from "./iam.ts";
import { LAMBDA_CALLS } from "./lambda-calls.ts";
import { SERVICES_CALLS } from "./services-calls.ts";

/** What the AWS provider calls for each type that infra/router has, every option included. */
export const PROVIDER_CALLS: Readonly<Record<string, ResourceCalls>> = {
  ...LAMBDA_CALLS,
  ...API_CALLS,
  ...SERVICES_CALLS,
};

/** Calls that cannot be told apart by stage: every deploy role may make them, whosever resource it is about. */
export const NOT_BY_STAGE: Readonly<Record<string, string>> = {
  "logs:DescribeLogGroups": "Log groups are looked for by prefix, among all of the account.",
  "cloudwatch:DescribeAlarms": "Alarms are looked for by name, among all of the account.",
  "ec2:DescribeSecurityGroups": "EC2 knows no resources for it.",
  "ec2:DescribeSubnets": "EC2 knows no resources for it.",
  "ec2:DescribeVpcs": "EC2 knows no resources for it.",
  "ecr:BatchGetImage": "All stages run images of the one repository.",
  "ecr:GetDownloadUrlForLayer": "All stages run images of the one repository.",
  "wafv2:CreateWebACL on managed rules": "The rule groups are AWS's own.",
  "wafv2:UpdateWebACL on managed rules": "The rule groups are AWS's own.",
  "iam:CreateServiceLinkedRole": "The account has one such role, which API Gateway alone takes on.",
};

/** A call of a deployment of a stage as IAM sees it. */
export function callOf(call: ProviderCall, stage: string, boundaryArn: string): Call {
  const { action, resource, tag, isBounded, passedTo } = call;
  return {
    action,
    resource: resource.replaceAll("<stage>", stage),
    context: {
      ...(tag === "held" ? { "aws:resourcetag/switchyard:stage": [stage] } : {}),
      ...(tag === "brought"
        ? {
            "aws:requesttag/switchyard:stage": [stage],
            "aws:tagkeys": ["project", "switchyard:stage"],
          }
        : {}),
      ...(isBounded === true ? { "iam:permissionsboundary": [boundaryArn] } : {}),
      ...(passedTo === undefined ? {} : { "iam:passedtoservice": [passedTo] }),
      ...(action === "iam:CreateServiceLinkedRole"
        ? { "iam:awsservicename": ["ops.apigateway.amazonaws.com"] }
        : {}),
    },
  };
}

/** Whether every deploy role may make the call: by its name in `NOT_BY_STAGE`. */
export function isNotByStage({ action, resource }: ProviderCall): boolean {
  return (resource.includes("managedruleset") ? `${action} on managed rules` : action) in NOT_BY_STAGE;
}
