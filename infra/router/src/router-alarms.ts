import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import {
  ALARM_KINDS,
  type AlarmKind,
  type AlarmRule,
  alarmName,
  alarmRule,
  describeRule,
} from "./alarm-rules.ts";
import { currentPlace } from "./current-place.ts";
import type { Place } from "./policy-documents.ts";
import type { StageConfig } from "./stage-config.ts";

interface RouterAlarmsArgs {
  readonly config: StageConfig;
  readonly functionName: pulumi.Input<string>;
  readonly aliasName: pulumi.Input<string>;
  /** The version that this deployment published. */
  readonly version: pulumi.Input<string>;
  readonly alarmFunctionName: pulumi.Input<string>;
  readonly alarmFunctionArn: pulumi.Input<string>;
  readonly topicArn: pulumi.Input<string>;
}

/**
 * The hard stops: alarms on the newest version, whose action is the controller's alarm function. A version that is still
 * on its way when a newer one is deployed keeps the judge and loses these.
 */
export class RouterAlarms extends pulumi.ComponentResource {
  readonly names: pulumi.Output<readonly string[]>;
  readonly arns: pulumi.Output<readonly string[]>;

  constructor(name: string, args: RouterAlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("switchyard:infra:RouterAlarms", name, {}, opts);
    const place = currentPlace(this);
    const alarms = ALARM_KINDS.map((kind) => this.#alarm(name, kind, args, place));
    this.names = pulumi.all(alarms.map((alarm) => alarm.name));
    this.arns = pulumi.all(alarms.map((alarm) => alarm.arn));
    this.registerOutputs({ names: this.names });
  }

  #alarm(
    name: string,
    kind: AlarmKind,
    args: RouterAlarmsArgs,
    place: pulumi.Output<Place>,
  ): aws.cloudwatch.MetricAlarm {
    const { config } = args;
    const { limits } = config.release;
    const called = alarmName(config.stage, kind);
    const permission = new aws.lambda.Permission(
      `${name}-${kind}-permission`,
      {
        action: "lambda:InvokeFunction",
        function: args.alarmFunctionName,
        principal: "lambda.alarms.cloudwatch.amazonaws.com",
        sourceAccount: place.accountId,
        sourceArn: pulumi.interpolate`arn:${place.partition}:cloudwatch:${place.region}:${place.accountId}:alarm:${called}`,
      },
      { parent: this },
    );
    const rule = pulumi
      .all([args.functionName, args.aliasName, args.version])
      .apply(([functionName, aliasName, version]) =>
        alarmRule(kind, { stage: config.stage, functionName, aliasName, version }, limits),
      );
    const { description, threshold } = describeRule(kind, limits);
    return new aws.cloudwatch.MetricAlarm(
      `${name}-${kind}`,
      {
        name: called,
        alarmDescription: description,
        comparisonOperator: "GreaterThanThreshold",
        threshold,
        evaluationPeriods: 1,
        datapointsToAlarm: 1,
        // No traffic is no harm; that it is no good evidence either is the judge's affair.
        treatMissingData: "notBreaching",
        metricQueries: rule.apply(metricQueries),
        alarmActions: [args.alarmFunctionArn, args.topicArn],
        tags: config.tags,
      },
      // An alarm that goes off before it may call the function would call in vain.
      { parent: this, dependsOn: permission },
    );
  }
}

function metricQueries({
  metrics,
  steps,
  expression,
  description,
  periodSeconds,
}: AlarmRule): aws.types.input.cloudwatch.MetricAlarmMetricQuery[] {
  return [
    ...metrics.map(({ id, namespace, metricName, dimensions, stat }) => ({
      id,
      metric: { namespace, metricName, dimensions, stat, period: periodSeconds },
      returnData: false,
    })),
    ...steps.map((step) => ({ ...step, returnData: false })),
    { id: "breach", expression, label: description, returnData: true },
  ];
}
