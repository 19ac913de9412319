import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListScheduleGroupsCommand,
  ListSchedulesCommand,
  ListTagsForResourceCommand,
  SchedulerClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateScheduleCommand,
} from "@aws-sdk/client-scheduler";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AwsError } from "../aws-error.ts";
import { serve } from "../wire/testing.ts";
import { FUNCTION, MINUTE, NOON, openWorld, QUEUE, ROLE, type World } from "./testing.ts";

const RATE: CreateScheduleCommandInput = {
  Name: "tick",
  ScheduleExpression: "rate(1 minute)",
  FlexibleTimeWindow: { Mode: "OFF" },
  Target: { Arn: FUNCTION, RoleArn: ROLE },
};

let world: World;
beforeEach(() => {
  world = openWorld();
});
afterEach(() => world.close());

const create = (settings: Partial<CreateScheduleCommandInput> = {}) =>
  world.operations.CreateSchedule({ ...RATE, ...settings });

describe("a rate", () => {
  it("begins at once without a start date, as documented, and goes on by the clock", async () => {
    create();
    await world.runUntil(NOON + 2 * MINUTE);
    expect(world.dueTimes()).toEqual([NOON, NOON + MINUTE, NOON + 2 * MINUTE]);
  });

  it("begins at its start date and ends by its end date", async () => {
    create({
      ScheduleExpression: "rate(10 minutes)",
      StartDate: new Date(NOON + 5 * MINUTE),
      EndDate: new Date(NOON + 26 * MINUTE),
    });
    await world.runUntil(NOON + 60 * MINUTE);
    expect(world.dueTimes()).toEqual([NOON + 5 * MINUTE, NOON + 15 * MINUTE, NOON + 25 * MINUTE]);
  });

  it("does not make up for turns that were missed while the cloud was down", async () => {
    create();
    await world.runUntil(NOON + MINUTE);
    world.restartAt(NOON + 10 * MINUTE + 30_000);
    await world.runUntil(NOON + 12 * MINUTE);
    expect(world.dueTimes()).toEqual([NOON, NOON + MINUTE, NOON + 11 * MINUTE, NOON + 12 * MINUTE]);
  });

  it("keeps its rhythm over an update of other settings, and begins anew when the rate changes", async () => {
    create({ ScheduleExpression: "rate(10 minutes)" });
    await world.runUntil(NOON + 4 * MINUTE);
    world.operations.UpdateSchedule({ ...RATE, ScheduleExpression: "rate(10 minutes)", Description: "x" });
    await world.runUntil(NOON + 11 * MINUTE);
    world.operations.UpdateSchedule({ ...RATE, ScheduleExpression: "rate(5 minutes)" });
    await world.runUntil(NOON + 17 * MINUTE);
    expect(world.dueTimes()).toEqual([NOON, NOON + 10 * MINUTE, NOON + 11 * MINUTE, NOON + 16 * MINUTE]);
  });

  it("rests while it is disabled, and is gone when it is deleted", async () => {
    create({ State: "DISABLED" });
    await world.runUntil(NOON + 3 * MINUTE);
    expect(world.dueTimes()).toEqual([]);
    world.operations.UpdateSchedule({ ...RATE, State: "ENABLED" });
    await world.runUntil(NOON + 3 * MINUTE + 1);
    world.operations.DeleteSchedule({ Name: "tick" });
    await world.runUntil(NOON + 9 * MINUTE);
    expect(world.dueTimes()).toEqual([NOON + 3 * MINUTE]);
  });
});

describe("a schedule of one time", () => {
  it("is carried out once, at its time in its time zone, and deletes itself if it is to", async () => {
    create({
      ScheduleExpression: "at(2026-11-23T14:00:00)",
      ScheduleExpressionTimezone: "Europe/Berlin",
      ActionAfterCompletion: "DELETE",
    });
    await world.runUntil(NOON + 24 * 60 * MINUTE);
    expect(world.dueTimes()).toEqual([NOON + 60 * MINUTE]);
    expect(() => world.operations.GetSchedule({ Name: "tick" })).toThrow("Schedule tick does not exist.");
  });

  it("is made up for when the cloud was down at its time, and not repeated after a restart", async () => {
    create({ ScheduleExpression: "at(2026-11-23T12:05:00)" });
    world.restartAt(NOON + 60 * MINUTE);
    await world.runUntil(NOON + 61 * MINUTE);
    world.restartAt(NOON + 62 * MINUTE);
    await world.runUntil(NOON + 63 * MINUTE);
    expect(world.dueTimes()).toEqual([NOON + 5 * MINUTE]);
  });
});

