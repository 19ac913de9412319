import type { ImageIdentifier } from "@aws-sdk/client-ecr";
import { ACCOUNT_ID, arnOf } from "../account.ts";
import { AwsError } from "../aws-error.ts";
import type { Clock } from "../ports.ts";
import type { Collection, Store } from "../store.ts";
import { matchesWildcards } from "../wildcards.ts";

export type Mutability = "MUTABLE" | "IMMUTABLE" | "IMMUTABLE_WITH_EXCLUSION" | "MUTABLE_WITH_EXCLUSION";

export interface RepositoryRecord {
  readonly name: string;
  readonly createdAtMs: number;
  readonly mutability: Mutability;
  /** Wildcard filters of the tags that are exempt, for the two `_WITH_EXCLUSION` settings. */
  readonly exclusions: readonly string[];
  readonly scanOnPush: boolean;
  readonly encryptionType: "AES256";
  readonly lifecyclePolicy?: string;
  /** Who may use the repository. Kept and told: inside the account the roles' own policies decide. */
  readonly policy?: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface ImageRecord {
  readonly repositoryName: string;
  readonly digest: string;
  readonly tags: readonly string[];
  readonly pushedAtMs: number;
  readonly sizeBytes: number;
}

/** Repositories and the images in them. The files of images are in `image-content.ts`. */
export interface Registry {
  readonly region: string;
  readonly repositories: Collection<RepositoryRecord>;
  /** Throws `RepositoryNotFoundException`. */
  readonly repository: (name: string | undefined) => RepositoryRecord;
  readonly images: (repositoryName: string) => readonly ImageRecord[];
  /** By digest, tag or both. */
  readonly findImage: (repositoryName: string, id: ImageIdentifier) => ImageRecord | undefined;
  /** Adds the image, or tags to it. Throws `ImageTagAlreadyExistsException` where a tag must not move. */
  readonly push: (repositoryName: string, digest: string, sizeBytes: number, tags: readonly string[]) => void;
  readonly replaceImage: (image: ImageRecord) => void;
  readonly removeImage: (image: ImageRecord) => void;
  /** Whether any repository still has the digest. */
  readonly holds: (digest: string) => boolean;
}

/** Host of the account's registry, as in image URIs. */
export function registryHost(region: string): string {
  return `${ACCOUNT_ID}.dkr.ecr.${region}.amazonaws.com`;
}

export function repositoryArn(region: string, name: string): string {
  return arnOf("ecr", region, `repository/${name}`);
}

export function openRegistry(store: Store, clock: Clock, region: string): Registry {
  const repositories = store.collection<RepositoryRecord>("ecr-repositories");
  const records = store.collection<ImageRecord>("ecr-images");
  const keyOf = (image: { readonly repositoryName: string; readonly digest: string }): string =>
    `${image.repositoryName}@${image.digest}`;

  const images = (repositoryName: string): readonly ImageRecord[] =>
    records.values().filter((image) => image.repositoryName === repositoryName);

  const repository = (name: string | undefined): RepositoryRecord => {
    const record = repositories.get(name ?? "");
    if (record === undefined) {
      throw new AwsError(
        "RepositoryNotFoundException",
        `The repository with name '${name}' does not exist in the registry with id '${ACCOUNT_ID}'`,
      );
    }
    return record;
  };

  const findImage = (repositoryName: string, id: ImageIdentifier): ImageRecord | undefined =>
    images(repositoryName).find(
      (image) =>
        (id.imageDigest !== undefined || id.imageTag !== undefined) &&
        (id.imageDigest === undefined || image.digest === id.imageDigest) &&
        (id.imageTag === undefined || image.tags.includes(id.imageTag)),
    );

  function push(repositoryName: string, digest: string, sizeBytes: number, tags: readonly string[]): void {
    const { mutability, exclusions } = repository(repositoryName);
    const moved = images(repositoryName).filter(
      (image) => image.digest !== digest && image.tags.some((tag) => tags.includes(tag)),
    );
    for (const tag of tags) {
      if (moved.some((image) => image.tags.includes(tag)) && isImmutable(mutability, exclusions, tag)) {
        throw new AwsError(
          "ImageTagAlreadyExistsException",
          `The image tag '${tag}' already exists in the '${repositoryName}' repository and cannot be overwritten because the tag is immutable.`,
        );
      }
    }
    for (const image of moved) {
      records.set(keyOf(image), { ...image, tags: image.tags.filter((tag) => !tags.includes(tag)) });
    }
    const known = records.get(keyOf({ repositoryName, digest }));
    records.set(keyOf({ repositoryName, digest }), {
      repositoryName,
      digest,
      sizeBytes,
      pushedAtMs: known?.pushedAtMs ?? clock.nowMs(),
      tags: [...new Set([...(known?.tags ?? []), ...tags])],
    });
  }

  return {
    region,
    repositories,
    repository,
    images,
    findImage,
    push,
    replaceImage: (image) => records.set(keyOf(image), image),
    removeImage: (image) => void records.delete(keyOf(image)),
    holds: (digest) => records.values().some((image) => image.digest === digest),
  };
}

function isImmutable(mutability: Mutability, exclusions: readonly string[], tag: string): boolean {
  const excluded = exclusions.some((filter) => matchesWildcards(filter, tag));
  switch (mutability) {
    case "MUTABLE":
      return false;
    case "IMMUTABLE":
      return true;
    case "IMMUTABLE_WITH_EXCLUSION":
      return !excluded;
    case "MUTABLE_WITH_EXCLUSION":
      return excluded;
  }
}
