import { z } from "zod";
import { ACCOUNT_CONTEXT } from "../wire/service.ts";
import { jsonDocument, tags, text } from "./inputs.ts";
import type { IamPort } from "./ports.ts";
import { type ResourceType, required, resourceType } from "./resource-type.ts";
import { changeTags, type TagOperations, tagList, tagMap } from "./tags.ts";

/** IAM keeps so many versions of a policy and refuses another. */
const POLICY_VERSIONS = 5;

/** `aws:iam/policy:Policy`: a managed policy. */
export function policyType(iam: IamPort): ResourceType {
  const oldVersions = async (PolicyArn: string): Promise<readonly string[]> => {
    const { Versions = [] } = await iam.ListPolicyVersions({ PolicyArn }, ACCOUNT_CONTEXT);
    return Versions.filter(({ IsDefaultVersion }) => IsDefaultVersion !== true)
      .toSorted((a, b) => (a.CreateDate?.getTime() ?? 0) - (b.CreateDate?.getTime() ?? 0))
      .map(({ VersionId }) => required(VersionId, "the policy version's id"));
  };
  const tagging: TagOperations = {
    add: (PolicyArn, added) => iam.TagPolicy({ PolicyArn, Tags: tagList(added) }, ACCOUNT_CONTEXT),
    remove: (PolicyArn, TagKeys) => iam.UntagPolicy({ PolicyArn, TagKeys }, ACCOUNT_CONTEXT),
  };
  return resourceType({
    token: "aws:iam/policy:Policy",
    inputs: z.strictObject({
      name: text,
      policy: jsonDocument,
      description: text.optional(),
      path: text.optional(),
      tags,
    }),
    autoname: { property: "name", maxLength: 128 },
    replaceOn: ["description", "name", "path"],
    create: async ({ name, policy, description, path, tags: given }) => {
      const created = await iam.CreatePolicy(
        {
          PolicyName: name,
          PolicyDocument: policy,
          Description: description,
          Path: path,
          Tags: tagList(given),
        },
        ACCOUNT_CONTEXT,
      );
      return required(created.Policy?.Arn, "the policy's ARN");
    },
    update: async (PolicyArn, { policy, tags: wanted }, touches, old) => {
      if (touches("tags")) await changeTags(tagging, PolicyArn, old.inputs.tags, wanted);
      if (!touches("policy")) return;
      const [oldest, ...others] = await oldVersions(PolicyArn);
      if (oldest !== undefined && others.length + 2 >= POLICY_VERSIONS) {
        await iam.DeletePolicyVersion({ PolicyArn, VersionId: oldest }, ACCOUNT_CONTEXT);
      }
      await iam.CreatePolicyVersion(
        { PolicyArn, PolicyDocument: policy, SetAsDefault: true },
        ACCOUNT_CONTEXT,
      );
    },
    delete: async (PolicyArn) => {
      for (const VersionId of await oldVersions(PolicyArn)) {
        await iam.DeletePolicyVersion({ PolicyArn, VersionId }, ACCOUNT_CONTEXT);
      }
      await iam.DeletePolicy({ PolicyArn }, ACCOUNT_CONTEXT);
    },
    describe: async (PolicyArn) => {
      const policy = required((await iam.GetPolicy({ PolicyArn }, ACCOUNT_CONTEXT)).Policy, "the policy");
      const version = await iam.GetPolicyVersion(
        { PolicyArn, VersionId: policy.DefaultVersionId },
        ACCOUNT_CONTEXT,
      );
      const policyTags = tagMap(policy.Tags);
      return {
        arn: PolicyArn,
        attachmentCount: policy.AttachmentCount ?? 0,
        description: policy.Description,
        name: policy.PolicyName,
        namePrefix: "",
        path: policy.Path,
        policy: documentText(version.PolicyVersion?.Document),
        policyId: policy.PolicyId,
        tags: policyTags,
        tagsAll: policyTags,
      };
    },
  });
}

/** IAM sends documents URL-encoded. */
export function documentText(document: string | undefined): string | undefined {
  return document?.startsWith("%7B") ? decodeURIComponent(document) : document;
}
