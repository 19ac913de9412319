import type {
  ApiKey,
  ApiKeys,
  CreateApiKeyCommandInput,
  DeleteApiKeyCommandInput,
  GetApiKeyCommandInput,
  GetApiKeysCommandInput,
  UpdateApiKeyCommandInput,
} from "@aws-sdk/client-api-gateway";
import type { Clock } from "../../ports.ts";
import { badRequest, conflict, refuseUnsupported } from "../errors.ts";
import type { ApiKeyRecord } from "../records.ts";
import { type GatewayState, newId, randomText } from "../state.ts";
import { pageOf } from "./page.ts";
import { booleanIn, type Change, changesOf, invalidPath, member, optionalText } from "./patch.ts";

const KEY_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Operations on API keys. Values are shown when a key is made and where a request asks for them. */
export function createApiKeyOperations(state: GatewayState, clock: Clock) {
  return {
    /** As in AWS, a key is disabled unless the request enables it. */
    CreateApiKey: (input: CreateApiKeyCommandInput): ApiKey => {
      refuseUnsupported({ stageKeys: input.stageKeys, generateDistinctId: input.generateDistinctId });
      const value = input.value ?? randomText(40, KEY_ALPHABET);
      if (value.length < 20 || value.length > 128) {
        throw badRequest("API Key value should be at least 20 characters and at most 128.");
      }
      if (state.keys.values().some((key) => key.value === value)) throw conflict("API Key already exists");
      const record: ApiKeyRecord = {
        id: newId(10),
        ...member("name", input.name),
        value,
        ...member("description", input.description),
        ...member("customerId", input.customerId),
        enabled: input.enabled ?? false,
        createdMs: clock.nowMs(),
        updatedMs: clock.nowMs(),
        tags: { ...input.tags },
      };
      state.keys.set(record.id, record);
      return describe(record, true);
    },

    GetApiKey: (input: GetApiKeyCommandInput): ApiKey =>
      describe(state.key(input.apiKey), input.includeValue ?? false),

    GetApiKeys: (input: GetApiKeysCommandInput): ApiKeys => {
      const { nameQuery, customerId, includeValues = false } = input;
      const found = state.keys
        .values()
        .filter((key) => nameQuery === undefined || (key.name ?? "").startsWith(nameQuery))
        .filter((key) => customerId === undefined || key.customerId === customerId);
      const { items, ...rest } = pageOf(found, (key) => key.id, input);
      return { items: items.map((key) => describe(key, includeValues)), ...rest };
    },

    UpdateApiKey: (input: UpdateApiKeyCommandInput): ApiKey => {
      const patched = changesOf(input.patchOperations).reduce(patchKey, state.key(input.apiKey));
      const record = { ...patched, updatedMs: clock.nowMs() };
      state.keys.set(record.id, record);
      return describe(record, false);
    },

    DeleteApiKey: (input: DeleteApiKeyCommandInput): Record<string, never> => {
      const { id } = state.key(input.apiKey);
      for (const plan of state.plans.values()) {
        if (!plan.keyIds.includes(id)) continue;
        state.plans.set(plan.id, { ...plan, keyIds: plan.keyIds.filter((keyId) => keyId !== id) });
      }
      state.keys.delete(id);
      return {};
    },
  };
}

function patchKey(key: ApiKeyRecord, change: Change): ApiKeyRecord {
  switch (change.path) {
    case "/enabled":
      return { ...key, enabled: booleanIn(change) };
    case "/name": {
      const { name: _, ...rest } = key;
      return { ...rest, ...member("name", optionalText(change)) };
    }
    case "/description": {
      const { description: _, ...rest } = key;
      return { ...rest, ...member("description", optionalText(change)) };
    }
    case "/customerId": {
      const { customerId: _, ...rest } = key;
      return { ...rest, ...member("customerId", optionalText(change)) };
    }
    default:
      throw invalidPath(change, ["/name", "/description", "/enabled", "/customerId"]);
  }
}

function describe(key: ApiKeyRecord, includeValue: boolean): ApiKey {
  return {
    id: key.id,
    ...member("name", key.name),
    ...(includeValue ? { value: key.value } : {}),
    ...member("description", key.description),
    ...member("customerId", key.customerId),
    enabled: key.enabled,
    createdDate: new Date(key.createdMs),
    lastUpdatedDate: new Date(key.updatedMs),
    stageKeys: [],
    tags: { ...key.tags },
  };
}
