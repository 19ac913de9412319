import { describe, expect, it } from "vitest";
import { alarmPermissions } from "./permissions.ts";
import { FUNCTION, openWorld, sumOf, withMath } from "./test-world.ts";

const ARN = "arn:aws:cloudwatch:us-east-1:000000000000:alarm:errors";

describe("DescribeAlarms", () => {
  function three() {
    const world = openWorld();
    world.alarm({ AlarmName: "b", AlarmActions: [] });
    world.alarm({ AlarmName: "a-2" });
    world.alarm({ AlarmName: "a-1" });
    world.operations.SetAlarmState({ AlarmName: "b", StateValue: "OK", StateReason: "drill" });
    return world.operations;
  }
  const names = (answer: { MetricAlarms?: readonly { AlarmName?: string | undefined }[] | undefined }) =>
    answer.MetricAlarms?.map(({ AlarmName }) => AlarmName);

  it.each<[object, readonly string[]]>([
    [{}, ["a-1", "a-2", "b"]],
    [{ AlarmNames: ["b", "gone"] }, ["b"]],
    [{ AlarmNamePrefix: "a-" }, ["a-1", "a-2"]],
    [{ StateValue: "OK" }, ["b"]],
    [{ ActionPrefix: FUNCTION.slice(0, 20) }, ["a-1", "a-2"]],
    [{ AlarmTypes: ["CompositeAlarm"] }, []],
  ])("filters by %j", (filter, expected) => {
    expect(names(three().DescribeAlarms(filter))).toEqual(expected);
  });

  it("pages in the order of names", () => {
    const operations = three();
    const first = operations.DescribeAlarms({ MaxRecords: 2 });
    expect([
      names(first),
      names(operations.DescribeAlarms({ MaxRecords: 2, NextToken: first.NextToken })),
    ]).toEqual([["a-1", "a-2"], ["b"]]);
    expect(() => operations.DescribeAlarms({ NextToken: "x" })).toThrow(
      expect.objectContaining({ code: "InvalidNextToken" }),
    );
  });

  it.each([
    [{ AlarmNames: ["a"], AlarmNamePrefix: "a" }, "must not be given together"],
    [{ MaxRecords: 101 }, "MaxRecords must be 1 to 100, found 101."],
    [{ ChildrenOfAlarmName: "a" }, "no composite alarms"],
    [{ StateValue: "BAD" as never }, "StateValue must be one of"],
  ])("refuses %j", (input, message) => {
    expect(() => openWorld().operations.DescribeAlarms(input)).toThrow(message);
  });

  it("shows an alarm as it was put", () => {
    const world = openWorld();
    world.alarm({ DatapointsToAlarm: 1, Dimensions: [{ Name: "A", Value: "1" }] });
    const at = new Date("2026-11-23T12:00:00.000Z");
    expect(world.operations.DescribeAlarms({})).toEqual({
      CompositeAlarms: [],
      MetricAlarms: [
        {
          AlarmName: "errors",
          AlarmArn: ARN,
          AlarmConfigurationUpdatedTimestamp: at,
          ActionsEnabled: true,
          OKActions: [],
          AlarmActions: [FUNCTION],
          InsufficientDataActions: [],
          StateValue: "INSUFFICIENT_DATA",
          StateReason: "Unchecked: Initial alarm creation",
          StateUpdatedTimestamp: at,
          StateTransitionedTimestamp: at,
          MetricName: "Errors",
          Namespace: "App",
          Statistic: "Sum",
          Dimensions: [{ Name: "A", Value: "1" }],
          Period: 60,
          EvaluationPeriods: 2,
          DatapointsToAlarm: 1,
          Threshold: 2,
          ComparisonOperator: "GreaterThanThreshold",
          TreatMissingData: "notBreaching",
        },
      ],
    });
  });

  it("finds the alarms on a metric by name, dimensions and whatever else is named", () => {
    const world = openWorld();
    const Dimensions = [
      { Name: "A", Value: "1" },
      { Name: "B", Value: "2" },
    ];
    world.alarm({ Dimensions });
    world.alarm({ AlarmName: "plain" });
    world.operations.PutMetricAlarm({
      ...withMath([{ Id: "e", Expression: "a * 2" }, sumOf("a", "Errors")]),
      AlarmName: "math",
    });
    const find = (input: object) =>
      names(world.operations.DescribeAlarmsForMetric({ Namespace: "App", MetricName: "Errors", ...input }));
    expect(find({ Dimensions: Dimensions.toReversed() })).toEqual(["errors"]);
    expect(find({})).toEqual(["plain"]);
    expect(find({ Period: 60, Statistic: "Sum" })).toEqual(["plain"]);
    expect(find({ Period: 300 })).toEqual([]);
  });
});

