import type { Repository } from "@aws-sdk/client-ecr";
import { z } from "zod";
import type { Properties } from "../engine/provider.ts";
import { ACCOUNT_CONTEXT } from "../wire/service.ts";
import { jsonDocument, regionInput, tags, text } from "./inputs.ts";
import type { EcrPort } from "./ports.ts";
import { type ResourceType, required, resourceType } from "./resource-type.ts";
import { changeTags, type TagOperations, tagList } from "./tags.ts";

/** The types of `aws.ecr` that the local cloud carries out. */
export function ecrTypes(ecr: EcrPort, region: string): readonly ResourceType[] {
  return [repositoryType(ecr, region), lifecyclePolicyType(ecr, region), repositoryPolicyType(ecr, region)];
}

function repositoryType(ecr: EcrPort, region: string): ResourceType {
  const tagging: TagOperations = {
    add: (resourceArn, added) => ecr.TagResource({ resourceArn, tags: tagList(added) }, ACCOUNT_CONTEXT),
    remove: (resourceArn, tagKeys) => ecr.UntagResource({ resourceArn, tagKeys }, ACCOUNT_CONTEXT),
  };
  return resourceType({
    token: "aws:ecr/repository:Repository",
    inputs: z.strictObject({
      name: text,
      forceDelete: z.boolean().optional(),
      imageScanningConfiguration: z.strictObject({ scanOnPush: z.boolean() }).optional(),
      imageTagMutability: z.enum(["IMMUTABLE", "MUTABLE"]).optional(),
      tags,
      region: regionInput(region),
    }),
    autoname: { property: "name", maxLength: 256 },
    replaceOn: ["name"],
    create: async (inputs) => {
      await ecr.CreateRepository(
        {
          repositoryName: inputs.name,
          imageTagMutability: inputs.imageTagMutability,
          imageScanningConfiguration: inputs.imageScanningConfiguration,
          tags: tagList(inputs.tags),
        },
        ACCOUNT_CONTEXT,
      );
      return inputs.name;
    },
    update: async (repositoryName, inputs, touches, old) => {
      const { imageTagMutability = "MUTABLE", imageScanningConfiguration = { scanOnPush: false } } = inputs;
      if (touches("imageTagMutability")) {
        await ecr.PutImageTagMutability({ repositoryName, imageTagMutability }, ACCOUNT_CONTEXT);
      }
      if (touches("imageScanningConfiguration")) {
        await ecr.PutImageScanningConfiguration(
          { repositoryName, imageScanningConfiguration },
          ACCOUNT_CONTEXT,
        );
      }
      if (touches("tags")) await changeTags(tagging, String(old.outputs.arn), old.inputs.tags, inputs.tags);
    },
    delete: async (repositoryName, { forceDelete: force }) => {
      await ecr.DeleteRepository({ repositoryName, force }, ACCOUNT_CONTEXT);
    },
    describe: async (name) => {
      const { repositories = [] } = await ecr.DescribeRepositories(
        { repositoryNames: [name] },
        ACCOUNT_CONTEXT,
      );
      const [repository] = repositories;
      if (repository === undefined) return undefined;
      const { tags: listed = [] } = await ecr.ListTagsForResource(
        { resourceArn: repository.repositoryArn },
        ACCOUNT_CONTEXT,
      );
      const repositoryTags = Object.fromEntries(listed.map(({ Key, Value }) => [Key, Value]));
      return { ...repositoryOutputs(repository), region, tags: repositoryTags, tagsAll: repositoryTags };
    },
  });
}

function repositoryOutputs(repository: Repository): Properties {
  const scanOnPush = repository.imageScanningConfiguration?.scanOnPush ?? false;
  return {
    arn: repository.repositoryArn,
    imageScanningConfiguration: { scanOnPush },
    imageTagMutability: repository.imageTagMutability,
    name: repository.repositoryName,
    registryId: repository.registryId,
    repositoryUrl: repository.repositoryUri,
  };
}

function lifecyclePolicyType(ecr: EcrPort, region: string): ResourceType {
  return documentType(region, "aws:ecr/lifecyclePolicy:LifecyclePolicy", {
    put: async (repositoryName, lifecyclePolicyText) => {
      await ecr.PutLifecyclePolicy({ repositoryName, lifecyclePolicyText }, ACCOUNT_CONTEXT);
    },
    remove: async (repositoryName) => {
      await ecr.DeleteLifecyclePolicy({ repositoryName }, ACCOUNT_CONTEXT);
    },
    get: async (repositoryName) => {
      const found = await ecr.GetLifecyclePolicy({ repositoryName }, ACCOUNT_CONTEXT);
      return { ...found, policy: required(found.lifecyclePolicyText, "the lifecycle policy") };
    },
  });
}

function repositoryPolicyType(ecr: EcrPort, region: string): ResourceType {
  return documentType(region, "aws:ecr/repositoryPolicy:RepositoryPolicy", {
    put: async (repositoryName, policyText) => {
      await ecr.SetRepositoryPolicy({ repositoryName, policyText }, ACCOUNT_CONTEXT);
    },
    remove: async (repositoryName) => {
      await ecr.DeleteRepositoryPolicy({ repositoryName }, ACCOUNT_CONTEXT);
    },
    get: async (repositoryName) => {
      const found = await ecr.GetRepositoryPolicy({ repositoryName }, ACCOUNT_CONTEXT);
      return { ...found, policy: required(found.policyText, "the repository's policy") };
    },
  });
}

interface DocumentCalls {
  readonly put: (repositoryName: string, policy: string) => Promise<void>;
  readonly remove: (repositoryName: string) => Promise<void>;
  readonly get: (
    repositoryName: string,
  ) => Promise<{ readonly policy: string; readonly registryId?: string | undefined }>;
}

/** A document that hangs on a repository, at most one of its kind. */
function documentType(region: string, token: string, { put, remove, get }: DocumentCalls): ResourceType {
  return resourceType({
    token,
    inputs: z.strictObject({ repository: text, policy: jsonDocument, region: regionInput(region) }),
    replaceOn: ["repository"],
    uniqueBy: ["repository"],
    create: async ({ repository, policy }) => {
      await put(repository, policy);
      return repository;
    },
    update: (repository, { policy }) => put(repository, policy),
    delete: remove,
    describe: async (repository) => {
      const { policy, registryId } = await get(repository);
      return { policy, region, registryId, repository };
    },
  });
}
