import type {
  CreateUsagePlanKeyCommandInput,
  DeleteUsagePlanKeyCommandInput,
  GetUsagePlanKeyCommandInput,
  GetUsagePlanKeysCommandInput,
  UsagePlanKey,
  UsagePlanKeys,
} from "@aws-sdk/client-api-gateway";
import { badRequest, conflict, notFound } from "../errors.ts";
import type { ApiKeyRecord } from "../records.ts";
import type { GatewayState } from "../state.ts";
import { pageOf } from "./page.ts";
import { member } from "./patch.ts";

/** Operations on the keys of a usage plan. */
export function createUsagePlanKeyOperations(state: GatewayState) {
  const keyOf = (planId: string | undefined, keyId = ""): ApiKeyRecord => {
    if (!state.plan(planId).keyIds.includes(keyId))
      throw notFound("Invalid Usage Plan Key identifier specified");
    return state.key(keyId);
  };
  return {
    CreateUsagePlanKey: (input: CreateUsagePlanKeyCommandInput): UsagePlanKey => {
      const plan = state.plan(input.usagePlanId);
      if (input.keyType !== "API_KEY")
        throw badRequest(`Invalid key type ${input.keyType}: expected API_KEY.`);
      const key = state.key(input.keyId);
      if (plan.keyIds.includes(key.id)) throw conflict(`Usage Plan Key for key ${key.id} already exists`);
      // Else the limits that hold for the key on a stage would be ambiguous.
      const rival = state.plans
        .values()
        .find(
          (other) =>
            other.keyIds.includes(key.id) &&
            other.apiStages.some(({ apiId, stage }) =>
              plan.apiStages.some((own) => own.apiId === apiId && own.stage === stage),
            ),
        );
      if (rival !== undefined) {
        throw conflict(
          `Cannot associate API key ${key.id} with usage plan ${plan.id}: usage plan ${rival.id} covers the same stage.`,
        );
      }
      state.plans.set(plan.id, { ...plan, keyIds: [...plan.keyIds, key.id] });
      return describe(key);
    },

    GetUsagePlanKey: (input: GetUsagePlanKeyCommandInput): UsagePlanKey =>
      describe(keyOf(input.usagePlanId, input.keyId)),

    GetUsagePlanKeys: (input: GetUsagePlanKeysCommandInput): UsagePlanKeys => {
      const { nameQuery } = input;
      const keys = state
        .plan(input.usagePlanId)
        .keyIds.map((id) => state.key(id))
        .filter((key) => nameQuery === undefined || (key.name ?? "").startsWith(nameQuery));
      const { items, ...rest } = pageOf(keys, (key) => key.id, input);
      return { items: items.map(describe), ...rest };
    },

    DeleteUsagePlanKey: (input: DeleteUsagePlanKeyCommandInput): Record<string, never> => {
      const plan = state.plan(input.usagePlanId);
      const { id } = keyOf(plan.id, input.keyId);
      state.plans.set(plan.id, { ...plan, keyIds: plan.keyIds.filter((keyId) => keyId !== id) });
      return {};
    },
  };
}

function describe(key: ApiKeyRecord): UsagePlanKey {
  return { id: key.id, type: "API_KEY", ...member("name", key.name), value: key.value };
}
