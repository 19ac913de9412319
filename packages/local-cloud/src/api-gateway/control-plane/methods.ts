import type {
  DeleteIntegrationCommandInput,
  DeleteMethodCommandInput,
  GetIntegrationCommandInput,
  GetMethodCommandInput,
  Integration,
  Method,
  PutIntegrationCommandInput,
  PutMethodCommandInput,
  UpdateMethodCommandInput,
} from "@aws-sdk/client-api-gateway";
import { badRequest, conflict, notFound, refuseUnsupported } from "../errors.ts";
import type { IntegrationRecord, MethodRecord, ResourceRecord } from "../records.ts";
import { type GatewayState, without } from "../state.ts";
import { integrationOf } from "./integration-input.ts";
import {
  booleanIn,
  type Change,
  changesOf,
  invalidPath,
  member,
  optionalText,
  requiredText,
} from "./patch.ts";

const VERBS: ReadonlySet<string> = new Set([
  "GET",
  "PUT",
  "POST",
  "DELETE",
  "PATCH",
  "HEAD",
  "OPTIONS",
  "ANY",
]);

interface MethodPath {
  readonly restApiId: string | undefined;
  readonly resourceId: string | undefined;
  readonly httpMethod: string | undefined;
}

/** Operations on methods and their integrations. */
export function createMethodOperations(state: GatewayState) {
  const save = ({ restApiId, resourceId }: MethodPath, method: MethodRecord): void => {
    const resource: ResourceRecord = state.resource(restApiId, resourceId);
    state.saveResource(restApiId, {
      ...resource,
      methods: { ...resource.methods, [method.httpMethod]: method },
    });
  };
  const get = (path: MethodPath): MethodRecord =>
    state.method(path.restApiId, path.resourceId, path.httpMethod);

  return {
    PutMethod: (input: PutMethodCommandInput): Method => {
      const { authorizerId, requestModels, authorizationScopes } = input;
      refuseUnsupported({ authorizerId, requestModels, authorizationScopes });
      const verb = input.httpMethod ?? "";
      if (!VERBS.has(verb)) throw badRequest(`Invalid HTTP method specified: ${verb}`);
      if (Object.hasOwn(state.resource(input.restApiId, input.resourceId).methods, verb)) {
        throw conflict("Method already exists for this resource");
      }
      const validator = input.requestValidatorId;
      if (validator !== undefined) checkValidator(state, input.restApiId, validator);
      const method: MethodRecord = {
        httpMethod: verb,
        authorizationType: authorizationTypeOf(input.authorizationType),
        apiKeyRequired: input.apiKeyRequired ?? false,
        ...member("operationName", input.operationName),
        ...member("requestValidatorId", validator),
        requestParameters: Object.fromEntries(
          Object.entries(input.requestParameters ?? {}).map(([name, required]) => [
            checkedParameter(name),
            required,
          ]),
        ),
      };
      save(input, method);
      return describeMethod(method);
    },

    GetMethod: (input: GetMethodCommandInput): Method => describeMethod(get(input)),

    UpdateMethod: (input: UpdateMethodCommandInput): Method => {
      const method = changesOf(input.patchOperations).reduce(patchMethod, get(input));
      if (method.requestValidatorId !== undefined)
        checkValidator(state, input.restApiId, method.requestValidatorId);
      if (method.integration !== undefined) checkCacheKey(method.integration, method);
      save(input, method);
      return describeMethod(method);
    },

    DeleteMethod: (input: DeleteMethodCommandInput): Record<string, never> => {
      const { httpMethod } = get(input);
      const resource = state.resource(input.restApiId, input.resourceId);
      state.saveResource(input.restApiId, { ...resource, methods: without(resource.methods, httpMethod) });
      return {};
    },

    /** Replaces the method's integration. */
    PutIntegration: (input: PutIntegrationCommandInput): Integration => {
      const method = get(input);
      const integration = integrationOf(input);
      checkCacheKey(integration, method);
      save(input, { ...method, integration });
      return describeIntegration(integration);
    },

    GetIntegration: (input: GetIntegrationCommandInput): Integration => {
      const { integration } = get(input);
      if (integration === undefined) throw notFound("Invalid Integration identifier specified");
      return describeIntegration(integration);
    },

    DeleteIntegration: (input: DeleteIntegrationCommandInput): Record<string, never> => {
      const { integration, ...method } = get(input);
      if (integration === undefined) throw notFound("Invalid Integration identifier specified");
      save(input, method);
      return {};
    },
  };
}

