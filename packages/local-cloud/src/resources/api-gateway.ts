import { apiTypes } from "./api-gateway-api.ts";
import { keyTypes } from "./api-gateway-keys.ts";
import { methodTypes } from "./api-gateway-method.ts";
import { stageTypes } from "./api-gateway-stage.ts";
import type { ApiGatewayPort } from "./ports.ts";
import type { ResourceType } from "./resource-type.ts";

/** The types of `aws.apigateway` that the local cloud carries out. `apiUrl` is where the local gateway listens. */
export function apiGatewayTypes(
  gateway: ApiGatewayPort,
  region: string,
  apiUrl: () => string,
): readonly ResourceType[] {
  return [
    ...apiTypes(gateway, region),
    ...methodTypes(gateway, region),
    ...stageTypes(gateway, region, apiUrl),
    ...keyTypes(gateway, region),
  ];
}
