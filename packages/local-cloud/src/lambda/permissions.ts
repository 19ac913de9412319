import type { Permission } from "../wire/service.ts";
import { functionArn, parseFunctionName } from "./function-names.ts";

/** Operations whose resource is the version or alias that the request names. */
const QUALIFIED = new Set([
  "Invoke",
  "GetFunction",
  "GetFunctionConfiguration",
  "AddPermission",
  "RemovePermission",
  "GetPolicy",
  "DeleteFunction",
  "PutProvisionedConcurrencyConfig",
  "GetProvisionedConcurrencyConfig",
  "DeleteProvisionedConcurrencyConfig",
  "PutFunctionEventInvokeConfig",
  "UpdateFunctionEventInvokeConfig",
  "GetFunctionEventInvokeConfig",
  "DeleteFunctionEventInvokeConfig",
]);

/** Operations on the function as a whole; for aliases too, IAM looks at the function's ARN. */
const UNQUALIFIED = new Set([
  "CreateFunction",
  "UpdateFunctionCode",
  "UpdateFunctionConfiguration",
  "PublishVersion",
  "ListVersionsByFunction",
  "CreateAlias",
  "GetAlias",
  "UpdateAlias",
  "DeleteAlias",
  "ListAliases",
  "PutFunctionConcurrency",
  "GetFunctionConcurrency",
  "DeleteFunctionConcurrency",
  "ListProvisionedConcurrencyConfigs",
  "ListFunctionEventInvokeConfigs",
]);

/** Where the IAM action is not named as the operation is. */
const ACTIONS: Readonly<Record<string, string>> = { Invoke: "InvokeFunction" };

/** What a role session needs for an operation; undefined (refused) for a name that cannot be read. */
export function lambdaPermissions(
  region: string,
  operation: string,
  input: Readonly<Record<string, unknown>>,
): readonly Permission[] | undefined {
  const action = `lambda:${ACTIONS[operation] ?? operation}`;
  if (operation === "ListFunctions") return [{ action, resource: "*" }];
  if (operation === "TagResource" || operation === "UntagResource" || operation === "ListTags") {
    return typeof input["Resource"] === "string" ? [{ action, resource: input["Resource"] }] : undefined;
  }
  const isQualified = QUALIFIED.has(operation);
  if (!isQualified && !UNQUALIFIED.has(operation)) return undefined;
  const arn = arnIn(region, input, isQualified);
  if (arn === undefined) return undefined;
  const { Role: role } = input;
  // Who gives a function a role gives it that role's rights.
  const passRole = typeof role === "string" ? [{ action: "iam:PassRole", resource: role }] : [];
  return [{ action, resource: arn }, ...passRole];
}

function arnIn(
  region: string,
  input: Readonly<Record<string, unknown>>,
  isQualified: boolean,
): string | undefined {
  const { FunctionName: functionName, Qualifier: qualifier } = input;
  if (typeof functionName !== "string") return undefined;
  try {
    const reference = parseFunctionName(
      functionName,
      typeof qualifier === "string" ? qualifier : undefined,
      region,
    );
    return functionArn(region, reference.name, isQualified ? reference.qualifier : undefined);
  } catch {
    // The operation itself says what is wrong with the name, to a caller who may.
    return undefined;
  }
}
