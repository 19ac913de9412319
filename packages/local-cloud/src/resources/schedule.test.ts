import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FUNCTION, openWorld, QUEUE, ROLE, type World } from "../scheduler/testing.ts";
import { created, providerOver, refusals } from "./testing.ts";

const TYPE = "aws:scheduler/schedule:Schedule";
const INPUTS = {
  name: "tick",
  scheduleExpression: "rate(1 minute)",
  flexibleTimeWindow: { mode: "OFF" },
  target: { arn: FUNCTION, roleArn: ROLE },
};

let world: World;
let provider: ReturnType<typeof providerOver>;
beforeEach(() => {
  world = openWorld();
  provider = providerOver({ scheduler: world.operations });
});
afterEach(() => world.close());

describe("aws:scheduler/schedule:Schedule", () => {
  it("is created with its settings, and shows the scheduler's defaults for the others", async () => {
    const schedule = await created(provider, TYPE, {
      ...INPUTS,
      target: { ...INPUTS.target, input: "{}", deadLetterConfig: { arn: QUEUE } },
    });
    expect(schedule.id).toBe("default/tick");
    expect(schedule.outputs).toEqual({
      actionAfterCompletion: "NONE",
      arn: "arn:aws:scheduler:us-east-1:000000000000:schedule/default/tick",
      description: "",
      flexibleTimeWindow: { mode: "OFF" },
      groupName: "default",
      name: "tick",
      region: "us-east-1",
      scheduleExpression: "rate(1 minute)",
      scheduleExpressionTimezone: "UTC",
      state: "ENABLED",
      target: {
        arn: FUNCTION,
        roleArn: ROLE,
        input: "{}",
        deadLetterConfig: { arn: QUEUE },
        retryPolicy: { maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 185 },
      },
    });
  });

  it("changes in place, and has defaults again for what the program no longer sets", async () => {
    const schedule = await created(provider, TYPE, { ...INPUTS, description: "turns", state: "DISABLED" });
    const outputs = await provider.update(
      schedule,
      {
        ...INPUTS,
        scheduleExpression: "cron(0 8 ? * MON *)",
        scheduleExpressionTimezone: "Europe/Berlin",
        startDate: "2026-12-01T00:00:00Z",
        target: { ...INPUTS.target, retryPolicy: { maximumRetryAttempts: 0 } },
      },
      ["scheduleExpression", "target", "description", "state"],
    );
    expect(outputs).toMatchObject({
      description: "",
      state: "ENABLED",
      scheduleExpression: "cron(0 8 ? * MON *)",
      startDate: "2026-12-01T00:00:00.000Z",
      target: { retryPolicy: { maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 0 } },
    });
  });

  it("is deleted, even when somebody else has deleted it before", async () => {
    const schedule = await created(provider, TYPE, INPUTS);
    await provider.delete(schedule);
    await provider.delete(schedule);
    expect(await provider.read(schedule, schedule.id)).toBeUndefined();
  });

  it("is refused where the local cloud would not act on it", async () => {
    expect(
      await refusals(provider, TYPE, {
        ...INPUTS,
        groupName: "mine",
        flexibleTimeWindow: { mode: "FLEXIBLE", maximumWindowInMinutes: 5 },
        startDate: "tomorrow",
        target: { ...INPUTS.target, sqsParameters: {} },
      }),
    ).toEqual([
      'flexibleTimeWindow.mode: the local cloud supports the mode OFF only, found "FLEXIBLE"',
      expect.stringContaining(
        "flexibleTimeWindow.maximumWindowInMinutes: the local cloud does not carry out",
      ),
      'groupName: the local cloud has the group default only, found "mine"',
      'startDate: expected a time such as 2026-11-23T12:00:00Z, found "tomorrow"',
      expect.stringContaining("target.sqsParameters: the local cloud does not carry out this property"),
    ]);
  });
});
