import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { MACHINE } from "../clock.ts";
import { openStore } from "../store.ts";
import { createIam } from "./iam.ts";
import { allow, codeOf, iamWithRole, LAMBDA_TRUST, ROLE_ARN } from "./testing.ts";

const RoleName = "router";
const BASIC = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";

describe("boundaries of roles", () => {
  it("are told, and keep their policy from being deleted", () => {
    const { operations } = iamWithRole();
    const arn = "arn:aws:iam::000000000000:policy/limit";
    operations.CreatePolicy({ PolicyName: "limit", PolicyDocument: allow("lambda:*") });
    operations.CreateRole({
      RoleName: "limited",
      AssumeRolePolicyDocument: LAMBDA_TRUST,
      PermissionsBoundary: arn,
    });
    expect(operations.GetRole({ RoleName: "limited" }).Role?.PermissionsBoundary).toEqual({
      PermissionsBoundaryType: "PermissionsBoundaryPolicy",
      PermissionsBoundaryArn: arn,
    });
    expect(operations.GetPolicy({ PolicyArn: arn }).Policy?.PermissionsBoundaryUsageCount).toBe(1);
    expect(codeOf(() => operations.DeletePolicy({ PolicyArn: arn }))).toBe("DeleteConflict");
    operations.DeleteRolePermissionsBoundary({ RoleName: "limited" });
    operations.DeletePolicy({ PolicyArn: arn });
  });
});

describe("identity providers", () => {
  const Url = "https://token.actions.githubusercontent.com";
  const OpenIDConnectProviderArn =
    "arn:aws:iam::000000000000:oidc-provider/token.actions.githubusercontent.com";

  it("are one for each URL, and change in place", () => {
    const { operations } = iamWithRole();
    operations.CreateOpenIDConnectProvider({ Url, ClientIDList: ["sts.amazonaws.com"] });
    expect(codeOf(() => operations.CreateOpenIDConnectProvider({ Url }))).toBe("EntityAlreadyExists");
    const provider = { OpenIDConnectProviderArn };
    operations.AddClientIDToOpenIDConnectProvider({ ...provider, ClientID: "other" });
    operations.AddClientIDToOpenIDConnectProvider({ ...provider, ClientID: "other" });
    operations.RemoveClientIDFromOpenIDConnectProvider({ ...provider, ClientID: "sts.amazonaws.com" });
    operations.UpdateOpenIDConnectProviderThumbprint({ ...provider, ThumbprintList: ["a"] });
    operations.TagOpenIDConnectProvider({ ...provider, Tags: [{ Key: "a", Value: "1" }] });
    operations.UntagOpenIDConnectProvider({ ...provider, TagKeys: ["a"] });
    expect(operations.GetOpenIDConnectProvider(provider)).toMatchObject({
      Url: "token.actions.githubusercontent.com",
      ClientIDList: ["other"],
      ThumbprintList: ["a"],
      Tags: [],
    });
    operations.DeleteOpenIDConnectProvider(provider);
    expect(codeOf(() => operations.GetOpenIDConnectProvider(provider))).toBe("NoSuchEntity");
  });

  it("have an https URL without a query", () => {
    const { operations } = iamWithRole();
    for (const bad of ["http://a.example", "https://a.example?x", "a.example"]) {
      expect(codeOf(() => operations.CreateOpenIDConnectProvider({ Url: bad }))).toBe("ValidationError");
    }
  });
});

