import type { MethodSetting, PatchOperation } from "@aws-sdk/client-api-gateway";
import { z } from "zod";
import { arnOf } from "../account.ts";
import { ACCOUNT_CONTEXT } from "../wire/service.ts";
import { gatewayArn, gatewayTagging } from "./api-gateway-api.ts";
import { findInApis, idParts } from "./api-gateway-id.ts";
import { regionInput, tags, text, textMap } from "./inputs.ts";
import { replacing } from "./patch.ts";
import type { ApiGatewayPort } from "./ports.ts";
import { type ResourceType, required, resourceType } from "./resource-type.ts";
import { changeTags } from "./tags.ts";

/** `aws:apigateway/…`: deployment, stage and method settings. `apiUrl` is where the local gateway listens. */
export function stageTypes(
  gateway: ApiGatewayPort,
  region: string,
  apiUrl: () => string,
): readonly ResourceType[] {
  return [
    deploymentType(gateway, region),
    stageType(gateway, region, apiUrl),
    methodSettingsType(gateway, region),
  ];
}

function deploymentType(gateway: ApiGatewayPort, region: string): ResourceType {
  const find = (deploymentId: string) =>
    findInApis(gateway, async (restApiId) =>
      gateway.GetDeployment({ restApiId, deploymentId }, ACCOUNT_CONTEXT),
    );
  return resourceType({
    token: "aws:apigateway/deployment:Deployment",
    inputs: z.strictObject({
      restApi: text,
      description: text.optional(),
      triggers: textMap.optional(),
      region: regionInput(region),
    }),
    // A deployment is a snapshot: a trigger asks for a new one.
    replaceOn: ["restApi", "triggers"],
    create: async ({ restApi, description }) => {
      const created = await gateway.CreateDeployment({ restApiId: restApi, description }, ACCOUNT_CONTEXT);
      return required(created.id, "the deployment's id");
    },
    update: async (deploymentId, { restApi: restApiId, description = "" }) => {
      const patchOperations = [replacing("/description", description)];
      await gateway.UpdateDeployment({ restApiId, deploymentId, patchOperations }, ACCOUNT_CONTEXT);
    },
    delete: async (deploymentId, { restApi: restApiId }) => {
      await gateway.DeleteDeployment({ restApiId, deploymentId }, ACCOUNT_CONTEXT);
    },
    describe: async (deploymentId) => {
      const at = await find(deploymentId);
      return (
        at && {
          createdDate: at.found.createdDate?.toISOString(),
          description: at.found.description,
          region,
          restApi: at.restApiId,
        }
      );
    },
  });
}

function stageType(gateway: ApiGatewayPort, region: string, apiUrl: () => string): ResourceType {
  const stageOf = (id: string) => {
    const [restApiId = "", stageName = ""] = idParts(id, "ags", 2);
    return { restApiId, stageName, arn: gatewayArn(region, `/restapis/${restApiId}/stages/${stageName}`) };
  };
  return resourceType({
    token: "aws:apigateway/stage:Stage",
    inputs: z.strictObject({
      restApi: text,
      deployment: text,
      stageName: text,
      description: text.optional(),
      cacheClusterEnabled: z.boolean().optional(),
      cacheClusterSize: z.enum(["0.5", "1.6", "6.1", "13.5", "28.4", "58.2", "118", "237"]).optional(),
      xrayTracingEnabled: z.boolean().optional(),
      tags,
      region: regionInput(region),
    }),
    replaceOn: ["restApi", "stageName"],
    uniqueBy: ["restApi", "stageName"],
    create: async (inputs) => {
      const { restApi, stageName, deployment } = inputs;
      await gateway.CreateStage(
        {
          restApiId: restApi,
          stageName,
          deploymentId: deployment,
          description: inputs.description,
          cacheClusterEnabled: inputs.cacheClusterEnabled,
          cacheClusterSize: inputs.cacheClusterSize,
          tracingEnabled: inputs.xrayTracingEnabled,
          tags: inputs.tags,
        },
        ACCOUNT_CONTEXT,
      );
      return `ags-${restApi}-${stageName}`;
    },
    update: async (id, inputs, touches, old) => {
      const { restApiId, stageName, arn } = stageOf(id);
      const { description, cacheClusterEnabled, cacheClusterSize } = inputs;
      const patchOperations = [
        ...(touches("deployment") ? [replacing("/deploymentId", inputs.deployment)] : []),
        ...(touches("description") ? [replacing("/description", description ?? "")] : []),
        ...(touches("cacheClusterEnabled")
          ? [replacing("/cacheClusterEnabled", cacheClusterEnabled ?? false)]
          : []),
        ...(touches("cacheClusterSize") && cacheClusterSize !== undefined
          ? [replacing("/cacheClusterSize", cacheClusterSize)]
          : []),
        ...(touches("xrayTracingEnabled")
          ? [replacing("/tracingEnabled", inputs.xrayTracingEnabled ?? false)]
          : []),
      ];
      if (patchOperations.length > 0) {
        await gateway.UpdateStage({ restApiId, stageName, patchOperations }, ACCOUNT_CONTEXT);
      }
      if (touches("tags")) await changeTags(gatewayTagging(gateway), arn, old.inputs.tags, inputs.tags);
    },
    delete: async (id) => {
      const { restApiId, stageName } = stageOf(id);
      await gateway.DeleteStage({ restApiId, stageName }, ACCOUNT_CONTEXT);
    },
    describe: async (id) => {
      const { restApiId, stageName, arn } = stageOf(id);
      const stage = await gateway.GetStage({ restApiId, stageName }, ACCOUNT_CONTEXT);
      return {
        arn,
        cacheClusterEnabled: stage.cacheClusterEnabled ?? false,
        cacheClusterSize: stage.cacheClusterSize,
        deployment: stage.deploymentId,
        description: stage.description,
        executionArn: arnOf("execute-api", region, `${restApiId}/${stageName}`),
        invokeUrl: `${apiUrl()}/${restApiId}/${stageName}`,
        region,
        restApi: restApiId,
        stageName,
        tags: stage.tags ?? {},
        tagsAll: stage.tags ?? {},
        webAclArn: "",
        xrayTracingEnabled: stage.tracingEnabled ?? false,
      };
    },
  });
}

