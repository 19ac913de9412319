import { arnOf } from "../../account.ts";
import type { FunctionInvoker, LogSink, MetricSink } from "../../ports.ts";
import { methodSettingOf } from "../control-plane/method-settings.ts";
import type { DeploymentRecord, StageRecord } from "../records.ts";
import { childKey, type GatewayState } from "../state.ts";
import { type AdmissionDeps, admit, type Target } from "./admission.ts";
import { callThroughCache } from "./cached-call.ts";
import type { RequestContext } from "./context.ts";
import { failure, type GatewayFailure } from "./failure.ts";
import { answerFailure } from "./failure-answer.ts";
import { callFunction } from "./integration.ts";
import { matchMethod } from "./match.ts";
import { putMetrics, type Served, writeLog } from "./observe.ts";
import type { GatewayRequest } from "./request.ts";
import type { HttpAnswer, ResponseCache } from "./response-cache.ts";

export interface ServeDeps extends AdmissionDeps {
  readonly state: GatewayState;
  readonly region: string;
  readonly invoker: FunctionInvoker;
  readonly metrics: MetricSink;
  readonly logs: LogSink | undefined;
  readonly cache: ResponseCache;
  /** Base URL of all APIs. */
  readonly publicUrl: () => string;
}

/** What serving a request came to, besides what is measured around it. */
type Outcome = Pick<Served, "target" | "cache" | "failed" | "integrationLatencyMs"> & {
  readonly answer: HttpAnswer;
};

/** Serves one request to a deployed API: find the method, let the caller in, ask the cache, call the function. */
export async function serve(deps: ServeDeps, request: GatewayRequest): Promise<HttpAnswer> {
  const startedMs = performance.now();
  const { state } = deps;
  const api = state.apis.get(request.apiId);
  const stage = state.stages.get(childKey(request.apiId, request.stageName));
  const deployment = stage && state.deployments.get(childKey(request.apiId, stage.deploymentId));
  const context: RequestContext = { request, domainName: new URL(deps.publicUrl()).host };
  if (api === undefined || stage === undefined || deployment === undefined) {
    return answerFailure(failure("MISSING_AUTHENTICATION_TOKEN"), undefined, context);
  }

  const { answer, ...rest } = await serveStage(deps, context, stage, deployment);
  const latencyMs = performance.now() - startedMs;
  const served: Served = { request, api, stageName: stage.name, status: answer.status, latencyMs, ...rest };
  putMetrics(deps.metrics, served);
  if (deps.logs !== undefined) writeLog(deps.logs, served);
  return answer;
}

async function serveStage(
  deps: ServeDeps,
  arrived: RequestContext,
  stage: StageRecord,
  deployment: DeploymentRecord,
): Promise<Outcome> {
  const { request } = arrived;
  const match = matchMethod(deployment.resources, request.path, request.method);
  const integration = match?.method.integration;
  const fail = (failed: GatewayFailure, context: RequestContext, target?: Target): Outcome => ({
    answer: answerFailure(failed, deployment, context),
    failed,
    ...(target === undefined ? {} : { target }),
  });
  if (match === undefined || integration === undefined)
    return fail(failure("MISSING_AUTHENTICATION_TOKEN"), arrived);

  const resourcePath = match.resource.path.replace(/^\//, "");
  const target: Target = {
    stage,
    deployment,
    match,
    setting: methodSettingOf(stage, match.resource.path, match.method.httpMethod, request.method),
    methodArn: arnOf(
      "execute-api",
      deps.region,
      `${stage.apiId}/${stage.name}/${request.method}/${resourcePath}`,
    ),
  };
  const { context, refusal } = admit(deps, { ...arrived, match }, target);
  if (refusal !== undefined) return fail(refusal, context, target);

  let integrationLatencyMs: number | undefined;
  const call = async (): Promise<HttpAnswer | GatewayFailure> => {
    const startedMs = performance.now();
    try {
      return await callFunction(deps.invoker, {
        context,
        match,
        integration,
        stage,
        deployment,
        methodArn: target.methodArn,
      });
    } catch (error) {
      return failure("INTEGRATION_FAILURE", { status: 500, detail: `Execution failed: ${String(error)}` });
    } finally {
      integrationLatencyMs = performance.now() - startedMs;
    }
  };
  const { answer, cache } = await callThroughCache(deps.cache, deps.authority, context, target, call);
  const measured = {
    ...(integrationLatencyMs === undefined ? {} : { integrationLatencyMs }),
    ...(cache === undefined ? {} : { cache }),
  };
  return "kind" in answer
    ? { ...fail(answer, context, target), ...measured }
    : { answer, target, ...measured };
}
