import {
  type MetricAlarm,
  type MetricDataQuery,
  type PutMetricAlarmInput,
  StandardUnit,
} from "@aws-sdk/client-cloudwatch";
import { z } from "zod";
import { ACCOUNT_ID } from "../account.ts";
import type { Properties } from "../engine/provider.ts";
import { ACCOUNT_CONTEXT } from "../wire/service.ts";
import { regionInput, tags, text, textMap } from "./inputs.ts";
import type { CloudWatchPort } from "./ports.ts";
import { defined, type ResourceType, required, resourceType } from "./resource-type.ts";
import { changeTags, type TagOperations } from "./tags.ts";

const statistic = z.enum(["SampleCount", "Average", "Sum", "Minimum", "Maximum"]);

const unit = z.enum(Object.values(StandardUnit)).optional();

const metric = z.strictObject({
  dimensions: textMap.optional(),
  metricName: text,
  namespace: text.optional(),
  period: z.int(),
  stat: text,
  unit,
});

const metricQuery = z.strictObject({
  accountId: z
    .literal(ACCOUNT_ID, { error: `the local cloud has the account ${ACCOUNT_ID} only` })
    .optional(),
  expression: text.optional(),
  id: text,
  label: text.optional(),
  metric: metric.optional(),
  period: z.int().optional(),
  returnData: z.boolean().optional(),
});

const actions = z.array(text).optional();

/** The types of `aws.cloudwatch` that belong to CloudWatch itself. */
export function cloudWatchTypes(cloudWatch: CloudWatchPort, region: string): readonly ResourceType[] {
  const tagging: TagOperations = {
    add: (ResourceARN, added) =>
      cloudWatch.TagResource({ ResourceARN, Tags: tagList(added) }, ACCOUNT_CONTEXT),
    remove: (ResourceARN, TagKeys) => cloudWatch.UntagResource({ ResourceARN, TagKeys }, ACCOUNT_CONTEXT),
  };
  const inputs = z.strictObject({
    actionsEnabled: z.boolean().optional(),
    alarmActions: actions,
    alarmDescription: text.optional(),
    comparisonOperator: z.enum([
      "GreaterThanOrEqualToThreshold",
      "GreaterThanThreshold",
      "LessThanThreshold",
      "LessThanOrEqualToThreshold",
    ]),
    datapointsToAlarm: z.int().min(1).optional(),
    dimensions: textMap.optional(),
    evaluateLowSampleCountPercentiles: z.enum(["evaluate", "ignore"]).optional(),
    evaluationPeriods: z.int().min(1),
    extendedStatistic: text.optional(),
    insufficientDataActions: actions,
    metricName: text.optional(),
    metricQueries: z.array(metricQuery).optional(),
    name: text,
    namespace: text.optional(),
    okActions: actions,
    period: z.int().optional(),
    region: regionInput(region),
    statistic: statistic.optional(),
    tags,
    threshold: z.number(),
    treatMissingData: z.enum(["breaching", "notBreaching", "ignore", "missing"]).optional(),
    unit,
  });
  const put = async (given: z.output<typeof inputs>): Promise<void> => {
    await cloudWatch.PutMetricAlarm(requestOf(given), ACCOUNT_CONTEXT);
  };

  const metricAlarm = resourceType({
    token: "aws:cloudwatch/metricAlarm:MetricAlarm",
    inputs,
    autoname: { property: "name", maxLength: 255 },
    replaceOn: ["name"],
    create: async (given) => {
      await put(given);
      return given.name;
    },
    update: async (_name, given, touches, old) => {
      await put(given);
      if (touches("tags")) await changeTags(tagging, String(old.outputs.arn), old.inputs.tags, given.tags);
    },
    delete: async (name) => {
      await cloudWatch.DeleteAlarms({ AlarmNames: [name] }, ACCOUNT_CONTEXT);
    },
    describe: async (name) => {
      const found = await cloudWatch.DescribeAlarms(
        { AlarmNames: [name], AlarmTypes: ["MetricAlarm"] },
        ACCOUNT_CONTEXT,
      );
      const [alarm] = found.MetricAlarms ?? [];
      if (alarm === undefined) return undefined;
      const ResourceARN = required(alarm.AlarmArn, "the alarm's ARN");
      const listed = await cloudWatch.ListTagsForResource({ ResourceARN }, ACCOUNT_CONTEXT);
      const alarmTags = Object.fromEntries((listed.Tags ?? []).map(({ Key, Value }) => [Key, Value]));
      return { ...outputsOf(alarm), region, tags: alarmTags, tagsAll: alarmTags };
    },
  });
  return [metricAlarm];

  function requestOf(given: z.output<typeof inputs>): PutMetricAlarmInput {
    return {
      AlarmName: given.name,
      AlarmDescription: given.alarmDescription,
      ActionsEnabled: given.actionsEnabled,
      OKActions: given.okActions,
      AlarmActions: given.alarmActions,
      InsufficientDataActions: given.insufficientDataActions,
      MetricName: given.metricName,
      Namespace: given.namespace,
      Statistic: given.statistic,
      ExtendedStatistic: given.extendedStatistic,
      Dimensions: dimensionList(given.dimensions),
      Period: given.period,
      Unit: given.unit,
      EvaluationPeriods: given.evaluationPeriods,
      DatapointsToAlarm: given.datapointsToAlarm,
      Threshold: given.threshold,
      ComparisonOperator: given.comparisonOperator,
      TreatMissingData: given.treatMissingData ?? "missing",
      EvaluateLowSampleCountPercentile: given.evaluateLowSampleCountPercentiles,
      Metrics: given.metricQueries?.map(queryOf),
      // Read when the alarm is new only; later changes go through TagResource.
      Tags: given.tags === undefined ? undefined : tagList(given.tags),
    };
  }
}

