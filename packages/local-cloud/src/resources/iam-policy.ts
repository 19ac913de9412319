import { z } from "zod";
import { ACCOUNT_CONTEXT } from "../wire/service.ts";
import { jsonDocument, text } from "./inputs.ts";
import type { IamPort } from "./ports.ts";
import { type ResourceType, required, resourceType } from "./resource-type.ts";

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
  return resourceType({
    token: "aws:iam/policy:Policy",
    inputs: z.strictObject({
      name: text,
      policy: jsonDocument,
      description: text.optional(),
      path: text.optional(),
    }),
    autoname: { property: "name", maxLength: 128 },
    replaceOn: ["description", "name", "path"],
    create: async ({ name, policy, description, path }) => {
      const created = await iam.CreatePolicy(
        { PolicyName: name, PolicyDocument: policy, Description: description, Path: path },
        ACCOUNT_CONTEXT,
      );
      return required(created.Policy?.Arn, "the policy's ARN");
    },
    update: async (PolicyArn, { policy }) => {
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
      return {
        arn: PolicyArn,
        attachmentCount: policy.AttachmentCount ?? 0,
        description: policy.Description,
        name: policy.PolicyName,
        namePrefix: "",
        path: policy.Path,
        policy: documentText(version.PolicyVersion?.Document),
        policyId: policy.PolicyId,
        tags: {},
        tagsAll: {},
      };
    },
  });
}

/** IAM sends documents URL-encoded. */
export function documentText(document: string | undefined): string | undefined {
  return document?.startsWith("%7B") ? decodeURIComponent(document) : document;
}
