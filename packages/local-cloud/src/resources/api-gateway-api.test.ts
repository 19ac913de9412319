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

describe("RestApi", () => {
  it("has the outputs of the real provider", async () => {
    const api = await created(provider, typeOf("RestApi"), {
      name: "switchyard",
      endpointConfiguration: { types: "REGIONAL" },
    });
    expect(api.id).toBe("api2");
    expect(api.outputs).toMatchObject({
      arn: "arn:aws:apigateway:us-east-1::/restapis/api2",
      executionArn: "arn:aws:execute-api:us-east-1:000000000000:api2",
      rootResourceId: "root",
      tagsAll: { stage: "local" },
    });
  });

  it("is renamed and tagged in place", async () => {
    const api = await settled("RestApi", { name: "switchyard", tags: { old: "1" } });
    await provider.update(api, { name: "other", tags: { stage: "dev" } }, ["name", "tags.old", "tags.stage"]);
    expect(gateway.written).toEqual([
      [
        "UpdateRestApi",
        { restApiId: "api2", patchOperations: [{ op: "replace", path: "/name", value: "other" }] },
      ],
      ["UntagResource", { resourceArn: "arn:aws:apigateway:us-east-1::/restapis/api2", tagKeys: ["old"] }],
      [
        "TagResource",
        { resourceArn: "arn:aws:apigateway:us-east-1::/restapis/api2", tags: { stage: "dev" } },
      ],
    ]);
  });

  it("is gone when somebody has deleted it", async () => {
    expect(await provider.read({ urn: "u", type: typeOf("RestApi"), name: "x" }, "api9")).toBeUndefined();
  });
});

describe("Resource", () => {
  it("is found in whichever API it belongs to", async () => {
    const resource = await created(provider, typeOf("Resource"), {
      restApi: "api2",
      parentId: "root",
      pathPart: "query",
    });
    expect(resource.outputs).toEqual({
      parentId: "root",
      path: "/query",
      pathPart: "query",
      region: "us-east-1",
      restApi: "api2",
    });
  });
});

describe("Method", () => {
  const inputs = {
    restApi: "api2",
    resourceId: "q1",
    httpMethod: "GET",
    authorization: "NONE",
    apiKeyRequired: true,
    requestParameters: { "method.request.querystring.q": false },
  };

  it("is named by API, resource and verb", async () => {
    const method = await created(provider, typeOf("Method"), inputs);
    expect(method.id).toBe("agm-api2-q1-GET");
    expect(method.outputs).toEqual({ ...inputs, region: "us-east-1" });
  });

  it("is patched in place, so that its integration stays", async () => {
    const method = await settled("Method", inputs);
    const wanted = {
      ...inputs,
      apiKeyRequired: false,
      requestParameters: { "method.request.header.x": true },
    };
    await provider.update(method, wanted, ["apiKeyRequired", "requestParameters"]);
    expect(gateway.written).toEqual([
      [
        "UpdateMethod",
        {
          restApiId: "api2",
          resourceId: "q1",
          httpMethod: "GET",
          patchOperations: [
            { op: "replace", path: "/apiKeyRequired", value: "false" },
            { op: "remove", path: "/requestParameters/method.request.querystring.q" },
            { op: "add", path: "/requestParameters/method.request.header.x", value: "true" },
          ],
        },
      ],
    ]);
  });
});

describe("Integration", () => {
  it("is overwritten when it changes", async () => {
    const inputs = {
      restApi: "api2",
      resourceId: "q1",
      httpMethod: "GET",
      type: "AWS_PROXY",
      integrationHttpMethod: "POST",
      uri: "u",
    };
    const integration = await settled("Integration", inputs);
    expect(integration.id).toBe("agi-api2-q1-GET");
    expect(integration.outputs.cacheNamespace).toBe("q1");
    await provider.update(integration, { ...inputs, uri: "w" }, ["uri"]);
    expect(gateway.written).toMatchObject([
      ["PutIntegration", { restApiId: "api2", httpMethod: "GET", uri: "w" }],
    ]);
  });
});

describe("Response", () => {
  it("is named by API and kind, and gone when the gateway answers in its own words", async () => {
    const response = await created(provider, typeOf("Response"), {
      restApiId: "api2",
      responseType: "DEFAULT_4XX",
      statusCode: "404",
    });
    expect(response.id).toBe("aggr-api2-DEFAULT_4XX");
    expect(response.outputs.statusCode).toBe("404");
    expect(await provider.read(response, "aggr-api2-THROTTLED")).toBeUndefined();
  });
});
