import type { ApiDefinition, IntegrationRecord, MethodRecord } from "../records.ts";
import { failure, type GatewayFailure } from "./failure.ts";
import type { MethodMatch } from "./match.ts";
import { type GatewayRequest, headerValues, queryValues } from "./request.ts";

/** Values of a parameter like `method.request.header.x-api-key`; `undefined` when the request does not have it. */
export function parameterValues(
  name: string,
  request: GatewayRequest,
  { pathParameters }: Pick<MethodMatch, "pathParameters">,
): readonly string[] | undefined {
  const [, location, key = ""] =
    /^method\.request\.(?:multivalue)?(querystring|header|path)\.(.+)$/.exec(name) ?? [];
  if (location === "querystring") return queryValues(request, key);
  if (location === "header") return headerValues(request, key);
  const value = location === "path" && Object.hasOwn(pathParameters, key) ? pathParameters[key] : undefined;
  return value === undefined ? undefined : [value];
}

/**
 * Key under which an answer is cached: namespace, method, and the parameters that the integration names, each
 * absent or with all its values. JSON keeps values with any delimiter in them apart.
 */
export function cacheKey(
  integration: IntegrationRecord,
  request: GatewayRequest,
  match: Pick<MethodMatch, "pathParameters">,
): string {
  const parameters = integration.cacheKeyParameters.map((name) => [
    name,
    parameterValues(name, request, match) ?? null,
  ]);
  return JSON.stringify([integration.cacheNamespace, request.method, parameters]);
}

/** Refuses a request without a required parameter. As in AWS, only a request validator looks at them. */
export function checkParameters(
  method: MethodRecord,
  definition: ApiDefinition,
  request: GatewayRequest,
  match: MethodMatch,
): GatewayFailure | undefined {
  const validator = definition.requestValidators[method.requestValidatorId ?? ""];
  if (validator?.validateRequestParameters !== true) return undefined;
  const missing = Object.entries(method.requestParameters)
    .filter(([name, required]) => required && (parameterValues(name, request, match)?.join("") ?? "") === "")
    .map(([name]) => name.replace(/^method\.request\.\w+\./, ""));
  if (missing.length === 0) return undefined;
  const message = `Missing required request parameters: [${missing.join(", ")}]`;
  return failure("BAD_REQUEST_PARAMETERS", { message });
}
