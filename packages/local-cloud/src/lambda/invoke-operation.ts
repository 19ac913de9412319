import { randomUUID } from "node:crypto";
import type { InvocationRequest, InvocationResponse } from "@aws-sdk/client-lambda";
import { AwsError } from "../aws-error.ts";
import type { EventInvoker, FunctionInvoker, ServiceInvocation } from "../ports.ts";
import { ACCOUNT_CONTEXT, type OperationContext } from "../wire/service.ts";
import { pickVersion } from "./alias-operations.ts";
import type { AsyncInvocations, AttemptResult } from "./async-invocations.ts";
import { invalidParameter, refuseUnsupported } from "./errors.ts";
import type { Execute, ExecutionRequest } from "./execution.ts";
import type { DeliverFailure } from "./failure-delivery.ts";
import { type FunctionReference, functionArn, parseFunctionName } from "./function-names.ts";
import { type FunctionStore, versionNumbered, versionOf } from "./function-store.ts";
import { policyOf } from "./policy-operations.ts";
import { checkServiceMayInvoke } from "./resource-policy.ts";

const SYNC_LIMIT_BYTES = 6_291_456;
const ASYNC_LIMIT_BYTES = 1_048_576;
const CLIENT_CONTEXT_LIMIT = 3583;
const DEFAULT_RETRIES = 2;
const DEFAULT_AGE_S = 21_600;

export interface Invocations {
  readonly Invoke: (input: InvocationRequest, context: OperationContext) => Promise<InvocationResponse>;
  readonly invoker: FunctionInvoker;
  readonly eventInvoker: EventInvoker;
  /** Queues an event for a function on behalf of a role that may invoke it. */
  readonly enqueueFor: (functionArn: string, payload: Uint8Array) => void;
}

export interface InvocationDeps {
  readonly store: FunctionStore;
  readonly execute: Execute;
  readonly async: AsyncInvocations;
  readonly deliverFailure: DeliverFailure;
  /** In [0, 1): picks the version behind a weighted alias. */
  readonly random: () => number;
}