describe("roles", () => {
  it("are created with path, tags and an encoded trust policy", () => {
    const { operations } = iamWithRole();
    operations.CreateRole({
      RoleName: "deep",
      Path: "/service/",
      AssumeRolePolicyDocument: LAMBDA_TRUST,
      Description: "d",
      MaxSessionDuration: 7200,
      Tags: [{ Key: "Stage", Value: "local" }],
    });
    const { Role } = operations.GetRole({ RoleName: "deep" });
    expect(Role).toMatchObject({
      Arn: "arn:aws:iam::000000000000:role/service/deep",
      RoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}$/),
      CreateDate: new Date("2026-01-02T03:04:05Z"),
      Description: "d",
      MaxSessionDuration: 7200,
      Tags: [{ Key: "Stage", Value: "local" }],
    });
    expect(Role?.AssumeRolePolicyDocument).toMatch(/^%7B%22Version%22%3A%222012-10-17%22/);
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "")).toBe(LAMBDA_TRUST);
  });

  it("are refused when the request is wrong", () => {
    const { operations } = iamWithRole();
    const create = (changes: object) => () =>
      operations.CreateRole({ RoleName: "x", AssumeRolePolicyDocument: LAMBDA_TRUST, ...changes });
    expect(codeOf(create({ RoleName }))).toBe("EntityAlreadyExists");
    expect(codeOf(create({ RoleName: "ROUTER" }))).toBe("EntityAlreadyExists");
    expect(codeOf(create({ RoleName: "a b" }))).toBe("ValidationError");
    expect(codeOf(create({ RoleName: "x".repeat(65) }))).toBe("ValidationError");
    expect(codeOf(create({ Path: "service" }))).toBe("ValidationError");
    expect(codeOf(create({ MaxSessionDuration: 60 }))).toBe("ValidationError");
    expect(codeOf(create({ AssumeRolePolicyDocument: allow("sts:AssumeRole") }))).toBe(
      "MalformedPolicyDocument",
    );
    expect(
      codeOf(create({ AssumeRolePolicyDocument: LAMBDA_TRUST.replace("sts:AssumeRole", "lambda:Invoke") })),
    ).toBe("MalformedPolicyDocument");
    expect(
      codeOf(create({ AssumeRolePolicyDocument: LAMBDA_TRUST.replace("lambda.", `${"x".repeat(2048)}.`) })),
    ).toBe("LimitExceeded");
    expect(
      codeOf(
        create({
          Tags: [
            { Key: "a", Value: "1" },
            { Key: "A", Value: "2" },
          ],
        }),
      ),
    ).toBe("InvalidInput");
    expect(codeOf(create({ PermissionsBoundary: "arn:aws:iam::000000000000:policy/none" }))).toBe(
      "NoSuchEntity",
    );
  });

  it("change in description, session length, trust and tags", () => {
    const { operations } = iamWithRole();
    operations.UpdateRole({ RoleName, Description: "new", MaxSessionDuration: 3601 });
    const trust = LAMBDA_TRUST.replace("lambda", "events");
    operations.UpdateAssumeRolePolicy({ RoleName, PolicyDocument: trust });
    operations.TagRole({
      RoleName,
      Tags: [
        { Key: "a", Value: "1" },
        { Key: "b", Value: "2" },
      ],
    });
    operations.TagRole({ RoleName, Tags: [{ Key: "a", Value: "3" }] });
    operations.UntagRole({ RoleName, TagKeys: ["b", "c"] });
    const { Role } = operations.GetRole({ RoleName });
    expect(Role).toMatchObject({
      Description: "new",
      MaxSessionDuration: 3601,
      Tags: [{ Key: "a", Value: "3" }],
    });
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "")).toBe(trust);
    expect(operations.ListRoleTags({ RoleName }).Tags).toEqual([{ Key: "a", Value: "3" }]);
  });

  it("are deleted only when nothing hangs on them", () => {
    const { operations } = iamWithRole();
    const remove = () => operations.DeleteRole({ RoleName });
    operations.PutRolePolicy({ RoleName, PolicyName: "p", PolicyDocument: allow("a:b") });
    operations.AttachRolePolicy({ RoleName, PolicyArn: BASIC });
    expect(remove).toThrow("Cannot delete entity, must detach all policies first.");
    operations.DetachRolePolicy({ RoleName, PolicyArn: BASIC });
    expect(remove).toThrow("Cannot delete entity, must delete policies first.");
    operations.DeleteRolePolicy({ RoleName, PolicyName: "p" });
    remove();
    expect(() => operations.GetRole({ RoleName })).toThrow("The role with name router cannot be found.");
    expect(codeOf(remove)).toBe("NoSuchEntity");
  });

  it("are listed by name, by path and in pages", () => {
    const { operations } = iamWithRole();
    operations.CreateRole({ RoleName: "b", Path: "/x/", AssumeRolePolicyDocument: LAMBDA_TRUST });
    operations.CreateRole({ RoleName: "a", AssumeRolePolicyDocument: LAMBDA_TRUST });
    const names = (input: Parameters<typeof operations.ListRoles>[0]) =>
      operations.ListRoles(input).Roles?.map((role) => role.RoleName);
    expect(names({})).toEqual(["a", "b", "router"]);
    expect(names({ PathPrefix: "/x/" })).toEqual(["b"]);
    const first = operations.ListRoles({ MaxItems: 2 });
    expect([first.IsTruncated, first.Marker]).toEqual([true, "2"]);
    expect(names({ MaxItems: 2, Marker: "2" })).toEqual(["router"]);
    expect(codeOf(() => operations.ListRoles({ Marker: "x" }))).toBe("ValidationError");
    expect(codeOf(() => operations.ListRoles({ MaxItems: 0 }))).toBe("ValidationError");
  });

  it("survive a restart, with their policies", () => {
    const dir = mkdtempSync(join(tmpdir(), "iam-"));
    const clock = { nowMs: () => 0, timer: MACHINE.timer };
    const before = createIam({ store: openStore(dir), clock }).operations;
    before.CreateRole({ RoleName, AssumeRolePolicyDocument: LAMBDA_TRUST });
    before.PutRolePolicy({ RoleName, PolicyName: "p", PolicyDocument: allow("a:b") });
    before.CreatePolicy({ PolicyName: "own", PolicyDocument: allow("c:d") });
    const after = createIam({ store: openStore(dir), clock }).operations;
    expect(after.GetRole({ RoleName })).toEqual(before.GetRole({ RoleName }));
    expect(after.ListRolePolicies({ RoleName }).PolicyNames).toEqual(["p"]);
    expect(
      after.GetPolicy({ PolicyArn: "arn:aws:iam::000000000000:policy/own" }).Policy?.DefaultVersionId,
    ).toBe("v1");
    rmSync(dir, { recursive: true });
  });
});

