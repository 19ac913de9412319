import type {
  BatchDeleteImageCommandInput,
  BatchDeleteImageCommandOutput,
  BatchGetImageCommandInput,
  BatchGetImageCommandOutput,
  DescribeImagesCommandInput,
  DescribeImagesCommandOutput,
  GetAuthorizationTokenCommandInput,
  GetAuthorizationTokenCommandOutput,
  ImageDetail,
  ImageFailure,
  ImageIdentifier,
  ListImagesCommandInput,
  ListImagesCommandOutput,
} from "@aws-sdk/client-ecr";
import { ACCOUNT_ID } from "../account.ts";
import { AwsError } from "../aws-error.ts";
import type { ImageContent } from "./image-content.ts";
import type { EcrOperation } from "./operation.ts";
import { paginate } from "./paginate.ts";
import type { ImageRecord, Registry } from "./registry.ts";

export interface ImageOperations {
  readonly DescribeImages: EcrOperation<DescribeImagesCommandInput, DescribeImagesCommandOutput>;
  readonly ListImages: EcrOperation<ListImagesCommandInput, ListImagesCommandOutput>;
  /** The manifest names the digest and no layers: the local registry holds files, not layers. */
  readonly BatchGetImage: EcrOperation<BatchGetImageCommandInput, BatchGetImageCommandOutput>;
  readonly BatchDeleteImage: EcrOperation<BatchDeleteImageCommandInput, BatchDeleteImageCommandOutput>;
  readonly GetAuthorizationToken: EcrOperation<
    GetAuthorizationTokenCommandInput,
    GetAuthorizationTokenCommandOutput
  >;
}

const MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";
const CONFIG_TYPE = "application/vnd.oci.image.config.v1+json";

export function createImageOperations(registry: Registry, content: ImageContent): ImageOperations {
  function wanted(repositoryName: string, ids: readonly ImageIdentifier[]) {
    const found: (readonly [ImageIdentifier, ImageRecord])[] = [];
    const failures: ImageFailure[] = [];
    for (const imageId of ids) {
      const image = registry.findImage(repositoryName, imageId);
      if (image !== undefined) found.push([imageId, image]);
      else
        failures.push({ imageId, failureCode: "ImageNotFound", failureReason: "Requested image not found" });
    }
    return { found, failures };
  }

  return {
    DescribeImages: async (input) => {
      const { name } = registry.repository(input.repositoryName);
      const images =
        input.imageIds === undefined
          ? registry.images(name).filter((image) => hasTagStatus(image, input.filter?.tagStatus))
          : input.imageIds.map((id) => registry.findImage(name, id) ?? imageNotFound(name, id));
      const page = paginate(images, input.nextToken, input.maxResults);
      return { imageDetails: page.items.map(detail), nextToken: page.nextToken };
    },

    ListImages: async (input) => {
      const { name } = registry.repository(input.repositoryName);
      const imageIds = registry
        .images(name)
        .filter((image) => hasTagStatus(image, input.filter?.tagStatus))
        .flatMap(identifiers);
      const page = paginate(imageIds, input.nextToken, input.maxResults);
      return { imageIds: [...page.items], nextToken: page.nextToken };
    },

    BatchGetImage: async (input) => {
      const { name } = registry.repository(input.repositoryName);
      const { found, failures } = wanted(name, input.imageIds ?? []);
      return {
        images: found.map(([id, image]) => ({
          registryId: ACCOUNT_ID,
          repositoryName: name,
          imageId: { ...id, imageDigest: image.digest },
          imageManifestMediaType: MANIFEST_TYPE,
          imageManifest: JSON.stringify({
            schemaVersion: 2,
            mediaType: MANIFEST_TYPE,
            config: { mediaType: CONFIG_TYPE, digest: image.digest, size: image.sizeBytes },
            layers: [],
          }),
        })),
        failures,
      };
    },

    BatchDeleteImage: async (input) => {
      const { name } = registry.repository(input.repositoryName);
      const { found, failures } = wanted(name, input.imageIds ?? []);
      const deleted: ImageIdentifier[] = [];
      for (const [id, image] of found) {
        const tags = id.imageDigest === undefined ? image.tags.filter((tag) => tag !== id.imageTag) : [];
        // A tag alone is only taken off, until the last one goes.
        if (tags.length > 0) {
          registry.replaceImage({ ...image, tags });
          deleted.push({ imageDigest: image.digest, ...id });
          continue;
        }
        registry.removeImage(image);
        if (!registry.holds(image.digest)) await content.remove(image.digest);
        deleted.push(...identifiers(image));
      }
      return { imageIds: deleted, failures };
    },

    GetAuthorizationToken: async () => {
      throw new AwsError(
        "ServerException",
        "The local registry does not speak the Docker protocol, so there is nothing to log in to: images are built by the deployment itself.",
        501,
      );
    },
  };
}

function detail(image: ImageRecord): ImageDetail {
  return {
    registryId: ACCOUNT_ID,
    repositoryName: image.repositoryName,
    imageDigest: image.digest,
    ...(image.tags.length === 0 ? {} : { imageTags: [...image.tags] }),
    imageSizeInBytes: image.sizeBytes,
    imagePushedAt: new Date(image.pushedAtMs),
    imageManifestMediaType: MANIFEST_TYPE,
    artifactMediaType: CONFIG_TYPE,
  };
}

function identifiers(image: ImageRecord): readonly ImageIdentifier[] {
  return image.tags.length === 0
    ? [{ imageDigest: image.digest }]
    : image.tags.map((imageTag) => ({ imageDigest: image.digest, imageTag }));
}

function hasTagStatus(image: ImageRecord, status: string | undefined): boolean {
  if (status === "TAGGED") return image.tags.length > 0;
  if (status === "UNTAGGED") return image.tags.length === 0;
  return true;
}

function imageNotFound(repositoryName: string, id: ImageIdentifier): never {
  throw new AwsError(
    "ImageNotFoundException",
    `The image with imageId {imageDigest:'${id.imageDigest ?? "null"}', imageTag:'${id.imageTag ?? "null"}'} does not exist within the repository with name '${repositoryName}' in the registry with id '${ACCOUNT_ID}'`,
  );
}
