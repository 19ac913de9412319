import type { DeployTarget } from "./deploy-policies.ts";
import type { Place } from "./place.ts";
import { allow, deny, type PolicyDocument, policy } from "./policy-document.ts";
import { stageArns } from "./stage-arns.ts";

/** Reading a function, its versions, its alias and what may call it. */
export const READ_FUNCTIONS = [
  "lambda:GetFunction",
  "lambda:GetFunctionConfiguration",
  "lambda:GetFunctionCodeSigningConfig",
  "lambda:GetFunctionConcurrency",
  "lambda:GetFunctionEventInvokeConfig",
  "lambda:GetAlias",
  "lambda:GetPolicy",
  "lambda:ListTags",
  "lambda:ListVersionsByFunction",
] as const;
export const READ_LOG_GROUPS = ["logs:ListTagsForResource"] as const;

const WRITE_FUNCTIONS = [
  "lambda:CreateFunction",
  "lambda:UpdateFunctionCode",
  "lambda:UpdateFunctionConfiguration",
  "lambda:DeleteFunction",
  "lambda:PublishVersion",
  "lambda:PutFunctionConcurrency",
  "lambda:DeleteFunctionConcurrency",
  "lambda:PutFunctionEventInvokeConfig",
  "lambda:DeleteFunctionEventInvokeConfig",
  "lambda:CreateAlias",
  "lambda:DeleteAlias",
  "lambda:AddPermission",
  "lambda:RemovePermission",
  "lambda:TagResource",
  "lambda:UntagResource",
];
const WRITE_LOG_GROUPS = [
  "logs:CreateLogGroup",
  "logs:DeleteLogGroup",
  "logs:PutRetentionPolicy",
  "logs:DeleteRetentionPolicy",
  "logs:TagResource",
  "logs:UntagResource",
];

/** The stage's functions, their logs and their image; its releases. */
export function functionsPolicy(
  place: Place,
  { stage, repositoryArn, promotedFrom }: DeployTarget,
): PolicyDocument {
  const own = stageArns(place, stage);
  return policy([
    allow("Functions", [...READ_FUNCTIONS, ...WRITE_FUNCTIONS], own.functions),
    // The weights are the release controller's, and a deployment that could write them would race with it.
    deny("LeaveWeights", ["lambda:UpdateAlias"], ["*"]),
    allow(
      "Releases",
      ["lambda:InvokeFunction"],
      [
        own.commandFunction,
        ...(promotedFrom === undefined ? [] : [stageArns(place, promotedFrom).commandFunction]),
      ],
    ),
    // Lambda fetches the image with the rights of whoever names it.
    allow("Image", ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], [repositoryArn]),
    allow("Logs", [...READ_LOG_GROUPS, ...WRITE_LOG_GROUPS], own.logGroups),
    // A release ends with a report of its figures; metrics know no resources.
    accountWideReads("cloudwatch:GetMetricData"),
  ]);
}

/** Reads that know no resources, or look for one among all of the account. They show names and settings, no secrets. */
export function accountWideReads(...more: readonly string[]) {
  return allow(
    "AccountWideReads",
    [
      "logs:DescribeLogGroups",
      "cloudwatch:DescribeAlarms",
      // Lambda checks them for whoever puts a function into a VPC.
      "ec2:DescribeSecurityGroups",
      "ec2:DescribeSubnets",
      "ec2:DescribeVpcs",
      ...more,
    ],
    ["*"],
  );
}
