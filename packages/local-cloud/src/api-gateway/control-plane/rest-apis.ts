import type {
  CreateRestApiCommandInput,
  DeleteRestApiCommandInput,
  GetRestApiCommandInput,
  GetRestApisCommandInput,
  RestApi,
  RestApis,
  UpdateRestApiCommandInput,
} from "@aws-sdk/client-api-gateway";
import type { Clock } from "../../ports.ts";
import { badRequest, refuseUnsupported } from "../errors.ts";
import type { RestApiRecord } from "../records.ts";
import { type GatewayState, newId } from "../state.ts";
import { pageOf } from "./page.ts";
import { type Change, changesOf, invalidPath, member, optionalText, requiredText } from "./patch.ts";

/** Operations on REST APIs. `onDelete` is told of each API that goes. */
export function createRestApiOperations(
  state: GatewayState,
  clock: Clock,
  onDelete: (apiId: string) => void,
) {
  return {
    CreateRestApi: (input: CreateRestApiCommandInput): RestApi => {
      const {
        policy,
        cloneFrom,
        minimumCompressionSize,
        disableExecuteApiEndpoint,
        securityPolicy,
        endpointAccessMode,
      } = input;
      refuseUnsupported({
        policy,
        cloneFrom,
        minimumCompressionSize,
        disableExecuteApiEndpoint,
        securityPolicy,
        endpointAccessMode,
      });
      if ((input.apiKeySource ?? "HEADER") !== "HEADER") {
        throw badRequest(
          `The local cloud does not support apiKeySource ${input.apiKeySource}; keys come in the header x-api-key.`,
        );
      }
      const rootResourceId = newId(10);
      const record: RestApiRecord = {
        id: newId(10),
        name: checkedName(input.name),
        ...member("description", input.description),
        ...member("version", input.version),
        createdMs: clock.nowMs(),
        endpointType: endpointTypeOf(input),
        rootResourceId,
        tags: { ...input.tags },
        resources: { [rootResourceId]: { id: rootResourceId, pathPart: "", path: "/", methods: {} } },
        gatewayResponses: {},
        requestValidators: {},
        binaryMediaTypes: [...(input.binaryMediaTypes ?? [])],
      };
      state.apis.set(record.id, record);
      return describeApi(record);
    },

    GetRestApi: (input: GetRestApiCommandInput): RestApi => describeApi(state.api(input.restApiId)),

    GetRestApis: (input: GetRestApisCommandInput): RestApis => {
      const { items, ...rest } = pageOf(state.apis.values(), (api) => api.id, input);
      return { items: items.map(describeApi), ...rest };
    },

    UpdateRestApi: (input: UpdateRestApiCommandInput): RestApi => {
      const record = changesOf(input.patchOperations).reduce(patchApi, state.api(input.restApiId));
      state.apis.set(record.id, record);
      return describeApi(record);
    },

    DeleteRestApi: (input: DeleteRestApiCommandInput): Record<string, never> => {
      const { id } = state.api(input.restApiId);
      const inPlan = state.plans.values().find((plan) => plan.apiStages.some(({ apiId }) => apiId === id));
      if (inPlan !== undefined) {
        throw badRequest(`Cannot delete API ${id}: a stage of it belongs to the usage plan ${inPlan.id}.`);
      }
      for (const [key, stage] of state.stages.entries()) if (stage.apiId === id) state.stages.delete(key);
      for (const [key, deployment] of state.deployments.entries()) {
        if (deployment.apiId === id) state.deployments.delete(key);
      }
      state.apis.delete(id);
      onDelete(id);
      return {};
    },
  };
}

function patchApi(record: RestApiRecord, change: Change): RestApiRecord {
  const [first, second] = change.segments;
  const { description: _, version: __, ...rest } = record;
  switch (first ?? "") {
    case "name":
      return { ...record, name: checkedName(requiredText(change)) };
    case "description":
      return {
        ...rest,
        ...member("version", record.version),
        ...member("description", optionalText(change)),
      };
    case "version":
      return {
        ...rest,
        ...member("description", record.description),
        ...member("version", optionalText(change)),
      };
    case "binaryMediaTypes": {
      if (second === undefined) break;
      const others = record.binaryMediaTypes.filter((type) => type !== second);
      return {
        ...record,
        binaryMediaTypes: change.op === "remove" ? others : [...others, change.value || second],
      };
    }
    default:
  }
  throw invalidPath(change, ["/name", "/description", "/version", "/binaryMediaTypes/{type}"]);
}

function endpointTypeOf(input: CreateRestApiCommandInput): "EDGE" | "REGIONAL" {
  const { types = ["EDGE"], ipAddressType, vpcEndpointIds } = input.endpointConfiguration ?? {};
  refuseUnsupported({ ipAddressType, vpcEndpointIds });
  const [type] = types;
  if (types.length !== 1 || (type !== "EDGE" && type !== "REGIONAL")) {
    throw badRequest(
      `The local cloud supports the endpoint types EDGE and REGIONAL, found ${types.join(", ")}.`,
    );
  }
  return type;
}

function checkedName(name: string | undefined): string {
  if (name === undefined || name === "" || name.length > 255) {
    throw badRequest("Invalid API name: expected 1 to 255 characters.");
  }
  return name;
}

function describeApi(record: RestApiRecord): RestApi {
  return {
    id: record.id,
    name: record.name,
    ...member("description", record.description),
    ...member("version", record.version),
    createdDate: new Date(record.createdMs),
    apiKeySource: "HEADER",
    endpointConfiguration: { types: [record.endpointType] },
    disableExecuteApiEndpoint: false,
    rootResourceId: record.rootResourceId,
    ...(record.binaryMediaTypes.length === 0 ? {} : { binaryMediaTypes: [...record.binaryMediaTypes] }),
    tags: { ...record.tags },
  };
}
