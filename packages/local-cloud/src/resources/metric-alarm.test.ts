import type { MetricAlarm, PutMetricAlarmInput, Tag } from "@aws-sdk/client-cloudwatch";
import { beforeEach, describe, expect, it } from "vitest";
import { AwsError } from "../aws-error.ts";
import type { CloudWatchPort } from "./ports.ts";
import { created, providerOver, refusals } from "./testing.ts";

const TYPE = "aws:cloudwatch/metricAlarm:MetricAlarm";
const ARN = "arn:aws:cloudwatch:us-east-1:000000000000:alarm:errors";
const GUARD = "arn:aws:lambda:us-east-1:000000000000:function:guard";

function fakeCloudWatch() {
  const puts: PutMetricAlarmInput[] = [];
  const alarms = new Map<string, MetricAlarm>();
  const tags = new Map<string | undefined, readonly Tag[]>();
  const operations: Partial<CloudWatchPort> = {
    PutMetricAlarm: (input) => {
      const { AlarmName: name = "", Tags, ...settings } = input;
      puts.push(input);
      if (!alarms.has(name)) tags.set(ARN, Tags ?? []);
      alarms.set(name, { ...settings, AlarmName: name, AlarmArn: ARN });
    },
    DescribeAlarms: ({ AlarmNames = [] }) => ({
      MetricAlarms: AlarmNames.flatMap((name) => alarms.get(name) ?? []),
    }),
    DeleteAlarms: ({ AlarmNames = [] }) => {
      if (!AlarmNames.every((name) => alarms.delete(name)))
        throw new AwsError("ResourceNotFound", "gone", 404);
    },
    ListTagsForResource: ({ ResourceARN }) => ({ Tags: [...(tags.get(ResourceARN) ?? [])] }),
    TagResource: ({ ResourceARN, Tags = [] }) => {
      const others = tags.get(ResourceARN)?.filter(({ Key }) => !Tags.some((tag) => tag.Key === Key)) ?? [];
      tags.set(ResourceARN, [...others, ...Tags]);
    },
    UntagResource: ({ ResourceARN, TagKeys = [] }) => {
      const kept = tags.get(ResourceARN)?.filter(({ Key = "" }) => !TagKeys.includes(Key)) ?? [];
      tags.set(ResourceARN, kept);
    },
  };
  return { operations, puts, alarms };
}

let cloudWatch: ReturnType<typeof fakeCloudWatch>;
let provider: ReturnType<typeof providerOver>;
beforeEach(() => {
  cloudWatch = fakeCloudWatch();
  provider = providerOver({ cloudWatch: cloudWatch.operations });
});

const INPUTS = {
  name: "errors",
  namespace: "AWS/Lambda",
  metricName: "Errors",
  dimensions: { FunctionName: "router" },
  statistic: "Sum",
  period: 60,
  evaluationPeriods: 3,
  datapointsToAlarm: 2,
  threshold: 5,
  comparisonOperator: "GreaterThanThreshold",
  alarmActions: [GUARD],
};

describe("aws:cloudwatch/metricAlarm:MetricAlarm", () => {
  it("is put with all its settings, and shows them", async () => {
    const alarm = await created(provider, TYPE, { ...INPUTS, tags: { stage: "local" } });
    expect(alarm.id).toBe("errors");
    expect(cloudWatch.puts).toEqual([
      {
        AlarmName: "errors",
        Namespace: "AWS/Lambda",
        MetricName: "Errors",
        Dimensions: [{ Name: "FunctionName", Value: "router" }],
        Statistic: "Sum",
        Period: 60,
        EvaluationPeriods: 3,
        DatapointsToAlarm: 2,
        Threshold: 5,
        ComparisonOperator: "GreaterThanThreshold",
        AlarmActions: [GUARD],
        TreatMissingData: "missing",
        Tags: [{ Key: "stage", Value: "local" }],
      },
    ]);
    expect(alarm.outputs).toEqual({
      ...INPUTS,
      arn: ARN,
      evaluateLowSampleCountPercentiles: "",
      region: "us-east-1",
      tags: { stage: "local" },
      tagsAll: { stage: "local" },
      treatMissingData: "missing",
    });
  });

  it("returns no data of a metric query unless the program says so, as the provider does", async () => {
    const { namespace: _n, metricName: _m, dimensions: _d, statistic: _s, period: _p, ...rest } = INPUTS;
    const metricQueries = [
      { id: "rate", expression: "errors * 2", returnData: true },
      {
        id: "errors",
        metric: { namespace: "AWS/Lambda", metricName: "Errors", period: 60, stat: "Sum", unit: "Count" },
      },
    ];
    const alarm = await created(provider, TYPE, { ...rest, metricQueries });
    expect(cloudWatch.puts[0]?.Metrics).toEqual([
      { Id: "rate", Expression: "errors * 2", ReturnData: true },
      {
        Id: "errors",
        MetricStat: {
          Metric: { Namespace: "AWS/Lambda", MetricName: "Errors" },
          Period: 60,
          Stat: "Sum",
          Unit: "Count",
        },
        ReturnData: false,
      },
    ]);
    expect(alarm.outputs["metricQueries"]).toStrictEqual([
      { id: "rate", expression: "errors * 2", returnData: true },
      {
        id: "errors",
        returnData: false,
        metric: {
          dimensions: {},
          metricName: "Errors",
          namespace: "AWS/Lambda",
          period: 60,
          stat: "Sum",
          unit: "Count",
        },
      },
    ]);
  });

  it("is put again when it changes, with its tags brought up to date", async () => {
    const alarm = await created(provider, TYPE, { ...INPUTS, tags: { stage: "local", old: "1" } });
    const outputs = await provider.update(alarm, { ...INPUTS, threshold: 9, tags: { stage: "dev" } }, [
      "threshold",
      "tags",
    ]);
    expect(outputs).toMatchObject({ threshold: 9, tags: { stage: "dev" } });
  });

  it("is deleted, even when somebody else has deleted it before", async () => {
    const alarm = await created(provider, TYPE, INPUTS);
    await provider.delete(alarm);
    await provider.delete(alarm);
    expect(await provider.read(alarm, "errors")).toBeUndefined();
  });

  it("is refused where the local cloud would not act on it", async () => {
    expect(
      await refusals(provider, TYPE, {
        ...INPUTS,
        comparisonOperator: "LessThanLowerThreshold",
        thresholdMetricId: "band",
        unit: "Apples",
        metricQueries: [{ id: "m", accountId: "111111111111" }],
      }),
    ).toEqual([
      expect.stringMatching(/^comparisonOperator: .*found "LessThanLowerThreshold"$/),
      'metricQueries[0].accountId: the local cloud has the account 000000000000 only, found "111111111111"',
      expect.stringMatching(/^unit: .*found "Apples"$/),
      expect.stringContaining("thresholdMetricId: the local cloud does not carry out this property"),
    ]);
  });
});
