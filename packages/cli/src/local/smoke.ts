import { InvokeCommand } from "@aws-sdk/client-lambda";
import type { CloudEndpoints } from "@switchyard/local-cloud";
import { CommandError } from "../terminal.ts";
import { lambdaClient } from "./aws-clients.ts";
import type { LocalStatus } from "./status.ts";

/** A request that every version answers without calling anything: it is refused for its empty body. */
const HARMLESS = { httpMethod: "POST", path: "/query", resource: "/query", headers: {}, body: null };

/**
 * Starts the version that was just published, so that one that cannot start is not called a success.
 * Throws with what the version itself says; the alias still serves what it served before.
 */
export async function requireStart(endpoints: CloudEndpoints, status: LocalStatus): Promise<void> {
  const client = lambdaClient(endpoints);
  try {
    const { FunctionError, Payload } = await client.send(
      new InvokeCommand({
        FunctionName: status.functionName,
        Qualifier: status.publishedVersion,
        Payload: Buffer.from(JSON.stringify(HARMLESS)),
      }),
    );
    if (FunctionError === undefined) return;
    throw new CommandError(
      `Version ${status.publishedVersion} is published and does not start: ${messageIn(Payload)}\n` +
        `${status.alias} serves version ${status.version}.`,
    );
  } finally {
    client.destroy();
  }
}

function messageIn(payload: Uint8Array | undefined): string {
  const text = Buffer.from(payload ?? []).toString();
  try {
    const { errorType, errorMessage } = JSON.parse(text) as Record<string, unknown>;
    return `${String(errorType)}: ${String(errorMessage)}`;
  } catch {
    return text;
  }
}
