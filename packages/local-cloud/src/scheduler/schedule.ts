import type { CreateScheduleCommandInput, Target } from "@aws-sdk/client-scheduler";
import { refuseUnsupported, validation } from "./errors.ts";
import { parseExpression } from "./expression.ts";

/** What a schedule does, as it was last created or updated. */
export interface ScheduleSettings {
  readonly expression: string;
  readonly zone: string;
  readonly startMs?: number | undefined;
  readonly endMs?: number | undefined;
  readonly enabled: boolean;
  readonly description?: string | undefined;
  readonly deletesItself: boolean;
  readonly target: ScheduleTarget;
}

export interface ScheduleTarget {
  readonly functionArn: string;
  readonly roleArn: string;
  readonly input?: string | undefined;
  readonly maxRetries: number;
  readonly maxAgeS: number;
  readonly deadLetterArn?: string | undefined;
}

/** A schedule as it is kept. */
export interface ScheduleRecord extends ScheduleSettings {
  readonly name: string;
  readonly arn: string;
  readonly createdMs: number;
  readonly modifiedMs: number;
  /** Where rates count from, unless there is a start date. */
  readonly anchorMs: number;
  /** When it was last due and carried out. */
  readonly lastDueMs?: number | undefined;
  readonly clientToken?: string | undefined;
}

export const GROUP = "default";

const FUNCTION_ARN = /^arn:aws:lambda:[a-z0-9-]+:\d{12}:function:[\w-]{1,64}(:[\w$-]{1,128})?$/;
const QUEUE_ARN = /^arn:aws:sqs:[a-z0-9-]+:\d{12}:[\w-]{1,80}$/;
const ROLE_ARN = /^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]+$/;
const MAX_RETRIES = 185;
const MAX_AGE_S = 86_400;

type Given = Omit<CreateScheduleCommandInput, "Name" | "ClientToken">;

/** Reads and checks what a request makes of a schedule. */
export function settingsOf(input: Given): ScheduleSettings {
  refuseUnsupported(input, ["KmsKeyArn"]);
  if (input.GroupName !== undefined && input.GroupName !== GROUP) {
    throw validation(`The local cloud has the schedule group ${GROUP} only, found ${input.GroupName}.`);
  }
  const { FlexibleTimeWindow: window, State = "ENABLED", ActionAfterCompletion: after = "NONE" } = input;
  if (window?.Mode !== "OFF" || window.MaximumWindowInMinutes !== undefined) {
    throw validation("The local cloud supports FlexibleTimeWindow with the Mode OFF only.");
  }
  if (State !== "ENABLED" && State !== "DISABLED") {
    throw validation(`State must be ENABLED or DISABLED, found ${String(State)}.`);
  }
  if (after !== "NONE" && after !== "DELETE") {
    throw validation(`ActionAfterCompletion must be NONE or DELETE, found ${String(after)}.`);
  }
  const { ScheduleExpression: expression = "", ScheduleExpressionTimezone: zone = "UTC" } = input;
  parseExpression(expression, zone);
  const [startMs, endMs] = [input.StartDate?.getTime(), input.EndDate?.getTime()];
  if (startMs !== undefined && endMs !== undefined && startMs >= endMs) {
    throw validation("The StartDate you specify must come before the EndDate.");
  }
  return {
    expression,
    zone,
    startMs,
    endMs,
    enabled: State === "ENABLED",
    description: input.Description,
    deletesItself: after === "DELETE",
    target: targetOf(input.Target),
  };
}

function targetOf(target: Target | undefined): ScheduleTarget {
  if (target === undefined) throw validation("Target is required.");
  refuseUnsupported(target, [
    "EcsParameters",
    "EventBridgeParameters",
    "KinesisParameters",
    "SageMakerPipelineParameters",
    "SqsParameters",
  ]);
  const { Arn: functionArn = "", RoleArn: roleArn = "", Input: input, RetryPolicy: retry = {} } = target;
  if (!FUNCTION_ARN.test(functionArn)) {
    throw validation(
      `The local cloud invokes Lambda functions only, found ${functionArn} as the target's Arn.`,
    );
  }
  if (!ROLE_ARN.test(roleArn)) throw validation(`Invalid RoleArn ${roleArn}: expected the ARN of a role.`);
  if (input !== undefined) requireJson(input);
  const deadLetterArn = target.DeadLetterConfig?.Arn;
  if (deadLetterArn !== undefined && !QUEUE_ARN.test(deadLetterArn)) {
    throw validation(
      `Invalid DeadLetterConfig: expected the ARN of a standard queue, found ${deadLetterArn}.`,
    );
  }
  return {
    functionArn,
    roleArn,
    input,
    maxRetries: within("MaximumRetryAttempts", retry.MaximumRetryAttempts ?? MAX_RETRIES, 0, MAX_RETRIES),
    maxAgeS: within("MaximumEventAgeInSeconds", retry.MaximumEventAgeInSeconds ?? MAX_AGE_S, 60, MAX_AGE_S),
    deadLetterArn,
  };
}

function requireJson(text: string): void {
  try {
    JSON.parse(text);
  } catch {
    throw validation("Invalid Input: the Input of a Lambda target must be JSON.");
  }
}

function within(name: string, value: number, min: number, max: number): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw validation(`${name} must be a whole number from ${min} to ${max}, found ${value}.`);
}
