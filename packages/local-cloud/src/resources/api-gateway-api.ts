import { z } from "zod";
import { arnOf } from "../account.ts";
import { ACCOUNT_CONTEXT } from "../wire/service.ts";
import { findInApis } from "./api-gateway-id.ts";
import { regionInput, tags, text } from "./inputs.ts";
import { replacing } from "./patch.ts";
import type { ApiGatewayPort } from "./ports.ts";
import { type ResourceType, required, resourceType } from "./resource-type.ts";
import { changeTags, type TagOperations } from "./tags.ts";

/** `aws:apigateway/restApi:RestApi` and `aws:apigateway/resource:Resource`. */
export function apiTypes(gateway: ApiGatewayPort, region: string): readonly ResourceType[] {
  return [restApiType(gateway, region), pathType(gateway, region)];
}

/** Tags of anything in API Gateway, by ARN. */
export function gatewayTagging(gateway: ApiGatewayPort): TagOperations {
  return {
    add: (resourceArn, added) => gateway.TagResource({ resourceArn, tags: added }, ACCOUNT_CONTEXT),
    remove: (resourceArn, tagKeys) => gateway.UntagResource({ resourceArn, tagKeys }, ACCOUNT_CONTEXT),
  };
}

/** `arn:aws:apigateway:<region>::/restapis/…`: these ARNs name no account. */
export function gatewayArn(region: string, path: string): string {
  return `arn:aws:apigateway:${region}::${path}`;
}

function restApiType(gateway: ApiGatewayPort, region: string): ResourceType {
  const arnOfApi = (id: string): string => gatewayArn(region, `/restapis/${id}`);
  return resourceType({
    token: "aws:apigateway/restApi:RestApi",
    inputs: z.strictObject({
      name: text,
      description: text.optional(),
      endpointConfiguration: z.strictObject({ types: z.literal("REGIONAL") }).optional(),
      tags,
      region: regionInput(region),
    }),
    autoname: { property: "name", maxLength: 255 },
    replaceOn: ["endpointConfiguration"],
    uniqueBy: [],
    create: async ({ name, description, endpointConfiguration, tags: apiTags }) => {
      const created = await gateway.CreateRestApi(
        {
          name,
          description,
          endpointConfiguration: endpointConfiguration && { types: [endpointConfiguration.types] },
          tags: apiTags,
        },
        ACCOUNT_CONTEXT,
      );
      return required(created.id, "the API's id");
    },
    update: async (restApiId, inputs, touches, old) => {
      const patchOperations = [
        ...(touches("name") ? [replacing("/name", inputs.name)] : []),
        ...(touches("description") ? [replacing("/description", inputs.description ?? "")] : []),
      ];
      if (patchOperations.length > 0)
        await gateway.UpdateRestApi({ restApiId, patchOperations }, ACCOUNT_CONTEXT);
      if (touches("tags")) {
        await changeTags(gatewayTagging(gateway), arnOfApi(restApiId), old.inputs.tags, inputs.tags);
      }
    },
    delete: async (restApiId) => {
      await gateway.DeleteRestApi({ restApiId }, ACCOUNT_CONTEXT);
    },
    describe: async (restApiId) => {
      const api = await gateway.GetRestApi({ restApiId }, ACCOUNT_CONTEXT);
      const types = api.endpointConfiguration?.types?.[0];
      return {
        apiKeySource: api.apiKeySource ?? "HEADER",
        arn: arnOfApi(restApiId),
        createdDate: api.createdDate?.toISOString(),
        description: api.description,
        endpointConfiguration: types === undefined ? undefined : { types },
        executionArn: arnOf("execute-api", region, restApiId),
        name: api.name,
        region,
        rootResourceId: api.rootResourceId ?? (await rootResourceId(gateway, restApiId)),
        tags: api.tags ?? {},
        tagsAll: api.tags ?? {},
      };
    },
  });
}

async function rootResourceId(gateway: ApiGatewayPort, restApiId: string): Promise<string | undefined> {
  const { items = [] } = await gateway.GetResources({ restApiId, limit: 500 }, ACCOUNT_CONTEXT);
  return items.find(({ path }) => path === "/")?.id;
}

function pathType(gateway: ApiGatewayPort, region: string): ResourceType {
  const find = (resourceId: string) =>
    findInApis(gateway, async (restApiId) => gateway.GetResource({ restApiId, resourceId }, ACCOUNT_CONTEXT));
  return resourceType({
    token: "aws:apigateway/resource:Resource",
    inputs: z.strictObject({ restApi: text, parentId: text, pathPart: text, region: regionInput(region) }),
    replaceOn: ["parentId", "pathPart", "restApi"],
    uniqueBy: ["parentId", "pathPart", "restApi"],
    create: async ({ restApi: restApiId, parentId, pathPart }) => {
      const created = await gateway.CreateResource({ restApiId, parentId, pathPart }, ACCOUNT_CONTEXT);
      return required(created.id, "the resource's id");
    },
    delete: async (resourceId, { restApi: restApiId }) => {
      await gateway.DeleteResource({ restApiId, resourceId }, ACCOUNT_CONTEXT);
    },
    describe: async (resourceId) => {
      const at = await find(resourceId);
      return (
        at && {
          parentId: at.found.parentId,
          path: at.found.path,
          pathPart: at.found.pathPart,
          region,
          restApi: at.restApiId,
        }
      );
    },
  });
}
