import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addKey, deployApi, openGateway, patchStage, type TestGateway } from "./deployed-api.ts";

let gateway: TestGateway;
let operations: TestGateway["operations"];
beforeEach(async () => {
  gateway = await openGateway();
  ({ operations } = gateway);
});
afterEach(() => gateway.stop());

describe("stages", () => {
  it("start method settings from those of all methods", () => {
    const { restApiId } = deployApi(gateway, [{}]);
    patchStage(gateway, restApiId, {
      "/*/*/metrics/enabled": "true",
      "/~1query/GET/caching/ttlInSeconds": "60",
      "/query/GET/caching/unauthorizedCacheControlHeaderStrategy": "FAIL_WITH_403",
    });
    expect(operations.GetStage({ restApiId, stageName: "dev" }).methodSettings).toEqual({
      "*/*": expect.objectContaining({ metricsEnabled: true, cacheTtlInSeconds: 300 }),
      "query/GET": {
        metricsEnabled: true,
        loggingLevel: "OFF",
        dataTraceEnabled: false,
        throttlingBurstLimit: 5000,
        throttlingRateLimit: 10_000,
        cachingEnabled: false,
        cacheTtlInSeconds: 60,
        cacheDataEncrypted: false,
        requireAuthorizationForCacheControl: true,
        unauthorizedCacheControlHeaderStrategy: "FAIL_WITH_403",
      },
    });
    operations.UpdateStage({
      restApiId,
      stageName: "dev",
      patchOperations: [{ op: "remove", path: "/query/GET" }],
    });
    expect(Object.keys(operations.GetStage({ restApiId, stageName: "dev" }).methodSettings ?? {})).toEqual([
      "*/*",
    ]);
  });

  it.each([
    ["/query/GET/caching/ttlInSeconds", "3601", "from 0 to 3600"],
    ["/query/GET/caching/enabled", "yes", "expected true or false"],
    ["/query/GET/caching/unauthorizedCacheControlHeaderStrategy", "FAIL", "expected one of"],
    ["/query/POST/caching/enabled", "true", "has no method query/POST"],
    ["/query/*/caching/enabled", "true", "wildcard"],
    ["/query/GET/caching/size", "1", "Invalid patch path"],
    ["/cacheClusterSize", "2", "Invalid cache cluster size 2"],
    ["/deploymentId", "gone", "Invalid Deployment identifier"],
    ["/accessLogSettings/format", "x", "Invalid patch path"],
  ])("refuse %s = %s and change nothing", (path, value, message) => {
    const { restApiId } = deployApi(gateway, [{}]);
    const before = operations.GetStage({ restApiId, stageName: "dev" });
    expect(() => patchStage(gateway, restApiId, { "/description": "half", [path]: value })).toThrow(message);
    expect(operations.GetStage({ restApiId, stageName: "dev" })).toEqual(before);
  });

  it("take a cache of 0.5 GB when none is named, and refuse a name twice", () => {
    const { restApiId } = deployApi(gateway, [{}]);
    patchStage(gateway, restApiId, { "/cacheClusterEnabled": "true", "/variables/colour": "blue" });
    const stage = operations.GetStage({ restApiId, stageName: "dev" });
    expect(stage).toMatchObject({
      cacheClusterSize: "0.5",
      cacheClusterStatus: "AVAILABLE",
      variables: { colour: "blue" },
    });
    const deploymentId = String(stage.deploymentId);
    expect(() => operations.CreateStage({ restApiId, stageName: "dev", deploymentId })).toThrow(
      "Stage already exists",
    );
  });
});

describe("API keys", () => {
  it("show their value only when asked, and are disabled unless enabled", () => {
    const { id } = operations.CreateApiKey({ name: "k" });
    expect(operations.GetApiKey({ apiKey: id })).not.toHaveProperty("value");
    expect(operations.GetApiKey({ apiKey: id, includeValue: true })).toMatchObject({
      name: "k",
      enabled: false,
      value: expect.stringMatching(/^[A-Za-z0-9]{40}$/),
    });
    expect(operations.GetApiKeys({ nameQuery: "k", includeValues: true }).items?.[0]).toHaveProperty("value");
    expect(operations.GetApiKeys({ nameQuery: "x" }).items).toEqual([]);
  });

  it("refuse a value that is short or taken", () => {
    operations.CreateApiKey({ value: "a".repeat(20) });
    expect(() => operations.CreateApiKey({ value: "a".repeat(20) })).toThrow("API Key already exists");
    expect(() => operations.CreateApiKey({ value: "a".repeat(19) })).toThrow("at least 20 characters");
  });
});

