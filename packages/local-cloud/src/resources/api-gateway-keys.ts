import type { PatchOperation } from "@aws-sdk/client-api-gateway";
import { z } from "zod";
import { ACCOUNT_CONTEXT } from "../wire/service.ts";
import { gatewayArn, gatewayTagging } from "./api-gateway-api.ts";
import { regionInput, tags, text } from "./inputs.ts";
import { replacing } from "./patch.ts";
import type { ApiGatewayPort } from "./ports.ts";
import { type ResourceType, required, resourceType } from "./resource-type.ts";
import { changeTags } from "./tags.ts";

/** `aws:apigateway/…`: API key, usage plan and the key's place in the plan. */
export function keyTypes(gateway: ApiGatewayPort, region: string): readonly ResourceType[] {
  return [apiKeyType(gateway, region), usagePlanType(gateway, region), usagePlanKeyType(gateway, region)];
}

function apiKeyType(gateway: ApiGatewayPort, region: string): ResourceType {
  const arnOfKey = (id: string): string => gatewayArn(region, `/apikeys/${id}`);
  return resourceType({
    token: "aws:apigateway/apiKey:ApiKey",
    inputs: z.strictObject({
      name: text,
      description: text.optional(),
      enabled: z.boolean().optional(),
      value: text.min(20, { error: "expected at least 20 characters" }).max(128).optional(),
      tags,
      region: regionInput(region),
    }),
    autoname: { property: "name", maxLength: 1024 },
    replaceOn: ["value"],
    uniqueBy: ["value"],
    create: async ({ name, description, enabled = true, value, tags: keyTags }) => {
      const created = await gateway.CreateApiKey(
        // The provider's own words for a key without any.
        { name, description: description ?? "Managed by Pulumi", enabled, value, tags: keyTags },
        ACCOUNT_CONTEXT,
      );
      return required(created.id, "the key's id");
    },
    update: async (apiKey, inputs, touches, old) => {
      const patchOperations = [
        ...(touches("name") ? [replacing("/name", inputs.name)] : []),
        ...(touches("description")
          ? [replacing("/description", inputs.description ?? "Managed by Pulumi")]
          : []),
        ...(touches("enabled") ? [replacing("/enabled", inputs.enabled ?? true)] : []),
      ];
      if (patchOperations.length > 0)
        await gateway.UpdateApiKey({ apiKey, patchOperations }, ACCOUNT_CONTEXT);
      if (touches("tags"))
        await changeTags(gatewayTagging(gateway), arnOfKey(apiKey), old.inputs.tags, inputs.tags);
    },
    delete: async (apiKey) => {
      await gateway.DeleteApiKey({ apiKey }, ACCOUNT_CONTEXT);
    },
    describe: async (apiKey) => {
      const key = await gateway.GetApiKey({ apiKey, includeValue: true }, ACCOUNT_CONTEXT);
      return {
        arn: arnOfKey(apiKey),
        createdDate: key.createdDate?.toISOString(),
        description: key.description,
        enabled: key.enabled,
        lastUpdatedDate: key.lastUpdatedDate?.toISOString(),
        name: key.name,
        region,
        tags: key.tags ?? {},
        tagsAll: key.tags ?? {},
        value: key.value,
      };
    },
  });
}

const UsagePlan = {
  name: text,
  description: text.optional(),
  apiStages: z.array(z.strictObject({ apiId: text, stage: text })).optional(),
  quotaSettings: z
    .strictObject({
      limit: z.int().min(1),
      offset: z.int().min(0).optional(),
      period: z.enum(["DAY", "MONTH", "WEEK"]),
    })
    .optional(),
  throttleSettings: z
    .strictObject({ burstLimit: z.int().min(0).optional(), rateLimit: z.number().min(0).optional() })
    .optional(),
  tags,
};

