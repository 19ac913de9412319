import { z } from "zod";
import { ACCOUNT_CONTEXT } from "../wire/service.ts";
import { documentText, policyType } from "./iam-policy.ts";
import { jsonDocument, tags, text } from "./inputs.ts";
import { oidcProviderType } from "./oidc-provider.ts";
import type { IamPort } from "./ports.ts";
import { type ResourceType, required, resourceType } from "./resource-type.ts";
import { changeTags, type TagOperations, tagList, tagMap } from "./tags.ts";

/** The types of `aws.iam` that the local cloud carries out. */
export function iamTypes(iam: IamPort): readonly ResourceType[] {
  return [
    roleType(iam),
    rolePolicyType(iam),
    rolePolicyAttachmentType(iam),
    policyType(iam),
    oidcProviderType(iam),
  ];
}

function roleType(iam: IamPort): ResourceType {
  const tagging: TagOperations = {
    add: (RoleName, added) => iam.TagRole({ RoleName, Tags: tagList(added) }, ACCOUNT_CONTEXT),
    remove: (RoleName, TagKeys) => iam.UntagRole({ RoleName, TagKeys }, ACCOUNT_CONTEXT),
  };
  return resourceType({
    token: "aws:iam/role:Role",
    inputs: z.strictObject({
      name: text,
      assumeRolePolicy: jsonDocument,
      description: text.optional(),
      maxSessionDuration: z.int().optional(),
      path: text.optional(),
      permissionsBoundary: text.optional(),
      tags,
    }),
    autoname: { property: "name", maxLength: 64 },
    replaceOn: ["name", "path"],
    create: async (inputs) => {
      await iam.CreateRole(
        {
          RoleName: inputs.name,
          AssumeRolePolicyDocument: inputs.assumeRolePolicy,
          Description: inputs.description,
          MaxSessionDuration: inputs.maxSessionDuration,
          Path: inputs.path,
          PermissionsBoundary: inputs.permissionsBoundary,
          Tags: tagList(inputs.tags),
        },
        ACCOUNT_CONTEXT,
      );
      return inputs.name;
    },
    update: async (RoleName, inputs, touches, old) => {
      if (touches("assumeRolePolicy")) {
        await iam.UpdateAssumeRolePolicy(
          { RoleName, PolicyDocument: inputs.assumeRolePolicy },
          ACCOUNT_CONTEXT,
        );
      }
      if (touches("description") || touches("maxSessionDuration")) {
        await iam.UpdateRole(
          {
            RoleName,
            Description: inputs.description ?? "",
            MaxSessionDuration: inputs.maxSessionDuration ?? 3600,
          },
          ACCOUNT_CONTEXT,
        );
      }
      if (touches("permissionsBoundary")) await setBoundary(iam, RoleName, inputs.permissionsBoundary);
      if (touches("tags")) await changeTags(tagging, RoleName, old.inputs.tags, inputs.tags);
    },
    delete: async (RoleName) => {
      await iam.DeleteRole({ RoleName }, ACCOUNT_CONTEXT);
    },
    describe: async (RoleName) => {
      const role = required((await iam.GetRole({ RoleName }, ACCOUNT_CONTEXT)).Role, "the role");
      const roleTags = tagMap(role.Tags);
      return {
        arn: role.Arn,
        assumeRolePolicy: documentText(role.AssumeRolePolicyDocument),
        createDate: role.CreateDate?.toISOString(),
        description: role.Description,
        forceDetachPolicies: false,
        maxSessionDuration: role.MaxSessionDuration,
        name: role.RoleName,
        namePrefix: "",
        path: role.Path,
        permissionsBoundary: role.PermissionsBoundary?.PermissionsBoundaryArn,
        tags: roleTags,
        tagsAll: roleTags,
        uniqueId: role.RoleId,
      };
    },
  });
}

async function setBoundary(iam: IamPort, RoleName: string, PermissionsBoundary?: string): Promise<void> {
  if (PermissionsBoundary === undefined) {
    await iam.DeleteRolePermissionsBoundary({ RoleName }, ACCOUNT_CONTEXT);
  } else await iam.PutRolePermissionsBoundary({ RoleName, PermissionsBoundary }, ACCOUNT_CONTEXT);
}

function rolePolicyType(iam: IamPort): ResourceType {
  const put = async (RoleName: string, PolicyName: string, PolicyDocument: string): Promise<void> => {
    await iam.PutRolePolicy({ RoleName, PolicyName, PolicyDocument }, ACCOUNT_CONTEXT);
  };
  return resourceType({
    token: "aws:iam/rolePolicy:RolePolicy",
    inputs: z.strictObject({ name: text, role: text, policy: jsonDocument }),
    autoname: { property: "name", maxLength: 128 },
    replaceOn: ["name", "role"],
    uniqueBy: ["name", "role"],
    create: async ({ role, name, policy }) => {
      await put(role, name, policy);
      return `${role}:${name}`;
    },
    update: (_id, { role, name, policy }) => put(role, name, policy),
    delete: async (id) => {
      const [RoleName, PolicyName] = splitAtFirst(id, ":");
      await iam.DeleteRolePolicy({ RoleName, PolicyName }, ACCOUNT_CONTEXT);
    },
    describe: async (id) => {
      const [RoleName, PolicyName] = splitAtFirst(id, ":");
      const { PolicyDocument } = await iam.GetRolePolicy({ RoleName, PolicyName }, ACCOUNT_CONTEXT);
      return { name: PolicyName, namePrefix: "", policy: documentText(PolicyDocument), role: RoleName };
    },
  });
}

function rolePolicyAttachmentType(iam: IamPort): ResourceType {
  return resourceType({
    token: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    inputs: z.strictObject({ role: text, policyArn: text }),
    replaceOn: ["policyArn", "role"],
    uniqueBy: ["policyArn", "role"],
    create: async ({ role, policyArn }) => {
      await iam.AttachRolePolicy({ RoleName: role, PolicyArn: policyArn }, ACCOUNT_CONTEXT);
      return `${role}/${policyArn}`;
    },
    delete: async (id) => {
      const [RoleName, PolicyArn] = splitAtFirst(id, "/");
      await iam.DetachRolePolicy({ RoleName, PolicyArn }, ACCOUNT_CONTEXT);
    },
    describe: async (id) => {
      const [RoleName, PolicyArn] = splitAtFirst(id, "/");
      const attached = await listAttached(iam, RoleName);
      return attached.includes(PolicyArn) ? { policyArn: PolicyArn, role: RoleName } : undefined;
    },
  });
}

async function listAttached(iam: IamPort, RoleName: string): Promise<readonly (string | undefined)[]> {
  const arns: (string | undefined)[] = [];
  let Marker: string | undefined;
  do {
    const page = await iam.ListAttachedRolePolicies({ RoleName, Marker }, ACCOUNT_CONTEXT);
    arns.push(...(page.AttachedPolicies ?? []).map(({ PolicyArn }) => PolicyArn));
    Marker = page.IsTruncated === true ? page.Marker : undefined;
  } while (Marker !== undefined);
  return arns;
}

/** The role's name, in which neither kind of separator occurs, and the rest. */
function splitAtFirst(id: string, separator: string): readonly [string, string] {
  const position = id.indexOf(separator);
  return [id.slice(0, position), id.slice(position + 1)];
}
