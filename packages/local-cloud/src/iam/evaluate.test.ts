import { describe, expect, it } from "vitest";
import type { ConditionContext } from "./conditions.ts";
import { evaluate, evaluateResourcePolicy } from "./evaluate.ts";
import { parsePolicy } from "./policy.ts";

const FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:router";
const ALLOW_ALL = { Effect: "Allow", Action: "*", Resource: "*" };

function decide(
  statements: readonly unknown[],
  action = "lambda:InvokeFunction",
  resource = FUNCTION,
  context: ConditionContext = {},
) {
  const policies = statements.map((statement) =>
    parsePolicy(JSON.stringify({ Version: "2012-10-17", Statement: statement }), "identity"),
  );
  return evaluate(policies, { action, resource, context }).kind;
}

describe("evaluate", () => {
  it.each<[string, readonly unknown[], string]>([
    ["no policy allows nothing", [], "not-allowed"],
    [
      "an Allow of the action on the resource allows",
      [{ Effect: "Allow", Action: "lambda:InvokeFunction", Resource: FUNCTION }],
      "allowed",
    ],
    [
      "an Allow of another action does not",
      [{ Effect: "Allow", Action: "lambda:GetFunction", Resource: FUNCTION }],
      "not-allowed",
    ],
    [
      "an Allow on another resource does not",
      [{ Effect: "Allow", Action: "*", Resource: `${FUNCTION}2` }],
      "not-allowed",
    ],
    [
      "one of several actions suffices",
      [{ Effect: "Allow", Action: ["s3:*", "lambda:Invoke*"], Resource: ["arn:aws:s3:::b", FUNCTION] }],
      "allowed",
    ],
    [
      "a Deny beats an Allow",
      [ALLOW_ALL, { Effect: "Deny", Action: "lambda:*", Resource: "*" }],
      "explicitly-denied",
    ],
    [
      "a Deny beats an Allow that comes later",
      [{ Effect: "Deny", Action: "lambda:*", Resource: "*" }, ALLOW_ALL],
      "explicitly-denied",
    ],
    [
      "a Deny of something else does not matter",
      [ALLOW_ALL, { Effect: "Deny", Action: "s3:*", Resource: "*" }],
      "allowed",
    ],
    ["NotAction allows the rest", [{ Effect: "Allow", NotAction: "iam:*", Resource: "*" }], "allowed"],
    [
      "NotAction leaves out what it names",
      [{ Effect: "Allow", NotAction: ["iam:*", "lambda:*"], Resource: "*" }],
      "not-allowed",
    ],
    [
      "NotResource denies the rest",
      [ALLOW_ALL, { Effect: "Deny", Action: "*", NotResource: `${FUNCTION}2` }],
      "explicitly-denied",
    ],
    [
      "NotResource spares what it names",
      [ALLOW_ALL, { Effect: "Deny", Action: "*", NotResource: FUNCTION }],
      "allowed",
    ],
  ])("%s", (_fact, statements, expected) => {
    expect(decide(statements)).toBe(expected);
  });

  it("asks for a * when the action knows no resources", () => {
    const narrow = {
      Effect: "Allow",
      Action: "cloudwatch:PutMetricData",
      Resource: "arn:aws:cloudwatch:us-east-1:000000000000:*",
    };
    expect(decide([narrow], "cloudwatch:PutMetricData", "*")).toBe("not-allowed");
    expect(decide([{ ...narrow, Resource: "*" }], "cloudwatch:PutMetricData", "*")).toBe("allowed");
  });
});

