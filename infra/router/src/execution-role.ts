import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { StageConfig } from "./stage-config.ts";

interface ExecutionRoleArgs {
  readonly config: StageConfig;
  /** Managed policy that limits whatever the role's own policies allow; without it nothing does. */
  readonly boundaryArn: pulumi.Input<string | undefined>;
  readonly trustPolicy: pulumi.Input<string>;
  readonly description: string;
}

/** A role that a service of AWS takes on for a stage. */
export function executionRole(
  name: string,
  { config, boundaryArn, trustPolicy, description }: ExecutionRoleArgs,
  parent: pulumi.Resource,
): aws.iam.Role {
  return new aws.iam.Role(
    `${name}-role`,
    {
      // Names are made up; by the path a deploy role reaches the roles of its own stage and no others.
      path: `/switchyard/${config.stage}/`,
      permissionsBoundary: boundaryArn,
      assumeRolePolicy: trustPolicy,
      description,
      tags: config.tags,
    },
    { parent },
  );
}
