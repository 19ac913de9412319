import type {
  CreateUsagePlanCommandInput,
  DeleteUsagePlanCommandInput,
  GetUsagePlanCommandInput,
  GetUsagePlansCommandInput,
  UpdateUsagePlanCommandInput,
  UsagePlan,
  UsagePlans,
} from "@aws-sdk/client-api-gateway";
import type { Clock } from "../../ports.ts";
import { badRequest } from "../errors.ts";
import type { UsagePlanRecord, UsagePlanStage } from "../records.ts";
import { type GatewayState, newId } from "../state.ts";
import { pageOf } from "./page.ts";
import { changesOf, member } from "./patch.ts";
import { checkedQuota, checkedThrottle, patchUsagePlan } from "./usage-plan-patch.ts";

/** Operations on usage plans: what the keys of a plan may do on which stages. */
export function createUsagePlanOperations(state: GatewayState, clock: Clock) {
  return {
    CreateUsagePlan: (input: CreateUsagePlanCommandInput): UsagePlan => {
      const name = input.name ?? "";
      if (name === "") throw badRequest("Usage Plan name cannot be empty.");
      const record: UsagePlanRecord = {
        id: newId(6),
        name,
        ...member("description", input.description),
        createdMs: clock.nowMs(),
        apiStages: (input.apiStages ?? []).map(({ apiId, stage, throttle = {} }): UsagePlanStage => {
          const found = state.stage(apiId, stage);
          const limits = Object.entries(throttle).map(
            ([path, limit]) => [path, checkedThrottle(limit)] as const,
          );
          return { apiId: found.apiId, stage: found.name, throttle: Object.fromEntries(limits) };
        }),
        ...member("throttle", input.throttle && checkedThrottle(input.throttle)),
        ...member("quota", input.quota && checkedQuota(input.quota)),
        keyIds: [],
        tags: { ...input.tags },
      };
      state.plans.set(record.id, record);
      return describe(record);
    },

    GetUsagePlan: (input: GetUsagePlanCommandInput): UsagePlan => describe(state.plan(input.usagePlanId)),

    GetUsagePlans: (input: GetUsagePlansCommandInput): UsagePlans => {
      const { keyId } = input;
      const found = state.plans.values().filter((plan) => keyId === undefined || plan.keyIds.includes(keyId));
      const { items, ...rest } = pageOf(found, (plan) => plan.id, input);
      return { items: items.map(describe), ...rest };
    },

    UpdateUsagePlan: (input: UpdateUsagePlanCommandInput): UsagePlan => {
      const before = state.plan(input.usagePlanId);
      const record = changesOf(input.patchOperations).reduce(
        (plan, change) => patchUsagePlan(plan, change, (apiId, stage) => void state.stage(apiId, stage)),
        before,
      );
      state.plans.set(record.id, record);
      return describe(record);
    },

    DeleteUsagePlan: (input: DeleteUsagePlanCommandInput): Record<string, never> => {
      const plan = state.plan(input.usagePlanId);
      if (plan.apiStages.length > 0) {
        throw badRequest(
          `Cannot delete Usage Plan ${plan.id} because API Stages are associated. Please remove all API Stages before deleting.`,
        );
      }
      state.plans.delete(plan.id);
      return {};
    },
  };
}

function describe(plan: UsagePlanRecord): UsagePlan {
  return {
    id: plan.id,
    name: plan.name,
    ...member("description", plan.description),
    apiStages: plan.apiStages.map(({ apiId, stage, throttle }) => ({
      apiId,
      stage,
      ...(Object.keys(throttle).length === 0 ? {} : { throttle: { ...throttle } }),
    })),
    ...member("throttle", plan.throttle),
    ...member("quota", plan.quota),
    ...member("productCode", plan.productCode),
    tags: { ...plan.tags },
  };
}