describe("what a function gets", () => {
  it("is the input, with the attributes of the execution filled in", async () => {
    create({
      Target: {
        Arn: FUNCTION,
        RoleArn: ROLE,
        Input: JSON.stringify({
          at: "<aws.scheduler.scheduled-time>",
          by: "<aws.scheduler.schedule-arn>",
          attempt: "<aws.scheduler.attempt-number>",
          other: "<aws.scheduler.moon-phase>",
        }),
      },
    });
    await world.runUntil(NOON);
    expect(world.payloads()).toEqual([
      {
        at: "2026-11-23T12:00:00Z",
        by: "arn:aws:scheduler:us-east-1:000000000000:schedule/default/tick",
        attempt: "1",
        other: "<aws.scheduler.moon-phase>",
      },
    ]);
  });

  it("is an event of AWS's own when there is no input", async () => {
    create();
    await world.runUntil(NOON);
    expect(world.payloads()).toEqual([
      {
        version: "0",
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        "detail-type": "Scheduled Event",
        source: "aws.scheduler",
        account: "000000000000",
        time: "2026-11-23T12:00:00Z",
        region: "us-east-1",
        resources: ["arn:aws:scheduler:us-east-1:000000000000:schedule/default/tick"],
        detail: "{}",
      },
    ]);
  });
});

describe("an invocation that fails", () => {
  const withRetries = (MaximumRetryAttempts: number, deadLetters = true) => ({
    ScheduleExpression: "at(2026-11-23T12:00:00)",
    Target: {
      Arn: FUNCTION,
      RoleArn: ROLE,
      Input: '{"a":1}',
      RetryPolicy: { MaximumRetryAttempts, MaximumEventAgeInSeconds: 60 },
      ...(deadLetters ? { DeadLetterConfig: { Arn: QUEUE } } : {}),
    },
  });

  it("is tried again when the function was throttled", async () => {
    world.failures.push(new AwsError("TooManyRequestsException", "Rate Exceeded.", 429));
    create(withRetries(3));
    await world.runUntil(NOON + MINUTE);
    expect(world.invocations.map(({ atMs }) => atMs)).toEqual([NOON, NOON + 1000]);
    expect(world.deadLetters).toEqual([]);
  });

  it("becomes a dead letter when the retries are used up", async () => {
    const fault = new AwsError("ServiceException", "The service failed.", 500);
    world.failures.push(fault, fault, fault);
    create(withRetries(1));
    await world.runUntil(NOON + MINUTE);
    expect(world.deadLetters).toEqual([
      {
        queueArn: QUEUE,
        body: '{"a":1}',
        principalService: undefined,
        sourceArn: "arn:aws:scheduler:us-east-1:000000000000:schedule/default/tick",
        attributes: {
          ERROR_CODE: "ServiceException",
          ERROR_MESSAGE: "The service failed.",
          EXECUTION_ID: expect.stringMatching(/^[0-9a-f-]{36}$/),
          EXHAUSTED_RETRY_CONDITION: "MaximumRetryAttempts",
          IS_PAYLOAD_TRUNCATED: "false",
          RETRY_ATTEMPTS: "1",
          SCHEDULED_TIME: "2026-11-23T12:00:00Z",
          SCHEDULE_ARN: "arn:aws:scheduler:us-east-1:000000000000:schedule/default/tick",
          TARGET_ARN: FUNCTION,
        },
      },
    ]);
  });

  it("becomes a dead letter when the event has grown too old", async () => {
    world.failures.push(
      ...Array.from({ length: 20 }, () => new AwsError("ServiceException", "The service failed.", 500)),
    );
    create(withRetries(185));
    await world.runUntil(NOON + 5 * MINUTE);
    // After 1, 2, 4, 8 and 16 seconds; the next would come at 63 seconds.
    expect(world.invocations).toHaveLength(6);
    expect(world.deadLetters[0]?.attributes["EXHAUSTED_RETRY_CONDITION"]).toBe("MaximumEventAgeInSeconds");
  });

  it("is not tried again where that cannot help", async () => {
    world.denied.add("lambda:InvokeFunction");
    create(withRetries(3));
    await world.runUntil(NOON + MINUTE);
    expect(world.invocations).toEqual([]);
    expect(world.deadLetters[0]?.attributes).toMatchObject({
      ERROR_CODE: "AccessDeniedException",
      RETRY_ATTEMPTS: "0",
    });
    expect(world.counted("TargetErrorCount")).toBe(1);
    expect(world.counted("InvocationsSentToDeadLetterCount")).toBe(1);
  });

  it("is told to a person when there are no dead letters, or they are lost too", async () => {
    world.denied.add("lambda:InvokeFunction");
    create(withRetries(3, false));
    await world.runUntil(NOON + MINUTE);
    world.denied.add("sqs:SendMessage");
    create({ ...withRetries(3), Name: "tock" });
    await world.runUntil(NOON + 2 * MINUTE);
    expect(world.deadLetters).toEqual([]);
    expect(world.warnings).toEqual([
      expect.stringMatching(/schedule\/default\/tick could not invoke .*not allowed: lambda:InvokeFunction/),
      expect.stringMatching(/schedule\/default\/tock could not invoke .*The dead letter was lost too: /),
    ]);
    expect(world.counted("InvocationDroppedCount")).toBe(1);
  });
});

