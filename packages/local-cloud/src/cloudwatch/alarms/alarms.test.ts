import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openStore } from "../../store.ts";
import { FUNCTION, openWorld, sumOf, withMath } from "./test-world.ts";

describe("an alarm", () => {
  it("starts without data, and is evaluated 45 seconds past each minute", () => {
    const world = openWorld();
    world.alarm();
    expect([world.stateOf(), world.reasonOf()]).toEqual([
      "INSUFFICIENT_DATA",
      "Unchecked: Initial alarm creation",
    ]);
    world.runUntil(44);
    expect(world.stateOf()).toBe("INSUFFICIENT_DATA");
    world.runUntil(45);
    expect(world.stateOf()).toBe("OK");
    expect(world.reasonOf()).toBe(
      "Threshold Crossed: no datapoints were received for 2 periods and 2 missing datapoints were treated as [NonBreaching].",
    );
  });

  it("alarms when all periods breach, tells its function once, and recovers", () => {
    const world = openWorld();
    world.alarm({ DatapointsToAlarm: 2, OKActions: [`${FUNCTION}:live`] });
    for (const minute of [0, 1, 2, 3, 4, 5]) world.put("Errors", minute * 60, [minute < 3 ? 3 : 1]);
    world.runUntil(105);
    expect(world.stateOf()).toBe("OK");
    world.runUntil(165);
    expect(world.stateOf()).toBe("ALARM");
    world.runUntil(225);
    expect(world.invocations.map(({ arn }) => arn)).toEqual([`${FUNCTION}:live`, FUNCTION]);
    world.runUntil(285);
    expect(world.historyOf()).toEqual([
      'Alarm "errors" created',
      "Alarm updated from INSUFFICIENT_DATA to OK",
      `Successfully executed action ${FUNCTION}:live`,
      "Alarm updated from OK to ALARM",
      `Successfully executed action ${FUNCTION}`,
      "Alarm updated from ALARM to OK",
      `Successfully executed action ${FUNCTION}:live`,
    ]);
  });

  it("sends the event that AWS sends", () => {
    const world = openWorld();
    world.alarm({ EvaluationPeriods: 1, DatapointsToAlarm: 1, AlarmDescription: "Too many errors" });
    world.put("Errors", 0, [1]);
    world.put("Errors", 60, [3, 4]);
    world.runUntil(165);
    const [invocation] = world.invocations;
    expect(invocation?.arn).toBe(FUNCTION);
    expect(invocation?.sourceArn).toBe("arn:aws:cloudwatch:us-east-1:000000000000:alarm:errors");
    expect(invocation?.event).toEqual({
      source: "aws.cloudwatch",
      alarmArn: "arn:aws:cloudwatch:us-east-1:000000000000:alarm:errors",
      accountId: "000000000000",
      time: "2026-11-23T12:02:45.000+0000",
      region: "us-east-1",
      alarmData: {
        alarmName: "errors",
        state: {
          value: "ALARM",
          reason:
            "Threshold Crossed: 1 out of the last 1 datapoints [7.0 (23/11/26 12:01:00)] was greater than the threshold (2.0) (minimum 1 datapoint for OK -> ALARM transition).",
          reasonData:
            '{"version":"1.0","queryDate":"2026-11-23T12:02:45.000+0000","startDate":"2026-11-23T12:01:00.000+0000","statistic":"Sum","period":60,"recentDatapoints":[7],"threshold":2,"evaluatedDatapoints":[{"timestamp":"2026-11-23T12:01:00.000+0000","sampleCount":2,"value":7}]}',
          timestamp: "2026-11-23T12:02:45.000+0000",
        },
        previousState: {
          value: "OK",
          reason:
            "Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].",
          reasonData:
            '{"version":"1.0","queryDate":"2026-11-23T12:00:45.000+0000","statistic":"Sum","period":60,"recentDatapoints":[],"threshold":2,"evaluatedDatapoints":[{"timestamp":"2026-11-23T11:59:00.000+0000"}]}',
          timestamp: "2026-11-23T12:00:45.000+0000",
        },
        configuration: {
          description: "Too many errors",
          metrics: [
            {
              id: expect.stringMatching(/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/),
              metricStat: {
                metric: { namespace: "App", name: "Errors", dimensions: {} },
                period: 60,
                stat: "Sum",
              },
              returnData: true,
            },
          ],
        },
      },
    });
  });

  it("keeps its state when it is put again, and is evaluated by its new settings next", () => {
    const world = openWorld();
    world.alarm({ EvaluationPeriods: 1 });
    world.put("Errors", 0, [5]);
    world.runUntil(105);
    expect(world.stateOf()).toBe("ALARM");
    world.alarm({ EvaluationPeriods: 1, Threshold: 10, AlarmActions: [] });
    expect(world.stateOf()).toBe("ALARM");
    world.runUntil(165);
    expect(world.stateOf()).toBe("OK");
  });

  it("goes on after a restart from where it was", () => {
    const dir = mkdtempSync(join(tmpdir(), "alarms-"));
    onTestFinished(() => rmSync(dir, { recursive: true }));
    const before = openWorld(openStore(dir));
    before.alarm({ EvaluationPeriods: 1 });
    before.put("Errors", 0, [5]);
    before.runUntil(105);
    before.close();
    const after = openWorld(openStore(dir));
    expect(after.stateOf()).toBe("ALARM");
    after.runUntil(45);
    expect(after.stateOf()).toBe("OK");
  });

  it("of high resolution is evaluated every ten seconds, 5 seconds after each period", () => {
    const world = openWorld();
    world.alarm({ Period: 10, EvaluationPeriods: 1 });
    world.runUntil(5);
    expect(world.stateOf()).toBe("OK");
    world.put("Errors", 12, [3], 1);
    world.runUntil(24);
    expect(world.stateOf()).toBe("OK");
    world.runUntil(25);
    expect(world.stateOf()).toBe("ALARM");
  });

  it("of high resolution sees nothing of metrics with standard resolution", () => {
    const world = openWorld();
    world.alarm({ Period: 30, EvaluationPeriods: 1, TreatMissingData: "missing" });
    world.put("Errors", 0, [100]);
    world.runUntil(95);
    expect(world.stateOf()).toBe("INSUFFICIENT_DATA");
  });

  it("looks at a window that slides by ten seconds when its period is 20", () => {
    const world = openWorld();
    world.alarm({ Period: 20, EvaluationPeriods: 1 });
    world.put("Errors", 11, [2], 1);
    world.put("Errors", 21, [2], 1);
    world.runUntil(25);
    expect(world.stateOf()).toBe("OK");
    world.runUntil(35);
    expect(world.stateOf()).toBe("ALARM");
  });
});

