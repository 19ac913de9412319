import { join } from "node:path";
import * as schemas from "@aws-sdk/client-ecr";
import type { Clock, ImageSource } from "../ports.ts";
import type { Store } from "../store.ts";
import type { WireService } from "../wire/service.ts";
import { type BuildRequest, planBuild } from "./build-image.ts";
import { openImageContent } from "./image-content.ts";
import { createImageOperations, type ImageOperations } from "./image-operations.ts";
import { createImageSource } from "./image-source.ts";
import { createLifecycleOperations, type LifecycleOperations } from "./lifecycle-operations.ts";
import { openRegistry, registryHost, repositoryArn } from "./registry.ts";
import { createRepositoryOperations, type RepositoryOperations } from "./repository-operations.ts";
import {
  createRepositoryPolicyOperations,
  type RepositoryPolicyOperations,
} from "./repository-policy-operations.ts";
import { openRunCache } from "./run-cache.ts";

export type EcrOperations = RepositoryOperations &
  RepositoryPolicyOperations &
  ImageOperations &
  LifecycleOperations;

/** The container registry: ECR's operations, image builds from Dockerfiles, and images for Lambda. */
export interface Images {
  readonly operations: EcrOperations;
  readonly wire: WireService;
  readonly source: ImageSource;
  /**
   * Builds and pushes in one go. The same files and Dockerfile give the same digest. Throws
   * `DockerfileError`, or `AwsError` for a repository that is not there or a tag that must not move.
   */
  readonly build: (request: BuildRequest) => Promise<{ readonly digest: string; readonly imageUri: string }>;
}

const IMAGE_TAG = /^\w[\w.-]{0,127}$/;

export function createImages(deps: {
  readonly store: Store;
  /** Data folder of the local cloud; images lie in `<dir>/images`. */
  readonly dir: string;
  readonly region: string;
  readonly clock: Clock;
}): Images {
  const registry = openRegistry(deps.store, deps.clock, deps.region);
  const content = openImageContent(join(deps.dir, "images"));
  const run = openRunCache(join(deps.dir, "images", "run-cache"));
  const operations: EcrOperations = {
    ...createRepositoryOperations(registry, content, deps.clock),
    ...createImageOperations(registry, content),
    ...createLifecycleOperations(registry),
    ...createRepositoryPolicyOperations(registry),
  };

  return {
    operations,
    source: createImageSource(registry, content),
    build: async (request) => {
      registry.repository(request.repositoryName);
      const badTag = request.tags.find((tag) => !IMAGE_TAG.test(tag));
      if (badTag !== undefined)
        throw new Error(`"${badTag}" is not an image tag: expected ${IMAGE_TAG.source}`);
      const plan = await planBuild(request, run);
      const { digest, sizeBytes } = await content.write(plan);
      try {
        registry.push(request.repositoryName, digest, sizeBytes, request.tags);
      } catch (error) {
        if (!registry.holds(digest)) await content.remove(digest);
        throw error;
      }
      return {
        digest,
        imageUri: `${registryHost(deps.region)}/${request.repositoryName}@${digest}`,
      };
    },
    wire: {
      signingName: "ecr",
      schemas,
      operations: { ...operations },
      permissions: (operation, input) =>
        resourcesOf(deps.region, operation, input)?.map((resource) => ({
          action: `ecr:${operation}`,
          resource,
        })),
    },
  };
}

function resourcesOf(
  region: string,
  operation: string,
  input: Readonly<Record<string, unknown>>,
): readonly string[] | undefined {
  const { resourceArn, repositoryName, repositoryNames } = input;
  if (operation === "GetAuthorizationToken") return ["*"];
  if (typeof resourceArn === "string") return [resourceArn];
  if (typeof repositoryName === "string") return [repositoryArn(region, repositoryName)];
  if (operation !== "DescribeRepositories") return undefined;
  return Array.isArray(repositoryNames)
    ? repositoryNames.map((name) => repositoryArn(region, String(name)))
    : [repositoryArn(region, "*")];
}
