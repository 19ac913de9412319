import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { executionRole } from "./execution-role.ts";
import { LAMBDA_TRUST_POLICY, type PolicyDocument } from "./policy-documents.ts";
import type { StageConfig } from "./stage-config.ts";

interface LoggedRoleArgs {
  readonly functionName: string;
  readonly config: StageConfig;
  readonly boundaryArn: pulumi.Input<string | undefined>;
  /** Protects the log group from deletion. */
  readonly keepLogs: boolean;
  /** What the function may do, given the ARN of its log group. */
  readonly policy: (logGroupArn: string) => pulumi.Input<PolicyDocument>;
}

/** A function's execution role and its log group. A function that depends on it starts with both in place. */
export class LoggedRole extends pulumi.ComponentResource {
  readonly roleArn: pulumi.Output<string>;
  readonly logGroupName: pulumi.Output<string>;

  constructor(name: string, args: LoggedRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("switchyard:infra:LoggedRole", name, {}, opts);
    const child = { parent: this };
    const { config } = args;
    // Lambda would create this group itself, with neither retention nor tags, and leave it behind.
    const logGroup = new aws.cloudwatch.LogGroup(
      `${name}-logs`,
      {
        name: `/aws/lambda/${args.functionName}`,
        retentionInDays: config.logRetentionDays,
        tags: config.tags,
      },
      { ...child, protect: args.keepLogs },
    );
    const role = executionRole(
      name,
      {
        config,
        boundaryArn: args.boundaryArn,
        trustPolicy: LAMBDA_TRUST_POLICY,
        description: `Execution role of ${args.functionName}.`,
      },
      this,
    );
    new aws.iam.RolePolicy(
      `${name}-policy`,
      { role: role.name, policy: logGroup.arn.apply(args.policy).apply((policy) => JSON.stringify(policy)) },
      child,
    );
    this.roleArn = role.arn;
    this.logGroupName = logGroup.name;
    this.registerOutputs({ roleArn: this.roleArn, logGroupName: this.logGroupName });
  }
}
