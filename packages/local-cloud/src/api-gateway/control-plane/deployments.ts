import type {
  CreateDeploymentCommandInput,
  DeleteDeploymentCommandInput,
  Deployment,
  Deployments,
  GetDeploymentCommandInput,
  GetDeploymentsCommandInput,
  UpdateDeploymentCommandInput,
} from "@aws-sdk/client-api-gateway";
import type { Clock } from "../../ports.ts";
import { badRequest, refuseUnsupported } from "../errors.ts";
import type { DeploymentRecord, RestApiRecord } from "../records.ts";
import { childKey, type GatewayState, newId } from "../state.ts";
import { pageOf } from "./page.ts";
import { changesOf, invalidPath, member, optionalText } from "./patch.ts";

/** Operations on deployments. A deployment is the API as it stood: later changes are not in it. */
export function createDeploymentOperations(state: GatewayState, clock: Clock) {
  const save = (deployment: DeploymentRecord): void =>
    state.deployments.set(childKey(deployment.apiId, deployment.id), deployment);

  return {
    /** Makes a snapshot. A stage moves to it by its own operations. */
    CreateDeployment: (input: CreateDeploymentCommandInput): Deployment => {
      const {
        stageName,
        stageDescription,
        cacheClusterEnabled,
        cacheClusterSize,
        variables,
        canarySettings,
        tracingEnabled,
      } = input;
      refuseUnsupported({
        stageName,
        stageDescription,
        cacheClusterEnabled,
        cacheClusterSize,
        variables,
        canarySettings,
        tracingEnabled,
      });
      const api = state.api(input.restApiId);
      checkDeployable(api);
      const deployment: DeploymentRecord = {
        id: newId(6),
        apiId: api.id,
        ...member("description", input.description),
        createdMs: clock.nowMs(),
        resources: api.resources,
        gatewayResponses: api.gatewayResponses,
        requestValidators: api.requestValidators,
        binaryMediaTypes: api.binaryMediaTypes,
      };
      save(deployment);
      return describe(deployment);
    },

    GetDeployment: (input: GetDeploymentCommandInput): Deployment => {
      const deployment = state.deployment(input.restApiId, input.deploymentId);
      return {
        ...describe(deployment),
        ...(input.embed?.includes("apisummary") ? { apiSummary: summaryOf(deployment) } : {}),
      };
    },

    GetDeployments: (input: GetDeploymentsCommandInput): Deployments => {
      const { id } = state.api(input.restApiId);
      const all = state.deployments.values().filter((deployment) => deployment.apiId === id);
      const { items, ...rest } = pageOf(all, (deployment) => deployment.id, input);
      return { items: items.map(describe), ...rest };
    },

    UpdateDeployment: (input: UpdateDeploymentCommandInput): Deployment => {
      const { description: old, ...deployment } = state.deployment(input.restApiId, input.deploymentId);
      const description = changesOf(input.patchOperations).reduce((_, change) => {
        if (change.path !== "/description") throw invalidPath(change, ["/description"]);
        return optionalText(change);
      }, old);
      const changed = { ...deployment, ...member("description", description) };
      save(changed);
      return describe(changed);
    },

    DeleteDeployment: (input: DeleteDeploymentCommandInput): Record<string, never> => {
      const { apiId, id } = state.deployment(input.restApiId, input.deploymentId);
      if (state.stages.values().some((stage) => stage.apiId === apiId && stage.deploymentId === id)) {
        throw badRequest("Active stages pointing to this deployment must be moved or deleted");
      }
      state.deployments.delete(childKey(apiId, id));
      return {};
    },
  };
}

function checkDeployable(api: RestApiRecord): void {
  const methods = Object.values(api.resources).flatMap((resource) => Object.values(resource.methods));
  if (methods.length === 0) throw badRequest("The REST API doesn't contain any methods");
  if (methods.some((method) => method.integration === undefined)) {
    throw badRequest("No integration defined for method");
  }
}

function describe({ id, description, createdMs }: DeploymentRecord): Deployment {
  return { id, ...member("description", description), createdDate: new Date(createdMs) };
}

function summaryOf(deployment: DeploymentRecord): NonNullable<Deployment["apiSummary"]> {
  const withMethods = Object.values(deployment.resources).filter(
    ({ methods }) => Object.keys(methods).length > 0,
  );
  return Object.fromEntries(
    withMethods.map(({ path, methods }) => [
      path,
      Object.fromEntries(
        Object.values(methods).map(({ httpMethod, authorizationType, apiKeyRequired }) => [
          httpMethod,
          { authorizationType, apiKeyRequired },
        ]),
      ),
    ]),
  );
}
