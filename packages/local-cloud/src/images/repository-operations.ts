import type {
  CreateRepositoryCommandInput,
  CreateRepositoryCommandOutput,
  DeleteRepositoryCommandInput,
  DeleteRepositoryCommandOutput,
  DescribeRepositoriesCommandInput,
  DescribeRepositoriesCommandOutput,
  ImageTagMutabilityExclusionFilter,
  ListTagsForResourceCommandInput,
  ListTagsForResourceCommandOutput,
  PutImageScanningConfigurationCommandInput,
  PutImageScanningConfigurationCommandOutput,
  PutImageTagMutabilityCommandInput,
  PutImageTagMutabilityCommandOutput,
  Repository,
  Tag,
  TagResourceCommandInput,
  TagResourceCommandOutput,
  UntagResourceCommandInput,
  UntagResourceCommandOutput,
} from "@aws-sdk/client-ecr";
import { ACCOUNT_ID } from "../account.ts";
import { AwsError } from "../aws-error.ts";
import type { Clock } from "../ports.ts";
import type { ImageContent } from "./image-content.ts";
import type { EcrOperation } from "./operation.ts";
import { paginate } from "./paginate.ts";
import {
  type Mutability,
  type Registry,
  type RepositoryRecord,
  registryHost,
  repositoryArn,
} from "./registry.ts";

export interface RepositoryOperations {
  readonly CreateRepository: EcrOperation<CreateRepositoryCommandInput, CreateRepositoryCommandOutput>;
  readonly DescribeRepositories: EcrOperation<
    DescribeRepositoriesCommandInput,
    DescribeRepositoriesCommandOutput
  >;
  readonly DeleteRepository: EcrOperation<DeleteRepositoryCommandInput, DeleteRepositoryCommandOutput>;
  readonly PutImageTagMutability: EcrOperation<
    PutImageTagMutabilityCommandInput,
    PutImageTagMutabilityCommandOutput
  >;
  readonly PutImageScanningConfiguration: EcrOperation<
    PutImageScanningConfigurationCommandInput,
    PutImageScanningConfigurationCommandOutput
  >;
  readonly TagResource: EcrOperation<TagResourceCommandInput, TagResourceCommandOutput>;
  readonly UntagResource: EcrOperation<UntagResourceCommandInput, UntagResourceCommandOutput>;
  readonly ListTagsForResource: EcrOperation<
    ListTagsForResourceCommandInput,
    ListTagsForResourceCommandOutput
  >;
}