/** Where each setting lies below the method's path in a patch. */
const SETTING_PATHS = {
  metricsEnabled: "metrics/enabled",
  throttlingBurstLimit: "throttling/burstLimit",
  throttlingRateLimit: "throttling/rateLimit",
  cachingEnabled: "caching/enabled",
  cacheTtlInSeconds: "caching/ttlInSeconds",
  cacheDataEncrypted: "caching/dataEncrypted",
  requireAuthorizationForCacheControl: "caching/requireAuthorizationForCacheControl",
  unauthorizedCacheControlHeaderStrategy: "caching/unauthorizedCacheControlHeaderStrategy",
} as const;

const Settings = z.strictObject({
  metricsEnabled: z.boolean().optional(),
  throttlingBurstLimit: z.int().min(-1).optional(),
  throttlingRateLimit: z.number().min(-1).optional(),
  cachingEnabled: z.boolean().optional(),
  cacheTtlInSeconds: z.int().min(0).max(3600).optional(),
  cacheDataEncrypted: z.boolean().optional(),
  requireAuthorizationForCacheControl: z.boolean().optional(),
  unauthorizedCacheControlHeaderStrategy: z
    .enum(["FAIL_WITH_403", "SUCCEED_WITHOUT_RESPONSE_HEADER", "SUCCEED_WITH_RESPONSE_HEADER"])
    .optional(),
});

function methodSettingsType(gateway: ApiGatewayPort, region: string): ResourceType {
  const patch = async (id: string, patchOperations: PatchOperation[]): Promise<void> => {
    const { restApiId, stageName } = settingsOf(id);
    await gateway.UpdateStage({ restApiId, stageName, patchOperations }, ACCOUNT_CONTEXT);
  };
  return resourceType({
    token: "aws:apigateway/methodSettings:MethodSettings",
    inputs: z.strictObject({
      restApi: text,
      stageName: text,
      methodPath: text.regex(/^.+\/(\*|[A-Z]+)$/, {
        error: "expected a path and a method, such as query/GET or */*",
      }),
      settings: Settings.refine((settings) => Object.keys(settings).length > 0, {
        error: "expected at least one setting",
      }),
      region: regionInput(region),
    }),
    replaceOn: ["methodPath", "restApi", "stageName"],
    uniqueBy: ["methodPath", "restApi", "stageName"],
    create: async ({ restApi, stageName, methodPath, settings }) => {
      const id = `${restApi}/${stageName}/${methodPath}`;
      await patch(id, patchesOf(methodPath, settings));
      return id;
    },
    update: async (id, { methodPath, settings }, _touches, old) => {
      const before = Settings.parse(old.inputs.settings);
      await patch(id, patchesOf(methodPath, settings, before));
    },
    delete: async (id) => {
      await patch(id, [{ op: "remove", path: `/${settingsOf(id).methodPath}` }]);
    },
    describe: async (id) => {
      const { restApiId, stageName, methodPath } = settingsOf(id);
      const stage = await gateway.GetStage({ restApiId, stageName }, ACCOUNT_CONTEXT);
      const found = settingNamed(stage.methodSettings ?? {}, methodPath);
      return found && { methodPath, region, restApi: restApiId, settings: found, stageName };
    },
  });
}

/** `<api>/<stage>/<path>/<method>` */
function settingsOf(id: string) {
  const [restApiId = "", stageName = "", ...methodPath] = id.split("/");
  return { restApiId, stageName, methodPath: methodPath.join("/") };
}

/** Sets what changed. A setting cannot be taken away alone: then all of the method's go, and the rest come again. */
function patchesOf(
  methodPath: string,
  settings: z.output<typeof Settings>,
  before: z.output<typeof Settings> = {},
): PatchOperation[] {
  const names = Object.keys(SETTING_PATHS) as (keyof typeof SETTING_PATHS)[];
  const startAgain = names.some((name) => before[name] !== undefined && settings[name] === undefined);
  const set = names.flatMap((name) => {
    const value = settings[name];
    const wanted = value !== undefined && (startAgain || value !== before[name]);
    return wanted ? [replacing(`/${methodPath}/${SETTING_PATHS[name]}`, value)] : [];
  });
  return startAgain ? [{ op: "remove", path: `/${methodPath}` }, ...set] : set;
}

/** API Gateway writes the slashes of a path as `~1`; a setting for `query/GET` comes back as `query/GET` or `~1query/GET`. */
function settingNamed(
  all: Readonly<Record<string, MethodSetting>>,
  methodPath: string,
): MethodSetting | undefined {
  const plain = (path: string): string => path.replaceAll("~1", "/").replace(/^\//, "");
  const entry = Object.entries(all).find(([path]) => plain(path) === plain(methodPath));
  return entry?.[1];
}
