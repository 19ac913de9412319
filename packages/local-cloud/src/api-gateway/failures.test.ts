import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { defineApi, openGateway, type TestGateway } from "./deployed-api.ts";

let gateway: TestGateway;
beforeEach(async () => {
  gateway = await openGateway();
});
afterEach(() => gateway.stop());

/** An API with gateway responses, deployed to `dev`. */
function deployWith(responses: Readonly<Record<string, object>>): string {
  const { operations } = gateway;
  const restApiId = defineApi(gateway, [{ apiKeyRequired: true }]);
  for (const [responseType, response] of Object.entries(responses)) {
    operations.PutGatewayResponse({ restApiId, responseType: responseType as "DEFAULT_4XX", ...response });
  }
  const { id } = operations.CreateDeployment({ restApiId });
  operations.CreateStage({ restApiId, stageName: "dev", deploymentId: String(id) });
  return `/${restApiId}/dev`;
}

const json = (template: string) => ({ responseTemplates: { "application/json": template } });

describe("gateway responses", () => {
  it("fill in what the request and the error are", async () => {
    const base = deployWith({
      DEFAULT_4XX: json(
        '{"error":{"code":"$context.error.responseType","message":$context.error.messageString,"request_id":"$context.requestId"}}',
      ),
    });
    const { status, body, headers } = await gateway.send(`${base}/query`);
    expect(status).toBe(403);
    expect(JSON.parse(body)).toEqual({
      error: { code: "INVALID_API_KEY", message: "Forbidden", request_id: headers["x-amzn-requestid"] },
    });
  });

  it("take the specific one before the default of its class, with its own status and headers", async () => {
    const base = deployWith({
      DEFAULT_4XX: json("default"),
      MISSING_AUTHENTICATION_TOKEN: {
        statusCode: "404",
        responseParameters: {
          "gatewayresponse.header.Access-Control-Allow-Origin": "'*'",
          "gatewayresponse.header.X-Stage": "context.stage",
        },
        ...json("not here"),
      },
    });
    expect((await gateway.send(`${base}/query`)).body).toBe("default");
    const { status, body, headers } = await gateway.send(`${base}/nowhere`);
    expect([status, body]).toEqual([404, "not here"]);
    expect(headers).toMatchObject({ "access-control-allow-origin": "*", "x-stage": "dev" });
  });

  it("cannot be broken out of by what a caller sends", async () => {
    const base = deployWith({
      MISSING_AUTHENTICATION_TOKEN: json('{"path":"$context.path","agent":"$context.identity.userAgent"}'),
      INVALID_API_KEY: { responseTemplates: { "text/html": "<b>$context.identity.userAgent</b>" } },
    });
    const headers = { "user-agent": '<i>","admin":"yes$context.requestId' };
    const missing = await gateway.send(`${base}/x%22`, { headers });
    expect(JSON.parse(missing.body)).toEqual({ path: "/dev/x%22", agent: headers["user-agent"] });
    const forbidden = await gateway.send(`${base}/query`, { headers });
    expect(forbidden.body).toBe("<b>&#60;i&#62;&#34;,&#34;admin&#34;:&#34;yes$context.requestId</b>");
    expect(forbidden.headers["content-type"]).toBe("text/html");
  });

  it("leave unknown variables empty", async () => {
    const base = deployWith({ DEFAULT_4XX: json('"$context.authorizer.claims.sub"') });
    expect((await gateway.send(`${base}/query`)).body).toBe('""');
  });

  it("are part of the deployment: one that is put later is not served", async () => {
    const base = deployWith({});
    const restApiId = String(base.split("/")[1]);
    gateway.operations.PutGatewayResponse({ restApiId, responseType: "DEFAULT_4XX", ...json("late") });
    expect((await gateway.send(`${base}/query`)).body).toBe('{"message":"Forbidden"}');
  });
});

describe("PutGatewayResponse", () => {
  it("refuses what could not be filled in", () => {
    const restApiId = defineApi(gateway, []);
    const put = (response: object) => () =>
      gateway.operations.PutGatewayResponse({ restApiId, responseType: "THROTTLED", ...response });
    expect(put({ statusCode: "4xx" })).toThrow("Invalid status code");
    expect(put({ responseParameters: { "gatewayresponse.header.A": "unquoted" } })).toThrow("single quotes");
    expect(put({ responseParameters: { "method.response.header.A": "'x'" } })).toThrow(
      "gatewayresponse.header.NAME",
    );
    expect(put({ responseType: "TEAPOT" })).toThrow("expected one of");
  });

  it("is undone by DeleteGatewayResponse", () => {
    const { operations } = gateway;
    const at = { restApiId: defineApi(gateway, []), responseType: "THROTTLED" } as const;
    operations.PutGatewayResponse({ ...at, ...json("x") });
    expect(operations.GetGatewayResponse(at)).toMatchObject({ defaultResponse: false, statusCode: "429" });
    operations.DeleteGatewayResponse(at);
    expect(operations.GetGatewayResponse(at)).toMatchObject({
      defaultResponse: true,
      responseTemplates: { "application/json": '{"message":$context.error.messageString}' },
    });
    expect(() => operations.DeleteGatewayResponse(at)).toThrow("not defined");
  });
});
