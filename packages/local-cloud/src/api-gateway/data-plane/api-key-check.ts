import { createHash, timingSafeEqual } from "node:crypto";
import type { ApiKeyRecord, StageRecord, UsagePlanRecord } from "../records.ts";
import type { GatewayState } from "../state.ts";
import { failure, type GatewayFailure } from "./failure.ts";
import { type GatewayRequest, headerValues } from "./request.ts";

/** A key that may call a stage, and the plan by which it may. */
export interface KeyHolder {
  readonly kind: "holder";
  readonly key: ApiKeyRecord;
  readonly plan: UsagePlanRecord;
}

/** Checks the header x-api-key: the key must exist, be enabled, and belong to a usage plan of the stage. */
export function checkApiKey(
  state: Pick<GatewayState, "keys" | "plans">,
  request: GatewayRequest,
  stage: StageRecord,
): KeyHolder | GatewayFailure {
  const sent = headerValues(request, "x-api-key");
  const [value] = sent ?? [];
  if (sent?.length !== 1 || value === undefined) return failure("INVALID_API_KEY");
  const key = findKey(state.keys.values(), value);
  if (key?.enabled !== true) return failure("INVALID_API_KEY");
  const plan = state.plans
    .values()
    .find(
      ({ keyIds, apiStages }) =>
        keyIds.includes(key.id) &&
        apiStages.some(({ apiId, stage: name }) => apiId === stage.apiId && name === stage.name),
    );
  return plan === undefined ? failure("INVALID_API_KEY") : { kind: "holder", key, plan };
}

/** Compares with every key in a time that does not depend on how much of a value is right. */
function findKey(keys: readonly ApiKeyRecord[], value: string): ApiKeyRecord | undefined {
  const wanted = digest(value);
  const equal = keys.filter((key) => timingSafeEqual(digest(key.value), wanted));
  return equal[0];
}

function digest(value: string): Buffer {
  return createHash("sha256").update(value).digest();
}
