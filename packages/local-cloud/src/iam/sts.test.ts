import {
  GetRoleCommand,
  IAMClient,
  ListRolesCommand,
  MalformedPolicyDocumentException,
  NoSuchEntityException,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWireServer } from "../wire/server.ts";
import { allow, iamWithRole, LAMBDA_TRUST, ROLE_ARN } from "./testing.ts";

const ACCOUNT = { accessKeyId: "test", secretAccessKey: "test" };
const trusting = (principal: string, condition?: object) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: {
      Effect: "Allow",
      Principal: { AWS: principal },
      Action: "sts:AssumeRole",
      Condition: condition,
    },
  });

const { operations, wire, stsWire, authority } = iamWithRole();
let server: Awaited<ReturnType<typeof createWireServer>>;
beforeAll(async () => {
  server = await createWireServer({ services: [wire, stsWire], authority, region: "us-east-1" });
  operations.CreateRole({ RoleName: "open", AssumeRolePolicyDocument: trusting("000000000000") });
  operations.CreateRole({ RoleName: "named", AssumeRolePolicyDocument: trusting(ROLE_ARN) });
  const external = { StringEquals: { "sts:ExternalId": "secret" } };
  operations.CreateRole({
    RoleName: "external",
    Path: "/deep/",
    AssumeRolePolicyDocument: trusting("000000000000", external),
  });
});
afterAll(() => server.close());

const settings = (credentials = ACCOUNT) => ({
  endpoint: server.url,
  region: "us-east-1",
  credentials,
  maxAttempts: 1,
});
const asRouter = () => settings(authority.assumeRole(ROLE_ARN, "env-1", "lambda.amazonaws.com"));

describe("STS over the wire", () => {
  const assume = (role: string, more: object = {}, as = settings()) =>
    new STSClient(as).send(
      new AssumeRoleCommand({
        RoleArn: `arn:aws:iam::000000000000:role/${role}`,
        RoleSessionName: "me",
        ...more,
      }),
    );

  it("tells the account and a role session who they are", async () => {
    expect(await new STSClient(settings()).send(new GetCallerIdentityCommand({}))).toMatchObject({
      UserId: "000000000000",
      Account: "000000000000",
      Arn: "arn:aws:iam::000000000000:root",
    });
    expect(await new STSClient(asRouter()).send(new GetCallerIdentityCommand({}))).toMatchObject({
      UserId: expect.stringMatching(/^AROA[A-Z2-7]{17}:env-1$/),
      Arn: "arn:aws:sts::000000000000:assumed-role/router/env-1",
    });
  });

  it("opens sessions of a role that trusts the account", async () => {
    const { AssumedRoleUser, Credentials } = await assume("open", { DurationSeconds: 900 });
    expect(AssumedRoleUser?.Arn).toBe("arn:aws:sts::000000000000:assumed-role/open/me");
    expect(Credentials?.Expiration).toEqual(new Date("2026-01-02T03:19:05Z"));
  });

  it("refuses a role that does not trust the caller like one that does not exist", async () => {
    for (const role of ["router", "nowhere"]) {
      await expect(assume(role)).rejects.toMatchObject({
        name: "AccessDenied",
        message: `User: arn:aws:iam::000000000000:root is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::000000000000:role/${role}`,
      });
    }
  });

  it("lets a role in that the trust policy names, and asks the role's own policies where it names the account", async () => {
    expect((await assume("named", {}, asRouter())).AssumedRoleUser?.Arn).toContain("assumed-role/named/me");
    await expect(assume("open", {}, asRouter())).rejects.toMatchObject({ name: "AccessDenied" });
    operations.PutRolePolicy({
      RoleName: "router",
      PolicyName: "sts",
      PolicyDocument: allow("sts:AssumeRole"),
    });
    expect((await assume("open", {}, asRouter())).AssumedRoleUser?.Arn).toContain("assumed-role/open/me");
    operations.DeleteRolePolicy({ RoleName: "router", PolicyName: "sts" });
  });

  it("checks the external id", async () => {
    await expect(assume("deep/external")).rejects.toMatchObject({ name: "AccessDenied" });
    await expect(assume("deep/external", { ExternalId: "wrong" })).rejects.toMatchObject({
      name: "AccessDenied",
    });
    const { AssumedRoleUser } = await assume("deep/external", { ExternalId: "secret" });
    expect(AssumedRoleUser?.Arn).toBe("arn:aws:sts::000000000000:assumed-role/external/me");
  });

  it("limits how long a session lasts", async () => {
    await expect(assume("open", { DurationSeconds: 899 })).rejects.toMatchObject({ name: "ValidationError" });
    await expect(assume("open", { DurationSeconds: 3601 })).rejects.toThrow(
      "exceeds the MaxSessionDuration set for this role",
    );
    await expect(assume("named", { DurationSeconds: 3601 }, asRouter())).rejects.toThrow("role chaining");
  });

  it("refuses session policies by name", async () => {
    await expect(assume("open", { Policy: allow("a:b") })).rejects.toThrow(
      "The local cloud does not support Policy of AssumeRole.",
    );
  });
});

describe("IAM over the wire", () => {
  it("answers the account, with typed exceptions", async () => {
    const client = new IAMClient(settings());
    const { Role } = await client.send(new GetRoleCommand({ RoleName: "router" }));
    expect(Role?.CreateDate).toEqual(new Date("2026-01-02T03:04:05Z"));
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "")).toBe(LAMBDA_TRUST);
    const missing = client.send(new GetRoleCommand({ RoleName: "x" }));
    await expect(missing).rejects.toBeInstanceOf(NoSuchEntityException);
    await expect(missing).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
    const malformed = client.send(
      new PutRolePolicyCommand({ RoleName: "router", PolicyName: "p", PolicyDocument: "{}" }),
    );
    await expect(malformed).rejects.toBeInstanceOf(MalformedPolicyDocumentException);
  });

  it("asks a role session for iam:<operation> on the role's ARN, path included", async () => {
    const get = (RoleName: string) => new IAMClient(asRouter()).send(new GetRoleCommand({ RoleName }));
    await expect(get("external")).rejects.toMatchObject({
      name: "AccessDenied",
      message:
        "User: arn:aws:sts::000000000000:assumed-role/router/env-1 is not authorized to perform: iam:GetRole on resource: arn:aws:iam::000000000000:role/deep/external because no identity-based policy allows the iam:GetRole action",
    });
    const document = allow("iam:GetRole", "arn:aws:iam::000000000000:role/deep/*");
    operations.PutRolePolicy({ RoleName: "router", PolicyName: "iam", PolicyDocument: document });
    expect((await get("external")).Role?.RoleName).toBe("external");
    await expect(get("router")).rejects.toMatchObject({ name: "AccessDenied" });
    await expect(new IAMClient(asRouter()).send(new ListRolesCommand({}))).rejects.toMatchObject({
      name: "AccessDenied",
    });
  });
});
