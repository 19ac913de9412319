import type { InvokeCommandOutput, LambdaClient } from "@aws-sdk/client-lambda";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import type { AgentFailure, AgentInvoker, AgentReply } from "@switchyard/router-core";
import { awsFailure } from "./aws-failure.ts";
import { withDeadline } from "./deadline.ts";
import { plainName } from "./error-text.ts";

export interface LambdaAgentsDeps {
  readonly client: LambdaClient;
  /** Agent to the ARN of its function. */
  readonly agents: ReadonlyMap<string, string>;
  /** Whether a failure's message may hold AWS's sentence, which may quote the query. */
  readonly mayQuote: boolean;
}

/** Far below Lambda's 6 MB for the whole response; an answer for people is shorter by orders of magnitude. */
const MAX_ANSWER_CHARACTERS = 100_000;

/** Calls agents that are Lambda functions: `{agent, query, request_id}` in, `{answer}` out. */
export function createLambdaAgents({ client, agents, mayQuote }: LambdaAgentsDeps): AgentInvoker {
  return {
    invoke: async ({ agent, query, requestId, timeoutMs }) => {
      const functionArn = agents.get(agent);
      if (functionArn === undefined) return failed("unavailable", `no function is configured for "${agent}"`);
      const command = new InvokeCommand({
        FunctionName: functionArn,
        InvocationType: "RequestResponse",
        Payload: Buffer.from(JSON.stringify({ agent, query, request_id: requestId })),
      });
      try {
        const sent = await withDeadline(timeoutMs, (abortSignal) => client.send(command, { abortSignal }));
        return sent.kind === "late"
          ? failed("timeout", `no answer within ${sent.timeoutMs} ms`)
          : readReply(sent.value);
      } catch (error) {
        const { reason, message } = awsFailure(error, { mayQuote });
        return failed(reason === "rejected" ? "unavailable" : reason, message);
      }
    },
  };
}

function readReply(output: InvokeCommandOutput): AgentReply {
  const payload = parseObject(output.Payload);
  if (output.FunctionError !== undefined) return readFunctionError(payload);
  const keys = Object.keys(payload ?? {});
  const answer = payload?.answer;
  if (keys.length !== 1 || typeof answer !== "string" || answer.trim() === "") {
    return failed("function-error", 'the agent must return {"answer": text} and nothing else');
  }
  if (answer.length > MAX_ANSWER_CHARACTERS) {
    return failed(
      "function-error",
      `the answer may have ${MAX_ANSWER_CHARACTERS} characters; it has ${answer.length}`,
    );
  }
  return { kind: "answered", answer };
}

/** Quotes the error's type only, and only if it is one: the rest may hold the query, and the agent's own log has it. */
function readFunctionError(payload: Readonly<Record<string, unknown>> | undefined): AgentReply {
  const type = plainName(payload?.errorType) ?? "of no known type";
  // Lambda reports a function's own time-out as a function error, with this sentence.
  const timedOut =
    typeof payload?.errorMessage === "string" &&
    /Task timed out after [\d.]+ seconds/.test(payload.errorMessage);
  return timedOut
    ? failed("timeout", "the agent's function reached its own timeout")
    : failed("function-error", `the agent's function failed with an error ${type}`);
}

function parseObject(payload: Uint8Array | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(payload ?? []).toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}

function failed(reason: AgentFailure, message: string): AgentReply {
  return { kind: "failed", reason, message };
}