function usagePlanType(gateway: ApiGatewayPort, region: string): ResourceType {
  const inputSchema = z.strictObject({ ...UsagePlan, region: regionInput(region) });
  type Inputs = z.output<typeof inputSchema>;
  const arnOfPlan = (id: string): string => gatewayArn(region, `/usageplans/${id}`);
  const patch = async (usagePlanId: string, patchOperations: PatchOperation[]): Promise<void> => {
    if (patchOperations.length === 0) return;
    await gateway.UpdateUsagePlan({ usagePlanId, patchOperations }, ACCOUNT_CONTEXT);
  };
  const stagesOf = ({ apiStages = [] }: Pick<Inputs, "apiStages">): readonly string[] =>
    apiStages.map(({ apiId, stage }) => `${apiId}:${stage}`);
  return resourceType({
    token: "aws:apigateway/usagePlan:UsagePlan",
    inputs: inputSchema,
    autoname: { property: "name", maxLength: 255 },
    replaceOn: [],
    uniqueBy: [],
    create: async (inputs) => {
      const created = await gateway.CreateUsagePlan(
        {
          name: inputs.name,
          description: inputs.description,
          apiStages: inputs.apiStages,
          quota: inputs.quotaSettings,
          throttle: inputs.throttleSettings,
          tags: inputs.tags,
        },
        ACCOUNT_CONTEXT,
      );
      return required(created.id, "the usage plan's id");
    },
    update: async (id, inputs, touches, old) => {
      const before = stagesOf(
        inputSchema.pick({ apiStages: true }).parse({ apiStages: old.inputs.apiStages }),
      );
      const after = stagesOf(inputs);
      await patch(id, [
        ...(touches("name") ? [replacing("/name", inputs.name)] : []),
        ...(touches("description") ? [replacing("/description", inputs.description ?? "")] : []),
        ...before.filter((stage) => !after.includes(stage)).map((stage) => stagePatch("remove", stage)),
        ...after.filter((stage) => !before.includes(stage)).map((stage) => stagePatch("add", stage)),
        ...(touches("throttleSettings")
          ? limitPatches("/throttle", old.inputs.throttleSettings, inputs.throttleSettings)
          : []),
        ...(touches("quotaSettings")
          ? limitPatches("/quota", old.inputs.quotaSettings, inputs.quotaSettings)
          : []),
      ]);
      if (touches("tags"))
        await changeTags(gatewayTagging(gateway), arnOfPlan(id), old.inputs.tags, inputs.tags);
    },
    delete: async (id, inputs) => {
      // API Gateway refuses to delete a plan that still holds stages.
      await patch(
        id,
        stagesOf(inputs).map((stage) => stagePatch("remove", stage)),
      );
      await gateway.DeleteUsagePlan({ usagePlanId: id }, ACCOUNT_CONTEXT);
    },
    describe: async (usagePlanId) => {
      const plan = await gateway.GetUsagePlan({ usagePlanId }, ACCOUNT_CONTEXT);
      return {
        apiStages: plan.apiStages?.map(({ apiId, stage }) => ({ apiId, stage })),
        arn: arnOfPlan(usagePlanId),
        description: plan.description,
        name: plan.name,
        quotaSettings: plan.quota && { offset: 0, ...plan.quota },
        region,
        tags: plan.tags ?? {},
        tagsAll: plan.tags ?? {},
        throttleSettings: plan.throttle,
      };
    },
  });
}

function stagePatch(op: "add" | "remove", value: string): PatchOperation {
  return { op, path: "/apiStages", value };
}

/** Takes a limit from its old members to its new ones, or away as a whole. */
function limitPatches(
  path: "/quota" | "/throttle",
  before: unknown,
  limit: Readonly<Record<string, string | number | undefined>> | undefined,
): PatchOperation[] {
  if (limit === undefined) return [{ op: "remove", path }];
  const gone = Object.keys(before ?? {}).filter((member) => limit[member] === undefined);
  const set = Object.entries(limit).flatMap(([member, value]) =>
    value === undefined ? [] : [replacing(`${path}/${member}`, value)],
  );
  return [...gone.map((member): PatchOperation => ({ op: "remove", path: `${path}/${member}` })), ...set];
}

function usagePlanKeyType(gateway: ApiGatewayPort, region: string): ResourceType {
  return resourceType({
    token: "aws:apigateway/usagePlanKey:UsagePlanKey",
    inputs: z.strictObject({
      keyId: text,
      keyType: z.literal("API_KEY"),
      usagePlanId: text,
      region: regionInput(region),
    }),
    replaceOn: ["keyId", "keyType", "usagePlanId"],
    uniqueBy: ["keyId", "usagePlanId"],
    create: async ({ keyId, keyType, usagePlanId }) => {
      await gateway.CreateUsagePlanKey({ keyId, keyType, usagePlanId }, ACCOUNT_CONTEXT);
      // The real id is the key's alone, by which nobody could find the plan again.
      return `${usagePlanId}/${keyId}`;
    },
    delete: async (id) => {
      const [usagePlanId, keyId] = id.split("/");
      await gateway.DeleteUsagePlanKey({ usagePlanId, keyId }, ACCOUNT_CONTEXT);
    },
    describe: async (id) => {
      const [usagePlanId, keyId] = id.split("/");
      const found = await gateway.GetUsagePlanKey({ usagePlanId, keyId }, ACCOUNT_CONTEXT);
      return { keyId, keyType: "API_KEY", name: found.name, region, usagePlanId, value: found.value };
    },
  });
}
