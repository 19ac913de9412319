import type { QuotaSettings, ThrottleSettings } from "@aws-sdk/client-api-gateway";
import { badRequest } from "../errors.ts";
import type { QuotaRecord, ThrottleRecord, UsagePlanRecord } from "../records.ts";
import { without } from "../state.ts";
import {
  type Change,
  integerIn,
  invalidPath,
  member,
  numberIn,
  optionalText,
  requiredText,
} from "./patch.ts";

const MAX_LIMIT = 1_000_000_000;

/** Checks limits of a usage plan. */
export function checkedThrottle({ rateLimit, burstLimit }: ThrottleSettings): ThrottleRecord {
  if (rateLimit !== undefined && !(rateLimit >= 0))
    throw badRequest(`Invalid rateLimit ${rateLimit}: expected 0 or more.`);
  if (burstLimit !== undefined && !(Number.isInteger(burstLimit) && burstLimit >= 0)) {
    throw badRequest(`Invalid burstLimit ${burstLimit}: expected a whole number of 0 or more.`);
  }
  return { ...member("rateLimit", rateLimit), ...member("burstLimit", burstLimit) };
}

/** Checks a quota of a usage plan. */
export function checkedQuota({ limit, offset = 0, period }: QuotaSettings): QuotaRecord {
  if (limit === undefined || !Number.isInteger(limit) || limit < 1) {
    throw badRequest(`Usage Plan quota limit must be greater than 0, found ${limit}.`);
  }
  if (!Number.isInteger(offset) || offset < 0 || offset > limit) {
    throw badRequest(`Usage Plan quota offset must be from 0 to the limit, found ${offset}.`);
  }
  if (period !== "DAY" && period !== "WEEK" && period !== "MONTH") {
    throw badRequest(`Usage Plan quota period must be DAY, WEEK or MONTH, found ${period}.`);
  }
  return { limit, offset, period };
}

/** Applies one change to a plan. `checkStage` throws when a stage is not there. */
export function patchUsagePlan(
  plan: UsagePlanRecord,
  change: Change,
  checkStage: (apiId: string, stage: string) => void,
): UsagePlanRecord {
  const [first, second] = change.segments;
  switch (first ?? "") {
    case "name":
      return { ...plan, name: requiredText(change) };
    case "description": {
      const { description: _, ...rest } = plan;
      return { ...rest, ...member("description", optionalText(change)) };
    }
    case "productCode": {
      const { productCode: _, ...rest } = plan;
      return { ...rest, ...member("productCode", optionalText(change)) };
    }
    case "throttle": {
      const { throttle, ...rest } = plan;
      return second === undefined && change.op === "remove"
        ? rest
        : { ...rest, throttle: patchedThrottle(throttle ?? {}, second, change) };
    }
    case "quota": {
      const { quota, ...rest } = plan;
      return second === undefined && change.op === "remove"
        ? rest
        : { ...rest, quota: patchedQuota(quota, second, change) };
    }
    case "apiStages":
      return second === undefined ? patchStages(plan, change, checkStage) : patchMethodThrottle(plan, change);
    default:
      throw refused(change);
  }
}

function patchedThrottle(throttle: ThrottleRecord, name: string | undefined, change: Change): ThrottleRecord {
  const { rateLimit, burstLimit } = throttle;
  const isRemoval = change.op === "remove";
  if (name === "rateLimit") {
    return {
      ...member("burstLimit", burstLimit),
      ...member("rateLimit", isRemoval ? undefined : numberIn(change, 0, MAX_LIMIT)),
    };
  }
  if (name === "burstLimit") {
    return {
      ...member("rateLimit", rateLimit),
      ...member("burstLimit", isRemoval ? undefined : integerIn(change, 0, MAX_LIMIT)),
    };
  }
  throw refused(change);
}

/** Members come one by one, so a new quota starts from one request a day until all have been set. */
function patchedQuota(quota: QuotaRecord | undefined, name: string | undefined, change: Change): QuotaRecord {
  const base = quota ?? { limit: 1, offset: 0, period: "DAY" as const };
  switch (name ?? "") {
    case "limit":
      return { ...base, limit: integerIn(change, 1, MAX_LIMIT) };
    case "offset":
      return { ...base, offset: change.op === "remove" ? 0 : integerIn(change, 0, MAX_LIMIT) };
    case "period":
      return { ...base, period: checkedQuota({ limit: 1, period: periodIn(change) }).period };
    default:
      throw refused(change);
  }
}

function periodIn(change: Change): QuotaRecord["period"] {
  const text = requiredText(change);
  const period = (["DAY", "WEEK", "MONTH"] as const).find((known) => known === text);
  if (period === undefined)
    throw badRequest(`Usage Plan quota period must be DAY, WEEK or MONTH, found ${text}.`);
  return period;
}

/** `/apiStages` with a value `apiId:stage` adds or removes a stage. */
function patchStages(
  plan: UsagePlanRecord,
  change: Change,
  checkStage: (apiId: string, stage: string) => void,
): UsagePlanRecord {
  // Here a removal has a value too: it names the stage.
  const [apiId = "", stage = ""] = (change.value ?? "").split(":");
  const others = plan.apiStages.filter((known) => known.apiId !== apiId || known.stage !== stage);
  if (change.op === "remove") {
    if (others.length === plan.apiStages.length)
      throw badRequest(`Usage Plan ${plan.id} has no stage ${apiId}:${stage}.`);
    return { ...plan, apiStages: others };
  }
  checkStage(apiId, stage);
  return { ...plan, apiStages: [...others, { apiId, stage, throttle: {} }] };
}

/** `/apiStages/{apiId:stage}/throttle/{path}/{METHOD}/rateLimit`, with the path's slashes written `~1`. */
function patchMethodThrottle(plan: UsagePlanRecord, change: Change): UsagePlanRecord {
  const [, stageName, word, path, verb, name] = change.segments;
  const stage = plan.apiStages.find((known) => `${known.apiId}:${known.stage}` === stageName);
  if (stage === undefined || word !== "throttle" || path === undefined || verb === undefined)
    throw refused(change);
  const key = `${path.startsWith("/") ? path : `/${path}`}/${verb}`;
  const throttle =
    name === undefined && change.op === "remove"
      ? without(stage.throttle, key)
      : { ...stage.throttle, [key]: patchedThrottle(stage.throttle[key] ?? {}, name, change) };
  return {
    ...plan,
    apiStages: plan.apiStages.map((known) => (known === stage ? { ...stage, throttle } : known)),
  };
}

function refused(change: Change): Error {
  return invalidPath(change, PATHS);
}

/** What can be patched, for error messages. */
const PATHS = (
  "/name /description /productCode /apiStages /throttle /throttle/rateLimit /throttle/burstLimit " +
  "/quota /quota/limit /quota/offset /quota/period " +
  "/apiStages/{apiId:stage}/throttle/{resourcePath}/{httpMethod}/{rateLimit|burstLimit}"
).split(" ");