describe("policies of a role", () => {
  it("are put, replaced, read and deleted", () => {
    const { operations } = iamWithRole();
    operations.PutRolePolicy({ RoleName, PolicyName: "p", PolicyDocument: allow("a:b") });
    operations.PutRolePolicy({
      RoleName,
      PolicyName: "p",
      PolicyDocument: allow("a:(c)".replace(/[()]/g, "")),
    });
    const read = operations.GetRolePolicy({ RoleName, PolicyName: "p" });
    expect(read).toMatchObject({ RoleName, PolicyName: "p" });
    expect(decodeURIComponent(read.PolicyDocument ?? "")).toBe(allow("a:c"));
    operations.DeleteRolePolicy({ RoleName, PolicyName: "p" });
    expect(codeOf(() => operations.GetRolePolicy({ RoleName, PolicyName: "p" }))).toBe("NoSuchEntity");
    expect(codeOf(() => operations.DeleteRolePolicy({ RoleName, PolicyName: "toString" }))).toBe(
      "NoSuchEntity",
    );
  });

  it("are refused when malformed, and leave the role as it was", () => {
    const { operations } = iamWithRole();
    const put = () =>
      operations.PutRolePolicy({ RoleName, PolicyName: "p", PolicyDocument: '{"Statement":{}}' });
    expect(codeOf(put)).toBe("MalformedPolicyDocument");
    expect(operations.ListRolePolicies({ RoleName }).PolicyNames).toEqual([]);
  });

  it("are attached and detached by ARN, unknown ones of AWS refused by name", () => {
    const { operations } = iamWithRole();
    operations.AttachRolePolicy({ RoleName, PolicyArn: BASIC });
    operations.AttachRolePolicy({ RoleName, PolicyArn: BASIC });
    expect(operations.ListAttachedRolePolicies({ RoleName }).AttachedPolicies).toEqual([
      { PolicyName: "AWSLambdaBasicExecutionRole", PolicyArn: BASIC },
    ]);
    const admin = "arn:aws:iam::aws:policy/AdministratorAccess";
    expect(() => operations.AttachRolePolicy({ RoleName, PolicyArn: admin })).toThrow(
      `Policy ${admin} does not exist or is not attachable. Of AWS's managed policies the local cloud has only: AWSLambdaBasicExecutionRole.`,
    );
    operations.DetachRolePolicy({ RoleName, PolicyArn: BASIC });
    expect(codeOf(() => operations.DetachRolePolicy({ RoleName, PolicyArn: BASIC }))).toBe("NoSuchEntity");
  });
});

