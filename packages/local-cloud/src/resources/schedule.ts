import { z } from "zod";
import { ACCOUNT_CONTEXT } from "../wire/service.ts";
import { regionInput, text } from "./inputs.ts";
import type { SchedulerPort } from "./ports.ts";
import { defined, type ResourceType, required, resourceType } from "./resource-type.ts";

const instant = z.iso.datetime({ error: "expected a time such as 2026-11-23T12:00:00Z" });

const target = z.strictObject({
  arn: text,
  deadLetterConfig: z.strictObject({ arn: text }).optional(),
  input: text.optional(),
  retryPolicy: z
    .strictObject({
      maximumEventAgeInSeconds: z.int().optional(),
      maximumRetryAttempts: z.int().optional(),
    })
    .optional(),
  roleArn: text,
});

/** `aws:scheduler/schedule:Schedule`. */
export function scheduleType(scheduler: SchedulerPort, region: string): ResourceType {
  const inputs = z.strictObject({
    actionAfterCompletion: z.enum(["NONE", "DELETE"]).optional(),
    description: text.optional(),
    endDate: instant.optional(),
    flexibleTimeWindow: z.strictObject({
      mode: z.literal("OFF", { error: "the local cloud supports the mode OFF only" }),
    }),
    groupName: z.literal("default", { error: "the local cloud has the group default only" }).optional(),
    name: text,
    region: regionInput(region),
    scheduleExpression: text,
    scheduleExpressionTimezone: text.optional(),
    startDate: instant.optional(),
    state: z.enum(["ENABLED", "DISABLED"]).optional(),
    target,
  });
  type Inputs = z.output<typeof inputs>;

  const requestOf = (given: Inputs) => ({
    ActionAfterCompletion: given.actionAfterCompletion,
    Description: given.description,
    EndDate: given.endDate === undefined ? undefined : new Date(given.endDate),
    FlexibleTimeWindow: { Mode: given.flexibleTimeWindow.mode },
    GroupName: given.groupName,
    Name: given.name,
    ScheduleExpression: given.scheduleExpression,
    ScheduleExpressionTimezone: given.scheduleExpressionTimezone,
    StartDate: given.startDate === undefined ? undefined : new Date(given.startDate),
    State: given.state,
    Target: {
      Arn: given.target.arn,
      RoleArn: given.target.roleArn,
      Input: given.target.input,
      DeadLetterConfig:
        given.target.deadLetterConfig === undefined ? undefined : { Arn: given.target.deadLetterConfig.arn },
      RetryPolicy: {
        MaximumEventAgeInSeconds: given.target.retryPolicy?.maximumEventAgeInSeconds,
        MaximumRetryAttempts: given.target.retryPolicy?.maximumRetryAttempts,
      },
    },
  });

  return resourceType({
    token: "aws:scheduler/schedule:Schedule",
    inputs,
    autoname: { property: "name", maxLength: 64 },
    replaceOn: ["groupName", "name"],
    create: async (given) => {
      await scheduler.CreateSchedule(requestOf(given), ACCOUNT_CONTEXT);
      return `${given.groupName ?? "default"}/${given.name}`;
    },
    // An update of the API replaces everything, so that all of it is sent again.
    update: async (_id, given) => void (await scheduler.UpdateSchedule(requestOf(given), ACCOUNT_CONTEXT)),
    delete: async (id) => {
      await scheduler.DeleteSchedule(namesIn(id), ACCOUNT_CONTEXT);
    },
    describe: async (id) => {
      const found = await scheduler.GetSchedule(namesIn(id), ACCOUNT_CONTEXT);
      const { Target } = found;
      return {
        actionAfterCompletion: found.ActionAfterCompletion ?? "NONE",
        arn: found.Arn,
        description: found.Description ?? "",
        endDate: found.EndDate?.toISOString(),
        flexibleTimeWindow: { mode: required(found.FlexibleTimeWindow?.Mode, "a flexible time window") },
        groupName: found.GroupName,
        name: found.Name,
        region,
        scheduleExpression: found.ScheduleExpression,
        scheduleExpressionTimezone: found.ScheduleExpressionTimezone ?? "UTC",
        startDate: found.StartDate?.toISOString(),
        state: found.State,
        target: defined({
          arn: Target?.Arn,
          roleArn: Target?.RoleArn,
          input: Target?.Input,
          deadLetterConfig:
            Target?.DeadLetterConfig === undefined ? undefined : { arn: Target.DeadLetterConfig.Arn },
          retryPolicy: {
            maximumEventAgeInSeconds: Target?.RetryPolicy?.MaximumEventAgeInSeconds,
            maximumRetryAttempts: Target?.RetryPolicy?.MaximumRetryAttempts,
          },
        }),
      };
    },
  });
}

function namesIn(id: string): { GroupName: string; Name: string } {
  const [GroupName = "", Name = ""] = id.split("/");
  return { GroupName, Name };
}
