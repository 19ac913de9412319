import { messageOf } from "../errors.ts";
import type { Authority, QueueSink, TopicSink } from "../ports.ts";
import type { EventFailure } from "./async-invocations.ts";
import { authorizeTarget, targetOf } from "./failure-targets.ts";
import type { InvocationMetrics, InvokedTarget } from "./invocation-metrics.ts";
import type { FunctionRecord } from "./records.ts";

export interface FailureDeliveryDeps {
  readonly authority: Authority;
  readonly queues: QueueSink;
  readonly topics: TopicSink;
  /** Queues an event for another function. Throws `AwsError` when there is none. */
  readonly invoke: (functionArn: string, payload: Uint8Array) => void;
  readonly metrics: InvocationMetrics;
  readonly nowMs: () => number;
  readonly onWarning: (message: string) => void;
}

/** An event that was given up. */
export interface FailedEvent {
  readonly record: FunctionRecord;
  readonly target: InvokedTarget;
  /** As the caller named it, with a qualifier in any case. */
  readonly functionArn: string;
  readonly requestId: string;
  readonly payload: Uint8Array;
  readonly failure: EventFailure;
  /** The destination for failures that was configured for the qualifier. */
  readonly destination: string | undefined;
  /** The dead-letter target of the version. */
  readonly deadLetter: string | undefined;
  readonly roleArn: string;
}

/** Sends an event that was given up where its function says, as the function's role. */
export type DeliverFailure = (event: FailedEvent) => void;

const ERROR_MESSAGE_LIMIT = 1024;

export function createFailureDelivery(deps: FailureDeliveryDeps): DeliverFailure {
  function send(
    arn: string,
    body: string,
    attributes: Readonly<Record<string, string>>,
    event: FailedEvent,
  ): void {
    const role = { roleArn: event.roleArn, functionName: event.record.name };
    authorizeTarget(deps.authority, role, arn);
    switch (targetOf(arn)) {
      case "sqs":
        return deps.queues.send(arn, body, attributes, undefined, event.functionArn);
      case "sns":
        return deps.topics.publish(arn, undefined, body, undefined, event.functionArn);
      case "lambda":
        return deps.invoke(arn, Buffer.from(body));
      case undefined:
        throw new Error(`Expected a target that was checked when it was configured, found ${arn}.`);
    }
  }

  /** Nobody waits for the delivery: what goes wrong with it is counted and told. */
  function attempt(metric: string, arn: string, event: FailedEvent, act: () => void): void {
    try {
      act();
    } catch (error) {
      deps.metrics.count(metric, event.target, deps.nowMs());
      deps.onWarning(
        `A failed event of ${event.record.name} could not be sent to ${arn}: ${messageOf(error)}`,
      );
    }
  }

  return (event) => {
    const { destination, deadLetter, target } = event;
    deps.metrics.count("AsyncEventsDropped", target, deps.nowMs());
    if (deadLetter !== undefined) {
      attempt("DeadLetterErrors", deadLetter, event, () =>
        send(deadLetter, textOf(event.payload), deadLetterAttributes(event), event),
      );
    }
    if (destination !== undefined) {
      const body = JSON.stringify(destinationRecord(event, deps.nowMs()));
      attempt("DestinationDeliveryFailures", destination, event, () => send(destination, body, {}, event));
    }
  };
}

function deadLetterAttributes({ requestId, failure }: FailedEvent): Readonly<Record<string, string>> {
  return {
    RequestID: requestId,
    ErrorCode: failure.result === undefined ? "500" : "200",
    ErrorMessage: errorMessageOf(failure).slice(0, ERROR_MESSAGE_LIMIT),
  };
}

function errorMessageOf({ condition, result }: EventFailure): string {
  if (result === undefined) return condition;
  const payload = parsed(result.payload);
  const message =
    typeof payload === "object" && payload !== null && "errorMessage" in payload
      ? payload.errorMessage
      : undefined;
  return typeof message === "string" ? message : textOf(result.payload);
}

/** The record that Lambda sends to a destination. */
function destinationRecord(event: FailedEvent, nowMs: number): object {
  const { condition, attempts, result } = event.failure;
  return {
    version: "1.0",
    timestamp: new Date(nowMs).toISOString(),
    requestContext: {
      requestId: event.requestId,
      functionArn: event.functionArn,
      condition,
      approximateInvokeCount: attempts,
    },
    requestPayload: parsed(event.payload),
    ...(result === undefined
      ? {}
      : {
          responseContext: {
            statusCode: 200,
            executedVersion: result.executedVersion,
            functionError: "Unhandled",
          },
          responsePayload: parsed(result.payload),
        }),
  };
}

function textOf(payload: Uint8Array): string {
  return Buffer.from(payload).toString("utf8");
}

/** Events were checked to be JSON; what a runtime answers is, too, unless the process broke in the middle. */
function parsed(payload: Uint8Array): unknown {
  try {
    return JSON.parse(textOf(payload));
  } catch {
    return textOf(payload);
  }
}
