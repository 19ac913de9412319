import { GatewayResponseType } from "@aws-sdk/client-api-gateway";
import { z } from "zod";
import { ACCOUNT_CONTEXT } from "../wire/service.ts";
import { idParts } from "./api-gateway-id.ts";
import { regionInput, text, textMap } from "./inputs.ts";
import { patchMap, replacing } from "./patch.ts";
import type { ApiGatewayPort } from "./ports.ts";
import { type ResourceType, resourceType } from "./resource-type.ts";

/** `aws:apigateway/…`: method, integration and gateway response. */
export function methodTypes(gateway: ApiGatewayPort, region: string): readonly ResourceType[] {
  return [methodType(gateway, region), integrationType(gateway, region), responseType(gateway, region)];
}

/** API, resource and verb of `agm-…` and `agi-…`. */
function methodOf(id: string, prefix: string) {
  const [restApiId, resourceId, httpMethod] = idParts(id, prefix, 3);
  return { restApiId, resourceId, httpMethod };
}

function methodType(gateway: ApiGatewayPort, region: string): ResourceType {
  return resourceType({
    token: "aws:apigateway/method:Method",
    inputs: z.strictObject({
      restApi: text,
      resourceId: text,
      httpMethod: text,
      authorization: z.enum(["AWS_IAM", "NONE"]),
      apiKeyRequired: z.boolean().optional(),
      operationName: text.optional(),
      requestParameters: z.record(z.string(), z.boolean()).optional(),
      region: regionInput(region),
    }),
    replaceOn: ["httpMethod", "resourceId", "restApi"],
    uniqueBy: ["httpMethod", "resourceId", "restApi"],
    create: async (inputs) => {
      const { restApi, resourceId, httpMethod } = inputs;
      await gateway.PutMethod(
        {
          restApiId: restApi,
          resourceId,
          httpMethod,
          authorizationType: inputs.authorization,
          apiKeyRequired: inputs.apiKeyRequired ?? false,
          operationName: inputs.operationName,
          requestParameters: inputs.requestParameters,
        },
        ACCOUNT_CONTEXT,
      );
      return `agm-${restApi}-${resourceId}-${httpMethod}`;
    },
    update: async (id, inputs, touches, old) => {
      const patchOperations = [
        ...(touches("authorization") ? [replacing("/authorizationType", inputs.authorization)] : []),
        ...(touches("apiKeyRequired") ? [replacing("/apiKeyRequired", inputs.apiKeyRequired ?? false)] : []),
        ...(touches("operationName") ? [replacing("/operationName", inputs.operationName ?? "")] : []),
        ...patchMap("/requestParameters", old.inputs.requestParameters, inputs.requestParameters),
      ];
      await gateway.UpdateMethod({ ...methodOf(id, "agm"), patchOperations }, ACCOUNT_CONTEXT);
    },
    delete: async (id) => {
      await gateway.DeleteMethod(methodOf(id, "agm"), ACCOUNT_CONTEXT);
    },
    describe: async (id) => {
      const { restApiId, resourceId, httpMethod } = methodOf(id, "agm");
      const method = await gateway.GetMethod({ restApiId, resourceId, httpMethod }, ACCOUNT_CONTEXT);
      return {
        apiKeyRequired: method.apiKeyRequired ?? false,
        authorization: method.authorizationType,
        httpMethod,
        operationName: method.operationName,
        region,
        requestParameters: method.requestParameters,
        resourceId,
        restApi: restApiId,
      };
    },
  });
}

