import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { StageConfig } from "./stage-config.ts";

interface ControllerAlarmsArgs {
  readonly config: StageConfig;
  readonly tickFunctionName: pulumi.Input<string>;
  readonly alarmFunctionName: pulumi.Input<string>;
  readonly deadLetterQueueName: pulumi.Input<string>;
  readonly topicArn: pulumi.Input<string>;
}

/** Alarms about the controller itself. They tell people; nothing is rolled back because the controller is ill. */
export class ControllerAlarms extends pulumi.ComponentResource {
  readonly names: pulumi.Output<readonly string[]>;
  readonly arns: pulumi.Output<readonly string[]>;

  constructor(name: string, args: ControllerAlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("switchyard:infra:ControllerAlarms", name, {}, opts);
    const { config } = args;
    const shared = { alarmActions: [args.topicArn], okActions: [args.topicArn], tags: config.tags };
    const child = { parent: this };
    const ofTick = { namespace: "AWS/Lambda", dimensions: { FunctionName: args.tickFunctionName } };
    const alarms = [
      new aws.cloudwatch.MetricAlarm(
        `${name}-dead-letters`,
        {
          ...shared,
          name: `switchyard-${config.stage}-rollout-dead-letters`,
          alarmDescription:
            "An alarm could not be acted on, or the schedule could not start a tick: read the queue.",
          namespace: "AWS/SQS",
          metricName: "ApproximateNumberOfMessagesVisible",
          dimensions: { QueueName: args.deadLetterQueueName },
          statistic: "Maximum",
          period: 60,
          evaluationPeriods: 1,
          comparisonOperator: "GreaterThanThreshold",
          threshold: 0,
          treatMissingData: "notBreaching",
        },
        child,
      ),
      new aws.cloudwatch.MetricAlarm(
        `${name}-silent`,
        {
          ...shared,
          ...ofTick,
          name: `switchyard-${config.stage}-rollout-silent`,
          alarmDescription: "No tick ran for five minutes: releases stand still.",
          metricName: "Invocations",
          statistic: "Sum",
          period: 300,
          evaluationPeriods: 1,
          comparisonOperator: "LessThanThreshold",
          threshold: 1,
          // A function that is never called has no metric. So the alarm of a new stage goes off until its first tick counts.
          treatMissingData: "breaching",
        },
        child,
      ),
      new aws.cloudwatch.MetricAlarm(
        `${name}-errors`,
        {
          ...shared,
          ...ofTick,
          name: `switchyard-${config.stage}-rollout-errors`,
          alarmDescription: "Ticks keep failing: releases stand still. Read the log of the tick function.",
          metricName: "Errors",
          statistic: "Sum",
          period: 300,
          evaluationPeriods: 1,
          comparisonOperator: "GreaterThanThreshold",
          // One or two failures (a throttled call, a start that died) are repeated by the next tick.
          threshold: 2,
          treatMissingData: "notBreaching",
        },
        child,
      ),
      new aws.cloudwatch.MetricAlarm(
        `${name}-alarm-errors`,
        {
          ...shared,
          name: `switchyard-${config.stage}-rollout-alarm-errors`,
          alarmDescription:
            "A hard stop failed. It is repeated twice, but look at once: does the alias still give calls to a bad version?",
          namespace: "AWS/Lambda",
          dimensions: { FunctionName: args.alarmFunctionName },
          metricName: "Errors",
          statistic: "Sum",
          period: 60,
          evaluationPeriods: 1,
          comparisonOperator: "GreaterThanThreshold",
          // The dead letter comes only after the repetitions, minutes later.
          threshold: 0,
          treatMissingData: "notBreaching",
        },
        child,
      ),
    ];
    this.names = pulumi.all(alarms.map((alarm) => alarm.name));
    this.arns = pulumi.all(alarms.map((alarm) => alarm.arn));
    this.registerOutputs({ names: this.names });
  }
}
