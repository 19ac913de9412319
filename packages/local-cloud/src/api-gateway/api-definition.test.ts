import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  defineApi,
  deployApi,
  INTEGRATION_URI,
  NOW,
  openGateway,
  patchStage,
  type TestGateway,
} from "./deployed-api.ts";

let gateway: TestGateway;
let operations: TestGateway["operations"];
beforeEach(async () => {
  gateway = await openGateway();
  ({ operations } = gateway);
});
afterEach(() => gateway.stop());

/** Id of a resource by its path. */
const resourceAt = (restApiId: string, path: string) =>
  String(operations.GetResources({ restApiId }).items?.find((resource) => resource.path === path)?.id);

describe("REST APIs", () => {
  it("are created with a root resource, described, patched and deleted", () => {
    const api = operations.CreateRestApi({
      name: "a",
      tags: { t: "1" },
      endpointConfiguration: { types: ["REGIONAL"] },
    });
    const restApiId = String(api.id);
    expect(api).toEqual({
      id: expect.stringMatching(/^[a-z0-9]{10}$/),
      name: "a",
      createdDate: new Date(NOW),
      apiKeySource: "HEADER",
      endpointConfiguration: { types: ["REGIONAL"] },
      disableExecuteApiEndpoint: false,
      rootResourceId: expect.stringMatching(/^[a-z0-9]{10}$/),
      tags: { t: "1" },
    });
    operations.UpdateRestApi({
      restApiId,
      patchOperations: [
        { op: "replace", path: "/name", value: "b" },
        { op: "replace", path: "/description", value: "d" },
      ],
    });
    expect(operations.GetRestApi({ restApiId })).toMatchObject({ name: "b", description: "d" });
    operations.DeleteRestApi({ restApiId });
    expect(() => operations.GetRestApi({ restApiId })).toThrow(
      `Invalid API identifier specified 000000000000:${restApiId}`,
    );
  });

  it("refuse what the local cloud would not carry out, by name", () => {
    expect(() => operations.CreateRestApi({ name: "a", policy: "{}" })).toThrow("does not support policy");
    expect(() =>
      operations.CreateRestApi({ name: "a", endpointConfiguration: { types: ["PRIVATE"] } }),
    ).toThrow("PRIVATE");
    const restApiId = defineApi(gateway, []);
    const patch =
      (path: string, op: "replace" | "test" = "replace") =>
      () =>
        operations.UpdateRestApi({ restApiId, patchOperations: [{ op, path, value: "x" }] });
    expect(patch("/policy")).toThrow("Invalid patch path '/policy'");
    expect(patch("/name", "test")).toThrow("does not support the patch operation test");
  });

  it("are listed in pages", () => {
    const ids = ["a", "b", "c"].map((name) => defineApi(gateway, [], name));
    const first = operations.GetRestApis({ limit: 2 });
    const second = operations.GetRestApis({ limit: 2, position: String(first.position) });
    expect([...(first.items ?? []), ...(second.items ?? [])].map(({ id }) => id)).toEqual(ids);
    expect(second.position).toBeUndefined();
  });
});

describe("resources", () => {
  it("refuse a name that a sibling has, a second variable, and children of a greedy one", () => {
    const restApiId = defineApi(gateway, [
      { path: ["query"] },
      { path: ["{id}"] },
      { path: ["files", "{rest+}"] },
    ]);
    const create = (parent: string, pathPart: string) => () =>
      operations.CreateResource({ restApiId, parentId: resourceAt(restApiId, parent), pathPart });
    expect(create("/", "query")).toThrow("already has this name: query");
    expect(create("/", "{other}")).toThrow("only one is allowed");
    expect(create("/files/{rest+}", "x")).toThrow("greedy");
    expect(create("/", "a b")).toThrow("path part only allow");
  });

  it("go with everything below them, but never the root", () => {
    const restApiId = defineApi(gateway, [{ path: ["a", "b"] }, { path: ["ab"] }]);
    operations.DeleteResource({ restApiId, resourceId: resourceAt(restApiId, "/a") });
    expect(operations.GetResources({ restApiId }).items?.map(({ path }) => path)).toEqual(["/", "/ab"]);
    expect(() => operations.DeleteResource({ restApiId, resourceId: resourceAt(restApiId, "/") })).toThrow(
      "Root resource",
    );
  });
});

