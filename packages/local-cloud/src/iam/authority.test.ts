import { describe, expect, it } from "vitest";
import { createIam } from "./iam.ts";
import { allow, codeOf, iamWithRole, LAMBDA_TRUST, ROLE_ARN } from "./testing.ts";

const RoleName = "router";
const FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:cost";
const SESSION = { kind: "role", roleArn: ROLE_ARN, sessionName: "env-1" } as const;
const USER =
  "User: arn:aws:sts::000000000000:assumed-role/router/env-1 is not authorized to perform: lambda:InvokeFunction";

describe("assumeRole", () => {
  it("opens a session that is authenticated until it expires", () => {
    const { authority, time } = iamWithRole();
    const session = authority.assumeRole(ROLE_ARN, "env-1", "lambda.amazonaws.com");
    expect(session.expiresAtMs).toBe(time.nowMs + 43_200_000);
    expect(authority.authenticate(session.accessKeyId, session.sessionToken)).toEqual(SESSION);
    time.nowMs = session.expiresAtMs - 1;
    expect(authority.authenticate(session.accessKeyId, session.sessionToken)).toEqual(SESSION);
    time.nowMs = session.expiresAtMs;
    expect(codeOf(() => authority.authenticate(session.accessKeyId, session.sessionToken))).toBe(
      "ExpiredTokenException",
    );
  });

  it("refuses a role that does not exist", () => {
    const { authority } = iamWithRole();
    expect(() => authority.assumeRole(`${ROLE_ARN}2`, "s", "lambda.amazonaws.com")).toThrow(
      `The role ${ROLE_ARN}2 cannot be found.`,
    );
  });

  it("refuses a service that the trust policy does not name, as it stands now", () => {
    const { authority, operations } = iamWithRole();
    expect(() => authority.assumeRole(ROLE_ARN, "s", "events.amazonaws.com")).toThrow(
      `events.amazonaws.com is not authorized to perform: sts:AssumeRole on resource: ${ROLE_ARN}. Allow it in the role's trust policy.`,
    );
    operations.UpdateAssumeRolePolicy({
      RoleName,
      PolicyDocument: LAMBDA_TRUST.replace("lambda.", "events."),
    });
    authority.assumeRole(ROLE_ARN, "s", "events.amazonaws.com");
    expect(codeOf(() => authority.assumeRole(ROLE_ARN, "s", "lambda.amazonaws.com"))).toBe(
      "AccessDeniedException",
    );
  });
});

describe("authenticate", () => {
  it("takes any key that does not look temporary for the account", () => {
    const { authority } = iamWithRole();
    for (const key of ["test", "AKIAIOSFODNN7EXAMPLE", "asia"]) {
      expect(authority.authenticate(key, undefined)).toEqual({ kind: "account" });
    }
  });

  it("refuses an unknown key, a wrong token and no token", () => {
    const { authority, store, clock } = iamWithRole();
    const session = authority.assumeRole(ROLE_ARN, "s", "lambda.amazonaws.com");
    const cases: [string, string | undefined][] = [
      ["ASIAAAAAAAAAAAAAAAAA", session.sessionToken],
      [session.accessKeyId, `${session.sessionToken}x`],
      [session.accessKeyId, undefined],
    ];
    for (const [key, token] of cases) {
      expect(codeOf(() => authority.authenticate(key, token))).toBe("UnrecognizedClientException");
    }
    // Sessions end with the process.
    const next = createIam({ store, clock }).authority;
    expect(codeOf(() => next.authenticate(session.accessKeyId, session.sessionToken))).toBe(
      "UnrecognizedClientException",
    );
  });

  it("refuses the sessions of a role that was deleted, also when it was created anew", () => {
    const { authority, operations } = iamWithRole();
    const session = authority.assumeRole(ROLE_ARN, "s", "lambda.amazonaws.com");
    operations.DeleteRole({ RoleName });
    const use = () => authority.authenticate(session.accessKeyId, session.sessionToken);
    expect(codeOf(use)).toBe("UnrecognizedClientException");
    operations.CreateRole({ RoleName, AssumeRolePolicyDocument: LAMBDA_TRUST });
    expect(codeOf(use)).toBe("UnrecognizedClientException");
  });
});

