import { badRequest, refuseUnsupported } from "../errors.ts";
import type { DeploymentRecord, MethodSettingRecord, StageRecord } from "../records.ts";
import { without } from "../state.ts";
import { booleanIn, type Change, integerIn, numberIn, requiredText, unescapePointer } from "./patch.ts";

/** Settings of all methods of a stage. */
const ALL_METHODS = "*/*";

/** What holds for a method without settings of its own. The limits are those of a new AWS account. */
export const DEFAULT_METHOD_SETTING: MethodSettingRecord = {
  metricsEnabled: false,
  loggingLevel: "OFF",
  throttlingBurstLimit: 5000,
  throttlingRateLimit: 10_000,
  cachingEnabled: false,
  cacheTtlInSeconds: 300,
  cacheDataEncrypted: false,
  requireAuthorizationForCacheControl: true,
  unauthorizedCacheControlHeaderStrategy: "SUCCEED_WITH_RESPONSE_HEADER",
};

/** How each setting is changed, by the end of its patch path. */
const SETTERS: Readonly<Record<string, (change: Change) => Partial<MethodSettingRecord>>> = {
  "metrics/enabled": (change) => ({ metricsEnabled: booleanIn(change) }),
  "logging/loglevel": (change) => ({ loggingLevel: oneOf(change, ["OFF", "ERROR", "INFO"]) }),
  "logging/dataTrace": (change) => {
    refuseUnsupported({ dataTraceEnabled: booleanIn(change) });
    return {};
  },
  "throttling/burstLimit": (change) => ({ throttlingBurstLimit: integerIn(change, -1, 1_000_000) }),
  "throttling/rateLimit": (change) => ({ throttlingRateLimit: numberIn(change, -1, 1_000_000) }),
  "caching/enabled": (change) => ({ cachingEnabled: booleanIn(change) }),
  "caching/ttlInSeconds": (change) => ({ cacheTtlInSeconds: integerIn(change, 0, 3600) }),
  "caching/dataEncrypted": (change) => ({ cacheDataEncrypted: booleanIn(change) }),
  "caching/requireAuthorizationForCacheControl": (change) => ({
    requireAuthorizationForCacheControl: booleanIn(change),
  }),
  "caching/unauthorizedCacheControlHeaderStrategy": (change) => ({
    unauthorizedCacheControlHeaderStrategy: oneOf(change, [
      "FAIL_WITH_403",
      "SUCCEED_WITH_RESPONSE_HEADER",
      "SUCCEED_WITHOUT_RESPONSE_HEADER",
    ]),
  }),
};

/** Patch paths of method settings, for error messages. */
export const METHOD_SETTING_PATHS: readonly string[] = Object.keys(SETTERS).map(
  (setting) => `/{resourcePath}/{httpMethod}/${setting}`,
);

/**
 * Applies a change like `/query/GET/caching/enabled`; two asterisks in place of path and method mean all methods,
 * and slashes inside the resource's path may be written `~1`. New settings of a method start from those of all methods. `undefined` when the path is
 * no method setting; a method that the deployment does not have is refused, since its settings would do nothing.
 */
export function patchMethodSettings(
  stage: StageRecord,
  change: Change,
  deployment: DeploymentRecord,
): StageRecord | undefined {
  const parts = /^\/(.+)\/([A-Z]+|\*)(?:\/([a-z]+\/[A-Za-z]+))?$/.exec(change.path);
  if (parts?.[1] === undefined || parts[2] === undefined) return undefined;
  const key = settingKey(unescapePointer(parts[1]), parts[2]);
  if (parts[3] === undefined) {
    if (change.op !== "remove") return undefined;
    return { ...stage, methodSettings: without(stage.methodSettings, key) };
  }
  const setter = Object.hasOwn(SETTERS, parts[3]) ? SETTERS[parts[3]] : undefined;
  if (setter === undefined) return undefined;
  if (key !== ALL_METHODS && !deploymentHas(deployment, key)) {
    throw badRequest(
      `Invalid method setting path: ${change.path}. The stage's deployment has no method ${key}.`,
    );
  }
  const base = stage.methodSettings[key] ?? stage.methodSettings[ALL_METHODS] ?? DEFAULT_METHOD_SETTING;
  const changed = { ...base, ...setter(change) };
  return { ...stage, methodSettings: { ...stage.methodSettings, [key]: changed } };
}

/**
 * Settings that hold for a request: those of the method (`ANY`, if that is the method that serves it), else those of
 * all methods. Caching of all methods means GET only: others need settings of their own.
 */
export function methodSettingOf(
  stage: StageRecord,
  resourcePath: string,
  methodVerb: string,
  requestVerb: string,
): MethodSettingRecord {
  const own = stage.methodSettings[settingKey(resourcePath, methodVerb)];
  if (own !== undefined) return own;
  const all = stage.methodSettings[ALL_METHODS] ?? DEFAULT_METHOD_SETTING;
  return { ...all, cachingEnabled: all.cachingEnabled && requestVerb === "GET" };
}

function settingKey(resourcePath: string, verb: string): string {
  const path = resourcePath.replace(/^\//, "");
  if ((path === "*") !== (verb === "*")) {
    throw badRequest(
      `Invalid method setting path: /${path}/${verb}. A wildcard stands for all resources and all methods together: /*/*.`,
    );
  }
  // The root has no name, so its slash stays.
  return `${path === "" ? "/" : path}/${verb}`;
}

function deploymentHas(deployment: DeploymentRecord, key: string): boolean {
  return Object.values(deployment.resources).some(({ path, methods }) =>
    Object.keys(methods).some((verb) => settingKey(path, verb) === key),
  );
}

function oneOf<T extends string>(change: Change, allowed: readonly T[]): T {
  const value = requiredText(change);
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) {
    throw badRequest(`Invalid value '${value}' for '${change.path}': expected one of ${allowed.join(", ")}.`);
  }
  return found;
}