describe("DescribeAlarmHistory", () => {
  it("is newest first, filtered and paged, and outlives the alarm", () => {
    const world = openWorld();
    world.alarm({ AlarmActions: [] });
    world.runUntil(50);
    world.operations.DeleteAlarms({ AlarmNames: ["errors"] });
    const summaries = (input: object) =>
      world.operations.DescribeAlarmHistory(input).AlarmHistoryItems?.map((item) => item.HistorySummary);
    const [created, updated, deleted] = [
      'Alarm "errors" created',
      "Alarm updated from INSUFFICIENT_DATA to OK",
      'Alarm "errors" deleted',
    ];
    expect(summaries({})).toEqual([deleted, updated, created]);
    expect(summaries({ HistoryItemType: "StateUpdate" })).toEqual([updated]);
    expect(summaries({ EndDate: new Date("2026-11-23T12:00:44.000Z") })).toEqual([created]);
    expect(summaries({ StartDate: new Date("2026-11-23T12:00:46.000Z") })).toEqual([deleted]);
    expect(summaries({ ScanBy: "TimestampAscending", MaxRecords: 2 })).toEqual([created, updated]);
    expect(summaries({ MaxRecords: 2, NextToken: "2" })).toEqual([created]);
    expect(summaries({ AlarmName: "other" })).toEqual([]);
  });

  it("tells both states of a change as JSON", () => {
    const world = openWorld();
    world.alarm({ AlarmActions: [] });
    world.operations.SetAlarmState({
      AlarmName: "errors",
      StateValue: "ALARM",
      StateReason: "drill",
      StateReasonData: '{"by":"hand"}',
    });
    const [item] =
      world.operations.DescribeAlarmHistory({ HistoryItemType: "StateUpdate" }).AlarmHistoryItems ?? [];
    expect(JSON.parse(item?.HistoryData ?? "")).toEqual({
      version: "1.0",
      oldState: { stateValue: "INSUFFICIENT_DATA", stateReason: "Unchecked: Initial alarm creation" },
      newState: { stateValue: "ALARM", stateReason: "drill", stateReasonData: { by: "hand" } },
    });
  });
});

describe("DeleteAlarms", () => {
  it("deletes what exists and names what does not", () => {
    const world = openWorld();
    world.alarm();
    expect(() => world.operations.DeleteAlarms({ AlarmNames: ["gone", "errors"] })).toThrow(
      expect.objectContaining({ code: "ResourceNotFound", message: "There is no alarm named gone." }),
    );
    expect(world.operations.DescribeAlarms({}).MetricAlarms).toEqual([]);
  });
});

describe("tags", () => {
  it("are set with a new alarm, changed by ARN, and left alone when the alarm is put again", () => {
    const world = openWorld();
    const { operations } = world;
    world.alarm({ Tags: [{ Key: "stage", Value: "local" }] });
    world.alarm({ Tags: [{ Key: "stage", Value: "other" }] });
    operations.TagResource({ ResourceARN: ARN, Tags: [{ Key: "team", Value: "router" }] });
    expect(operations.ListTagsForResource({ ResourceARN: ARN }).Tags).toEqual([
      { Key: "stage", Value: "local" },
      { Key: "team", Value: "router" },
    ]);
    operations.UntagResource({ ResourceARN: ARN, TagKeys: ["stage"] });
    expect(operations.ListTagsForResource({ ResourceARN: ARN }).Tags).toEqual([
      { Key: "team", Value: "router" },
    ]);
    expect(() => operations.ListTagsForResource({ ResourceARN: `${ARN}-2` })).toThrow(
      expect.objectContaining({ code: "ResourceNotFoundException" }),
    );
  });
});

describe("a role session needs", () => {
  const needs = (operation: string, input: object) => alarmPermissions("us-east-1", operation, { ...input });
  it.each<[string, object, readonly (readonly [string, string])[]]>([
    ["PutMetricAlarm", { AlarmName: "errors" }, [["cloudwatch:PutMetricAlarm", ARN]]],
    [
      "PutMetricAlarm",
      { AlarmName: "errors", Tags: [{}] },
      [
        ["cloudwatch:PutMetricAlarm", ARN],
        ["cloudwatch:TagResource", ARN],
      ],
    ],
    [
      "DeleteAlarms",
      { AlarmNames: ["errors", "b"] },
      [
        ["cloudwatch:DeleteAlarms", ARN],
        ["cloudwatch:DeleteAlarms", ARN.replace("errors", "b")],
      ],
    ],
    ["DescribeAlarms", {}, [["cloudwatch:DescribeAlarms", ARN.replace("errors", "*")]]],
    ["DescribeAlarmHistory", {}, [["cloudwatch:DescribeAlarmHistory", ARN.replace("errors", "*")]]],
    ["TagResource", { ResourceARN: ARN }, [["cloudwatch:TagResource", ARN]]],
  ])("%s of %j: the action on the alarm", (operation, input, expected) => {
    expect(needs(operation, input)?.map(({ action, resource }) => [action, resource])).toEqual(expected);
  });

  it("nothing of an alarm for metrics", () => {
    expect(needs("PutMetricData", {})).toBeUndefined();
    expect(needs("DescribeAlarmsForMetric", {})).toBeUndefined();
  });
});