describe("authorize", () => {
  it("lets the account do everything", () => {
    const { authority } = iamWithRole();
    expect(() => authority.authorize({ kind: "account" }, "iam:DeleteRole", "*")).not.toThrow();
  });

  it("refuses a role without policies, in AWS's words", () => {
    const { authority } = iamWithRole();
    expect(() => authority.authorize(SESSION, "lambda:InvokeFunction", FUNCTION)).toThrow(
      `${USER} on resource: ${FUNCTION} because no identity-based policy allows the lambda:InvokeFunction action`,
    );
    expect(codeOf(() => authority.authorize(SESSION, "lambda:InvokeFunction", FUNCTION))).toBe(
      "AccessDeniedException",
    );
  });

  it("follows a change of the policies at once", () => {
    const { authority, operations } = iamWithRole();
    const ask = () => authority.authorize(SESSION, "lambda:InvokeFunction", FUNCTION);
    operations.PutRolePolicy({
      RoleName,
      PolicyName: "p",
      PolicyDocument: allow("lambda:InvokeFunction", FUNCTION),
    });
    expect(ask).not.toThrow();
    const deny = allow("lambda:*").replace("Allow", "Deny");
    operations.PutRolePolicy({ RoleName, PolicyName: "q", PolicyDocument: deny });
    expect(ask).toThrow(`${USER} on resource: ${FUNCTION} with an explicit deny in an identity-based policy`);
    operations.DeleteRolePolicy({ RoleName, PolicyName: "q" });
    expect(ask).not.toThrow();
    operations.DeleteRolePolicy({ RoleName, PolicyName: "p" });
    expect(ask).toThrow("because no identity-based policy allows");
  });

  it("follows attached policies, in their default version", () => {
    const { authority, operations } = iamWithRole();
    const PolicyArn = "arn:aws:iam::000000000000:policy/own";
    operations.CreatePolicy({ PolicyName: "own", PolicyDocument: allow("lambda:*") });
    operations.AttachRolePolicy({ RoleName, PolicyArn });
    const ask = () => authority.authorize(SESSION, "lambda:InvokeFunction", FUNCTION);
    expect(ask).not.toThrow();
    operations.CreatePolicyVersion({ PolicyArn, PolicyDocument: allow("s3:*"), SetAsDefault: true });
    expect(ask).toThrow("because no identity-based policy allows");
  });

  it("gives AWSLambdaBasicExecutionRole its three actions on logs", () => {
    const { authority, operations } = iamWithRole();
    operations.AttachRolePolicy({
      RoleName,
      PolicyArn: "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
    });
    const stream = "arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/router:log-stream:x";
    expect(() => authority.authorize(SESSION, "logs:PutLogEvents", stream)).not.toThrow();
    expect(() => authority.authorize(SESSION, "logs:DeleteLogGroup", stream)).toThrow("logs:DeleteLogGroup");
  });

  it("evaluates conditions on time and caller, and names a key that it cannot supply", () => {
    const { authority, operations, time } = iamWithRole();
    const put = (Condition: object, Effect = "Allow") =>
      operations.PutRolePolicy({
        RoleName,
        PolicyName: Effect,
        PolicyDocument: JSON.stringify({
          Version: "2012-10-17",
          Statement: { Effect, Action: "*", Resource: "*", Condition },
        }),
      });
    const ask = () => authority.authorize(SESSION, "lambda:InvokeFunction", FUNCTION);
    put({
      DateLessThan: { "aws:CurrentTime": "2026-01-03T00:00:00Z" },
      ArnEquals: { "aws:PrincipalArn": ROLE_ARN },
    });
    expect(ask).not.toThrow();
    time.nowMs += 86_400_000;
    expect(ask).toThrow("because no identity-based policy allows");
    put({ StringEquals: { "cloudwatch:namespace": "Switchyard" } });
    expect(ask).toThrow(
      "(an Allow asks for the condition key cloudwatch:namespace, which the local cloud does not supply)",
    );
    put({ StringEquals: { "aws:PrincipalAccount": "000000000000" } });
    expect(ask).not.toThrow();
    put({ StringNotEquals: { "aws:RequestedRegion": "us-east-1" } }, "Deny");
    expect(ask).toThrow(
      "because the local cloud does not supply the condition key aws:requestedregion of a Deny",
    );
  });
});

describe("a permissions boundary", () => {
  const boundary = (document: string) => {
    const set = iamWithRole();
    const { operations } = set;
    operations.CreatePolicy({ PolicyName: "limit", PolicyDocument: document });
    operations.PutRolePolicy({ RoleName, PolicyName: "p", PolicyDocument: allow("*") });
    operations.PutRolePermissionsBoundary({
      RoleName,
      PermissionsBoundary: "arn:aws:iam::000000000000:policy/limit",
    });
    return set;
  };

  it("allows nothing by itself, and nothing beyond it", () => {
    const { authority, operations } = boundary(allow("lambda:InvokeFunction", FUNCTION));
    expect(() => authority.authorize(SESSION, "lambda:InvokeFunction", FUNCTION)).not.toThrow();
    expect(() => authority.authorize(SESSION, "lambda:GetFunction", FUNCTION)).toThrow(
      `because no permissions boundary allows the lambda:GetFunction action`,
    );
    operations.DeleteRolePolicy({ RoleName, PolicyName: "p" });
    expect(() => authority.authorize(SESSION, "lambda:InvokeFunction", FUNCTION)).toThrow(
      "because no identity-based policy allows the lambda:InvokeFunction action",
    );
  });

  it("may deny", () => {
    const { authority } = boundary(allow("lambda:*").replace("Allow", "Deny"));
    expect(() => authority.authorize(SESSION, "lambda:InvokeFunction", FUNCTION)).toThrow(
      "with an explicit deny in a permissions boundary",
    );
  });

  it("limits nothing any more once it is taken off", () => {
    const { authority, operations } = boundary(allow("lambda:GetFunction"));
    operations.DeleteRolePermissionsBoundary({ RoleName });
    expect(() => authority.authorize(SESSION, "lambda:InvokeFunction", FUNCTION)).not.toThrow();
  });
});
