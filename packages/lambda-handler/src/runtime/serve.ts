import type { CacheState } from "./code-cache.ts";
import type { ErrorReport, Invocation, RuntimeApi } from "./runtime-api.ts";

/** Of what Lambda's Node runtime tells a handler about an invocation, what handlers here use. */
export interface RuntimeContext {
  readonly awsRequestId: string;
  readonly functionName: string;
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
  readonly memoryLimitInMB: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly getRemainingTimeInMillis: () => number;
  /** Ours: whether the code that is running came out of the code cache, or undefined under another runtime. */
  readonly codeCache?: CacheState;
}

/** Asynchronous handlers only: no callbacks, no streams. */
export type RuntimeHandler = (event: unknown, context: RuntimeContext) => Promise<unknown>;

export interface ServeOptions {
  readonly api: RuntimeApi;
  readonly handler: RuntimeHandler;
  readonly environment: Record<string, string | undefined>;
  readonly codeCache: () => CacheState;
  /** Epoch milliseconds, on the clock by which Lambda states deadlines. */
  readonly nowMs: () => number;
  /** Told what is being worked on, so that a crash can be reported as its failure. */
  readonly onCurrent: (requestId: string | undefined) => void;
}

/** Answers one invocation after another, for ever. Rejects when the Runtime API is gone. */
export async function serve({
  api,
  handler,
  environment,
  codeCache,
  nowMs,
  onCurrent,
}: ServeOptions): Promise<never> {
  const fixed = {
    functionName: environment.AWS_LAMBDA_FUNCTION_NAME ?? "",
    functionVersion: environment.AWS_LAMBDA_FUNCTION_VERSION ?? "",
    memoryLimitInMB: environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? "",
    logGroupName: environment.AWS_LAMBDA_LOG_GROUP_NAME ?? "",
    logStreamName: environment.AWS_LAMBDA_LOG_STREAM_NAME ?? "",
  };
  for (;;) {
    const invocation = await api.next();
    const { requestId, traceId, deadlineMs } = invocation;
    onCurrent(requestId);
    // Tracing libraries look here.
    if (traceId !== undefined) environment._X_AMZN_TRACE_ID = traceId;
    const context: RuntimeContext = {
      ...fixed,
      awsRequestId: requestId,
      invokedFunctionArn: invocation.functionArn,
      getRemainingTimeInMillis: () => deadlineMs - nowMs(),
      codeCache: codeCache(),
    };
    const outcome = await run(handler, invocation, context);
    if (outcome.kind === "answered") await api.respond(requestId, outcome.body);
    else await api.fail(requestId, outcome.error);
    onCurrent(undefined);
  }
}

type RunOutcome =
  | { readonly kind: "answered"; readonly body: string }
  | { readonly kind: "failed"; readonly error: ErrorReport };

async function run(
  handler: RuntimeHandler,
  { payload }: Invocation,
  context: RuntimeContext,
): Promise<RunOutcome> {
  try {
    const event: unknown = JSON.parse(payload.toString("utf8"));
    // A handler that returns nothing answers null, as under Lambda's own runtime.
    return { kind: "answered", body: JSON.stringify((await handler(event, context)) ?? null) };
  } catch (error) {
    return { kind: "failed", error: errorReport(error) };
  }
}

export function errorReport(error: unknown): ErrorReport {
  if (!(error instanceof Error)) return { errorType: "Error", errorMessage: String(error), stackTrace: [] };
  return {
    errorType: error.name,
    errorMessage: error.message,
    stackTrace: (error.stack ?? "")
      .split("\n")
      .slice(1, 11)
      .map((line) => line.trim()),
  };
}
