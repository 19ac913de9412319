import { on, type ResourceCalls } from "./calls.ts";

const IN = "us-east-1:111122223333";
const FUNCTION = `arn:aws:lambda:${IN}:function:switchyard-<stage>-router`;
const ALIAS = `${FUNCTION}:live`;
const VERSION = `${FUNCTION}:7`;
const REPOSITORY = `arn:aws:ecr:${IN}:repository/switchyard-router`;
const LOG_GROUP = `arn:aws:logs:${IN}:log-group:/aws/lambda/switchyard-<stage>-router`;
const ROLE = "arn:aws:iam::111122223333:role/switchyard/<stage>/router-role-1a2b3c4";
const IMAGE = on(REPOSITORY, "ecr:BatchGetImage ecr:GetDownloadUrlForLayer");
/** Lambda asks for them on behalf of whoever puts a function into a VPC. */
const VPC = on("*", "ec2:DescribeSecurityGroups ec2:DescribeSubnets ec2:DescribeVpcs");
const PASS = on(ROLE, "iam:PassRole", { passedTo: "lambda.amazonaws.com" });

/** By the provider's sources: internal/service/lambda, logs and iam of terraform-provider-aws. */
export const LAMBDA_CALLS: Readonly<Record<string, ResourceCalls>> = {
  "aws:lambda/function:Function": {
    create: [
      ...on(FUNCTION, "lambda:CreateFunction lambda:TagResource lambda:PutFunctionConcurrency"),
      ...IMAGE,
      ...VPC,
      ...PASS,
    ],
    read: [
      ...on(FUNCTION, "lambda:GetFunction lambda:ListVersionsByFunction lambda:ListTags"),
      ...on(FUNCTION, "lambda:GetFunctionCodeSigningConfig lambda:GetFunctionConcurrency"),
    ],
    update: [
      ...on(FUNCTION, "lambda:UpdateFunctionCode lambda:UpdateFunctionConfiguration lambda:PublishVersion"),
      ...on(FUNCTION, "lambda:PutFunctionConcurrency lambda:DeleteFunctionConcurrency"),
      ...on(FUNCTION, "lambda:TagResource lambda:UntagResource lambda:GetFunctionConfiguration"),
      ...on(VERSION, "lambda:GetFunctionConfiguration"),
      ...IMAGE,
      ...VPC,
      ...PASS,
    ],
    delete: on(FUNCTION, "lambda:DeleteFunction lambda:GetFunction"),
  },
  "aws:lambda/alias:Alias": {
    create: on(FUNCTION, "lambda:CreateAlias"),
    read: on(FUNCTION, "lambda:GetAlias"),
    // All that could change is ignored or constant.
    update: [],
    delete: on(FUNCTION, "lambda:DeleteAlias"),
  },
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": {
    create: on(FUNCTION, "lambda:PutFunctionEventInvokeConfig"),
    read: on(FUNCTION, "lambda:GetFunctionEventInvokeConfig"),
    update: on(FUNCTION, "lambda:PutFunctionEventInvokeConfig"),
    delete: on(FUNCTION, "lambda:DeleteFunctionEventInvokeConfig"),
  },
  "aws:lambda/permission:Permission": {
    create: [...on(FUNCTION, "lambda:AddPermission"), ...on(ALIAS, "lambda:AddPermission")],
    read: [...on(FUNCTION, "lambda:GetPolicy"), ...on(ALIAS, "lambda:GetPolicy")],
    update: [],
    delete: [...on(FUNCTION, "lambda:RemovePermission"), ...on(ALIAS, "lambda:RemovePermission")],
  },
  /** A data source: the version in service, before a deployment. */
  "aws:lambda/getFunction:getFunction": {
    create: [],
    read: [
      ...on(FUNCTION, "lambda:GetFunction lambda:GetFunctionConcurrency lambda:GetFunctionCodeSigningConfig"),
      ...on(ALIAS, "lambda:GetFunction"),
    ],
    update: [],
    delete: [],
  },
  "aws:cloudwatch/logGroup:LogGroup": {
    create: on(LOG_GROUP, "logs:CreateLogGroup logs:TagResource logs:PutRetentionPolicy"),
    read: [
      ...on("arn:aws:logs:us-east-1:111122223333:log-group::log-stream:*", "logs:DescribeLogGroups"),
      ...on(LOG_GROUP, "logs:ListTagsForResource"),
    ],
    update: on(
      LOG_GROUP,
      "logs:PutRetentionPolicy logs:DeleteRetentionPolicy logs:TagResource logs:UntagResource",
    ),
    delete: on(`${LOG_GROUP}:*`, "logs:DeleteLogGroup"),
  },
  "aws:iam/role:Role": {
    create: [...on(ROLE, "iam:CreateRole", { isBounded: true }), ...on(ROLE, "iam:TagRole")],
    read: on(ROLE, "iam:GetRole iam:ListRolePolicies iam:ListAttachedRolePolicies iam:ListRoleTags"),
    update: [
      ...on(ROLE, "iam:UpdateAssumeRolePolicy iam:UpdateRole iam:UpdateRoleDescription"),
      ...on(ROLE, "iam:TagRole iam:UntagRole"),
      ...on(ROLE, "iam:PutRolePermissionsBoundary", { isBounded: true }),
    ],
    delete: on(ROLE, "iam:ListInstanceProfilesForRole iam:DeleteRole"),
  },
  "aws:iam/rolePolicy:RolePolicy": {
    create: on(ROLE, "iam:PutRolePolicy", { isBounded: true }),
    read: on(ROLE, "iam:GetRolePolicy"),
    update: on(ROLE, "iam:PutRolePolicy", { isBounded: true }),
    delete: on(ROLE, "iam:DeleteRolePolicy", { isBounded: true }),
  },
};
