import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { GithubConfig } from "./foundation-schema.ts";
import { githubTrust } from "./github-trust.ts";
import type { PolicyParts } from "./policy-document.ts";

interface DeployRoleArgs {
  /** Of the role and, with a part's name behind it, of its policies. */
  readonly roleName: string;
  /** Environment on GitHub whose jobs may take on the role. */
  readonly environment: string;
  readonly github: GithubConfig;
  readonly providerArn: pulumi.Input<string>;
  /** Names of the parts, which are resources and so must be known in a preview. */
  readonly parts: readonly string[];
  readonly policies: pulumi.Output<PolicyParts>;
  readonly sessionHours: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** The role of one environment on GitHub: whose jobs have it, and what they may do with it. */
export class DeployRole extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: DeployRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("switchyard:infra:DeployRole", name, {}, opts);
    const child = { parent: this };
    const { roleName, environment, github } = args;
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        name: roleName,
        description: `For jobs of ${github.owner}/${github.repository} in the environment ${environment}.`,
        assumeRolePolicy: pulumi
          .output(args.providerArn)
          .apply((arn) => JSON.stringify(githubTrust(arn, github, environment))),
        maxSessionDuration: args.sessionHours * 60 * 60,
        tags: { ...args.tags },
      },
      child,
    );
    for (const part of args.parts) {
      const policy = new aws.iam.Policy(
        `${name}-${part}`,
        {
          name: `${roleName}-${part}`,
          policy: args.policies.apply((parts) => JSON.stringify(parts[part])),
          tags: { ...args.tags },
        },
        child,
      );
      new aws.iam.RolePolicyAttachment(
        `${name}-${part}-attachment`,
        { role: role.name, policyArn: policy.arn },
        child,
      );
    }
    this.arn = role.arn;
    this.registerOutputs({ arn: this.arn });
  }
}