export function createInvocations(deps: InvocationDeps): Invocations {
  const { store } = deps;

  /** Decides which version serves the request, anew for each. */
  function target(reference: FunctionReference): Omit<ExecutionRequest, "payload" | "requestId"> {
    const record = store.get(reference.name);
    const alias = record.aliases.find((candidate) => candidate.name === reference.qualifier);
    const number = alias === undefined ? (reference.qualifier ?? "$LATEST") : pickVersion(alias, deps.random);
    const version = versionNumbered(store, record, number);
    return {
      record,
      version,
      qualifier: reference.qualifier,
      viaAlias: alias !== undefined,
      functionArn: functionArn(store.region, record.name, reference.qualifier),
    };
  }

  async function run(
    reference: FunctionReference,
    requestId: string,
    payload: Uint8Array,
    clientContext?: string,
  ): Promise<AttemptResult> {
    const chosen = target(reference);
    const result = await deps.execute({ ...chosen, requestId, payload, clientContext });
    return { ...result, executedVersion: chosen.version.version };
  }

  /** Takes an event in for later. Throws `AwsError` when there is no such function. */
  function enqueue(reference: FunctionReference, requestId: string, payload: Uint8Array): void {
    target(reference);
    const qualifier = reference.qualifier ?? "$LATEST";
    const config = () => store.find(reference.name)?.eventInvoke?.[qualifier];
    deps.async.enqueue({
      policy: () => ({
        retries: config()?.retries ?? DEFAULT_RETRIES,
        maximumAgeMs: (config()?.maximumAgeS ?? DEFAULT_AGE_S) * 1000,
      }),
      attempt: () => run(reference, requestId, payload),
      giveUp: (failure) => {
        const record = store.find(reference.name);
        // With the function, all that it said about its failures is gone.
        if (record === undefined) return;
        const executed = failure.result?.executedVersion ?? versionOf(store, reference).version;
        const { settings } = versionNumbered(store, record, executed);
        deps.deliverFailure({
          record,
          target: {
            functionName: record.name,
            qualifier: reference.qualifier,
            executedVersion: undefined,
          },
          functionArn: functionArn(store.region, record.name, qualifier),
          requestId,
          payload,
          failure,
          destination: config()?.onFailure,
          deadLetter: settings.deadLetterArn,
          roleArn: settings.role,
        });
      },
    });
  }

  /** The function that a service calls. Throws `AwsError` unless the function's policy lets it. */
  function calledBy({ functionArn: arn, principal, sourceArn }: ServiceInvocation): FunctionReference {
    const reference = parseFunctionName(arn, undefined, store.region);
    const record = store.get(reference.name);
    checkServiceMayInvoke(policyOf(record, reference.qualifier)?.statements ?? [], {
      principal,
      sourceArn,
      resource: functionArn(store.region, reference.name, reference.qualifier),
    });
    return reference;
  }

  return {
    Invoke: async (input, context) => {
      refuseUnsupported(input, ["TenantId", "DurableExecutionName"]);
      const reference = parseFunctionName(input.FunctionName, input.Qualifier, store.region);
      const type = input.InvocationType ?? "RequestResponse";
      const payload = checkedPayload(input.Payload, type);
      // Code in this process has no request of its own.
      const requestId = context.requestId === ACCOUNT_CONTEXT.requestId ? randomUUID() : context.requestId;
      if (type === "DryRun") {
        target(reference);
        return { StatusCode: 204 };
      }
      if (type === "Event") {
        enqueue(reference, requestId, payload);
        return { StatusCode: 202 };
      }
      const result = await run(reference, requestId, payload, decodeClientContext(input.ClientContext));
      return {
        StatusCode: 200,
        Payload: result.payload,
        ExecutedVersion: result.executedVersion,
        ...(result.failed ? { FunctionError: "Unhandled" } : {}),
        ...(input.LogType === "Tail" ? { LogResult: result.logTail } : {}),
      };
    },

    invoker: {
      invoke: async (invocation) => {
        const reference = calledBy(invocation);
        const payload = checkedPayload(invocation.payload, "RequestResponse");
        const result = await run(reference, randomUUID(), payload);
        return {
          payload: result.payload,
          executedVersion: result.executedVersion,
          ...(result.failed ? { functionError: "Unhandled" } : {}),
        };
      },
    },

    eventInvoker: {
      enqueue: (invocation) => {
        const reference = calledBy(invocation);
        const payload = checkedPayload(invocation.payload, "Event");
        enqueue(reference, randomUUID(), payload);
      },
    },

    enqueueFor: (functionArnOrName, payload) =>
      enqueue(parseFunctionName(functionArnOrName, undefined, store.region), randomUUID(), payload),
  };
}

/** The event as JSON text; `{}` when the request has none. */
function checkedPayload(payload: Uint8Array | undefined, type: string): Uint8Array {
  if (payload === undefined || payload.length === 0) return Buffer.from("{}");
  const limit = type === "Event" ? ASYNC_LIMIT_BYTES : SYNC_LIMIT_BYTES;
  if (payload.length > limit) {
    throw new AwsError(
      "RequestTooLargeException",
      `${payload.length} byte payload is too large for the ${type} invocation type (limit ${limit} bytes)`,
      413,
      { Type: "User" },
    );
  }
  try {
    JSON.parse(Buffer.from(payload).toString("utf8"));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AwsError(
      "InvalidRequestContentException",
      `Could not parse request body into json: ${reason}`,
      400,
      { Type: "User" },
    );
  }
  return payload;
}

function decodeClientContext(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const json = Buffer.from(text, "base64").toString("utf8");
  try {
    JSON.parse(json);
  } catch {
    throw invalidParameter("ClientContext is not base64-encoded JSON.");
  }
  if (text.length > CLIENT_CONTEXT_LIMIT) {
    throw invalidParameter(`ClientContext is larger than ${CLIENT_CONTEXT_LIMIT} bytes.`);
  }
  // A header holds no line breaks or characters beyond Latin-1; JSON can say both with escapes.
  return JSON.stringify(JSON.parse(json)).replace(
    /[\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
