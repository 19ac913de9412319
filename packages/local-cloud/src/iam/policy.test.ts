import { describe, expect, it } from "vitest";
import type { PolicyKind } from "./policy.ts";
import { parsePolicy } from "./policy.ts";

const ALLOW = { Effect: "Allow", Action: "lambda:InvokeFunction", Resource: "*" };
const TRUST = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };

function parse(statement: unknown, kind: PolicyKind = "identity") {
  return parsePolicy(JSON.stringify({ Version: "2012-10-17", Statement: statement }), kind);
}

describe("parsePolicy", () => {
  it("reads one statement as well as several", () => {
    const [statement] = parse(ALLOW).statements;
    expect(statement).toEqual({
      sid: undefined,
      effect: "Allow",
      actions: { kind: "only", patterns: ["lambda:InvokeFunction"] },
      resources: { kind: "only", patterns: ["*"] },
      principals: undefined,
      conditions: [],
    });
    expect(parse([ALLOW, { ...ALLOW, Effect: "Deny" }]).statements.map(({ effect }) => effect)).toEqual([
      "Allow",
      "Deny",
    ]);
  });

  it("reads negated elements", () => {
    const [statement] = parse({
      Effect: "Deny",
      NotAction: ["iam:*", "sts:*"],
      NotResource: "arn:aws:s3:::b/*",
    }).statements;
    expect(statement?.actions).toEqual({ kind: "all-except", patterns: ["iam:*", "sts:*"] });
    expect(statement?.resources).toEqual({ kind: "all-except", patterns: ["arn:aws:s3:::b/*"] });
  });

  it("reads conditions, with numbers and booleans as their text", () => {
    const Condition = {
      "ForAnyValue:StringLikeIfExists": { "aws:PrincipalArn": ["a*", "b"] },
      NumericLessThan: { "s3:max-keys": 10 },
      Bool: { "aws:SecureTransport": true },
    };
    expect(parse({ ...ALLOW, Condition }).statements[0]?.conditions).toEqual([
      {
        operator: "StringLike",
        set: "ForAnyValue",
        ifExists: true,
        key: "aws:principalarn",
        values: ["a*", "b"],
      },
      { operator: "NumericLessThan", set: undefined, ifExists: false, key: "s3:max-keys", values: ["10"] },
      { operator: "Bool", set: undefined, ifExists: false, key: "aws:securetransport", values: ["true"] },
    ]);
  });

  it("reads principals of all types", () => {
    const Principal = {
      Service: ["a.amazonaws.com", "b.amazonaws.com"],
      AWS: "000000000000",
      Federated: "arn:aws:iam::000000000000:oidc-provider/x",
    };
    expect(parse({ ...TRUST, Principal }, "trust").statements[0]?.principals).toEqual([
      { type: "AWS", id: "000000000000" },
      { type: "Service", id: "a.amazonaws.com" },
      { type: "Service", id: "b.amazonaws.com" },
      { type: "Federated", id: "arn:aws:iam::000000000000:oidc-provider/x" },
    ]);
    expect(parse({ ...TRUST, Principal: "*" }, "trust").statements[0]?.principals).toEqual([
      { type: "AWS", id: "*" },
    ]);
  });

  it.each<[string, unknown, string]>([
    [
      "no effect",
      { Action: "a:b", Resource: "*" },
      'Statement 1: expected "Allow" or "Deny" as Effect, found nothing',
    ],
    [
      "an effect in lower case",
      { ...ALLOW, Effect: "allow" },
      'expected "Allow" or "Deny" as Effect, found "allow"',
    ],
    ["no action", { Effect: "Allow", Resource: "*" }, "Policy statement must contain actions"],
    [
      "an empty list of actions",
      { ...ALLOW, Action: [] },
      "expected at least one value at Statement 1: Action, found none",
    ],
    [
      "both Action and NotAction",
      { ...ALLOW, NotAction: "a:b" },
      "expected either Action or NotAction, found both",
    ],
    [
      "an action without a service",
      { ...ALLOW, Action: "Invoke" },
      'expected service:Action or "*" in Action, found "Invoke"',
    ],
    [
      "a wildcard service",
      { ...ALLOW, Action: "l*:Invoke" },
      'expected service:Action or "*" in Action, found "l*:Invoke"',
    ],
    ["no resource", { Effect: "Allow", Action: "a:b" }, "Policy statement must contain resources"],
    [
      "a resource that is no ARN",
      { ...ALLOW, Resource: "router" },
      'expected an ARN or "*" in Resource, found "router"',
    ],
    [
      "a resource of any service",
      { ...ALLOW, Resource: "arn:aws:*:x" },
      'expected an ARN or "*" in Resource, found "arn:aws:*:x"',
    ],
    ["a principal", { ...ALLOW, Principal: "*" }, "Policy document should not specify a principal"],
    ["NotPrincipal", { ...ALLOW, NotPrincipal: "*" }, "the local cloud does not support NotPrincipal"],
    ["an unknown key", { ...ALLOW, Actions: "a:b" }, 'unknown key "Actions" in Statement 1'],
    ["a Sid with a space", { ...ALLOW, Sid: "a b" }, 'expected a Sid that fits ^[0-9A-Za-z]*$, found "a b"'],
    [
      "one Sid twice",
      [
        { ...ALLOW, Sid: "a" },
        { ...ALLOW, Sid: "a" },
      ],
      'must be unique, found "a" twice',
    ],
    ["no statement", [], "expected at least one Statement, found none"],
    ["a statement that is text", "Allow", 'expected an object as Statement 1, found "Allow"'],
    [
      "an operator that is not known",
      { ...ALLOW, Condition: { IpAddress: { "aws:SourceIp": "1.2.3.4" } } },
      "does not know the condition operator IpAddress",
    ],
    [
      "an operator in lower case",
      { ...ALLOW, Condition: { stringequals: { "aws:x": "1" } } },
      "does not know the condition operator stringequals",
    ],
    [
      "NullIfExists",
      { ...ALLOW, Condition: { NullIfExists: { "aws:x": "true" } } },
      "does not know the condition operator NullIfExists",
    ],
    [
      "a number that is none",
      { ...ALLOW, Condition: { NumericEquals: { "aws:x": "many" } } },
      'expected number for NumericEquals of aws:x, found "many"',
    ],
    [
      "a date that is none",
      { ...ALLOW, Condition: { DateLessThan: { "aws:CurrentTime": "soon" } } },
      'expected date for DateLessThan of aws:CurrentTime, found "soon"',
    ],
    [
      "a Bool that is none",
      { ...ALLOW, Condition: { Bool: { "aws:x": "yes" } } },
      'expected true or false for Bool of aws:x, found "yes"',
    ],
    [
      "an ARN test of no ARN",
      { ...ALLOW, Condition: { ArnLike: { "aws:x": "arn:aws:iam" } } },
      'expected arn for ArnLike of aws:x, found "arn:aws:iam"',
    ],
    [
      "a condition key without a prefix",
      { ...ALLOW, Condition: { StringEquals: { x: "1" } } },
      'expected a condition key, found "x"',
    ],
    [
      "a policy variable",
      { ...ALLOW, Resource: "arn:aws:s3:::b/${aws:username}" },
      "does not support policy variables, found ${aws:username} at Statement 1: Resource",
    ],
  ])("refuses %s", (_what, statement, message) => {
    expect(() => parse(statement)).toThrow(message);
  });

  it.each<[string, PolicyKind, unknown, string]>([
    ["a resource in a trust policy", "trust", { ...TRUST, Resource: "*" }, "Has prohibited field Resource"],
    [
      "a trust policy without a principal",
      "trust",
      { ...TRUST, Principal: undefined },
      "Missing required field Principal",
    ],
    [
      "an unknown type of principal",
      "trust",
      { ...TRUST, Principal: { Servic: "x" } },
      'unknown key "Servic" in Statement 1: Principal',
    ],
    [
      "a principal with a wildcard",
      "trust",
      { ...TRUST, Principal: { AWS: "arn:aws:iam::000000000000:role/*" } },
      "expected a principal without wildcards",
    ],
    [
      "any service as a principal",
      "resource",
      { ...ALLOW, Principal: { Service: "*" } },
      'expected a principal without wildcards, found Service "*"',
    ],
    ["an empty principal", "trust", { ...TRUST, Principal: {} }, "expected a principal, found none"],
  ])("refuses %s", (_what, kind, statement, message) => {
    expect(() => parse(statement, kind)).toThrow(message);
  });

  it.each([
    ["text that is no JSON", "{", "expected JSON, found something else"],
    ["a list", "[]", "expected an object as the policy, found []"],
    [
      "another version",
      '{"Version":"2020-01-01","Statement":[]}',
      'expected "2012-10-17" or "2008-10-17" as Version, found "2020-01-01"',
    ],
    ["an unknown key", '{"Statements":[]}', 'unknown key "Statements" in the policy'],
    [
      "a key that stands twice",
      '{"Statement":{"Effect":"Deny","Effect":"Allow","Action":"*","Resource":"*"}}',
      'expected each key once in an object, found "Effect" twice',
    ],
    [
      "a key that stands twice, once spelt with an escape",
      '{"Statement":[{"Effect":"Deny","Action":"*","Resource":["{","\\"}"],"Eff\\u0065ct" : "Allow"}]}',
      'found "Effect" twice',
    ],
    [
      "65 levels of nesting",
      `{"Statement":${"[".repeat(64)}${"]".repeat(64)}}`,
      "expected at most 64 levels of nesting, found 65",
    ],
    [
      "a million levels of nesting",
      `{"Statement":${"[".repeat(1_000_000)}${"]".repeat(1_000_000)}}`,
      "found 1000001",
    ],
    ["64 levels in the wrong place", `{"Id":${"[".repeat(63)}${"]".repeat(63)}}`, "expected text as Id"],
    [
      "a string too long for any regular expression",
      `{"Id":"${'x\\"'.repeat(3_000_000)}","Id":""}`,
      'found "Id" twice',
    ],
  ])("refuses %s", (_what, text, message) => {
    expect(() => parsePolicy(text, "identity")).toThrow(message);
  });

  it("does not take brackets in texts for nesting", () => {
    const { statements } = parse({ ...ALLOW, Resource: `arn:aws:s3:::${"[{".repeat(100)}` });
    expect(statements[0]?.resources?.patterns[0]).toHaveLength(213);
  });

  it("says MalformedPolicyDocument with status 400", () => {
    expect(() => parsePolicy("", "identity")).toThrow(
      expect.objectContaining({ code: "MalformedPolicyDocument", httpStatus: 400 }),
    );
  });
});
