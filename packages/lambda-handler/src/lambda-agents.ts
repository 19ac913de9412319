import type { AgentFailure, AgentInvoker, AgentReply } from "@switchyard/router-core";
import { awsFailure } from "./aws-failure.ts";
import { withDeadline } from "./deadline.ts";
import { plainName } from "./error-text.ts";

/** Calls a Lambda function and waits for what it returns. Rejects with AWS's errors, and when the signal says so. */
export type InvokeFunction = (
  call: {
    /** May end in an alias or a version. */
    readonly functionArn: string;
    readonly payload: Uint8Array;
  },
  signal: AbortSignal,
) => Promise<InvokeOutput>;

export interface InvokeOutput {
  /** Set when the function failed; then the payload describes the error. */
  readonly functionError?: string;
  readonly payload: Uint8Array;
}

export interface LambdaAgentsDeps {
  readonly invoke: InvokeFunction;
  /** Agent to the ARN of its function. */
  readonly agents: ReadonlyMap<string, string>;
  /** Whether a failure's message may hold AWS's sentence, which may quote the query. */
  readonly mayQuote: boolean;
}

/** Far below Lambda's 6 MB for the whole response; an answer for people is shorter by orders of magnitude. */
const MAX_ANSWER_CHARACTERS = 100_000;

/** Calls agents that are Lambda functions: `{agent, query, request_id}` in, `{answer}` out. */
export function createLambdaAgents({ invoke, agents, mayQuote }: LambdaAgentsDeps): AgentInvoker {
  return {
    invoke: async ({ agent, query, requestId, timeoutMs }) => {
      const functionArn = agents.get(agent);
      if (functionArn === undefined) return failed("unavailable", `no function is configured for "${agent}"`);
      const payload = Buffer.from(JSON.stringify({ agent, query, request_id: requestId }));
      try {
        const sent = await withDeadline(timeoutMs, (signal) => invoke({ functionArn, payload }, signal));
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

function readReply(output: InvokeOutput): AgentReply {
  const payload = parseObject(output.payload);
  if (output.functionError !== undefined) return readFunctionError(payload);
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

function parseObject({
  buffer,
  byteOffset,
  length,
}: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(buffer, byteOffset, length).toString("utf8"));
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
