import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import type { BuildingConfig } from "./foundation-schema.ts";
import { contentTag } from "./image-content.ts";

/** Build context of the handler's Dockerfile, from this project's folder. */
const CONTEXT = "../../packages/lambda-handler";

const REPOSITORY = "switchyard-router";

interface RouterImageArgs {
  readonly config: BuildingConfig;
}

/** The repository of the router's images and the image of this checkout in it. */
export class RouterImage extends pulumi.ComponentResource {
  readonly repositoryName: pulumi.Output<string>;
  readonly repositoryUrl: pulumi.Output<string>;
  /** By digest. */
  readonly imageUri: pulumi.Output<string>;

  constructor(name: string, { config }: RouterImageArgs, opts?: pulumi.ComponentResourceOptions) {
    super("switchyard:infra:RouterImage", name, {}, opts);
    const repository = new awsx.ecr.Repository(
      `${name}-repository`,
      {
        name: REPOSITORY,
        imageTagMutability: "IMMUTABLE",
        imageScanningConfiguration: { scanOnPush: true },
        forceDelete: config.deleteImagesWithRepository,
        // By number and never by age: a stage that rests for a year still runs its image, and Lambda fetches it anew.
        // "any" leaves nothing over that rules for tagged and untagged images would have to agree on.
        tags: config.tags,
        lifecyclePolicy: {
          rules: [
            {
              description: `Keep the newest ${config.keepImages} images.`,
              tagStatus: "any",
              maximumNumberOfImages: config.keepImages,
            },
          ],
        },
      },
      { parent: this },
    );
    const image = new awsx.ecr.Image(
      `${name}-image`,
      {
        repositoryUrl: repository.url,
        context: CONTEXT,
        platform: config.platform,
        ...(config.release === undefined ? {} : { args: { RELEASE: config.release } }),
        // awsx would derive the tag from the folder's name, and an immutable tag takes one push only.
        imageTag: tagOf(config),
      },
      // A new tag replaces the image inside, and its deletion would take the old digest out of the
      // repository: Lambda could no longer run versions that a rollback needs. Retaining is inherited.
      { parent: this, retainOnDelete: true },
    );
    // Of the repository once it is there.
    this.repositoryName = repository.url.apply(() => REPOSITORY);
    this.repositoryUrl = repository.url;
    this.imageUri = image.imageUri;
    this.registerOutputs({ repositoryUrl: this.repositoryUrl, imageUri: this.imageUri });
  }
}

/** A missing bundle is the developer's to mend: the message does without a stack trace. */
function tagOf({ platform, release }: BuildingConfig): string {
  try {
    return contentTag(CONTEXT, platform, release);
  } catch (error) {
    throw new pulumi.RunError(error instanceof Error ? error.message : String(error));
  }
}