function integrationType(gateway: ApiGatewayPort, region: string): ResourceType {
  const inputs = z.strictObject({
    restApi: text,
    resourceId: text,
    httpMethod: text,
    type: z.literal("AWS_PROXY"),
    integrationHttpMethod: z.literal("POST"),
    uri: text,
    cacheKeyParameters: z.array(text).optional(),
    cacheNamespace: text.optional(),
    timeoutMilliseconds: z.int().optional(),
    region: regionInput(region),
  });
  // A put replaces the whole integration, so it serves creation and change alike.
  const put = async (integration: z.output<typeof inputs>): Promise<void> => {
    await gateway.PutIntegration(
      {
        restApiId: integration.restApi,
        resourceId: integration.resourceId,
        httpMethod: integration.httpMethod,
        type: integration.type,
        integrationHttpMethod: integration.integrationHttpMethod,
        uri: integration.uri,
        cacheKeyParameters: integration.cacheKeyParameters,
        cacheNamespace: integration.cacheNamespace,
        timeoutInMillis: integration.timeoutMilliseconds,
      },
      ACCOUNT_CONTEXT,
    );
  };
  return resourceType({
    token: "aws:apigateway/integration:Integration",
    inputs,
    replaceOn: ["httpMethod", "resourceId", "restApi"],
    uniqueBy: ["httpMethod", "resourceId", "restApi"],
    create: async (integration) => {
      await put(integration);
      return `agi-${integration.restApi}-${integration.resourceId}-${integration.httpMethod}`;
    },
    update: (_id, integration) => put(integration),
    delete: async (id) => {
      await gateway.DeleteIntegration(methodOf(id, "agi"), ACCOUNT_CONTEXT);
    },
    describe: async (id) => {
      const { restApiId, resourceId, httpMethod } = methodOf(id, "agi");
      const found = await gateway.GetIntegration({ restApiId, resourceId, httpMethod }, ACCOUNT_CONTEXT);
      return {
        cacheKeyParameters: found.cacheKeyParameters,
        cacheNamespace: found.cacheNamespace ?? resourceId,
        httpMethod,
        integrationHttpMethod: found.httpMethod,
        passthroughBehavior: found.passthroughBehavior ?? "WHEN_NO_MATCH",
        region,
        resourceId,
        restApi: restApiId,
        timeoutMilliseconds: found.timeoutInMillis,
        type: found.type,
        uri: found.uri,
      };
    },
  });
}

function responseType(gateway: ApiGatewayPort, region: string): ResourceType {
  const inputs = z.strictObject({
    restApiId: text,
    responseType: z.enum(GatewayResponseType),
    statusCode: text.regex(/^[1-5]\d\d$/, { error: "expected an HTTP status as text" }).optional(),
    responseParameters: textMap.optional(),
    responseTemplates: textMap.optional(),
    region: regionInput(region),
  });
  const put = async (response: z.output<typeof inputs>): Promise<void> => {
    await gateway.PutGatewayResponse(
      {
        restApiId: response.restApiId,
        responseType: response.responseType,
        statusCode: response.statusCode,
        responseParameters: response.responseParameters,
        responseTemplates: response.responseTemplates,
      },
      ACCOUNT_CONTEXT,
    );
  };
  return resourceType({
    token: "aws:apigateway/response:Response",
    inputs,
    replaceOn: ["responseType", "restApiId"],
    uniqueBy: ["responseType", "restApiId"],
    create: async (response) => {
      await put(response);
      return `aggr-${response.restApiId}-${response.responseType}`;
    },
    update: (_id, response) => put(response),
    delete: async (_id, { restApiId, responseType: kind }) => {
      await gateway.DeleteGatewayResponse({ restApiId, responseType: kind }, ACCOUNT_CONTEXT);
    },
    describe: async (id) => {
      const [restApiId, kind] = idParts(id, "aggr", 2);
      const found = await gateway.GetGatewayResponse(
        { restApiId, responseType: z.enum(GatewayResponseType).parse(kind) },
        ACCOUNT_CONTEXT,
      );
      // An API answers for every kind; one that is the gateway's own is none of ours.
      if (found.defaultResponse === true) return undefined;
      return {
        region,
        responseParameters: found.responseParameters,
        responseTemplates: found.responseTemplates,
        responseType: kind,
        restApiId,
        statusCode: found.statusCode,
      };
    },
  });
}
