import type { IncomingMessage, ServerResponse } from "node:http";
import * as schemas from "@aws-sdk/client-api-gateway";
import type { Clock, FunctionInvoker, LogSink, MetricSink } from "../ports.ts";
import type { Store } from "../store.ts";
import type { WireService } from "../wire/service.ts";
import { createApiKeyOperations } from "./control-plane/api-keys.ts";
import { createDeploymentOperations } from "./control-plane/deployments.ts";
import { createGatewayResponseOperations } from "./control-plane/gateway-responses.ts";
import { createMethodOperations } from "./control-plane/methods.ts";
import { permissionsIn } from "./control-plane/permissions.ts";
import { createRequestValidatorOperations } from "./control-plane/request-validators.ts";
import { createResourceOperations } from "./control-plane/resources.ts";
import { createRestApiOperations } from "./control-plane/rest-apis.ts";
import { createStageOperations } from "./control-plane/stages.ts";
import { createTagOperations } from "./control-plane/tags.ts";
import { createUsagePlanKeyOperations } from "./control-plane/usage-plan-keys.ts";
import { createUsagePlanOperations } from "./control-plane/usage-plans.ts";
import { stageCacheKey } from "./data-plane/cached-call.ts";
import { createHttpListener } from "./data-plane/http.ts";
import type { GatewayAuthority } from "./data-plane/iam-check.ts";
import { openQuotaLedger } from "./data-plane/quota.ts";
import { createResponseCache, type ResponseCache } from "./data-plane/response-cache.ts";
import { serve } from "./data-plane/serve.ts";
import { createThrottles } from "./data-plane/throttle.ts";
import { type GatewayState, openState } from "./state.ts";

export interface ApiGatewayDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly region: string;
  readonly invoker: FunctionInvoker;
  readonly metrics: MetricSink;
  /** Base URL under which `handle` is reached. */
  readonly publicUrl: () => string;
  /** Checks the callers of methods with `AWS_IAM`; without it, such methods let nobody in. */
  readonly authority?: GatewayAuthority;
  /** Takes execution logs, for stages that have them switched on. */
  readonly logs?: LogSink;
}

/** API Gateway's REST APIs: the operations that define them, and the listener that serves them. */
export interface ApiGatewayService {
  readonly operations: ApiGatewayOperations;
  readonly wire: WireService;
  /** Serves `/{restApiId}/{stage}/{path}`. */
  readonly handle: (req: IncomingMessage, res: ServerResponse) => void;
  readonly close: () => Promise<void>;
}

export type ApiGatewayOperations = ReturnType<typeof createOperations>;

export function createApiGateway(deps: ApiGatewayDeps): ApiGatewayService {
  const { store, clock, region, authority, logs, invoker, metrics, publicUrl } = deps;
  const state = openState(store);
  const cache = createResponseCache(clock.nowMs);
  const quotas = openQuotaLedger(store, clock.nowMs);
  const throttles = createThrottles(clock.nowMs);
  const serving = { state, region, invoker, metrics, cache, quotas, throttles, publicUrl, authority, logs };
  const operations = createOperations(state, clock, cache);
  return {
    operations,
    wire: { signingName: "apigateway", schemas, operations, permissions: permissionsIn(region) },
    handle: createHttpListener(clock.nowMs, (request) => serve(serving, request)),
    close: async () => quotas.flush(),
  };
}

function createOperations(state: GatewayState, clock: Clock, cache: ResponseCache) {
  const flushApi = (apiId: string): void =>
    cache.flush((stage) => stage.startsWith(stageCacheKey(apiId, "")));
  const flushStage = (apiId: string, name: string): void =>
    cache.flush((stage) => stage === stageCacheKey(apiId, name));
  return {
    ...createRestApiOperations(state, clock, flushApi),
    ...createResourceOperations(state),
    ...createMethodOperations(state),
    ...createRequestValidatorOperations(state),
    ...createGatewayResponseOperations(state),
    ...createDeploymentOperations(state, clock),
    ...createStageOperations(state, clock, flushStage),
    ...createApiKeyOperations(state, clock),
    ...createUsagePlanOperations(state, clock),
    ...createUsagePlanKeyOperations(state),
    ...createTagOperations(state),
  };
}
