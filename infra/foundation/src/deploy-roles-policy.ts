import type { DeployTarget } from "./deploy-policies.ts";
import { globalArn, type Place } from "./place.ts";
import { allow, deny, type PolicyDocument, policy } from "./policy-document.ts";
import { stageArns } from "./stage-arns.ts";

export const READ_ROLES = [
  "iam:GetRole",
  "iam:GetRolePolicy",
  "iam:ListRolePolicies",
  "iam:ListAttachedRolePolicies",
  "iam:ListInstanceProfilesForRole",
  "iam:ListRoleTags",
] as const;

/** The service of API Gateway that needs a role of its own in the account, once, for domains and traces. */
const API_GATEWAY = "ops.apigateway.amazonaws.com";

/** The roles of the stage's functions, which never exceed the boundary. The deploy role itself lies on another path. */
export function rolesPolicy(place: Place, { stage, boundaryArn }: DeployTarget): PolicyDocument {
  const { roles } = stageArns(place, stage);
  const bounded = { StringEquals: { "iam:PermissionsBoundary": boundaryArn } };
  return policy([
    allow(
      "BoundedRoles",
      ["iam:CreateRole", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy", "iam:DeleteRolePolicy"],
      [roles],
      bounded,
    ),
    allow(
      "Roles",
      [
        ...READ_ROLES,
        "iam:DeleteRole",
        "iam:UpdateRole",
        "iam:UpdateRoleDescription",
        "iam:UpdateAssumeRolePolicy",
        "iam:TagRole",
        "iam:UntagRole",
      ],
      [roles],
    ),
    deny(
      "KeepBoundary",
      [
        "iam:DeleteRolePermissionsBoundary",
        "iam:CreatePolicyVersion",
        "iam:SetDefaultPolicyVersion",
        "iam:DeletePolicyVersion",
        "iam:DeletePolicy",
      ],
      ["*"],
    ),
    allow("PassRoles", ["iam:PassRole"], [roles], {
      StringEquals: { "iam:PassedToService": ["lambda.amazonaws.com", "scheduler.amazonaws.com"] },
    }),
    allow(
      "ApiGatewayServiceRole",
      ["iam:CreateServiceLinkedRole"],
      [globalArn(place, "iam", `role/aws-service-role/${API_GATEWAY}/AWSServiceRoleForAPIGateway`)],
      { StringEquals: { "iam:AWSServiceName": API_GATEWAY } },
    ),
  ]);
}
