import { describe, expect, it } from "vitest";
import { readPolicies } from "./read-policies.ts";
import { ACCOUNT, decide, decider, PLACE } from "./testdata/iam.ts";
import { callOf, PROVIDER_CALLS } from "./testdata/provider-calls.ts";

const POLICIES = readPolicies(PLACE, ["dev", "prod"]);

/** The calls for a stage's resources that the role may make. */
function allowed(operation: "create" | "read" | "update" | "delete", stage: string): readonly string[] {
  const ask = decider(POLICIES);
  return Object.values(PROVIDER_CALLS)
    .flatMap((calls) => calls[operation])
    .filter((call) => ask(callOf(call, stage, "arn:aws:iam::111122223333:policy/b")) === "allowed")
    .map(({ action, resource }) => `${action} on ${resource}`);
}

describe("readPolicies", () => {
  it("allow every read of a refresh, of all stages", () => {
    const reads = Object.values(PROVIDER_CALLS)
      .flatMap(({ read }) => read)
      .map(({ action, resource }) => `${action} on ${resource}`);
    expect(allowed("read", "dev")).toEqual(reads);
    expect(allowed("read", "prod")).toEqual(reads);
  });

  it("allow no write: what they allow of writes are the reads in them", () => {
    const writes = (["create", "update", "delete"] as const).flatMap((operation) =>
      allowed(operation, "dev"),
    );
    expect([...new Set(writes.map((what) => what.replace(/ on .*/, "")))].toSorted()).toEqual([
      "apigateway:GET",
      "dynamodb:DescribeTable",
      "ec2:DescribeSecurityGroups",
      "ec2:DescribeSubnets",
      "ec2:DescribeVpcs",
      "iam:ListInstanceProfilesForRole",
      "lambda:GetFunction",
      "lambda:GetFunctionConfiguration",
      "wafv2:GetWebACL",
    ]);
  });

  it("read nothing of a stage that the account does not list", () => {
    expect(allowed("read", "qa").map((what) => what.replace(/ on .*/, ""))).toEqual([
      "logs:DescribeLogGroups",
      "cloudwatch:DescribeAlarms",
    ]);
  });

  it("allow neither asking the release controller nor reading what people asked", () => {
    const command = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:switchyard-dev-rollout-command`;
    const logs = `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/aws/lambda/switchyard-dev-router:log-stream:x`;
    expect(decide(POLICIES, { action: "lambda:InvokeFunction", resource: command })).toBe("not-allowed");
    expect(decide(POLICIES, { action: "logs:GetLogEvents", resource: logs })).toBe("not-allowed");
    expect(decide(POLICIES, { action: "logs:FilterLogEvents", resource: logs })).toBe("not-allowed");
  });
});
