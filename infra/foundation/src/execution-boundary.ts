import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { boundaryPolicy } from "./boundary-policy.ts";
import type { Place } from "./place.ts";

interface ExecutionBoundaryArgs {
  readonly place: pulumi.Output<Place>;
  /** `*`: for stages that the account does not list. */
  readonly stage: string;
  /** The account's other stages. */
  readonly others: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

/** The permissions boundary of a stage's roles. */
export class ExecutionBoundary extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: ExecutionBoundaryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("switchyard:infra:ExecutionBoundary", name, {}, opts);
    const { stage, others } = args;
    const boundary = new aws.iam.Policy(
      `${name}-boundary`,
      {
        name: stage === "*" ? "switchyard-boundary" : `switchyard-${stage}-boundary`,
        description:
          stage === "*"
            ? "The most that functions of any stage may do."
            : `The most that functions of stage ${stage} may do.`,
        policy: args.place.apply((place) => JSON.stringify(boundaryPolicy(place, stage, others))),
        tags: { ...args.tags },
      },
      { parent: this },
    );
    this.arn = boundary.arn;
    this.registerOutputs({ arn: this.arn });
  }
}
