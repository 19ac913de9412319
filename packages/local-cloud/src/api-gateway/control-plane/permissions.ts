import type { WireService } from "../../wire/service.ts";

/** HTTP method and path of each operation: API Gateway's IAM actions and resources are made of them. */
const ROUTES: Readonly<Record<string, string>> = {
  CreateRestApi: "POST /restapis",
  GetRestApis: "GET /restapis",
  GetRestApi: "GET /restapis/{restApiId}",
  UpdateRestApi: "PATCH /restapis/{restApiId}",
  DeleteRestApi: "DELETE /restapis/{restApiId}",
  CreateResource: "POST /restapis/{restApiId}/resources/{parentId}",
  GetResources: "GET /restapis/{restApiId}/resources",
  GetResource: "GET /restapis/{restApiId}/resources/{resourceId}",
  DeleteResource: "DELETE /restapis/{restApiId}/resources/{resourceId}",
  PutMethod: "PUT /restapis/{restApiId}/resources/{resourceId}/methods/{httpMethod}",
  GetMethod: "GET /restapis/{restApiId}/resources/{resourceId}/methods/{httpMethod}",
  UpdateMethod: "PATCH /restapis/{restApiId}/resources/{resourceId}/methods/{httpMethod}",
  DeleteMethod: "DELETE /restapis/{restApiId}/resources/{resourceId}/methods/{httpMethod}",
  PutIntegration: "PUT /restapis/{restApiId}/resources/{resourceId}/methods/{httpMethod}/integration",
  GetIntegration: "GET /restapis/{restApiId}/resources/{resourceId}/methods/{httpMethod}/integration",
  DeleteIntegration: "DELETE /restapis/{restApiId}/resources/{resourceId}/methods/{httpMethod}/integration",
  CreateRequestValidator: "POST /restapis/{restApiId}/requestvalidators",
  GetRequestValidator: "GET /restapis/{restApiId}/requestvalidators/{requestValidatorId}",
  DeleteRequestValidator: "DELETE /restapis/{restApiId}/requestvalidators/{requestValidatorId}",
  PutGatewayResponse: "PUT /restapis/{restApiId}/gatewayresponses/{responseType}",
  GetGatewayResponse: "GET /restapis/{restApiId}/gatewayresponses/{responseType}",
  GetGatewayResponses: "GET /restapis/{restApiId}/gatewayresponses",
  DeleteGatewayResponse: "DELETE /restapis/{restApiId}/gatewayresponses/{responseType}",
  CreateDeployment: "POST /restapis/{restApiId}/deployments",
  GetDeployments: "GET /restapis/{restApiId}/deployments",
  GetDeployment: "GET /restapis/{restApiId}/deployments/{deploymentId}",
  UpdateDeployment: "PATCH /restapis/{restApiId}/deployments/{deploymentId}",
  DeleteDeployment: "DELETE /restapis/{restApiId}/deployments/{deploymentId}",
  CreateStage: "POST /restapis/{restApiId}/stages",
  GetStages: "GET /restapis/{restApiId}/stages",
  GetStage: "GET /restapis/{restApiId}/stages/{stageName}",
  UpdateStage: "PATCH /restapis/{restApiId}/stages/{stageName}",
  DeleteStage: "DELETE /restapis/{restApiId}/stages/{stageName}",
  FlushStageCache: "DELETE /restapis/{restApiId}/stages/{stageName}/cache/data",
  CreateApiKey: "POST /apikeys",
  GetApiKeys: "GET /apikeys",
  GetApiKey: "GET /apikeys/{apiKey}",
  UpdateApiKey: "PATCH /apikeys/{apiKey}",
  DeleteApiKey: "DELETE /apikeys/{apiKey}",
  CreateUsagePlan: "POST /usageplans",
  GetUsagePlans: "GET /usageplans",
  GetUsagePlan: "GET /usageplans/{usagePlanId}",
  UpdateUsagePlan: "PATCH /usageplans/{usagePlanId}",
  DeleteUsagePlan: "DELETE /usageplans/{usagePlanId}",
  CreateUsagePlanKey: "POST /usageplans/{usagePlanId}/keys",
  GetUsagePlanKeys: "GET /usageplans/{usagePlanId}/keys",
  GetUsagePlanKey: "GET /usageplans/{usagePlanId}/keys/{keyId}",
  DeleteUsagePlanKey: "DELETE /usageplans/{usagePlanId}/keys/{keyId}",
  TagResource: "PUT /tags/{resourceArn}",
  UntagResource: "DELETE /tags/{resourceArn}",
  GetTags: "GET /tags/{resourceArn}",
};

/** For example `apigateway:DELETE` on `arn:aws:apigateway:us-east-1::/restapis/abc/stages/dev/cache/data`. */
export function permissionsIn(region: string): WireService["permissions"] {
  return (operation, input) => {
    const [verb, path] = (Object.hasOwn(ROUTES, operation) ? ROUTES[operation] : undefined)?.split(" ") ?? [];
    if (verb === undefined || path === undefined) return undefined;
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = input[name];
      return typeof value === "string" ? value : "";
    });
    return [{ action: `apigateway:${verb}`, resource: `arn:aws:apigateway:${region}::${filled}` }];
  };
}