describe("a schedule", () => {
  it.each([
    [
      "a role that the scheduler may not assume",
      { Target: { Arn: FUNCTION, RoleArn: `${ROLE}-2` } },
      "must allow AWS EventBridge Scheduler to assume the role",
    ],
    [
      "a rate of nothing",
      { ScheduleExpression: "rate(0 minutes)" },
      "Invalid Schedule Expression rate(0 minutes).",
    ],
    ["seconds", { ScheduleExpression: "rate(30 seconds)" }, "Invalid Schedule Expression"],
    [
      "a cron expression of five fields",
      { ScheduleExpression: "cron(0 8 * * *)" },
      "Invalid Schedule Expression",
    ],
    [
      "a date that does not exist",
      { ScheduleExpression: "at(2026-02-30T12:00:00)" },
      "Invalid Schedule Expression",
    ],
    ["an unknown time zone", { ScheduleExpressionTimezone: "Mars/Olympus" }, "Invalid timezone Mars/Olympus"],
    [
      "a flexible window",
      { FlexibleTimeWindow: { Mode: "FLEXIBLE", MaximumWindowInMinutes: 5 } },
      "FlexibleTimeWindow with the Mode OFF only",
    ],
    ["another group", { GroupName: "mine" }, "has the schedule group default only"],
    ["another target", { Target: { Arn: QUEUE, RoleArn: ROLE } }, "invokes Lambda functions only"],
    [
      "parameters of another target",
      { Target: { ...RATE.Target, SqsParameters: { MessageGroupId: "a" } } },
      "SqsParameters is not supported",
    ],
    ["an input that is no JSON", { Target: { ...RATE.Target, Input: "<now>" } }, "must be JSON"],
    [
      "too many retries",
      { Target: { ...RATE.Target, RetryPolicy: { MaximumRetryAttempts: 186 } } },
      "MaximumRetryAttempts must be a whole number from 0 to 185",
    ],
    [
      "an end before its start",
      { StartDate: new Date(NOON), EndDate: new Date(NOON) },
      "must come before the EndDate",
    ],
    [
      "a key of its own",
      { KmsKeyArn: "arn:aws:kms:us-east-1:000000000000:key/1" },
      "KmsKeyArn is not supported",
    ],
    ["a bad name", { Name: "a b" }, "at 'name'"],
  ])("is not created with %s", (_, settings, message) => {
    expect(() => create(settings as Partial<CreateScheduleCommandInput>)).toThrow(
      expect.objectContaining({ code: "ValidationException", message: expect.stringContaining(message) }),
    );
    expect(world.operations.ListSchedules({}).Schedules).toEqual([]);
  });

  it("is created once, whoever repeats the request", () => {
    create({ ClientToken: "one" });
    expect(create({ ClientToken: "one" }).ScheduleArn).toContain("schedule/default/tick");
    expect(() => create({ ClientToken: "two" })).toThrow(
      expect.objectContaining({ code: "ConflictException", message: "Schedule tick already exists." }),
    );
  });
});

