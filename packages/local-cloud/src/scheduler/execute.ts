import { randomUUID } from "node:crypto";
import { AwsError } from "../aws-error.ts";
import { messageOf } from "../errors.ts";
import type { Authority, Clock, MetricSink, QueueSink, ScheduleTargets } from "../ports.ts";
import { type Execution, payloadOf, timeText } from "./payload.ts";
import { GROUP, type ScheduleRecord } from "./schedule.ts";

export interface ExecuteDeps {
  readonly clock: Clock;
  readonly region: string;
  readonly authority: Authority;
  readonly targets: ScheduleTargets;
  readonly queues: QueueSink;
  readonly metrics: MetricSink;
  readonly onWarning: (message: string) => void;
}

/** Carries schedules out, again and again where that may help. */
export interface Executor {
  readonly execute: (schedule: ScheduleRecord, dueMs: number) => void;
  /** Drops what waits to be tried again. */
  readonly close: () => void;
}

const PRINCIPAL = "scheduler.amazonaws.com";
/** Simplified: AWS says that it backs off exponentially, and not how fast. */
const FIRST_BACKOFF_MS = 1_000;
const MAX_BACKOFF_MS = 600_000;

export function createExecutor(deps: ExecuteDeps): Executor {
  const { clock, authority } = deps;
  const waiting = new Set<() => void>();
  let closed = false;

  /** Throws `AwsError` unless the schedule's role may do it. */
  function authorize(schedule: ScheduleRecord, action: string, resource: string): void {
    const { accessKeyId, sessionToken } = authority.assumeRole(
      schedule.target.roleArn,
      schedule.name,
      PRINCIPAL,
    );
    authority.authorize(authority.authenticate(accessKeyId, sessionToken), action, resource);
  }

  async function attempt(schedule: ScheduleRecord, execution: Execution): Promise<void> {
    const { functionArn, maxRetries, maxAgeS } = schedule.target;
    const payload = payloadOf(schedule, execution, deps.region);
    count("InvocationAttemptCount");
    try {
      authorize(schedule, "lambda:InvokeFunction", functionArn);
      await deps.targets.invokeFunction(functionArn, Buffer.from(payload));
    } catch (error) {
      if (closed) return;
      if (!(error instanceof AwsError)) throw error;
      count("TargetErrorCount");
      if (!mayHelpToRetry(error)) return giveUp(schedule, execution, payload, error, undefined);
      if (execution.attempt > maxRetries) {
        return giveUp(schedule, execution, payload, error, "MaximumRetryAttempts");
      }
      const delayMs = Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (execution.attempt - 1));
      if (clock.nowMs() + delayMs > execution.dueMs + maxAgeS * 1000) {
        return giveUp(schedule, execution, payload, error, "MaximumEventAgeInSeconds");
      }
      later(delayMs, () => run(schedule, { ...execution, attempt: execution.attempt + 1 }));
    }
  }

  function giveUp(
    schedule: ScheduleRecord,
    execution: Execution,
    payload: string,
    error: AwsError,
    exhausted: string | undefined,
  ): void {
    const { deadLetterArn, functionArn } = schedule.target;
    const lost = `${schedule.arn} could not invoke ${functionArn}: ${error.message}`;
    if (deadLetterArn === undefined) {
      count("InvocationDroppedCount");
      return deps.onWarning(lost);
    }
    try {
      authorize(schedule, "sqs:SendMessage", deadLetterArn);
      deps.queues.send(
        deadLetterArn,
        payload,
        {
          ERROR_CODE: error.code,
          ERROR_MESSAGE: error.message,
          EXECUTION_ID: execution.id,
          ...(exhausted === undefined ? {} : { EXHAUSTED_RETRY_CONDITION: exhausted }),
          IS_PAYLOAD_TRUNCATED: "false",
          RETRY_ATTEMPTS: String(execution.attempt - 1),
          SCHEDULED_TIME: timeText(execution.dueMs),
          SCHEDULE_ARN: schedule.arn,
          TARGET_ARN: functionArn,
        },
        undefined,
        schedule.arn,
      );
      count("InvocationsSentToDeadLetterCount");
    } catch (queueError) {
      if (!(queueError instanceof AwsError)) throw queueError;
      count("InvocationsFailedToBeSentToDeadLetterCount");
      deps.onWarning(`${lost} The dead letter was lost too: ${queueError.message}`);
    }
  }

  function run(schedule: ScheduleRecord, execution: Execution): void {
    attempt(schedule, execution).catch((error: unknown) =>
      deps.onWarning(`${schedule.arn} could not be carried out: ${messageOf(error)}`),
    );
  }

  function later(delayMs: number, action: () => void): void {
    const cancel = clock.timer(delayMs, () => {
      waiting.delete(cancel);
      action();
    });
    waiting.add(cancel);
  }

  function count(name: string): void {
    deps.metrics.put({
      namespace: "AWS/Scheduler",
      name,
      dimensions: { ScheduleGroup: GROUP },
      values: [1],
      unit: "Count",
      timestampMs: clock.nowMs(),
      storageResolutionS: 60,
    });
  }

  return {
    execute: (schedule, dueMs) => run(schedule, { id: randomUUID(), dueMs, attempt: 1 }),
    close: () => {
      closed = true;
      for (const cancel of waiting) cancel();
      waiting.clear();
    },
  };
}

/** Throttling and faults of the service pass; a missing permission or function does not. */
function mayHelpToRetry({ code, httpStatus }: AwsError): boolean {
  return httpStatus >= 500 || httpStatus === 429 || code === "TooManyRequestsException";
}