const REPOSITORY_NAME = /^(?:[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*\/)*[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;

export function createRepositoryOperations(
  registry: Registry,
  content: ImageContent,
  clock: Clock,
): RepositoryOperations {
  const { repositories } = registry;

  const view = (record: RepositoryRecord): Repository => ({
    repositoryName: record.name,
    repositoryArn: repositoryArn(registry.region, record.name),
    registryId: ACCOUNT_ID,
    repositoryUri: `${registryHost(registry.region)}/${record.name}`,
    createdAt: new Date(record.createdAtMs),
    imageTagMutability: record.mutability,
    ...(record.exclusions.length === 0 ? {} : { imageTagMutabilityExclusionFilters: filtersOf(record) }),
    imageScanningConfiguration: { scanOnPush: record.scanOnPush },
    encryptionConfiguration: { encryptionType: record.encryptionType },
  });

  const byArn = (arn: string | undefined): RepositoryRecord =>
    registry.repository(arn?.split(":repository/").at(-1));

  return {
    CreateRepository: async (input) => {
      const name = input.repositoryName ?? "";
      if (name.length < 2 || name.length > 256 || !REPOSITORY_NAME.test(name)) {
        throw invalid(
          `Invalid parameter at 'repositoryName': '${name}' does not satisfy ${REPOSITORY_NAME.source}`,
        );
      }
      if (repositories.get(name) !== undefined) {
        throw new AwsError(
          "RepositoryAlreadyExistsException",
          `The repository with name '${name}' already exists in the registry with id '${ACCOUNT_ID}'`,
        );
      }
      const encryption = input.encryptionConfiguration?.encryptionType ?? "AES256";
      if (encryption !== "AES256") {
        throw invalid(`encryptionType '${encryption}' is not supported by the local cloud: expected AES256`);
      }
      const record: RepositoryRecord = {
        name,
        createdAtMs: clock.nowMs(),
        ...mutabilityOf(input.imageTagMutability, input.imageTagMutabilityExclusionFilters),
        scanOnPush: input.imageScanningConfiguration?.scanOnPush ?? false,
        encryptionType: encryption,
        tags: tagMap(input.tags),
      };
      repositories.set(name, record);
      return { repository: view(record) };
    },

    DescribeRepositories: async (input) => {
      const records = input.repositoryNames?.map(registry.repository) ?? repositories.values();
      const page = paginate(records, input.nextToken, input.maxResults);
      return { repositories: page.items.map(view), nextToken: page.nextToken };
    },

    DeleteRepository: async (input) => {
      const record = registry.repository(input.repositoryName);
      const images = registry.images(record.name);
      if (images.length > 0 && input.force !== true) {
        throw new AwsError(
          "RepositoryNotEmptyException",
          `The repository with name '${record.name}' in registry with id '${ACCOUNT_ID}' cannot be deleted because it still contains images`,
        );
      }
      for (const image of images) {
        registry.removeImage(image);
        if (!registry.holds(image.digest)) await content.remove(image.digest);
      }
      repositories.delete(record.name);
      return { repository: view(record) };
    },

    PutImageTagMutability: async (input) => {
      const record = registry.repository(input.repositoryName);
      const setting = mutabilityOf(input.imageTagMutability, input.imageTagMutabilityExclusionFilters);
      const changed = { ...record, ...setting };
      repositories.set(record.name, changed);
      return {
        registryId: ACCOUNT_ID,
        repositoryName: record.name,
        imageTagMutability: setting.mutability,
        ...(setting.exclusions.length === 0
          ? {}
          : { imageTagMutabilityExclusionFilters: filtersOf(changed) }),
      };
    },

    PutImageScanningConfiguration: async (input) => {
      const record = registry.repository(input.repositoryName);
      const scanOnPush = input.imageScanningConfiguration?.scanOnPush ?? false;
      repositories.set(record.name, { ...record, scanOnPush });
      return {
        registryId: ACCOUNT_ID,
        repositoryName: record.name,
        imageScanningConfiguration: { scanOnPush },
      };
    },

    TagResource: async (input) => {
      const record = byArn(input.resourceArn);
      repositories.set(record.name, { ...record, tags: { ...record.tags, ...tagMap(input.tags) } });
      return {};
    },

    UntagResource: async (input) => {
      const record = byArn(input.resourceArn);
      const kept = Object.entries(record.tags).filter(([key]) => !(input.tagKeys ?? []).includes(key));
      repositories.set(record.name, { ...record, tags: Object.fromEntries(kept) });
      return {};
    },

    ListTagsForResource: async (input) => ({
      tags: Object.entries(byArn(input.resourceArn).tags).map(([Key, Value]) => ({ Key, Value })),
    }),
  };
}

const SETTINGS: readonly Mutability[] = [
  "MUTABLE",
  "IMMUTABLE",
  "IMMUTABLE_WITH_EXCLUSION",
  "MUTABLE_WITH_EXCLUSION",
];

function mutabilityOf(
  value: string | undefined,
  filters: readonly ImageTagMutabilityExclusionFilter[] | undefined,
): { readonly mutability: Mutability; readonly exclusions: readonly string[] } {
  const mutability = SETTINGS.find((setting) => setting === (value ?? "MUTABLE"));
  if (mutability === undefined) {
    throw invalid(
      `Invalid parameter at 'imageTagMutability': expected ${SETTINGS.join(", ")}, found '${value}'`,
    );
  }
  const exclusions = (filters ?? []).map((filter) => filter.filter ?? "");
  if (mutability.endsWith("_WITH_EXCLUSION") !== exclusions.length > 0) {
    throw invalid(
      `Invalid parameter at 'imageTagMutabilityExclusionFilters': ${mutability} takes ${mutability.endsWith("_WITH_EXCLUSION") ? "1 to 5 filters" : "no filters"}, found ${exclusions.length}`,
    );
  }
  if (exclusions.length > 5) {
    throw invalid("Invalid parameter at 'imageTagMutabilityExclusionFilters': at most 5 filters");
  }
  return { mutability, exclusions };
}

function filtersOf(record: RepositoryRecord): ImageTagMutabilityExclusionFilter[] {
  return record.exclusions.map((filter) => ({ filterType: "WILDCARD", filter }));
}

function tagMap(tags: readonly Tag[] | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries((tags ?? []).map((tag) => [tag.Key ?? "", tag.Value ?? ""]));
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterException", message);
}