describe("methods and integrations", () => {
  const setUp = () => {
    const restApiId = defineApi(gateway, [{ requestParameters: { "method.request.querystring.q": false } }]);
    const at = { restApiId, resourceId: resourceAt(restApiId, "/query"), httpMethod: "GET" };
    return {
      at,
      integration: { ...at, type: "AWS_PROXY", integrationHttpMethod: "POST", uri: INTEGRATION_URI } as const,
    };
  };

  it("refuse a cache key parameter that the method does not declare", () => {
    const { integration } = setUp();
    const put = (name: string) => operations.PutIntegration({ ...integration, cacheKeyParameters: [name] });
    expect(() => put("method.request.querystring.other")).toThrow(
      "Invalid cache key parameter specified: method.request.querystring.other",
    );
    expect(() => put("integration.request.header.x")).toThrow("method.request.*");
    expect(put("method.request.querystring.q")).toMatchObject({
      cacheKeyParameters: ["method.request.querystring.q"],
      timeoutInMillis: 29_000,
    });
  });

  it("keep a parameter declared while a cache key needs it", () => {
    const { at, integration } = setUp();
    operations.PutIntegration({ ...integration, cacheKeyParameters: ["method.request.querystring.q"] });
    const patchOperations = [
      { op: "remove", path: "/requestParameters/method.request.querystring.q" },
    ] as const;
    expect(() => operations.UpdateMethod({ ...at, patchOperations: [...patchOperations] })).toThrow(
      "Invalid cache key parameter",
    );
  });

  it("refuse a method twice, other integrations, bad URIs and bad timeouts", () => {
    const { at, integration } = setUp();
    expect(() => operations.PutMethod({ ...at, authorizationType: "NONE" })).toThrow("Method already exists");
    expect(() => operations.PutMethod({ ...at, httpMethod: "PUT", authorizationType: "CUSTOM" })).toThrow(
      "CUSTOM",
    );
    expect(() => operations.PutIntegration({ ...integration, type: "MOCK" })).toThrow("MOCK");
    expect(() => operations.PutIntegration({ ...integration, uri: "http://example" })).toThrow(
      "Invalid function URI",
    );
    expect(() => operations.PutIntegration({ ...integration, timeoutInMillis: 29_001 })).toThrow(
      "Timeout should be between",
    );
    expect(() => operations.PutIntegration({ ...integration, httpMethod: "PUT" })).toThrow(
      "Invalid Method identifier",
    );
  });

  it("are taken away one by one", () => {
    const { at } = setUp();
    operations.DeleteIntegration(at);
    expect(() => operations.GetIntegration(at)).toThrow("Invalid Integration identifier");
    operations.DeleteMethod(at);
    expect(() => operations.GetMethod(at)).toThrow("Invalid Method identifier");
  });
});

describe("deployments", () => {
  it("are snapshots: a change is served only after another deployment", async () => {
    const { restApiId, base } = deployApi(gateway, [{}]);
    const at = { restApiId, resourceId: resourceAt(restApiId, "/query"), httpMethod: "GET" };
    operations.UpdateMethod({
      ...at,
      patchOperations: [{ op: "replace", path: "/apiKeyRequired", value: "true" }],
    });
    expect((await gateway.send(`${base}/query`)).status).toBe(200);
    const { id } = operations.CreateDeployment({ restApiId });
    expect((await gateway.send(`${base}/query`)).status).toBe(200);
    patchStage(gateway, restApiId, { "/deploymentId": String(id) });
    expect((await gateway.send(`${base}/query`)).status).toBe(403);
  });

  it("stay while a stage uses them", () => {
    const { restApiId } = deployApi(gateway, [{}]);
    const deploymentId = String(operations.GetStage({ restApiId, stageName: "dev" }).deploymentId);
    expect(() => operations.DeleteDeployment({ restApiId, deploymentId })).toThrow(
      "Active stages pointing to this deployment",
    );
    operations.DeleteStage({ restApiId, stageName: "dev" });
    operations.DeleteDeployment({ restApiId, deploymentId });
    expect(operations.GetDeployments({ restApiId }).items).toEqual([]);
  });

  it("need methods, and each method an integration", () => {
    expect(() => operations.CreateDeployment({ restApiId: defineApi(gateway, []) })).toThrow(
      "doesn't contain any methods",
    );
    const restApiId = defineApi(gateway, [{}]);
    operations.DeleteIntegration({
      restApiId,
      resourceId: resourceAt(restApiId, "/query"),
      httpMethod: "GET",
    });
    expect(() => operations.CreateDeployment({ restApiId })).toThrow("No integration defined for method");
  });
});
