import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { dashboardBody } from "./dashboard-body.ts";
import type { StageConfig } from "./stage-config.ts";

interface DashboardArgs {
  readonly config: StageConfig;
  readonly functionName: pulumi.Input<string>;
  readonly aliasName: pulumi.Input<string>;
  readonly apiName: pulumi.Input<string>;
  readonly tickFunctionName: pulumi.Input<string>;
  readonly deadLetterQueueName: pulumi.Input<string>;
  readonly alarmArns: pulumi.Input<readonly string[]>;
}

/** The stage at a glance. */
export class Dashboard extends pulumi.ComponentResource {
  readonly dashboardName: pulumi.Output<string>;

  constructor(name: string, args: DashboardArgs, opts?: pulumi.ComponentResourceOptions) {
    super("switchyard:infra:Dashboard", name, {}, opts);
    const { config, functionName, aliasName, apiName, tickFunctionName, deadLetterQueueName } = args;
    const { stage } = config;
    const { region } = aws.getRegionOutput({}, { parent: this });
    const subject = pulumi.output({
      region,
      functionName,
      aliasName,
      apiName,
      tickFunctionName,
      deadLetterQueueName,
      alarmArns: args.alarmArns,
    });
    const dashboard = new aws.cloudwatch.Dashboard(
      `${name}-dashboard`,
      {
        dashboardName: `switchyard-${stage}`,
        dashboardBody: subject.apply((of) => JSON.stringify(dashboardBody({ stage, ...of }))),
      },
      { parent: this },
    );
    this.dashboardName = dashboard.dashboardName;
    this.registerOutputs({ dashboardName: this.dashboardName });
  }
}
