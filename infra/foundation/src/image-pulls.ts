import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Place } from "./place.ts";
import { repositoryPolicy } from "./repository-policy.ts";

interface ImagePullsArgs {
  readonly repositoryName: pulumi.Input<string>;
  readonly place: pulumi.Output<Place>;
  /** Other accounts that run the images. */
  readonly accounts: readonly string[];
}

/**
 * Who may pull the images. Not a part of `RouterImage`: the job that builds images deploys that component alone, and has
 * no right to say who gets them.
 */
export class ImagePulls extends pulumi.ComponentResource {
  constructor(name: string, args: ImagePullsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("switchyard:infra:ImagePulls", name, {}, opts);
    new aws.ecr.RepositoryPolicy(
      `${name}-pulls`,
      {
        repository: args.repositoryName,
        policy: args.place.apply((place) => JSON.stringify(repositoryPolicy(place, args.accounts))),
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
