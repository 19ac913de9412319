import {
  APIGatewayClient,
  CreateDeploymentCommand,
  CreateResourceCommand,
  CreateRestApiCommand,
  CreateStageCommand,
  PutIntegrationCommand,
  PutMethodCommand,
  UpdateStageCommand,
} from "@aws-sdk/client-api-gateway";
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  GetFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { responseCacheContract } from "@switchyard/rollout/testing";
import { strToU8, zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createApiGatewayCache } from "./api-gateway-cache.ts";
import { type LocalController, openLocalController, ROUTER, sent } from "./testdata/local-controller.ts";

const STAGE = "local";
/** Every call has another answer. */
const COUNTER = `
let calls = 0;
exports.handler = async () => ({ statusCode: 200, body: "answer " + (calls += 1) });
`;

let local: LocalController;
let restApiId: string;
let url: string;

beforeAll(async () => {
  local = await openLocalController();
  const functionArn = await createCounter();
  const gateway = new APIGatewayClient(local.account);
  const api = await gateway.send(new CreateRestApiCommand({ name: "queries" }));
  restApiId = sent(api.id);
  const resource = await gateway.send(
    new CreateResourceCommand({ restApiId, parentId: sent(api.rootResourceId), pathPart: "query" }),
  );
  const method = { restApiId, resourceId: sent(resource.id), httpMethod: "GET" };
  await gateway.send(new PutMethodCommand({ ...method, authorizationType: "NONE" }));
  await gateway.send(
    new PutIntegrationCommand({
      ...method,
      type: "AWS_PROXY",
      integrationHttpMethod: "POST",
      uri: `arn:aws:apigateway:${local.account.region}:lambda:path/2015-03-31/functions/${functionArn}/invocations`,
    }),
  );
  const { id: deploymentId } = await gateway.send(new CreateDeploymentCommand({ restApiId }));
  const cached = { cacheClusterEnabled: true, cacheClusterSize: "0.5" } as const;
  await gateway.send(
    new CreateStageCommand({ restApiId, stageName: STAGE, deploymentId: sent(deploymentId), ...cached }),
  );
  const patchOperations = [{ op: "replace", path: "/query/GET/caching/enabled", value: "true" } as const];
  await gateway.send(new UpdateStageCommand({ restApiId, stageName: STAGE, patchOperations }));
  gateway.destroy();
  url = `${local.cloud.endpoints.apiUrl}/${restApiId}/${STAGE}/query`;
});
afterAll(() => local.close());

async function createCounter(): Promise<string> {
  const { Role } = await local.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: ROUTER }));
  const counter = await local.lambda.send(
    new CreateFunctionCommand({
      FunctionName: "counter",
      Role,
      Runtime: "nodejs24.x",
      Handler: "index.handler",
      Code: { ZipFile: zipSync({ "index.cjs": strToU8(COUNTER) }) },
    }),
  );
  await local.lambda.send(
    new AddPermissionCommand({
      FunctionName: "counter",
      StatementId: "api",
      Action: "lambda:InvokeFunction",
      Principal: "apigateway.amazonaws.com",
    }),
  );
  return sent(counter.FunctionArn);
}

const ask = async (): Promise<string> => (await fetch(url)).text();

const cacheOf = (changes: Partial<Parameters<typeof createApiGatewayCache>[0]> = {}) =>
  createApiGatewayCache({
    client: local.clients.apiGateway,
    restApiId,
    stageName: STAGE,
    isEnabled: true,
    ...changes,
  });

responseCacheContract("the API Gateway adapter on the local cloud", () => ({
  cache: cacheOf(),
  ask,
  close: () => undefined,
}));

describe("the API Gateway adapter on the local cloud", () => {
  it("touches nothing where there is no cache", async () => {
    const kept = await ask();
    await cacheOf({ isEnabled: false }).flush();
    expect(await ask()).toBe(kept);
  });

  it("has nothing to empty in a stage that is gone", async () => {
    const kept = await ask();
    await cacheOf({ stageName: "gone" }).flush();
    expect(await ask()).toBe(kept);
  });
});