describe("usage plans", () => {
  it("are patched member by member", () => {
    const { restApiId } = deployApi(gateway, [{}]);
    const { id } = operations.CreateUsagePlan({ name: "p", apiStages: [{ apiId: restApiId, stage: "dev" }] });
    const usagePlanId = String(id);
    const patch = (...patchOperations: object[]) =>
      operations.UpdateUsagePlan({ usagePlanId, patchOperations });
    expect(
      patch(
        { op: "replace", path: "/throttle/rateLimit", value: "1.5" },
        { op: "replace", path: "/throttle/burstLimit", value: "3" },
        { op: "replace", path: "/quota/limit", value: "10" },
        { op: "replace", path: "/quota/period", value: "MONTH" },
      ),
    ).toMatchObject({
      throttle: { rateLimit: 1.5, burstLimit: 3 },
      quota: { limit: 10, offset: 0, period: "MONTH" },
    });
    const rest = patch({ op: "remove", path: "/throttle" }, { op: "remove", path: "/quota" });
    expect(rest).not.toHaveProperty("throttle");
    expect(rest).not.toHaveProperty("quota");
    expect(() => operations.DeleteUsagePlan({ usagePlanId })).toThrow("API Stages are associated");
    patch({ op: "remove", path: "/apiStages", value: `${restApiId}:dev` });
    operations.DeleteUsagePlan({ usagePlanId });
    expect(() => operations.GetUsagePlan({ usagePlanId })).toThrow("Invalid Usage Plan ID specified");
  });

  it("refuse limits that make no sense and stages that are not there", () => {
    expect(() => operations.CreateUsagePlan({ name: "p", quota: { limit: 0, period: "DAY" } })).toThrow(
      "greater than 0",
    );
    expect(() => operations.CreateUsagePlan({ name: "p", quota: { limit: 1 } })).toThrow(
      "DAY, WEEK or MONTH",
    );
    expect(() =>
      operations.CreateUsagePlan({ name: "p", apiStages: [{ apiId: "x", stage: "dev" }] }),
    ).toThrow("Invalid API identifier");
  });

  it("hold a key once, and let it into a stage by one plan only", () => {
    const { restApiId } = deployApi(gateway, [{}]);
    const key = addKey(gateway, restApiId);
    const add = (usagePlanId: string) =>
      operations.CreateUsagePlanKey({ usagePlanId, keyId: key.id, keyType: "API_KEY" });
    expect(() => add(key.planId)).toThrow("already exists");
    const rival = operations.CreateUsagePlan({ name: "q", apiStages: [{ apiId: restApiId, stage: "dev" }] });
    expect(() => add(String(rival.id))).toThrow("covers the same stage");
    expect(operations.GetUsagePlanKeys({ usagePlanId: key.planId }).items).toEqual([
      { id: key.id, type: "API_KEY", value: key.value },
    ]);
    operations.DeleteUsagePlanKey({ usagePlanId: key.planId, keyId: key.id });
    expect(() => operations.GetUsagePlanKey({ usagePlanId: key.planId, keyId: key.id })).toThrow(
      "Usage Plan Key",
    );
  });
});

describe("tags", () => {
  it("belong to APIs, stages, keys and plans, by ARN", () => {
    const { restApiId } = deployApi(gateway, [{}]);
    const key = addKey(gateway, restApiId);
    for (const path of [
      `restapis/${restApiId}`,
      `restapis/${restApiId}/stages/dev`,
      `apikeys/${key.id}`,
      `usageplans/${key.planId}`,
    ]) {
      const resourceArn = `arn:aws:apigateway:us-east-1::/${path}`;
      operations.TagResource({ resourceArn, tags: { a: "1", b: "2" } });
      operations.UntagResource({ resourceArn, tagKeys: ["a"] });
      expect(operations.GetTags({ resourceArn })).toEqual({ tags: { b: "2" } });
    }
    expect(() => operations.GetTags({ resourceArn: "arn:aws:apigateway:us-east-1::/vpclinks/x" })).toThrow(
      "Invalid resource ARN",
    );
  });
});

describe("permissions", () => {
  it("are HTTP verbs on paths", () => {
    expect(gateway.wire.permissions("FlushStageCache", { restApiId: "a", stageName: "dev" })).toEqual([
      {
        action: "apigateway:DELETE",
        resource: "arn:aws:apigateway:us-east-1::/restapis/a/stages/dev/cache/data",
      },
    ]);
    expect(gateway.wire.permissions("CreateVpcLink", {})).toBeUndefined();
  });

  it("are known for every operation", () => {
    for (const operation of Object.keys(operations))
      expect(gateway.wire.permissions(operation, {})).toHaveLength(1);
  });
});