describe("conditions", () => {
  const context: ConditionContext = {
    "aws:sourcearn": ["arn:aws:execute-api:us-east-1:000000000000:abc/prod/POST/query"],
    "aws:username": ["Ann"],
    "aws:tagkeys": ["a", "b"],
    "aws:currenttime": ["2026-01-02T03:04:05Z"],
    "aws:securetransport": ["true"],
    "s3:max-keys": ["10"],
    "aws:absent": [],
  };
  it.each<[string, Record<string, unknown>, boolean]>([
    ["StringEquals", { "aws:username": "Ann" }, true],
    ["StringEquals", { "aws:username": "ann" }, false],
    ["StringEquals", { "aws:username": "A*" }, false],
    ["StringEquals", { "AWS:UserName": ["Bob", "Ann"] }, true],
    ["StringEquals", { "aws:absent": "x" }, false],
    ["StringEqualsIfExists", { "aws:absent": "x" }, true],
    ["StringEqualsIfExists", { "aws:username": "x" }, false],
    ["StringNotEquals", { "aws:username": "Bob" }, true],
    ["StringNotEquals", { "aws:username": ["Bob", "Ann"] }, false],
    ["StringNotEquals", { "aws:absent": "x" }, true],
    ["StringEqualsIgnoreCase", { "aws:username": "ANN" }, true],
    ["StringNotEqualsIgnoreCase", { "aws:username": "ANN" }, false],
    ["StringLike", { "aws:username": "A?n" }, true],
    ["StringLike", { "aws:username": "?n" }, false],
    ["StringNotLike", { "aws:username": "A*" }, false],
    ["ArnLike", { "aws:SourceArn": "arn:aws:execute-api:*:000000000000:abc/*/POST/query" }, true],
    ["ArnEquals", { "aws:SourceArn": "arn:aws:execute-api:us-east-1:000000000000:abc/*" }, true],
    ["ArnLike", { "aws:SourceArn": "arn:aws:execute-api:us-east-1:000000000000:xyz/*" }, false],
    ["ArnNotLike", { "aws:SourceArn": "arn:aws:execute-api:us-east-1:000000000000:xyz/*" }, true],
    ["ArnNotEquals", { "aws:SourceArn": "arn:aws:execute-api:us-east-1:000000000000:abc/*" }, false],
    ["Bool", { "aws:SecureTransport": true }, true],
    ["Bool", { "aws:SecureTransport": "false" }, false],
    ["NumericEquals", { "s3:max-keys": 10 }, true],
    ["NumericNotEquals", { "s3:max-keys": 10 }, false],
    ["NumericLessThan", { "s3:max-keys": 10 }, false],
    ["NumericLessThanEquals", { "s3:max-keys": 10 }, true],
    ["NumericGreaterThan", { "s3:max-keys": 9 }, true],
    ["NumericGreaterThanEquals", { "s3:max-keys": "11" }, false],
    ["DateGreaterThan", { "aws:CurrentTime": "2026-01-01T00:00:00Z" }, true],
    ["DateLessThan", { "aws:CurrentTime": "2026-01-01" }, false],
    ["DateEquals", { "aws:CurrentTime": "2026-01-02T04:04:05+01:00" }, true],
    ["Null", { "aws:absent": "true" }, true],
    ["Null", { "aws:username": "true" }, false],
    ["Null", { "aws:username": "false" }, true],
    ["ForAnyValue:StringEquals", { "aws:TagKeys": ["b", "c"] }, true],
    ["ForAnyValue:StringEquals", { "aws:TagKeys": "c" }, false],
    ["ForAnyValue:StringNotEquals", { "aws:absent": "c" }, false],
    ["ForAllValues:StringEquals", { "aws:TagKeys": ["a", "b", "c"] }, true],
    ["ForAllValues:StringEquals", { "aws:TagKeys": ["a"] }, false],
    ["ForAllValues:StringEquals", { "aws:absent": ["a"] }, true],
  ])("%s %j holds: %s", (operator, tests, expected) => {
    const statement = { ...ALLOW_ALL, Condition: { [operator]: tests } };
    expect(decide([statement], "a:b", "*", context)).toBe(expected ? "allowed" : "not-allowed");
  });

  it("must all hold", () => {
    const Condition = { StringEquals: { "aws:username": "Ann", "aws:absent": "x" } };
    expect(decide([{ ...ALLOW_ALL, Condition }], "a:b", "*", context)).toBe("not-allowed");
  });

  it("on a key that the local cloud does not supply never allow, and always deny", () => {
    const Condition = { StringEquals: { "ec2:Region": "x" } };
    expect(decide([{ ...ALLOW_ALL, Condition }], "a:b", "*", context)).toBe("not-allowed");
    expect(decide([ALLOW_ALL, { ...ALLOW_ALL, Effect: "Deny", Condition }], "a:b", "*", context)).toBe(
      "deny-unknown",
    );
    const settled = { StringEquals: { "ec2:Region": "x", "aws:username": "Bob" } };
    expect(
      decide([ALLOW_ALL, { ...ALLOW_ALL, Effect: "Deny", Condition: settled }], "a:b", "*", context),
    ).toBe("allowed");
  });
});

