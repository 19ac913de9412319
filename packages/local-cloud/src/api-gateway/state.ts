import { randomInt } from "node:crypto";
import { ACCOUNT_ID } from "../account.ts";
import type { Collection, Store } from "../store.ts";
import { notFound } from "./errors.ts";
import type {
  ApiKeyRecord,
  DeploymentRecord,
  MethodRecord,
  ResourceRecord,
  RestApiRecord,
  StageRecord,
  UsagePlanRecord,
} from "./records.ts";

/** Everything that API Gateway keeps. The functions throw `NotFoundException` for what is not there. */
export interface GatewayState {
  readonly apis: Collection<RestApiRecord>;
  readonly deployments: Collection<DeploymentRecord>;
  readonly stages: Collection<StageRecord>;
  readonly keys: Collection<ApiKeyRecord>;
  readonly plans: Collection<UsagePlanRecord>;
  readonly api: (id: string | undefined) => RestApiRecord;
  readonly resource: (apiId: string | undefined, id: string | undefined) => ResourceRecord;
  readonly method: (
    apiId: string | undefined,
    resourceId: string | undefined,
    verb: string | undefined,
  ) => MethodRecord;
  readonly saveResource: (apiId: string | undefined, resource: ResourceRecord) => void;
  readonly deployment: (apiId: string | undefined, id: string | undefined) => DeploymentRecord;
  readonly stage: (apiId: string | undefined, name: string | undefined) => StageRecord;
  readonly key: (id: string | undefined) => ApiKeyRecord;
  readonly plan: (id: string | undefined) => UsagePlanRecord;
}

export function openState(store: Store): GatewayState {
  const apis = store.collection<RestApiRecord>("apigateway-apis");
  const deployments = store.collection<DeploymentRecord>("apigateway-deployments");
  const stages = store.collection<StageRecord>("apigateway-stages");
  const keys = store.collection<ApiKeyRecord>("apigateway-keys");
  const plans = store.collection<UsagePlanRecord>("apigateway-usage-plans");

  const api = (id = ""): RestApiRecord =>
    found(apis.get(id), `Invalid API identifier specified ${ACCOUNT_ID}:${id}`);
  const resource = (apiId: string | undefined, id = ""): ResourceRecord =>
    found(own(api(apiId).resources, id), "Invalid Resource identifier specified");

  return {
    apis,
    deployments,
    stages,
    keys,
    plans,
    api,
    resource,
    method: (apiId, resourceId, verb = "") =>
      found(own(resource(apiId, resourceId).methods, verb), "Invalid Method identifier specified"),
    saveResource: (apiId, changed) => {
      const record = api(apiId);
      apis.set(record.id, { ...record, resources: { ...record.resources, [changed.id]: changed } });
    },
    deployment: (apiId, id = "") =>
      found(deployments.get(childKey(api(apiId).id, id)), "Invalid Deployment identifier specified"),
    stage: (apiId, name = "") =>
      found(stages.get(childKey(api(apiId).id, name)), "Invalid stage identifier specified"),
    key: (id = "") => found(keys.get(id), "Invalid API Key identifier specified"),
    plan: (id = "") => found(plans.get(id), "Invalid Usage Plan ID specified"),
  };
}

/** Key of what belongs to an API. Neither part can hold a slash. */
export function childKey(apiId: string, name: string): string {
  return `${apiId}/${name}`;
}

/** A new id as API Gateway makes them: lower-case letters and digits. */
export function newId(length: number): string {
  return randomText(length, "abcdefghijklmnopqrstuvwxyz0123456789");
}

/** Text of unpredictable characters. */
export function randomText(length: number, alphabet: string): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("");
}

/** A copy of a record without one of its keys. */
export function without<T>(record: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function found<T>(value: T | undefined, message: string): T {
  if (value === undefined) throw notFound(message);
  return value;
}
