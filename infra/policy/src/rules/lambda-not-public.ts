import { namesSomebody } from "../conditions.ts";
import type { CheckedResource, Rule, Violation } from "../model.ts";
import { at, isUnknown, ofType, show } from "../values.ts";
import { verdictsOf } from "../verdicts.ts";

const name = "lambda-not-public";
const { broken, unknown } = verdictsOf(name);

/** A service such as API Gateway works for every account, and calls whatever function it may for any of them. */
export const lambdaNotPublic: Rule = {
  name,
  description: "A function is invoked by what the permission names, and has no URL of its own.",
  check: (stack) => [
    ...ofType(stack, "aws:lambda/permission:Permission").flatMap(permissionProblems),
    ...ofType(stack, "aws:lambda/functionUrl:FunctionUrl").map((url) =>
      broken(
        url,
        "expected no function URL, found one. It passes by the API's key, throttle and firewall: add a method to the API instead.",
      ),
    ),
  ],
};

function permissionProblems(permission: CheckedResource): readonly Violation[] {
  const principal = at(permission.props, "principal");
  if (isUnknown(principal)) return [unknown(permission, "principal")];
  if (typeof principal === "string" && /^[^*?]+$/.test(principal) && !isService(principal)) return [];
  const narrowing =
    typeof principal === "string" && isService(principal)
      ? ["sourceArn", "sourceAccount"]
      : ["principalOrgId"];
  const found = narrowing.map((path) => at(permission.props, path));
  if (found.some((value) => typeof value === "string" && !isUnknown(value) && namesSomebody(value)))
    return [];
  const open = narrowing.find((path) => isUnknown(at(permission.props, path)));
  if (open !== undefined) return [unknown(permission, open)];
  return [
    broken(
      permission,
      `${narrowing.join(" or ")}: expected whose request it is, for principal ${show(principal)}, found ${found.map(show).join(" and ")}. ` +
        "Name the resource that may invoke the function, with its account.",
    ),
  ];
}

function isService(principal: string): boolean {
  return /\.amazonaws\.com(\.cn)?$/.test(principal);
}
