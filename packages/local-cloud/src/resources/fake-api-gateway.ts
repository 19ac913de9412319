import { AwsError } from "../aws-error.ts";
import type { ApiGatewayPort } from "./ports.ts";

/** Two APIs, the second with a resource and a deployment, and a stage. Notes each operation that writes. */
export function fakeGateway() {
  const written: [operation: string, input: object][] = [];
  let methodSettings: Record<string, object> = {};
  let planStages = [{ apiId: "api2", stage: "local" }];
  let keyExists = true;
  const note =
    <T extends object>(operation: string, answer: T) =>
    (input: object): T => {
      written.push([operation, input]);
      return answer;
    };
  const gone = (): never => {
    throw new AwsError("NotFoundException", "Invalid identifier specified", 404);
  };
  const only = <T extends object>(restApiId: string | undefined, answer: T): T =>
    restApiId === "api2" ? answer : gone();
  const operations: Partial<ApiGatewayPort> = {
    CreateRestApi: note("CreateRestApi", { id: "api2" }),
    GetRestApi: ({ restApiId }) =>
      only(restApiId, { id: "api2", name: "switchyard", tags: { stage: "local" } }),
    GetRestApis: ({ position }) =>
      position === undefined ? { items: [{ id: "api1" }], position: "2" } : { items: [{ id: "api2" }] },
    UpdateRestApi: note("UpdateRestApi", {}),
    GetResources: () => ({
      items: [
        { id: "q1", path: "/query" },
        { id: "root", path: "/" },
      ],
    }),
    CreateResource: note("CreateResource", { id: "q1" }),
    GetResource: ({ restApiId }) =>
      only(restApiId, { id: "q1", parentId: "root", pathPart: "query", path: "/query" }),
    DeleteResource: note("DeleteResource", {}),
    PutMethod: note("PutMethod", {}),
    GetMethod: () => ({
      authorizationType: "NONE",
      apiKeyRequired: true,
      requestParameters: { "method.request.querystring.q": false },
    }),
    UpdateMethod: note("UpdateMethod", {}),
    DeleteMethod: note("DeleteMethod", {}),
    PutIntegration: note("PutIntegration", {}),
    GetIntegration: () => ({
      type: "AWS_PROXY",
      httpMethod: "POST",
      uri: "u",
      timeoutInMillis: 29_000,
      cacheKeyParameters: [],
    }),
    PutGatewayResponse: note("PutGatewayResponse", {}),
    GetGatewayResponse: ({ responseType }) =>
      responseType === "THROTTLED"
        ? { defaultResponse: true }
        : { defaultResponse: false, statusCode: "404" },
    CreateDeployment: note("CreateDeployment", { id: "d1" }),
    GetDeployment: ({ restApiId }) => only(restApiId, { id: "d1", createdDate: new Date(0) }),
    DeleteDeployment: note("DeleteDeployment", {}),
    CreateStage: note("CreateStage", {}),
    GetStage: () => ({
      deploymentId: "d1",
      cacheClusterEnabled: true,
      cacheClusterSize: "0.5",
      methodSettings,
    }),
    UpdateStage: (input) => {
      written.push(["UpdateStage", input]);
      methodSettings = { "query/GET": { cachingEnabled: true } };
      return {};
    },
    DeleteStage: note("DeleteStage", {}),
    CreateApiKey: note("CreateApiKey", { id: "key1" }),
    GetApiKey: ({ apiKey, includeValue }) =>
      keyExists
        ? { id: apiKey, name: "x", enabled: true, ...(includeValue === true && { value: "v".repeat(40) }) }
        : gone(),
    DeleteApiKey: () => {
      keyExists = false;
      return {};
    },
    CreateUsagePlan: note("CreateUsagePlan", { id: "plan1" }),
    GetUsagePlan: () => ({ name: "x", apiStages: planStages, quota: { limit: 10, period: "DAY" } }),
    UpdateUsagePlan: (input) => {
      written.push(["UpdateUsagePlan", input]);
      planStages = [];
      return {};
    },
    DeleteUsagePlan: note("DeleteUsagePlan", {}),
    CreateUsagePlanKey: note("CreateUsagePlanKey", {}),
    GetUsagePlanKey: ({ keyId }) => ({ id: keyId, name: "x", value: "v" }),
    DeleteUsagePlanKey: note("DeleteUsagePlanKey", {}),
    TagResource: note("TagResource", {}),
    UntagResource: note("UntagResource", {}),
  };
  return { operations, written };
}
