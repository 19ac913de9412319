import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import type { AgentInvoker } from "@switchyard/router-core";
import { z } from "zod";

const Reply = z.strictObject({ answer: z.string().min(1) });

/** Calls agents that are Lambda functions: `{agent, query, request_id}` in, `{answer}` out. */
export function createAgents(
  client: LambdaClient,
  functions: Readonly<Record<string, string>>,
): AgentInvoker {
  return {
    invoke: async ({ agent, query, requestId, timeoutMs }) => {
      const command = new InvokeCommand({
        FunctionName: functions[agent],
        Payload: Buffer.from(JSON.stringify({ agent, query, request_id: requestId })),
      });
      try {
        const reply = await client.send(command, { abortSignal: AbortSignal.timeout(timeoutMs) });
        if (reply.FunctionError !== undefined) {
          return { kind: "failed", reason: "function-error", message: reply.FunctionError };
        }
        const payload: unknown = JSON.parse(Buffer.from(reply.Payload ?? []).toString("utf8"));
        return { kind: "answered", answer: Reply.parse(payload).answer };
      } catch (error) {
        const name = error instanceof Error ? error.name : "unknown error";
        if (name === "AbortError" || name === "TimeoutError") {
          return { kind: "failed", reason: "timeout", message: name };
        }
        if (name === "TooManyRequestsException")
          return { kind: "failed", reason: "throttled", message: name };
        return { kind: "failed", reason: "unavailable", message: name };
      }
    },
  };
}
