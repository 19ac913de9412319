import { AwsError } from "../../aws-error.ts";
import type { FunctionInvoker, InvocationResult } from "../../ports.ts";
import { functionArnIn } from "../control-plane/integration-input.ts";
import type { DeploymentRecord, IntegrationRecord, StageRecord } from "../records.ts";
import type { RequestContext } from "./context.ts";
import { failure, type GatewayFailure } from "./failure.ts";
import type { MethodMatch } from "./match.ts";
import { isBinary, proxyEvent } from "./proxy-event.ts";
import { readProxyResponse } from "./proxy-response.ts";
import { headerValues } from "./request.ts";
import type { HttpAnswer } from "./response-cache.ts";

/** One call of a function on behalf of a request. */
export interface IntegrationCall {
  readonly context: RequestContext;
  readonly match: MethodMatch;
  readonly integration: IntegrationRecord;
  readonly stage: StageRecord;
  readonly deployment: DeploymentRecord;
  /** ARN of the method, which the function's policy must allow to call it. */
  readonly methodArn: string;
}

const MAX_ANSWER_BYTES = 10 * 1024 * 1024;

/**
 * Calls the function and reads its answer. A function that fails, or answers in another shape than a proxy
 * integration wants, makes a 502. A call that Lambda refuses makes a 500, throttling included: AWS does not hand
 * Lambda's 429 on (https://repost.aws/questions/QUfI6bsdd0SOiPeyimzxSkfQ). A function that is late makes a 504
 * and goes on running.
 */
export async function callFunction(
  invoker: FunctionInvoker,
  call: IntegrationCall,
): Promise<HttpAnswer | GatewayFailure> {
  const { context, match, integration, stage, deployment, methodArn } = call;
  const { binaryMediaTypes } = deployment;
  const functionArn = functionArnIn(integration.uri, stage.variables);
  if (functionArn === undefined) {
    return failure("API_CONFIGURATION_ERROR", {
      detail: `Execution failed due to configuration error: ${integration.uri} is no function's URI`,
    });
  }
  const body = await context.request.readBody();
  if (body === undefined) return failure("REQUEST_TOO_LARGE");

  const event = proxyEvent(context, match, body, { stageVariables: stage.variables, binaryMediaTypes });
  const result = await withTimeout(integration.timeoutInMillis, () =>
    invoker.invoke({
      functionArn,
      payload: Buffer.from(JSON.stringify(event)),
      principal: "apigateway.amazonaws.com",
      sourceArn: methodArn,
    }),
  );
  if ("kind" in result) return result;
  if (result.functionError !== undefined) {
    return failure("INTEGRATION_FAILURE", {
      status: 502,
      detail: `Lambda execution failed with status 200 due to customer function error: ${Buffer.from(result.payload).toString("utf8", 0, 1000)}`,
    });
  }

  const accept = headerValues(context.request, "accept")?.[0]?.split(",")[0];
  const response = readProxyResponse(result.payload, isBinary(accept, binaryMediaTypes));
  if (response.kind === "malformed") {
    return failure("API_CONFIGURATION_ERROR", {
      status: 502,
      detail: `Execution failed due to configuration error: Malformed Lambda proxy response: ${response.problem}`,
    });
  }
  if (response.answer.body.byteLength > MAX_ANSWER_BYTES) {
    return failure("INTEGRATION_FAILURE", {
      status: 500,
      detail: "The function's answer is larger than 10 MB",
    });
  }
  return response.answer;
}

async function withTimeout(
  timeoutMs: number,
  invoke: () => Promise<InvocationResult>,
): Promise<InvocationResult | GatewayFailure> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<GatewayFailure>((resolve) => {
    timer = setTimeout(
      () =>
        resolve(
          failure("INTEGRATION_TIMEOUT", {
            detail: `Execution failed due to a timeout error after ${timeoutMs} ms`,
          }),
        ),
      timeoutMs,
    );
  });
  try {
    return await Promise.race([invoke().catch(refusedInvocation), late]);
  } finally {
    clearTimeout(timer);
  }
}

function refusedInvocation(error: unknown): GatewayFailure {
  if (!(error instanceof AwsError)) throw error;
  if (error.code === "RequestTooLargeException") return failure("REQUEST_TOO_LARGE");
  const detail = `Execution failed due to configuration error: Lambda refused the call: ${error.code}: ${error.message}`;
  return failure("API_CONFIGURATION_ERROR", { detail });
}
