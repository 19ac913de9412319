import { beforeEach, describe, expect, it } from "vitest";
import { AwsError } from "../aws-error.ts";
import type { IamPort } from "./ports.ts";
import { created, providerOver } from "./testing.ts";

const ROLE = "aws:iam/role:Role";
const TRUST = '{"Version":"2012-10-17","Statement":[]}';

function fakeIam() {
  const written: [operation: string, input: object][] = [];
  const roles = new Map<
    string,
    { RoleName: string; AssumeRolePolicyDocument: string; Description: string | undefined }
  >();
  const inline = new Map<string, string>();
  const attached = new Set<string>();
  let versions: { VersionId: string; IsDefaultVersion: boolean; CreateDate: Date }[] = [];
  const note = (operation: string, input: object): void => void written.push([operation, input]);
  const gone = (): never => {
    throw new AwsError("NoSuchEntity", "not found", 404);
  };
  const publish = (): void => {
    const number = versions.length + 1;
    versions = [
      ...versions.map((version) => ({ ...version, IsDefaultVersion: false })),
      { VersionId: `v${number}`, IsDefaultVersion: true, CreateDate: new Date(number) },
    ];
  };
  const operations: Partial<IamPort> = {
    CreateRole: (input) => {
      note("CreateRole", input);
      const { RoleName = "", AssumeRolePolicyDocument = "", Description } = input;
      roles.set(RoleName, { RoleName, AssumeRolePolicyDocument, Description });
      return { Role: undefined };
    },
    GetRole: ({ RoleName = "" }) => {
      const role = roles.get(RoleName) ?? gone();
      return {
        Role: {
          ...role,
          AssumeRolePolicyDocument: encodeURIComponent(role.AssumeRolePolicyDocument),
          Arn: `arn:aws:iam::000000000000:role/${role.RoleName}`,
          CreateDate: new Date(0),
          MaxSessionDuration: 3600,
          Path: "/",
          RoleId: "AROA1",
          Tags: [{ Key: "stage", Value: "local" }],
        },
      };
    },
    UpdateAssumeRolePolicy: (input) => note("UpdateAssumeRolePolicy", input),
    UpdateRole: (input) => note("UpdateRole", input),
    TagRole: (input) => note("TagRole", input),
    UntagRole: (input) => note("UntagRole", input),
    DeleteRole: ({ RoleName = "" }) => void roles.delete(RoleName),
    PutRolePolicy: (input) => {
      note("PutRolePolicy", input);
      inline.set(`${input.RoleName}:${input.PolicyName}`, input.PolicyDocument ?? "");
    },
    GetRolePolicy: ({ RoleName, PolicyName }) => {
      const document = inline.get(`${RoleName}:${PolicyName}`) ?? gone();
      return { RoleName, PolicyName, PolicyDocument: encodeURIComponent(document) };
    },
    DeleteRolePolicy: ({ RoleName, PolicyName }) => void inline.delete(`${RoleName}:${PolicyName}`),
    AttachRolePolicy: ({ PolicyArn = "" }) => void attached.add(PolicyArn),
    DetachRolePolicy: ({ PolicyArn = "" }) => void attached.delete(PolicyArn),
    ListAttachedRolePolicies: ({ Marker }) =>
      Marker === undefined
        ? { AttachedPolicies: [], IsTruncated: true, Marker: "2" }
        : { AttachedPolicies: [...attached].map((PolicyArn) => ({ PolicyArn })), IsTruncated: false },
    CreatePolicy: ({ PolicyName }) => {
      publish();
      return { Policy: { Arn: `arn:aws:iam::000000000000:policy/${PolicyName}` } };
    },
    GetPolicy: ({ PolicyArn }) =>
      versions.length === 0
        ? gone()
        : { Policy: { Arn: PolicyArn, DefaultVersionId: versions.at(-1)?.VersionId } },
    GetPolicyVersion: ({ VersionId }) => ({
      PolicyVersion: { VersionId, Document: encodeURIComponent(TRUST) },
    }),
    ListPolicyVersions: () => ({ Versions: versions }),
    CreatePolicyVersion: (input) => {
      note("CreatePolicyVersion", input);
      publish();
      return {};
    },
    DeletePolicyVersion: (input) => {
      note("DeletePolicyVersion", input);
      versions = versions.filter(({ VersionId }) => VersionId !== input.VersionId);
    },
    DeletePolicy: () => {
      versions = [];
    },
  };
  return { operations, written };
}

let iam: ReturnType<typeof fakeIam>;
let provider: ReturnType<typeof providerOver>;
beforeEach(() => {
  iam = fakeIam();
  provider = providerOver({ iam: iam.operations });
});

