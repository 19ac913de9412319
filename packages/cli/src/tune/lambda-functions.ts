import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  type FunctionConfiguration,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  type LambdaClient,
  ListFunctionsCommand,
  PublishVersionCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { CommandError } from "../terminal.ts";
import { LEAST_SIZE_MB } from "./options.ts";
import type { Leftovers, TrialFunctions } from "./ports.ts";
import type { Template } from "./template.ts";

export interface Waiting {
  readonly nowMs: () => number;
  /** Returns early when the signal aborts. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Between two looks. */
  readonly pollMs: number;
}

/** Lambda unpacks and checks an image before it can be called. */
const READY_WITHIN_MS = 300_000;
/** Lambda refuses to delete what it is still making. */
const DELETED_WITHIN_MS = 60_000;

/** Copies of a version on a Lambda endpoint. The signal ends all but deletions. */
export function lambdaFunctions(
  client: LambdaClient,
  template: Template,
  waiting: Waiting,
  signal: AbortSignal,
): TrialFunctions {
  const abort = { abortSignal: signal };

  async function untilReady(name: string, version: string | undefined): Promise<void> {
    const deadlineMs = waiting.nowMs() + READY_WITHIN_MS;
    const qualifier = version === undefined ? {} : { Qualifier: version };
    for (;;) {
      const found = await client.send(
        new GetFunctionConfigurationCommand({ FunctionName: name, ...qualifier }),
        abort,
      );
      if (isReady(found)) return;
      if (waiting.nowMs() >= deadlineMs) {
        throw new CommandError(
          `Expected ${name} to be ready within ${READY_WITHIN_MS / 1000} s, found it ${found.State ?? "in no state"} and its update ${found.LastUpdateStatus ?? "in no state"}.`,
        );
      }
      await waiting.pause(waiting.pollMs, signal);
      signal.throwIfAborted();
    }
  }

  return {
    create: async (name) => {
      // Not to be interrupted: what comes to be must be known, so that it can be deleted.
      await client.send(
        new CreateFunctionCommand({
          ...template.copy,
          FunctionName: name,
          MemorySize: LEAST_SIZE_MB,
          Description: `Temporary copy of ${template.functionName}:${template.version}, made by switchyard tune.`,
        }),
      );
      await untilReady(name, undefined);
    },
    publish: async (FunctionName, MemorySize, Description) => {
      // The description differs, or Lambda would give the last version again.
      await client.send(
        new UpdateFunctionConfigurationCommand({ FunctionName, MemorySize, Description }),
        abort,
      );
      await untilReady(FunctionName, undefined);
      const { Version } = await client.send(new PublishVersionCommand({ FunctionName }), abort);
      if (Version === undefined) throw new CommandError(`Lambda published ${FunctionName} without a number.`);
      await untilReady(FunctionName, Version);
      return Version;
    },
    invoke: async (FunctionName, Qualifier, payload) => {
      const { FunctionError, Payload, LogResult } = await client.send(
        new InvokeCommand({ FunctionName, Qualifier, LogType: "Tail", Payload: Buffer.from(payload) }),
        abort,
      );
      return {
        ...(FunctionError === undefined ? {} : { functionError: FunctionError }),
        payload: Buffer.from(Payload ?? []).toString(),
        logTail: Buffer.from(LogResult ?? "", "base64").toString(),
      };
    },
    remove: (name) => removeFunction(client, name, waiting),
  };
}

export function lambdaLeftovers(client: LambdaClient, waiting: Waiting): Leftovers {
  return {
    list: async () => {
      const found: { name: string; modifiedMs: number }[] = [];
      let Marker: string | undefined;
      do {
        const page = await client.send(new ListFunctionsCommand(Marker === undefined ? {} : { Marker }));
        for (const { FunctionName, LastModified } of page.Functions ?? []) {
          if (FunctionName === undefined) continue;
          found.push({ name: FunctionName, modifiedMs: Date.parse(LastModified ?? "") });
        }
        Marker = page.NextMarker;
      } while (Marker !== undefined && Marker !== "");
      return found;
    },
    remove: (name) => removeFunction(client, name, waiting),
  };
}

async function removeFunction(client: LambdaClient, FunctionName: string, waiting: Waiting): Promise<void> {
  const deadlineMs = waiting.nowMs() + DELETED_WITHIN_MS;
  for (;;) {
    try {
      await client.send(new DeleteFunctionCommand({ FunctionName }));
      return;
    } catch (error) {
      const name = error instanceof Error ? error.name : "";
      if (name === "ResourceNotFoundException") return;
      if (name !== "ResourceConflictException" || waiting.nowMs() >= deadlineMs) throw error;
    }
    await waiting.pause(waiting.pollMs, new AbortController().signal);
  }
}

/** Throws where it will never be. */
function isReady({
  FunctionName,
  State,
  StateReason,
  LastUpdateStatus,
  LastUpdateStatusReason,
}: FunctionConfiguration): boolean {
  if (State === "Failed" || LastUpdateStatus === "Failed") {
    const reason = (State === "Failed" ? StateReason : LastUpdateStatusReason) ?? "no reason given";
    throw new CommandError(`Lambda could not make ${FunctionName ?? "the copy"}: ${reason}`);
  }
  // Of a version, only the state is told.
  return State === "Active" && LastUpdateStatus !== "InProgress";
}
