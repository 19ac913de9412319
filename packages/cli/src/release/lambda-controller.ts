import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import { CommandError } from "../terminal.ts";
import type { ReleaseController } from "./controller.ts";
import { parseReply } from "./reply.ts";

/** The controller of a stage, asked through its command function. */
export function lambdaController(client: LambdaClient, stage: string, pollMs: number): ReleaseController {
  const functionName = commandFunction(stage);
  return {
    pollMs,
    close: () => client.destroy(),
    ask: async (request) => {
      const answer = await invoke(client, functionName, JSON.stringify(request));
      const parsed = parseReply(answer);
      if (parsed.kind === "parsed") return parsed.reply;
      throw new CommandError(
        [
          `${functionName} answered in a way that this command does not know; use the one it was deployed with.`,
          ...parsed.problems,
        ].join("\n  "),
      );
    },
  };
}

export function commandFunction(stage: string): string {
  return `switchyard-${stage}-rollout-command`;
}

async function invoke(client: LambdaClient, functionName: string, payload: string): Promise<string> {
  const command = new InvokeCommand({ FunctionName: functionName, Payload: Buffer.from(payload) });
  const { FunctionError, Payload } = await client.send(command).catch((error: unknown) => {
    throw explain(error, functionName);
  });
  const answer = Buffer.from(Payload ?? []).toString();
  if (FunctionError === undefined) return answer;
  throw new CommandError(`${functionName} failed: ${errorIn(answer)}`);
}

function explain(error: unknown, functionName: string): CommandError {
  const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
  if (name === "ResourceNotFoundException") {
    return new CommandError(
      `There is no release controller (${functionName}). Deploy the stage first, and check the region.`,
      3,
    );
  }
  return new CommandError(`${functionName} could not be asked: ${name}: ${message}`);
}

/** The function's own words; the whole of it where it has none. */
function errorIn(payload: string): string {
  try {
    const value: unknown = JSON.parse(payload);
    if (typeof value === "object" && value !== null && "errorMessage" in value)
      return String(value.errorMessage);
  } catch {
    // Shown as it came.
  }
  return payload;
}