describe("aws:iam/role:Role", () => {
  it("has a generated name, the policy as text and the outputs of the real provider", async () => {
    const role = await created(provider, ROLE, {
      assumeRolePolicy: { Version: "2012-10-17", Statement: [] },
      description: "d",
    });
    expect(role.id).toBe("x-0a1b2c3");
    expect(role.outputs).toEqual({
      arn: "arn:aws:iam::000000000000:role/x-0a1b2c3",
      assumeRolePolicy: TRUST,
      createDate: "1970-01-01T00:00:00.000Z",
      description: "d",
      forceDetachPolicies: false,
      maxSessionDuration: 3600,
      name: "x-0a1b2c3",
      namePrefix: "",
      path: "/",
      tags: { stage: "local" },
      tagsAll: { stage: "local" },
      uniqueId: "AROA1",
    });
  });

  it("changes in place what IAM can change", async () => {
    const role = await created(provider, ROLE, { assumeRolePolicy: TRUST, tags: { old: "1" } });
    iam.written.length = 0;
    const wanted = { ...role.inputs, assumeRolePolicy: "{}", description: "e", tags: { stage: "local" } };
    await provider.update(role, wanted, ["assumeRolePolicy", "description", "tags.old", "tags.stage"]);
    expect(iam.written).toEqual([
      ["UpdateAssumeRolePolicy", { RoleName: "x-0a1b2c3", PolicyDocument: "{}" }],
      ["UpdateRole", { RoleName: "x-0a1b2c3", Description: "e", MaxSessionDuration: 3600 }],
      ["UntagRole", { RoleName: "x-0a1b2c3", TagKeys: ["old"] }],
      ["TagRole", { RoleName: "x-0a1b2c3", Tags: [{ Key: "stage", Value: "local" }] }],
    ]);
  });

  it("is gone when somebody has deleted it", async () => {
    const role = await created(provider, ROLE, { assumeRolePolicy: TRUST });
    await provider.delete(role);
    expect(await provider.read(role, role.id)).toBeUndefined();
  });

  it("is replaced for a new name or path, not for a new policy", () => {
    expect(provider.replaceOn(ROLE)).toEqual(["name", "path"]);
  });
});

describe("aws:iam/rolePolicy:RolePolicy", () => {
  it("belongs to its role and is overwritten in place", async () => {
    const policy = await created(provider, "aws:iam/rolePolicy:RolePolicy", { role: "r", policy: "{}" });
    expect(policy.id).toBe("r:x-0a1b2c3");
    const outputs = await provider.update(policy, { ...policy.inputs, policy: TRUST }, ["policy"]);
    expect(outputs).toEqual({ name: "x-0a1b2c3", namePrefix: "", policy: TRUST, role: "r" });
    await provider.delete(policy);
    expect(await provider.read(policy, policy.id)).toBeUndefined();
  });
});

describe("aws:iam/rolePolicyAttachment:RolePolicyAttachment", () => {
  const policyArn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";

  it("is found on a later page, and gone once detached", async () => {
    const attachment = await created(provider, "aws:iam/rolePolicyAttachment:RolePolicyAttachment", {
      role: "r",
      policyArn,
    });
    expect(attachment.outputs).toEqual({ role: "r", policyArn });
    await provider.delete(attachment);
    expect(await provider.read(attachment, attachment.id)).toBeUndefined();
  });
});

describe("aws:iam/policy:Policy", () => {
  const TYPE = "aws:iam/policy:Policy";

  it("gets a new default version, and loses the oldest when IAM would refuse a sixth", async () => {
    const policy = await created(provider, TYPE, { policy: "{}" });
    for (const round of [1, 2, 3, 4]) {
      await provider.update(policy, { ...policy.inputs, policy: `{"round":${round}}` }, ["policy"]);
    }
    expect(iam.written.map(([operation]) => operation)).toEqual(
      Array.from({ length: 4 }, () => "CreatePolicyVersion"),
    );
    await provider.update(policy, { ...policy.inputs, policy: "{}" }, ["policy"]);
    expect(iam.written.at(-2)).toEqual(["DeletePolicyVersion", { PolicyArn: policy.id, VersionId: "v1" }]);
  });

  it("takes its old versions along when it is deleted", async () => {
    const policy = await created(provider, TYPE, { policy: "{}" });
    await provider.update(policy, { ...policy.inputs, policy: TRUST }, ["policy"]);
    await provider.delete(policy);
    expect(iam.written.at(-1)).toEqual(["DeletePolicyVersion", { PolicyArn: policy.id, VersionId: "v1" }]);
    expect(await provider.read(policy, policy.id)).toBeUndefined();
  });
});