describe("managed policies", () => {
  const PolicyArn = "arn:aws:iam::000000000000:policy/own";

  it("have versions, one of them the default", () => {
    const { operations, time } = iamWithRole();
    expect(operations.CreatePolicy({ PolicyName: "own", PolicyDocument: allow("a:b") }).Policy).toMatchObject(
      {
        Arn: PolicyArn,
        PolicyId: expect.stringMatching(/^ANPA[A-Z2-7]{17}$/),
        DefaultVersionId: "v1",
        AttachmentCount: 0,
      },
    );
    time.nowMs += 1000;
    operations.CreatePolicyVersion({ PolicyArn, PolicyDocument: allow("a:c") });
    expect(operations.GetPolicy({ PolicyArn }).Policy?.DefaultVersionId).toBe("v1");
    operations.CreatePolicyVersion({ PolicyArn, PolicyDocument: allow("a:d"), SetAsDefault: true });
    expect(operations.GetPolicy({ PolicyArn }).Policy?.DefaultVersionId).toBe("v3");
    expect(
      operations
        .ListPolicyVersions({ PolicyArn })
        .Versions?.map(({ VersionId, IsDefaultVersion }) => [VersionId, IsDefaultVersion]),
    ).toEqual([
      ["v3", true],
      ["v2", false],
      ["v1", false],
    ]);
    const { PolicyVersion } = operations.GetPolicyVersion({ PolicyArn, VersionId: "v2" });
    expect(decodeURIComponent(PolicyVersion?.Document ?? "")).toBe(allow("a:c"));
    expect(codeOf(() => operations.DeletePolicyVersion({ PolicyArn, VersionId: "v3" }))).toBe(
      "DeleteConflict",
    );
    operations.DeletePolicyVersion({ PolicyArn, VersionId: "v2" });
    operations.CreatePolicyVersion({ PolicyArn, PolicyDocument: allow("a:e") });
    expect(operations.ListPolicyVersions({ PolicyArn }).Versions?.[0]?.VersionId).toBe("v4");
  });

  it("keep at most five versions", () => {
    const { operations } = iamWithRole();
    operations.CreatePolicy({ PolicyName: "own", PolicyDocument: allow("a:b") });
    const add = () => operations.CreatePolicyVersion({ PolicyArn, PolicyDocument: allow("a:b") });
    for (let count = 0; count < 4; count += 1) add();
    expect(codeOf(add)).toBe("LimitExceeded");
  });

  it("are deleted only when they are attached to nothing and have one version", () => {
    const { operations } = iamWithRole();
    operations.CreatePolicy({ PolicyName: "own", PolicyDocument: allow("a:b") });
    operations.AttachRolePolicy({ RoleName, PolicyArn });
    expect(operations.GetPolicy({ PolicyArn }).Policy?.AttachmentCount).toBe(1);
    expect(codeOf(() => operations.DeletePolicy({ PolicyArn }))).toBe("DeleteConflict");
    operations.DetachRolePolicy({ RoleName, PolicyArn });
    operations.CreatePolicyVersion({ PolicyArn, PolicyDocument: allow("a:c") });
    expect(codeOf(() => operations.DeletePolicy({ PolicyArn }))).toBe("DeleteConflict");
    operations.DeletePolicyVersion({ PolicyArn, VersionId: "v2" });
    operations.DeletePolicy({ PolicyArn });
    expect(codeOf(() => operations.GetPolicy({ PolicyArn }))).toBe("NoSuchEntity");
  });

  it("of AWS can be read and not changed", () => {
    const { operations } = iamWithRole();
    const { PolicyVersion } = operations.GetPolicyVersion({ PolicyArn: BASIC, VersionId: "v1" });
    expect(JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? ""))).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: "*",
        },
      ],
    });
    expect(codeOf(() => operations.DeletePolicy({ PolicyArn: BASIC }))).toBe("AccessDeniedException");
  });

  it("are refused when the name is taken or the document too long", () => {
    const { operations } = iamWithRole();
    operations.CreatePolicy({ PolicyName: "own", PolicyDocument: allow("a:b") });
    expect(codeOf(() => operations.CreatePolicy({ PolicyName: "own", PolicyDocument: allow("a:b") }))).toBe(
      "EntityAlreadyExists",
    );
    const long = allow(Array.from({ length: 1000 }, (_, index) => `a:b${index}`));
    expect(codeOf(() => operations.CreatePolicy({ PolicyName: "long", PolicyDocument: long }))).toBe(
      "LimitExceeded",
    );
  });
});

it("hands out role ARNs that the authority knows", () => {
  const { operations, authority } = iamWithRole();
  expect(operations.GetRole({ RoleName }).Role?.Arn).toBe(ROLE_ARN);
  expect(authority.assumeRole(ROLE_ARN, "s", "lambda.amazonaws.com").accessKeyId).toMatch(
    /^ASIA[A-Z2-7]{16}$/,
  );
});
