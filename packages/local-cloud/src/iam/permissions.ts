import { ACCOUNT_ID } from "../account.ts";
import type { Permission } from "../wire/service.ts";
import { iamArn, oidcProviderArn } from "./names.ts";

type Input = Readonly<Record<string, unknown>>;

/**
 * What a role session needs for an IAM operation: `iam:<operation>` on the role or policy in question.
 * `pathOfRole` finds the path of a role that exists, as requests name roles without it.
 */
export function iamPermissions(
  operation: string,
  input: Input,
  pathOfRole: (name: string) => string | undefined,
): readonly Permission[] {
  return [{ action: `iam:${operation}`, resource: resourceOf(operation, input, pathOfRole) }];
}

/**
 * Anyone may ask who they are. AssumeRole decides by itself: a trust policy that names the caller
 * suffices, without any permission of the caller's own.
 */
export function stsPermissions(operation: string): readonly Permission[] | undefined {
  return operation === "GetCallerIdentity" || operation === "AssumeRole" ? [] : undefined;
}

function resourceOf(
  operation: string,
  input: Input,
  pathOfRole: (name: string) => string | undefined,
): string {
  const [roleName, policyName, path, policyArn, providerArn, url] = [
    textOf(input, "RoleName"),
    textOf(input, "PolicyName"),
    textOf(input, "Path") ?? "/",
    textOf(input, "PolicyArn"),
    textOf(input, "OpenIDConnectProviderArn"),
    textOf(input, "Url"),
  ];
  if (roleName !== undefined) return iamArn("role", pathOfRole(roleName) ?? path, roleName);
  if (policyArn !== undefined) return policyArn;
  if (providerArn !== undefined) return providerArn;
  if (url !== undefined) return oidcProviderArn(url);
  if (policyName !== undefined) return iamArn("policy", path, policyName);
  return operation === "ListRoles" ? `arn:aws:iam::${ACCOUNT_ID}:role/` : "*";
}

function textOf(input: Input, name: string): string | undefined {
  const value = input[name];
  return typeof value === "string" ? value : undefined;
}