/** The SDK's form of a method. */
export function describeMethod(method: MethodRecord): Method {
  return {
    httpMethod: method.httpMethod,
    authorizationType: method.authorizationType,
    apiKeyRequired: method.apiKeyRequired,
    ...member("operationName", method.operationName),
    ...member("requestValidatorId", method.requestValidatorId),
    requestParameters: { ...method.requestParameters },
    ...member("methodIntegration", method.integration && describeIntegration(method.integration)),
  };
}

function describeIntegration(integration: IntegrationRecord): Integration {
  return {
    type: "AWS_PROXY",
    httpMethod: "POST",
    uri: integration.uri,
    passthroughBehavior: "WHEN_NO_MATCH",
    timeoutInMillis: integration.timeoutInMillis,
    cacheNamespace: integration.cacheNamespace,
    cacheKeyParameters: [...integration.cacheKeyParameters],
  };
}

function patchMethod(method: MethodRecord, change: Change): MethodRecord {
  const [first, second] = change.segments;
  const { operationName, requestValidatorId, ...rest } = method;
  switch (first ?? "") {
    case "apiKeyRequired":
      return { ...method, apiKeyRequired: booleanIn(change) };
    case "authorizationType":
      return { ...method, authorizationType: authorizationTypeOf(requiredText(change)) };
    case "operationName":
      return {
        ...rest,
        ...member("requestValidatorId", requestValidatorId),
        ...member("operationName", optionalText(change)),
      };
    case "requestValidatorId":
      return {
        ...rest,
        ...member("operationName", operationName),
        ...member("requestValidatorId", optionalText(change)),
      };
    case "requestParameters": {
      if (second === undefined) break;
      const others = without(method.requestParameters, second);
      if (change.op === "remove") return { ...method, requestParameters: others };
      return { ...method, requestParameters: { ...others, [checkedParameter(second)]: booleanIn(change) } };
    }
    default:
  }
  throw invalidPath(change, [
    "/apiKeyRequired",
    "/authorizationType",
    "/operationName",
    "/requestValidatorId",
    "/requestParameters/{name}",
  ]);
}

function authorizationTypeOf(type: string | undefined): MethodRecord["authorizationType"] {
  if (type === "NONE" || type === "AWS_IAM") return type;
  throw badRequest(`The local cloud supports the authorization types NONE and AWS_IAM, found ${type}.`);
}

function checkedParameter(name: string): string {
  if (!/^method\.request\.(?:(?:multivalue)?querystring|(?:multivalue)?header|path)\.\S+$/.test(name)) {
    throw badRequest(
      `Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression parameter specified: ${name}]`,
    );
  }
  return name;
}

function checkCacheKey(integration: IntegrationRecord, method: MethodRecord): void {
  for (const name of integration.cacheKeyParameters) {
    if (!Object.hasOwn(method.requestParameters, name)) {
      throw badRequest(
        `Invalid cache key parameter specified: ${name} is not among the method's requestParameters.`,
      );
    }
  }
}

function checkValidator(state: GatewayState, restApiId: string | undefined, validatorId: string): void {
  if (!Object.hasOwn(state.api(restApiId).requestValidators, validatorId)) {
    throw notFound("Invalid Request Validator identifier specified");
  }
}
