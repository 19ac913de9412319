import { createServer, type IncomingHttpHeaders, request as sendRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { MACHINE } from "../clock.ts";
import type { InvocationResult, MetricDatum, ServiceInvocation } from "../ports.ts";
import { memoryStore, type Store } from "../store.ts";
import { type ApiGatewayDeps, createApiGateway } from "./api-gateway.ts";

/** Test support: an API Gateway on a loopback port, in front of a function that lives in the test. */

/** 2026-11-23 12:00 UTC, a Monday. */
export const NOW = Date.UTC(2026, 10, 23, 12);

export const FUNCTION_ARN = "arn:aws:lambda:us-east-1:000000000000:function:router:live";
export const INTEGRATION_URI = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${FUNCTION_ARN}/invocations`;

/** Members of a proxy event that tests look at. */
export interface TestEvent {
  readonly [member: string]: unknown;
  readonly httpMethod: string;
  readonly headers: Readonly<Record<string, string>> | null;
  readonly queryStringParameters: Readonly<Record<string, string>> | null;
}

/** What the function returns for an event: a proxy response, or anything else that it should not. */
export type TestFunction = (event: TestEvent, invocation: ServiceInvocation) => unknown;

export interface HttpResult {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface SendOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
}

/** Opens an API Gateway. `clock.nowMs` may be set; `calls` are the events that reached the function. */
export async function openGateway(
  options: { readonly store?: Store; readonly deps?: Partial<ApiGatewayDeps> } = {},
) {
  const clock = { nowMs: NOW };
  const calls: TestEvent[] = [];
  const invocations: ServiceInvocation[] = [];
  const metrics: MetricDatum[] = [];
  let behaviour: TestFunction = () => ({ statusCode: 200, body: `answer ${calls.length}` });
  let url = "";

  const gateway = createApiGateway({
    store: options.store ?? memoryStore(),
    clock: { nowMs: () => clock.nowMs, timer: MACHINE.timer },
    region: "us-east-1",
    publicUrl: () => url,
    metrics: { put: (datum) => void metrics.push(datum) },
    invoker: {
      invoke: async (invocation): Promise<InvocationResult> => {
        const event: TestEvent = JSON.parse(Buffer.from(invocation.payload).toString());
        calls.push(event);
        invocations.push(invocation);
        const result = await behaviour(event, invocation);
        if (isInvocationResult(result)) return result;
        return { payload: Buffer.from(JSON.stringify(result)), executedVersion: "1" };
      },
    },
    ...options.deps,
  });
  const server = createServer(gateway.handle);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  url = `http://127.0.0.1:${port}`;

  return {
    ...gateway,
    clock,
    calls,
    invocations,
    metrics,
    port,
    behave: (next: TestFunction): void => {
      behaviour = next;
    },
    send: (path: string, sent: SendOptions = {}) => send(port, path, sent),
    stop: async (): Promise<void> => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await gateway.close();
    },
  };
}

export type TestGateway = Awaited<ReturnType<typeof openGateway>>;

export interface MethodOptions {
  readonly verb?: string;
  readonly path?: readonly string[];
  readonly apiKeyRequired?: boolean;
  readonly authorizationType?: string;
  readonly requestParameters?: Record<string, boolean>;
  readonly cacheKeyParameters?: string[];
  readonly timeoutInMillis?: number;
}

/** An API with the given methods, without a deployment. */
export function defineApi(
  { operations }: TestGateway,
  methods: readonly MethodOptions[],
  name = "api",
): string {
  const api = operations.CreateRestApi({ name, endpointConfiguration: { types: ["REGIONAL"] } });
  const restApiId = String(api.id);
  for (const method of methods) addMethod(operations, restApiId, String(api.rootResourceId), method);
  return restApiId;
}

/** A deployed API with stage `dev`. Returns its id and the path in front of its resources. */
export function deployApi(gateway: TestGateway, methods: readonly MethodOptions[], stage: object = {}) {
  const restApiId = defineApi(gateway, methods);
  const { id } = gateway.operations.CreateDeployment({ restApiId });
  gateway.operations.CreateStage({ restApiId, stageName: "dev", deploymentId: String(id), ...stage });
  return { restApiId, base: `/${restApiId}/dev` };
}

/** A key in a usage plan of the stage `dev`. */
export function addKey(gateway: TestGateway, restApiId: string, plan: object = {}, value?: string) {
  const { operations } = gateway;
  const key = operations.CreateApiKey({ enabled: true, ...(value === undefined ? {} : { value }) });
  const { id } = operations.CreateUsagePlan({
    name: "plan",
    apiStages: [{ apiId: restApiId, stage: "dev" }],
    ...plan,
  });
  operations.CreateUsagePlanKey({ usagePlanId: String(id), keyId: String(key.id), keyType: "API_KEY" });
  return { id: String(key.id), value: String(key.value), planId: String(id) };
}

/** Settings of a stage `dev`, as patch operations. */
export function patchStage(
  gateway: TestGateway,
  restApiId: string,
  changes: Readonly<Record<string, string>>,
): void {
  gateway.operations.UpdateStage({
    restApiId,
    stageName: "dev",
    patchOperations: Object.entries(changes).map(([path, value]) => ({ op: "replace", path, value })),
  });
}

function addMethod(
  operations: TestGateway["operations"],
  restApiId: string,
  rootId: string,
  options: MethodOptions,
): void {
  const { verb = "GET", path = ["query"], apiKeyRequired = false, authorizationType = "NONE" } = options;
  const { requestParameters = {}, cacheKeyParameters = [], timeoutInMillis } = options;
  const existing = operations.GetResources({ restApiId, limit: 500 }).items ?? [];
  const resourceId = path.reduce((parentId, pathPart) => {
    const known = existing.find(
      (resource) => resource.parentId === parentId && resource.pathPart === pathPart,
    );
    return String(known?.id ?? operations.CreateResource({ restApiId, parentId, pathPart }).id);
  }, rootId);
  const at = { restApiId, resourceId, httpMethod: verb };
  operations.PutMethod({ ...at, authorizationType, apiKeyRequired, requestParameters });
  operations.PutIntegration({
    ...at,
    type: "AWS_PROXY",
    integrationHttpMethod: "POST",
    uri: INTEGRATION_URI,
    cacheKeyParameters,
    ...(timeoutInMillis === undefined ? {} : { timeoutInMillis }),
  });
}

function send(
  port: number,
  path: string,
  { method = "GET", headers = {}, body }: SendOptions,
): Promise<HttpResult> {
  return new Promise((resolve, reject) => {
    const sent = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, typeof value === "string" ? value : [...value]]),
    );
    const request = sendRequest({ host: "127.0.0.1", port, path, method, headers: sent }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
      response.on("error", reject);
    });
    request.on("error", reject);
    request.end(body);
  });
}

function isInvocationResult(value: unknown): value is InvocationResult {
  return typeof value === "object" && value !== null && "payload" in value && "executedVersion" in value;
}