function queryOf(query: z.output<typeof metricQuery>): MetricDataQuery {
  const { metric: watched } = query;
  return {
    Id: query.id,
    AccountId: query.accountId,
    Expression: query.expression,
    Label: query.label,
    Period: query.period,
    // The provider's default, unlike the API's.
    ReturnData: query.returnData ?? false,
    MetricStat:
      watched === undefined
        ? undefined
        : {
            Metric: {
              Namespace: watched.namespace,
              MetricName: watched.metricName,
              Dimensions: dimensionList(watched.dimensions),
            },
            Period: watched.period,
            Stat: watched.stat,
            Unit: watched.unit,
          },
  };
}

function outputsOf(alarm: MetricAlarm): Properties {
  return {
    actionsEnabled: alarm.ActionsEnabled,
    alarmActions: alarm.AlarmActions,
    alarmDescription: alarm.AlarmDescription,
    arn: alarm.AlarmArn,
    comparisonOperator: alarm.ComparisonOperator,
    datapointsToAlarm: alarm.DatapointsToAlarm,
    dimensions: dimensionMap(alarm.Dimensions),
    evaluateLowSampleCountPercentiles: alarm.EvaluateLowSampleCountPercentile ?? "",
    evaluationPeriods: alarm.EvaluationPeriods,
    extendedStatistic: alarm.ExtendedStatistic,
    insufficientDataActions: alarm.InsufficientDataActions,
    metricName: alarm.MetricName,
    metricQueries: alarm.Metrics?.map(queryOutput),
    name: alarm.AlarmName,
    namespace: alarm.Namespace,
    okActions: alarm.OKActions,
    period: alarm.Period,
    statistic: alarm.Statistic,
    threshold: alarm.Threshold,
    treatMissingData: alarm.TreatMissingData ?? "missing",
    unit: alarm.Unit,
  };
}

function queryOutput(query: MetricDataQuery): Properties {
  const { MetricStat: watched } = query;
  return defined({
    id: query.Id,
    accountId: query.AccountId,
    expression: query.Expression,
    label: query.Label,
    period: query.Period,
    returnData: query.ReturnData ?? true,
    metric:
      watched === undefined
        ? undefined
        : defined({
            dimensions: dimensionMap(watched.Metric?.Dimensions),
            metricName: watched.Metric?.MetricName,
            namespace: watched.Metric?.Namespace,
            period: watched.Period,
            stat: watched.Stat,
            unit: watched.Unit,
          }),
  });
}

function dimensionList(map: Readonly<Record<string, string>> | undefined) {
  return map === undefined ? undefined : Object.entries(map).map(([Name, Value]) => ({ Name, Value }));
}

function dimensionMap(list: MetricAlarm["Dimensions"]): Properties {
  return Object.fromEntries((list ?? []).map(({ Name, Value }) => [Name, Value]));
}

function tagList(map: Readonly<Record<string, string>>): { Key: string; Value: string }[] {
  return Object.entries(map).map(([Key, Value]) => ({ Key, Value }));
}