describe("an alarm on metric math", () => {
  const share = withMath([
    { Id: "rate", Expression: "IF(calls > 20, errors / calls * 100, 0)", Label: "Errors in %" },
    sumOf("errors", "Errors"),
    sumOf("calls", "Calls"),
  ]);

  it("watches the one expression that returns data", () => {
    const world = openWorld();
    world.operations.PutMetricAlarm({ ...share, EvaluationPeriods: 1 });
    world.put("Calls", 0, [10]);
    world.put("Errors", 0, [10]);
    world.put("Calls", 60, [100]);
    world.put("Errors", 60, [3]);
    world.runUntil(105);
    expect(world.stateOf()).toBe("OK");
    world.runUntil(165);
    expect(world.reasonOf()).toBe(
      "Threshold Crossed: 1 datapoint [3.0 (23/11/26 12:01:00)] was greater than the threshold (2.0).",
    );
    expect(world.invocations[0]?.event.alarmData.configuration.metrics).toEqual([
      {
        id: "rate",
        expression: "IF(calls > 20, errors / calls * 100, 0)",
        label: "Errors in %",
        returnData: true,
      },
      {
        id: "errors",
        metricStat: {
          metric: { namespace: "App", name: "Errors", dimensions: {} },
          period: 60,
          stat: "Sum",
        },
        returnData: false,
      },
      {
        id: "calls",
        metricStat: { metric: { namespace: "App", name: "Calls", dimensions: {} }, period: 60, stat: "Sum" },
        returnData: false,
      },
    ]);
  });
});

describe("SetAlarmState", () => {
  it("lasts until the next evaluation, and acts on a change only", () => {
    const world = openWorld();
    world.alarm();
    const drill = { AlarmName: "errors", StateValue: "ALARM", StateReason: "drill" } as const;
    world.operations.SetAlarmState({ ...drill, StateReasonData: '{"by":"hand"}' });
    world.operations.SetAlarmState({ ...drill, StateReason: "drill again" });
    expect([world.stateOf(), world.reasonOf(), world.invocations.length]).toEqual([
      "ALARM",
      "drill again",
      1,
    ]);
    world.runUntil(45);
    expect(world.stateOf()).toBe("OK");
  });

  it("refuses alarms that do not exist, other states and data that is no JSON", () => {
    const world = openWorld();
    world.alarm();
    const set = (input: object) => () =>
      world.operations.SetAlarmState({ AlarmName: "errors", StateValue: "OK", StateReason: "r", ...input });
    expect(set({ AlarmName: "gone" })).toThrow(expect.objectContaining({ code: "ResourceNotFound" }));
    expect(set({ StateReasonData: "{" })).toThrow(expect.objectContaining({ code: "InvalidFormatFault" }));
    expect(set({ StateValue: "BAD" })).toThrow("StateValue must be one of OK, ALARM, INSUFFICIENT_DATA");
  });
});

describe("the evaluation", () => {
  it("sleeps while there are no alarms, and after the service is closed", () => {
    const world = openWorld();
    expect(world.isAsleep()).toBe(true);
    world.alarm();
    expect(world.isAsleep()).toBe(false);
    world.operations.DeleteAlarms({ AlarmNames: ["errors"] });
    world.runUntil(60);
    expect(world.isAsleep()).toBe(true);
    world.alarm();
    world.close();
    expect(world.isAsleep()).toBe(true);
  });
});
