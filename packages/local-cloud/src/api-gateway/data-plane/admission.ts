import type { DeploymentRecord, MethodSettingRecord, StageRecord } from "../records.ts";
import type { GatewayState } from "../state.ts";
import { checkApiKey, type KeyHolder } from "./api-key-check.ts";
import type { RequestContext } from "./context.ts";
import { failure, type GatewayFailure } from "./failure.ts";
import { checkIam, type GatewayAuthority } from "./iam-check.ts";
import type { MethodMatch } from "./match.ts";
import { checkParameters } from "./parameters.ts";
import type { QuotaLedger } from "./quota.ts";
import type { Throttles } from "./throttle.ts";

export interface AdmissionDeps {
  readonly state: Pick<GatewayState, "keys" | "plans">;
  readonly authority: GatewayAuthority | undefined;
  readonly throttles: Throttles;
  readonly quotas: QuotaLedger;
}

/** A request whose method, stage and settings are known. */
export interface Target {
  readonly stage: StageRecord;
  readonly deployment: DeploymentRecord;
  readonly match: MethodMatch;
  readonly setting: MethodSettingRecord;
  readonly methodArn: string;
}

/** What a request has become: let in, with the caller in its context, or refused. */
export interface Admission {
  readonly context: RequestContext;
  readonly refusal?: GatewayFailure;
}

/** Decides whether a request gets in: who calls, how often, and with which parameters. The cache comes after. */
export function admit(deps: AdmissionDeps, context: RequestContext, target: Target): Admission {
  const { request } = context;
  const { method } = target.match;
  let known = context;

  if (method.authorizationType === "AWS_IAM") {
    const checked = checkIam(deps.authority, request, target.methodArn);
    if (checked.kind === "failure") return { context: known, refusal: checked };
    known = { ...known, caller: checked };
  }
  if (method.apiKeyRequired) {
    const checked = checkApiKey(deps.state, request, target.stage);
    if (checked.kind === "failure") return { context: known, refusal: checked };
    known = { ...known, holder: checked };
  }
  const refusal =
    throttle(deps.throttles, target, known.holder) ??
    (known.holder !== undefined && !deps.quotas.use(known.holder.plan, known.holder.key.id)
      ? failure("QUOTA_EXCEEDED")
      : undefined) ??
    checkParameters(method, target.deployment, request, target.match);
  return refusal === undefined ? { context: known } : { context: known, refusal };
}

/** The key's own limits come before those that all callers of the method share. */
function throttle(
  throttles: Throttles,
  target: Target,
  holder: KeyHolder | undefined,
): GatewayFailure | undefined {
  const { stage, match, setting } = target;
  const verb = match.method.httpMethod;
  const stageName = `${stage.apiId}/${stage.name}`;
  if (holder !== undefined) {
    const { plan, key } = holder;
    const planStage = plan.apiStages.find(
      ({ apiId, stage: name }) => apiId === stage.apiId && name === stage.name,
    );
    const own = planStage?.throttle[`${match.resource.path}/${verb}`];
    const ofMethod = { ratePerS: own?.rateLimit, burst: own?.burstLimit };
    const ofPlan = { ratePerS: plan.throttle?.rateLimit, burst: plan.throttle?.burstLimit };
    const inPlan = `plan ${plan.id} key ${key.id}`;
    if (!throttles.admit(`${inPlan} on ${stageName}${match.resource.path}/${verb}`, ofMethod))
      return failure("THROTTLED");
    if (!throttles.admit(inPlan, ofPlan)) return failure("THROTTLED");
  }
  const limits = { ratePerS: setting.throttlingRateLimit, burst: setting.throttlingBurstLimit };
  return throttles.admit(`method ${stageName}${match.resource.path}/${verb}`, limits)
    ? undefined
    : failure("THROTTLED");
}