describe("evaluateResourcePolicy", () => {
  const ROLE = "arn:aws:iam::000000000000:role/r";
  const API = "arn:aws:execute-api:us-east-1:000000000000:abc/prod/POST/query";
  const decideFor = (
    statement: unknown,
    who: { principalService?: string; roleArn?: string; providerArn?: string },
    sourceArn = API,
  ) =>
    evaluateResourcePolicy(
      parsePolicy(JSON.stringify({ Version: "2012-10-17", Statement: statement }), "resource"),
      {
        ...who,
        action: "lambda:InvokeFunction",
        resource: FUNCTION,
        context: { "aws:sourcearn": [sourceArn], "aws:sourceaccount": ["000000000000"] },
      },
    ).kind;
  const gateway = {
    Sid: "api",
    Effect: "Allow",
    Principal: { Service: "apigateway.amazonaws.com" },
    Action: "lambda:InvokeFunction",
    Resource: FUNCTION,
    Condition: { ArnLike: { "AWS:SourceArn": "arn:aws:execute-api:us-east-1:000000000000:abc/*" } },
  };

  it("allows the service that it names, for the source that it names", () => {
    expect(decideFor(gateway, { principalService: "apigateway.amazonaws.com" })).toBe("allowed");
    expect(decideFor(gateway, { principalService: "events.amazonaws.com" })).toBe("not-allowed");
    expect(decideFor(gateway, { roleArn: ROLE })).toBe("not-allowed");
    const other = "arn:aws:execute-api:us-east-1:000000000000:xyz/prod/POST/query";
    expect(decideFor(gateway, { principalService: "apigateway.amazonaws.com" }, other)).toBe("not-allowed");
  });

  it("allows a role that it names, and delegates when it names the account", () => {
    const of = (Principal: unknown) => ({ ...gateway, Condition: undefined, Principal });
    expect(decideFor(of({ AWS: ROLE }), { roleArn: ROLE })).toBe("allowed");
    expect(decideFor(of({ AWS: `${ROLE}2` }), { roleArn: ROLE })).toBe("not-allowed");
    expect(decideFor(of({ AWS: "000000000000" }), { roleArn: ROLE })).toBe("delegated");
    expect(decideFor(of({ AWS: "arn:aws:iam::000000000000:root" }), { roleArn: ROLE })).toBe("delegated");
    expect(decideFor(of({ AWS: "111111111111" }), { roleArn: ROLE })).toBe("not-allowed");
    expect(decideFor(of({ AWS: "000000000000" }), { principalService: "apigateway.amazonaws.com" })).toBe(
      "not-allowed",
    );
    expect(decideFor(of({ AWS: "000000000000" }), {})).toBe("delegated");
    expect(decideFor(of("*"), { roleArn: ROLE })).toBe("allowed");
    expect(decideFor(of("*"), { principalService: "apigateway.amazonaws.com" })).toBe("allowed");
  });

  it("allows whom a trusted identity provider vouches for, and nobody else", () => {
    const providerArn = "arn:aws:iam::000000000000:oidc-provider/token.actions.githubusercontent.com";
    const federated = { ...gateway, Condition: undefined, Principal: { Federated: providerArn } };
    expect(decideFor(federated, { providerArn })).toBe("allowed");
    expect(decideFor(federated, { providerArn: `${providerArn}2` })).toBe("not-allowed");
    expect(decideFor(federated, { roleArn: ROLE })).toBe("not-allowed");
    expect(decideFor({ ...federated, Principal: { AWS: ROLE } }, { providerArn })).toBe("not-allowed");
  });

  it("denies the members of an account that a Deny names", () => {
    const deny = {
      ...gateway,
      Sid: "deny",
      Effect: "Deny",
      Condition: undefined,
      Principal: { AWS: "000000000000" },
    };
    const allow = { ...gateway, Condition: undefined, Principal: { AWS: ROLE } };
    expect(decideFor([allow, deny], { roleArn: ROLE })).toBe("explicitly-denied");
    expect(decideFor([gateway, deny], { principalService: "apigateway.amazonaws.com" })).toBe("allowed");
  });
});
