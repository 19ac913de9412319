import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { ControllerFunction, type ControllerHandler } from "./controller-function.ts";
import { alarmPolicy, controllerPolicy } from "./controller-policy.ts";
import { currentPlace } from "./current-place.ts";
import type { StageConfig } from "./stage-config.ts";
import { TickSchedule } from "./tick-schedule.ts";

interface RolloutControllerArgs {
  readonly config: StageConfig;
  readonly boundaryArn: pulumi.Input<string | undefined>;
  readonly routerName: pulumi.Input<string>;
  readonly routerArn: pulumi.Input<string>;
  readonly aliasName: pulumi.Input<string>;
  readonly restApiId: pulumi.Input<string>;
  readonly apiStageName: pulumi.Input<string>;
}

/** Moves the live alias: its memory, its three functions, its clock, and how it reaches people. */
export class RolloutController extends pulumi.ComponentResource {
  readonly tableName: pulumi.Output<string>;
  readonly topicArn: pulumi.Output<string>;
  readonly deadLetterQueueName: pulumi.Output<string>;
  readonly functionNames: Readonly<Record<ControllerHandler, pulumi.Output<string>>>;
  readonly alarmFunctionArn: pulumi.Output<string>;

  constructor(name: string, args: RolloutControllerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("switchyard:infra:RolloutController", name, {}, opts);
    const child = { parent: this };
    const { config, boundaryArn } = args;
    const place = currentPlace(this);
    const table = releaseTable(name, config, this);
    const topic = releaseTopic(name, config, this);
    const deadLetters = new aws.sqs.Queue(
      `${name}-dead-letters`,
      {
        name: `switchyard-${config.stage}-rollout-dead-letters`,
        messageRetentionSeconds: 14 * 24 * 60 * 60,
        sqsManagedSseEnabled: true,
        tags: config.tags,
      },
      { ...child, protect: config.keepData },
    );
    const targets = pulumi.output({
      routerArn: args.routerArn,
      tableArn: table.arn,
      topicArn: topic.arn,
      restApiId: args.restApiId,
      apiStageName: args.apiStageName,
    });
    const environment = environmentOf(args, table.name, topic.arn);
    const full = (logGroupArn: string) =>
      pulumi.all([place, targets]).apply(([here, to]) => controllerPolicy(here, to, logGroupArn));
    const wayBack = (logGroupArn: string) =>
      pulumi
        .all([place, targets, deadLetters.arn])
        .apply(([here, to, queueArn]) => alarmPolicy(here, to, queueArn, logGroupArn));
    const shared = { config, boundaryArn, environment };
    const tick = new ControllerFunction(`${name}-tick`, { handler: "tick", policy: full, ...shared }, child);
    const alarm = new ControllerFunction(
      `${name}-alarm`,
      { handler: "alarm", policy: wayBack, ...shared },
      child,
    );
    const command = new ControllerFunction(
      `${name}-command`,
      { handler: "command", policy: full, ...shared },
      child,
    );
    this.#deliveries(name, tick, alarm, deadLetters);
    new TickSchedule(
      `${name}-clock`,
      { config, boundaryArn, place, tickFunctionArn: tick.functionArn, deadLetterArn: deadLetters.arn },
      child,
    );

    this.tableName = table.name;
    this.topicArn = topic.arn;
    this.deadLetterQueueName = deadLetters.name;
    this.functionNames = {
      tick: tick.functionName,
      alarm: alarm.functionName,
      command: command.functionName,
    };
    this.alarmFunctionArn = alarm.functionArn;
    this.registerOutputs({ tableName: this.tableName, topicArn: this.topicArn });
  }

  /** Schedule and alarms invoke asynchronously: what Lambda does when a function fails. */
  #deliveries(
    name: string,
    tick: ControllerFunction,
    alarm: ControllerFunction,
    deadLetters: aws.sqs.Queue,
  ): void {
    new aws.lambda.FunctionEventInvokeConfig(
      `${name}-tick-delivery`,
      // Repeated by the next minute, and a tick that keeps failing has an alarm.
      { functionName: tick.functionName, maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
      { parent: this },
    );
    new aws.lambda.FunctionEventInvokeConfig(
      `${name}-alarm-delivery`,
      {
        functionName: alarm.functionName,
        maximumRetryAttempts: 2,
        // An alarm that is older may be about a version that is long gone.
        maximumEventAgeInSeconds: 600,
        destinationConfig: { onFailure: { destination: deadLetters.arn } },
      },
      { parent: this },
    );
  }
}

/** One item for the state of the alias, one for each event of its history, one for the newest request. */
function releaseTable(name: string, config: StageConfig, parent: pulumi.Resource): aws.dynamodb.Table {
  return new aws.dynamodb.Table(
    `${name}-table`,
    {
      name: `switchyard-${config.stage}-releases`,
      billingMode: "PAY_PER_REQUEST",
      hashKey: "pk",
      rangeKey: "sk",
      attributes: [
        { name: "pk", type: "S" },
        { name: "sk", type: "S" },
      ],
      pointInTimeRecovery: { enabled: true },
      // The history says who released what.
      deletionProtectionEnabled: config.keepData,
      tags: config.tags,
    },
    { parent, protect: config.keepData },
  );
}

function releaseTopic(name: string, config: StageConfig, parent: pulumi.Resource): aws.sns.Topic {
  const topic = new aws.sns.Topic(
    `${name}-topic`,
    { name: `switchyard-${config.stage}-releases`, tags: config.tags },
    // Whoever subscribed to it would have to agree anew.
    { parent, protect: config.keepData },
  );
  for (const endpoint of config.release.notifyEmails) {
    new aws.sns.TopicSubscription(
      `${name}-mail-${endpoint}`,
      { topic: topic.arn, protocol: "email", endpoint },
      { parent },
    );
  }
  return topic;
}

/** The environment of all three functions; packages/rollout-controller is its other side. */
function environmentOf(
  args: RolloutControllerArgs,
  tableName: pulumi.Input<string>,
  topicArn: pulumi.Input<string>,
): Record<string, pulumi.Input<string>> {
  const { config } = args;
  const { provisionedConcurrency, limits } = config.release;
  return {
    SWITCHYARD_STAGE: config.stage,
    SWITCHYARD_FUNCTION_NAME: args.routerName,
    SWITCHYARD_ALIAS: args.aliasName,
    SWITCHYARD_TABLE_NAME: tableName,
    SWITCHYARD_TOPIC_ARN: topicArn,
    SWITCHYARD_REST_API_ID: args.restApiId,
    SWITCHYARD_API_STAGE_NAME: args.apiStageName,
    SWITCHYARD_CACHE_ENABLED: String(config.api.cache.enabled),
    SWITCHYARD_PROVISIONED_CONCURRENCY: String(provisionedConcurrency),
    SWITCHYARD_LIMITS: JSON.stringify({
      errorRate: limits.errorRatePercent / 100,
      responseTimeMs: limits.responseTimeMs,
      coldStartMs: limits.coldStartMs,
    }),
  };
}
