import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { executionRole } from "./execution-role.ts";
import { type Place, schedulePolicy, schedulerTrustPolicy } from "./policy-documents.ts";
import type { StageConfig } from "./stage-config.ts";

interface TickScheduleArgs {
  readonly config: StageConfig;
  readonly boundaryArn: pulumi.Input<string | undefined>;
  readonly place: pulumi.Output<Place>;
  readonly tickFunctionArn: pulumi.Input<string>;
  readonly deadLetterArn: pulumi.Input<string>;
}

/** Calls the tick once a minute. */
export class TickSchedule extends pulumi.ComponentResource {
  constructor(name: string, args: TickScheduleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("switchyard:infra:TickSchedule", name, {}, opts);
    const child = { parent: this };
    const { config, place } = args;
    const role = executionRole(
      name,
      {
        config,
        boundaryArn: args.boundaryArn,
        trustPolicy: place.apply(({ accountId }) => JSON.stringify(schedulerTrustPolicy(accountId))),
        description: `Lets the schedule of stage ${config.stage} start the rollout controller.`,
      },
      this,
    );
    const policy = new aws.iam.RolePolicy(
      `${name}-policy`,
      {
        role: role.name,
        policy: pulumi
          .all([args.tickFunctionArn, args.deadLetterArn])
          .apply(([tick, deadLetters]) => JSON.stringify(schedulePolicy(tick, deadLetters))),
      },
      child,
    );
    new aws.scheduler.Schedule(
      `${name}-schedule`,
      {
        name: `switchyard-${config.stage}-rollout-tick`,
        description: "Calls the rollout controller.",
        scheduleExpression: "rate(1 minute)",
        flexibleTimeWindow: { mode: "OFF" },
        target: {
          arn: args.tickFunctionArn,
          roleArn: role.arn,
          input: "{}",
          // The next minute brings the next tick, so an old one is worth nothing.
          retryPolicy: { maximumEventAgeInSeconds: 60, maximumRetryAttempts: 1 },
          deadLetterConfig: { arn: args.deadLetterArn },
        },
      },
      { parent: this, dependsOn: policy },
    );
    this.registerOutputs({});
  }
}
