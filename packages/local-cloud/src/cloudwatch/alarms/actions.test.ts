import { describe, expect, it } from "vitest";
import { DENIED, ERRORS, FUNCTION, openWorld, sumOf, TOPIC, withMath } from "./test-world.ts";

describe("actions", () => {
  it("are not carried out while they are disabled, nor later for a change that is past", () => {
    const world = openWorld();
    world.alarm({ EvaluationPeriods: 1 });
    world.operations.DisableAlarmActions({ AlarmNames: ["errors"] });
    for (const second of [0, 60, 120]) world.put("Errors", second, [5]);
    world.runUntil(105);
    expect(world.stateOf()).toBe("ALARM");
    world.operations.EnableAlarmActions({ AlarmNames: ["errors"] });
    world.runUntil(165);
    expect(world.invocations).toEqual([]);
  });

  it("that a function's policy refuses leave a failure in the history and a warning", () => {
    const world = openWorld();
    world.alarm({ AlarmActions: [DENIED, FUNCTION] });
    world.operations.SetAlarmState({ AlarmName: "errors", StateValue: "ALARM", StateReason: "drill" });
    expect(world.historyOf()?.slice(2)).toEqual([
      `Failed to execute action ${DENIED}. Reason: no policy allows it`,
      `Successfully executed action ${FUNCTION}`,
    ]);
    expect(world.warnings).toEqual([`Alarm errors: the action ${DENIED} failed: no policy allows it`]);
  });

  it("of SNS publish a notice", () => {
    const world = openWorld();
    world.alarm({
      AlarmDescription: "Runbook: releases.md",
      AlarmActions: [TOPIC],
      Dimensions: [{ Name: "Stage", Value: "local" }],
    });
    world.operations.SetAlarmState({ AlarmName: "errors", StateValue: "ALARM", StateReason: "drill" });
    const alarmArn = "arn:aws:cloudwatch:us-east-1:000000000000:alarm:errors";
    expect(world.notices).toEqual([
      {
        arn: TOPIC,
        subject: 'ALARM: "errors" in US East (N. Virginia)',
        sourceArn: alarmArn,
        message: {
          AlarmName: "errors",
          AlarmDescription: "Runbook: releases.md",
          AWSAccountId: "000000000000",
          AlarmConfigurationUpdatedTimestamp: "2026-11-23T12:00:00.000+0000",
          NewStateValue: "ALARM",
          NewStateReason: "drill",
          StateChangeTime: "2026-11-23T12:00:00.000+0000",
          Region: "US East (N. Virginia)",
          AlarmArn: alarmArn,
          OldStateValue: "INSUFFICIENT_DATA",
          OKActions: [],
          AlarmActions: [TOPIC],
          InsufficientDataActions: [],
          Trigger: {
            MetricName: "Errors",
            Namespace: "App",
            StatisticType: "Statistic",
            Statistic: "SUM",
            Unit: null,
            Dimensions: [{ value: "local", name: "Stage" }],
            Period: 60,
            EvaluationPeriods: 2,
            ComparisonOperator: "GreaterThanThreshold",
            Threshold: 2,
            TreatMissingData: "notBreaching",
            EvaluateLowSampleCountPercentile: "",
          },
        },
      },
    ]);
    expect(world.historyOf()?.at(-1)).toBe(`Successfully executed action ${TOPIC}`);
  });

  it("of SNS name the queries of metric math", () => {
    const world = openWorld();
    world.operations.PutMetricAlarm({
      ...withMath([sumOf("e", "Errors"), { Id: "rate", Expression: "e * 2" }]),
      AlarmActions: [TOPIC],
    });
    world.operations.SetAlarmState({ AlarmName: "errors", StateValue: "ALARM", StateReason: "drill" });
    expect(world.notices[0]?.message.Trigger.Metrics).toEqual([
      {
        Id: "e",
        MetricStat: {
          Metric: { Namespace: "App", MetricName: "Errors", Dimensions: [] },
          Period: 60,
          Stat: "Sum",
        },
        ReturnData: false,
      },
      { Id: "rate", Expression: "e * 2" },
    ]);
  });

  it("of SNS fail where there is no such topic", () => {
    const world = openWorld();
    world.alarm({ AlarmActions: [`${TOPIC}-2`] });
    world.operations.SetAlarmState({ AlarmName: "errors", StateValue: "ALARM", StateReason: "drill" });
    expect(world.historyOf()?.at(-1)).toBe(
      `Failed to execute action ${TOPIC}-2. Reason: Topic does not exist`,
    );
    expect(world.warnings).toHaveLength(1);
  });
});

describe("an alarm on a percentile rank", () => {
  const slow = (world: ReturnType<typeof openWorld>) => {
    // 100 quick ones and 6 slow ones in each minute: 5.66 % lie above 300.
    for (const second of [0, 60, 120])
      world.put("Time", second, [...Array(100).fill(80), ...Array(6).fill(301)]);
  };
  const Metric = { Namespace: "App", MetricName: "Time" };

  it("compares the share of the values within its bounds", () => {
    const world = openWorld();
    const { Statistic: _s, ...rest } = ERRORS;
    world.operations.PutMetricAlarm({ ...rest, ...Metric, ExtendedStatistic: "PR(300:)", Threshold: 5 });
    slow(world);
    world.runUntil(165);
    expect(world.stateOf()).toBe("ALARM");
    expect(world.reasonOf()).toContain("5.66");
  });

  it("may be part of metric math", () => {
    const world = openWorld();
    const query = (Id: string, Stat: string) => ({
      Id,
      MetricStat: { Metric, Period: 60, Stat },
      ReturnData: false,
    });
    world.operations.PutMetricAlarm({
      ...withMath([
        query("within", "PR(:300)"),
        query("n", "SampleCount"),
        { Id: "slow", Expression: "IF(n >= 100, 100 - within, 0)" },
      ]),
      Threshold: 5,
    });
    slow(world);
    world.runUntil(165);
    expect(world.stateOf()).toBe("ALARM");
  });
});
