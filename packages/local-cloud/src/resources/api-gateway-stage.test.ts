import { beforeEach, describe, expect, it } from "vitest";
import { fakeGateway } from "./fake-api-gateway.ts";
import { created, providerOver } from "./testing.ts";

/** `RestApi` as Pulumi writes it: `aws:apigateway/restApi:RestApi`. */
const typeOf = (name: string): string => `aws:apigateway/${name[0]?.toLowerCase()}${name.slice(1)}:${name}`;

let gateway: ReturnType<typeof fakeGateway>;
let provider: ReturnType<typeof providerOver>;
beforeEach(() => {
  gateway = fakeGateway();
  provider = providerOver({ apiGateway: gateway.operations });
});

/** Creates the resource and forgets what that wrote. */
async function settled(name: string, inputs: Record<string, unknown>) {
  const resource = await created(provider, typeOf(name), inputs);
  gateway.written.length = 0;
  return resource;
}

describe("Deployment", () => {
  it("is made anew when a trigger changes", async () => {
    const deployment = await created(provider, typeOf("Deployment"), {
      restApi: "api2",
      triggers: { served: "1" },
    });
    expect(deployment.outputs).toMatchObject({ restApi: "api2", triggers: { served: "1" } });
    expect(provider.replaceOn(typeOf("Deployment"))).toContain("triggers");
  });
});

describe("Stage", () => {
  const inputs = { restApi: "api2", deployment: "d1", stageName: "my-stage", cacheClusterEnabled: true };

  it("tells where the local gateway serves it", async () => {
    const stage = await created(provider, typeOf("Stage"), inputs);
    expect(stage.id).toBe("ags-api2-my-stage");
    expect(stage.outputs).toMatchObject({
      invokeUrl: "http://127.0.0.1:4600/api2/my-stage",
      executionArn: "arn:aws:execute-api:us-east-1:000000000000:api2/my-stage",
      arn: "arn:aws:apigateway:us-east-1::/restapis/api2/stages/my-stage",
      stageName: "my-stage",
    });
  });

  it("moves to another deployment in place", async () => {
    const stage = await settled("Stage", inputs);
    await provider.update(stage, { ...inputs, deployment: "d2" }, ["deployment"]);
    expect(gateway.written).toEqual([
      [
        "UpdateStage",
        {
          restApiId: "api2",
          stageName: "my-stage",
          patchOperations: [{ op: "replace", path: "/deploymentId", value: "d2" }],
        },
      ],
    ]);
  });
});

describe("MethodSettings", () => {
  const inputs = {
    restApi: "api2",
    stageName: "my-stage",
    methodPath: "query/GET",
    settings: { cachingEnabled: true, cacheTtlInSeconds: 300 },
  };
  const patchesAfter = () =>
    gateway.written.map(([, input]) => (input as { patchOperations: object }).patchOperations);

  it("are patches of the stage", async () => {
    const settings = await created(provider, typeOf("MethodSettings"), inputs);
    expect(patchesAfter()).toEqual([
      [
        { op: "replace", path: "/query/GET/caching/enabled", value: "true" },
        { op: "replace", path: "/query/GET/caching/ttlInSeconds", value: "300" },
      ],
    ]);
    expect(settings.outputs).toMatchObject({ methodPath: "query/GET", stageName: "my-stage" });
  });

  it("patch only what changed", async () => {
    const settings = await settled("MethodSettings", inputs);
    const wanted = { ...inputs, settings: { cachingEnabled: true, cacheTtlInSeconds: 60 } };
    await provider.update(settings, wanted, ["settings.cacheTtlInSeconds"]);
    expect(patchesAfter()).toEqual([
      [{ op: "replace", path: "/query/GET/caching/ttlInSeconds", value: "60" }],
    ]);
  });

  it("start again when one of them is taken away", async () => {
    const settings = await settled("MethodSettings", inputs);
    await provider.update(settings, { ...inputs, settings: { cachingEnabled: true } }, [
      "settings.cacheTtlInSeconds",
    ]);
    expect(patchesAfter()).toEqual([
      [
        { op: "remove", path: "/query/GET" },
        { op: "replace", path: "/query/GET/caching/enabled", value: "true" },
      ],
    ]);
  });

  it("are gone when the stage has none for the method", async () => {
    const settings = await settled("MethodSettings", inputs);
    expect(await provider.read(settings, "api2/my-stage/query/POST")).toBeUndefined();
  });
});

describe("ApiKey", () => {
  it("has the value that AWS made", async () => {
    const key = await created(provider, typeOf("ApiKey"), {});
    expect(gateway.written).toEqual([
      ["CreateApiKey", { name: "x-0a1b2c3", description: "Managed by Pulumi", enabled: true }],
    ]);
    expect(key.outputs).toMatchObject({
      value: "v".repeat(40),
      arn: "arn:aws:apigateway:us-east-1::/apikeys/key1",
    });
    await provider.delete(key);
    expect(await provider.read(key, key.id)).toBeUndefined();
  });
});

describe("UsagePlan", () => {
  const inputs = {
    name: "plan",
    apiStages: [{ apiId: "api2", stage: "local" }],
    throttleSettings: { rateLimit: 5, burstLimit: 10 },
    quotaSettings: { limit: 10, period: "DAY" },
  };

  it("is patched in place", async () => {
    const plan = await settled("UsagePlan", inputs);
    const wanted = {
      name: "plan",
      apiStages: [{ apiId: "api2", stage: "dev" }],
      throttleSettings: { rateLimit: 7 },
    };
    await provider.update(plan, wanted, [
      "apiStages[0].stage",
      "throttleSettings.burstLimit",
      "throttleSettings.rateLimit",
      "quotaSettings",
    ]);
    expect(gateway.written).toEqual([
      [
        "UpdateUsagePlan",
        {
          usagePlanId: "plan1",
          patchOperations: [
            { op: "remove", path: "/apiStages", value: "api2:local" },
            { op: "add", path: "/apiStages", value: "api2:dev" },
            { op: "remove", path: "/throttle/burstLimit" },
            { op: "replace", path: "/throttle/rateLimit", value: "7" },
            { op: "remove", path: "/quota" },
          ],
        },
      ],
    ]);
  });

  it("lets go of its stages before it is deleted", async () => {
    const plan = await settled("UsagePlan", inputs);
    await provider.delete(plan);
    expect(gateway.written.map(([operation]) => operation)).toEqual(["UpdateUsagePlan", "DeleteUsagePlan"]);
  });
});

describe("UsagePlanKey", () => {
  it("is found by plan and key", async () => {
    const key = await created(provider, typeOf("UsagePlanKey"), {
      keyId: "key1",
      keyType: "API_KEY",
      usagePlanId: "plan1",
    });
    expect(key.id).toBe("plan1/key1");
    expect(key.outputs).toMatchObject({ keyId: "key1", usagePlanId: "plan1", value: "v" });
  });
});