describe("EventBridge Scheduler through the SDK", () => {
  it("creates, shows, changes, lists and deletes a schedule", async () => {
    const server = await serve([world.wire]);
    const client = new SchedulerClient(server.settings);
    const { ScheduleArn } = await client.send(
      new CreateScheduleCommand({ ...RATE, StartDate: new Date(NOON), Description: "turns of the rollout" }),
    );
    expect(ScheduleArn).toBe("arn:aws:scheduler:us-east-1:000000000000:schedule/default/tick");
    expect(await client.send(new GetScheduleCommand({ Name: "tick" }))).toMatchObject({
      Name: "tick",
      GroupName: "default",
      State: "ENABLED",
      ScheduleExpression: "rate(1 minute)",
      ScheduleExpressionTimezone: "UTC",
      StartDate: new Date(NOON),
      CreationDate: new Date(NOON),
      FlexibleTimeWindow: { Mode: "OFF" },
      Target: {
        Arn: FUNCTION,
        RoleArn: ROLE,
        RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 },
      },
    });
    await client.send(new UpdateScheduleCommand({ ...RATE, State: "DISABLED" }));
    const { Schedules } = await client.send(
      new ListSchedulesCommand({ State: "DISABLED", NamePrefix: "ti" }),
    );
    expect(Schedules).toMatchObject([{ Name: "tick", State: "DISABLED", Target: { Arn: FUNCTION } }]);
    await client.send(new DeleteScheduleCommand({ Name: "tick" }));
    await expect(client.send(new GetScheduleCommand({ Name: "tick" }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "Schedule tick does not exist.",
    });
    client.destroy();
    await server.close();
  });

  it("has one group, which can be tagged", async () => {
    const server = await serve([world.wire]);
    const client = new SchedulerClient(server.settings);
    const { ScheduleGroups = [] } = await client.send(new ListScheduleGroupsCommand({}));
    const ResourceArn = "arn:aws:scheduler:us-east-1:000000000000:schedule-group/default";
    expect(ScheduleGroups).toEqual([{ Arn: ResourceArn, Name: "default", State: "ACTIVE" }]);
    await client.send(
      new TagResourceCommand({
        ResourceArn,
        Tags: [
          { Key: "a", Value: "1" },
          { Key: "b", Value: "2" },
        ],
      }),
    );
    await client.send(new UntagResourceCommand({ ResourceArn, TagKeys: ["a"] }));
    expect((await client.send(new ListTagsForResourceCommand({ ResourceArn }))).Tags).toEqual([
      { Key: "b", Value: "2" },
    ]);
    client.destroy();
    await server.close();
  });
});

describe("permissions", () => {
  it.each([
    [
      "CreateSchedule",
      { Name: "tick", Target: { RoleArn: ROLE } },
      [
        "scheduler:CreateSchedule arn:aws:scheduler:us-east-1:000000000000:schedule/default/tick",
        `iam:PassRole ${ROLE}`,
      ],
    ],
    [
      "GetSchedule",
      { Name: "tick" },
      ["scheduler:GetSchedule arn:aws:scheduler:us-east-1:000000000000:schedule/default/tick"],
    ],
    ["ListSchedules", {}, ["scheduler:ListSchedules *"]],
    ["TagResource", { ResourceArn: "arn:x" }, ["scheduler:TagResource arn:x"]],
    [
      "GetScheduleGroup",
      { Name: "default" },
      ["scheduler:GetScheduleGroup arn:aws:scheduler:us-east-1:000000000000:schedule-group/default"],
    ],
    ["GetSchedule", {}, undefined],
    ["CreateScheduleGroup", { Name: "mine" }, undefined],
  ])("of %s with %j", (operation, input, expected) => {
    const needed = world.wire.permissions(operation, input);
    expect(needed?.map(({ action, resource }) => `${action} ${resource}`)).toEqual(expected);
  });
});
