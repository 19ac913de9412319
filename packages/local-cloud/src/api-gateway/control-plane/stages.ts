import type {
  CacheClusterSize,
  CreateStageCommandInput,
  DeleteStageCommandInput,
  FlushStageCacheCommandInput,
  GetStageCommandInput,
  GetStagesCommandInput,
  Stage,
  Stages,
  UpdateStageCommandInput,
} from "@aws-sdk/client-api-gateway";
import type { Clock } from "../../ports.ts";
import { badRequest, conflict, refuseUnsupported } from "../errors.ts";
import type { StageRecord } from "../records.ts";
import { childKey, type GatewayState } from "../state.ts";
import { METHOD_SETTING_PATHS, patchMethodSettings } from "./method-settings.ts";
import {
  booleanIn,
  type Change,
  changesOf,
  invalidPath,
  member,
  optionalText,
  patchedMap,
  requiredText,
} from "./patch.ts";

const CACHE_SIZES: readonly CacheClusterSize[] = ["0.5", "1.6", "6.1", "13.5", "28.4", "58.2", "118", "237"];

const STAGE_PATHS =
  "/deploymentId /description /variables/{name} /tracingEnabled /cacheClusterEnabled /cacheClusterSize".split(
    " ",
  );

/** Operations on stages. `flushCache` empties the cache of a stage. */
export function createStageOperations(
  state: GatewayState,
  clock: Clock,
  flushCache: (apiId: string, stage: string) => void,
) {
  const save = (stage: StageRecord): void => state.stages.set(childKey(stage.apiId, stage.name), stage);

  return {
    CreateStage: (input: CreateStageCommandInput): Stage => {
      const { documentationVersion, canarySettings } = input;
      refuseUnsupported({ documentationVersion, canarySettings });
      const deployment = state.deployment(input.restApiId, input.deploymentId);
      const name = input.stageName ?? "";
      if (!/^[\w-]{1,128}$/.test(name)) throw badRequest("Stage name only allows a-zA-Z0-9_-");
      if (state.stages.get(childKey(deployment.apiId, name)) !== undefined)
        throw conflict("Stage already exists");
      const stage: StageRecord = {
        apiId: deployment.apiId,
        name,
        deploymentId: deployment.id,
        ...member("description", input.description),
        createdMs: clock.nowMs(),
        updatedMs: clock.nowMs(),
        variables: { ...input.variables },
        ...cacheCluster(input.cacheClusterEnabled ?? false, input.cacheClusterSize),
        tracingEnabled: input.tracingEnabled ?? false,
        methodSettings: {},
        tags: { ...input.tags },
      };
      save(stage);
      return describe(stage);
    },

    GetStage: (input: GetStageCommandInput): Stage => describe(state.stage(input.restApiId, input.stageName)),

    GetStages: (input: GetStagesCommandInput): Stages => {
      const { id } = state.api(input.restApiId);
      const { deploymentId } = input;
      const stages = state.stages
        .values()
        .filter(
          (stage) =>
            stage.apiId === id && (deploymentId === undefined || stage.deploymentId === deploymentId),
        );
      return { item: stages.map(describe) };
    },

    UpdateStage: (input: UpdateStageCommandInput): Stage => {
      const before = state.stage(input.restApiId, input.stageName);
      const changes = changesOf(input.patchOperations);
      const patched = changes.reduce((stage, change) => patchStage(state, stage, change), before);
      const after = { ...patched, updatedMs: clock.nowMs() };
      save(after);
      // A cluster of another size is a new cluster, as in AWS.
      if (before.cacheClusterSize !== after.cacheClusterSize || !after.cacheClusterEnabled) {
        flushCache(after.apiId, after.name);
      }
      return describe(after);
    },

    DeleteStage: (input: DeleteStageCommandInput): Record<string, never> => {
      const { apiId, name } = state.stage(input.restApiId, input.stageName);
      const plan = state.plans
        .values()
        .find((candidate) =>
          candidate.apiStages.some((stage) => stage.apiId === apiId && stage.stage === name),
        );
      if (plan !== undefined) {
        throw badRequest(`Cannot delete stage ${name}: it belongs to the usage plan ${plan.id}.`);
      }
      state.stages.delete(childKey(apiId, name));
      flushCache(apiId, name);
      return {};
    },

    FlushStageCache: (input: FlushStageCacheCommandInput): Record<string, never> => {
      const { apiId, name } = state.stage(input.restApiId, input.stageName);
      flushCache(apiId, name);
      return {};
    },
  };
}

function patchStage(state: GatewayState, stage: StageRecord, change: Change): StageRecord {
  const [first, second] = change.segments;
  const isMember = change.segments.length === 1;
  if (first === "variables" && second !== undefined) {
    return { ...stage, variables: patchedMap(stage.variables, second, change) };
  }
  if (isMember) {
    switch (first ?? "") {
      case "deploymentId":
        return { ...stage, deploymentId: state.deployment(stage.apiId, requiredText(change)).id };
      case "description": {
        const { description: _, ...rest } = stage;
        return { ...rest, ...member("description", optionalText(change)) };
      }
      case "tracingEnabled":
        return { ...stage, tracingEnabled: booleanIn(change) };
      case "cacheClusterEnabled":
        return withCluster(stage, booleanIn(change), stage.cacheClusterSize);
      case "cacheClusterSize":
        return withCluster(stage, stage.cacheClusterEnabled, optionalText(change));
      default:
    }
  }
  const patched = patchMethodSettings(stage, change, state.deployment(stage.apiId, stage.deploymentId));
  if (patched !== undefined) return patched;
  throw invalidPath(change, [...STAGE_PATHS, ...METHOD_SETTING_PATHS]);
}

function withCluster(stage: StageRecord, enabled: boolean, size: string | undefined): StageRecord {
  const { cacheClusterSize: _, ...rest } = stage;
  return { ...rest, ...cacheCluster(enabled, size) };
}

function cacheCluster(enabled: boolean, size: string | undefined) {
  if (size !== undefined && !CACHE_SIZES.some((offered) => offered === size)) {
    throw badRequest(`Invalid cache cluster size ${size}: expected one of ${CACHE_SIZES.join(", ")}.`);
  }
  return {
    cacheClusterEnabled: enabled,
    ...member("cacheClusterSize", size ?? (enabled ? "0.5" : undefined)),
  };
}

function describe(stage: StageRecord): Stage {
  const size = CACHE_SIZES.find((offered) => offered === stage.cacheClusterSize);
  return {
    stageName: stage.name,
    deploymentId: stage.deploymentId,
    ...member("description", stage.description),
    cacheClusterEnabled: stage.cacheClusterEnabled,
    ...member("cacheClusterSize", size),
    cacheClusterStatus: stage.cacheClusterEnabled ? "AVAILABLE" : "NOT_AVAILABLE",
    methodSettings: Object.fromEntries(
      Object.entries(stage.methodSettings).map(([key, setting]) => [
        key,
        { ...setting, dataTraceEnabled: false },
      ]),
    ),
    variables: { ...stage.variables },
    tracingEnabled: stage.tracingEnabled ?? false,
    tags: { ...stage.tags },
    createdDate: new Date(stage.createdMs),
    lastUpdatedDate: new Date(stage.updatedMs),
  };
}
