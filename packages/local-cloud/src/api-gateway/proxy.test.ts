import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AwsError } from "../aws-error.ts";
import {
  addKey,
  deployApi,
  FUNCTION_ARN,
  openGateway,
  patchStage,
  type TestGateway,
} from "./deployed-api.ts";

let gateway: TestGateway;
beforeEach(async () => {
  gateway = await openGateway();
});
afterEach(() => gateway.stop());

describe("routing", () => {
  it("prefers fixed parts to variables, variables to greedy ones, and a method to ANY", async () => {
    const { base } = deployApi(gateway, [
      { path: ["items", "all"] },
      { path: ["items", "{id}"], verb: "ANY" },
      { path: ["items", "{id}"], verb: "POST" },
      { path: ["items", "{rest+}"] },
    ]);
    gateway.behave((event) => ({
      statusCode: 200,
      body: JSON.stringify([event["resource"], event["pathParameters"]]),
    }));
    const at = async (path: string, method = "GET") =>
      JSON.parse((await gateway.send(base + path, { method })).body);
    expect(await at("/items/all")).toEqual(["/items/all", null]);
    expect(await at("/items/a%20b/")).toEqual(["/items/{id}", { id: "a b" }]);
    expect(await at("/items/7", "DELETE")).toEqual(["/items/{id}", { id: "7" }]);
    expect(await at("/items/7/parts/8")).toEqual(["/items/{rest+}", { rest: "7/parts/8" }]);
  });

  it.each([
    ["another path", "GET", "/other"],
    ["another method", "POST", "/query"],
    ["HEAD", "HEAD", "/query"],
    ["OPTIONS", "OPTIONS", "/query"],
    ["a broken escape", "GET", "/%zz"],
  ])("answers 403 Missing Authentication Token to %s", async (_, method, path) => {
    const { base } = deployApi(gateway, [{}]);
    const result = await gateway.send(base + path, { method });
    expect([result.status, result.headers["x-amzn-errortype"]]).toEqual([
      403,
      "MissingAuthenticationTokenException",
    ]);
    expect(result.body).toBe(method === "HEAD" ? "" : '{"message":"Missing Authentication Token"}');
  });

  it("answers the same to an unknown API, stage, or no path at all", async () => {
    const { restApiId } = deployApi(gateway, [{}]);
    for (const path of ["/", "/abc", "/abc/dev/query", `/${restApiId}/prod/query`]) {
      const { status, body } = await gateway.send(path);
      expect([status, body]).toEqual([403, '{"message":"Missing Authentication Token"}']);
    }
  });

  it("answers only under loopback names", async () => {
    const { base } = deployApi(gateway, [{}]);
    const underHost = async (host: string) =>
      (await gateway.send(`${base}/query`, { headers: { host } })).status;
    expect(await underHost("localhost:80")).toBe(200);
    expect(await underHost("[::1]:80")).toBe(200);
    expect(await underHost("evil.example")).toBe(403);
    expect(await underHost("127.0.0.1.evil.example")).toBe(403);
  });
});

describe("the proxy event", () => {
  it("is the one that API Gateway sends", async () => {
    const { restApiId, base } = deployApi(gateway, [{ verb: "POST", apiKeyRequired: true }], {
      variables: { colour: "blue" },
    });
    const key = addKey(gateway, restApiId);
    const { headers } = await gateway.send(`${base}/query?q=a%20b&q=c+d&empty=`, {
      method: "POST",
      headers: {
        "x-api-key": key.value,
        "User-Agent": "test",
        "X-Multi": ["1", "2"],
        "X-Forwarded-For": "10.0.0.1",
      },
      body: '{"query":"é"}',
    });
    const [event] = gateway.calls;
    const requestId = String(headers["x-amzn-requestid"]);
    expect(event).toEqual({
      resource: "/query",
      path: "/query",
      httpMethod: "POST",
      headers: expect.objectContaining({
        "x-api-key": key.value,
        "User-Agent": "test",
        "X-Multi": "2",
        "X-Forwarded-For": "10.0.0.1, 127.0.0.1",
        "X-Forwarded-Proto": "http",
        "X-Amzn-Trace-Id": expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
      }),
      multiValueHeaders: expect.objectContaining({ "X-Multi": ["1", "2"], "User-Agent": ["test"] }),
      queryStringParameters: { q: "c d", empty: "" },
      multiValueQueryStringParameters: { q: ["a b", "c d"], empty: [""] },
      pathParameters: null,
      stageVariables: { colour: "blue" },
      requestContext: {
        accountId: "000000000000",
        apiId: restApiId,
        domainName: `127.0.0.1:${gateway.port}`,
        domainPrefix: restApiId,
        extendedRequestId: expect.stringMatching(/^\w{15}=$/),
        httpMethod: "POST",
        identity: expect.objectContaining({
          apiKey: key.value,
          apiKeyId: key.id,
          sourceIp: "127.0.0.1",
          userAgent: "test",
          accessKey: null,
          userArn: null,
        }),
        path: "/dev/query",
        protocol: "HTTP/1.1",
        requestId,
        requestTime: "23/Nov/2026:12:00:00 +0000",
        requestTimeEpoch: 1_795_435_200_000,
        resourceId: expect.any(String),
        resourcePath: "/query",
        stage: "dev",
      },
      body: '{"query":"é"}',
      isBase64Encoded: false,
    });
    expect(event?.headers).not.toHaveProperty("connection");
  });

  it("goes to the function of the integration, on behalf of the method", async () => {
    const { restApiId, base } = deployApi(gateway, [{}]);
    await gateway.send(`${base}/query`);
    expect(gateway.invocations[0]).toMatchObject({
      functionArn: FUNCTION_ARN,
      principal: "apigateway.amazonaws.com",
      sourceArn: `arn:aws:execute-api:us-east-1:000000000000:${restApiId}/dev/GET/query`,
    });
  });

  it("has no body, query or path parameters where the request has none", async () => {
    const { base } = deployApi(gateway, [{}]);
    await gateway.send(`${base}/query`);
    expect(gateway.calls[0]).toMatchObject({
      body: null,
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: null,
      stageVariables: null,
    });
  });
});

describe("the function's answer", () => {
  it("goes out with its status, its headers and a content type", async () => {
    const { base } = deployApi(gateway, [{}]);
    gateway.behave(() => ({
      statusCode: 418,
      headers: { "X-One": "1", "X-Both": "lost", Date: "yesterday" },
      multiValueHeaders: { "Set-Cookie": ["a=1", "b=2"], "x-both": ["kept"] },
      body: "short and stout",
    }));
    const { status, headers, body } = await gateway.send(`${base}/query`);
    expect([status, body]).toEqual([418, "short and stout"]);
    expect(headers).toMatchObject({
      "x-one": "1",
      "x-both": "kept",
      "set-cookie": ["a=1", "b=2"],
      "content-type": "application/json",
      "x-amzn-remapped-date": "yesterday",
      "x-amzn-requestid": expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it.each<[string, unknown]>([
    ["no statusCode", { body: "x" }],
    ["a status that is none", { statusCode: 99 }],
    ["a body that is an object", { statusCode: 200, body: { answer: 1 } }],
    ["a member of another event", { statusCode: 200, cookies: [] }],
    ["a header that is an object", { statusCode: 200, headers: { a: {} } }],
    ["a header with a line break", { statusCode: 200, headers: { a: "b\r\nc: d" } }],
    ["text", "hello"],
    ["null", null],
  ])("with %s is a 502 that shows nothing of it", async (_, result) => {
    const { base } = deployApi(gateway, [{}]);
    gateway.behave(() => result);
    const { status, body, headers } = await gateway.send(`${base}/query`);
    expect([status, body]).toEqual([502, '{"message":"Internal server error"}']);
    expect(headers["x-amzn-errortype"]).toBe("InternalServerErrorException");
  });

  it("is decoded from base64 only for media types that the API treats as binary", async () => {
    const { restApiId } = deployApi(gateway, [{}]);
    const { operations } = gateway;
    operations.UpdateRestApi({
      restApiId,
      patchOperations: [{ op: "add", path: "/binaryMediaTypes/image~1png" }],
    });
    const { id } = operations.CreateDeployment({ restApiId });
    patchStage(gateway, restApiId, { "/deploymentId": String(id) });
    gateway.behave(() => ({ statusCode: 200, body: "aGk=", isBase64Encoded: true }));
    const read = async (accept: string) =>
      (await gateway.send(`/${restApiId}/dev/query`, { headers: { accept } })).body;
    expect(await read("image/png")).toBe("hi");
    expect(await read("text/html")).toBe("aGk=");
  });
});

describe("a function that fails", () => {
  it.each<[string, number, () => unknown]>([
    [
      "throws",
      502,
      () => ({
        payload: Buffer.from('{"errorMessage":"secret"}'),
        functionError: "Unhandled",
        executedVersion: "1",
      }),
    ],
    ["may not be called", 500, () => refuse("AccessDeniedException", 403)],
    ["is not there", 500, () => refuse("ResourceNotFoundException", 404)],
    ["is throttled", 500, () => refuse("TooManyRequestsException", 429)],
  ])("because it %s makes a %d", async (_, expected, behaviour) => {
    const { base } = deployApi(gateway, [{}]);
    gateway.behave(behaviour);
    const { status, body } = await gateway.send(`${base}/query`);
    expect([status, body]).toEqual([expected, '{"message":"Internal server error"}']);
  });

  it("because it is late makes a 504 after the integration's timeout", async () => {
    const { base } = deployApi(gateway, [{ timeoutInMillis: 50 }]);
    gateway.behave(() => new Promise(() => undefined));
    const { status, body } = await gateway.send(`${base}/query`);
    expect([status, body]).toEqual([504, '{"message":"Endpoint request timed out"}']);
  });

  it("is explained in the execution log of a stage that has it", async () => {
    const lines: string[] = [];
    await gateway.stop();
    gateway = await openGateway({
      deps: {
        logs: {
          write: (group, _, __, message) => void lines.push(`${group}: ${message.replace(/^\(.*?\) /, "")}`),
        },
      },
    });
    const { restApiId, base } = deployApi(gateway, [{}]);
    gateway.behave(() => ({ statusCode: 200, body: 1 }));
    await gateway.send(`${base}/query`);
    patchStage(gateway, restApiId, { "/*/*/logging/loglevel": "INFO" });
    await gateway.send(`${base}/query`);
    const group = `API-Gateway-Execution-Logs_${restApiId}/dev`;
    expect(lines).toEqual([
      `${group}: Execution failed due to configuration error: Malformed Lambda proxy response: body is not a string`,
      `${group}: Method completed with status: 502`,
    ]);
  });
});

describe("a body", () => {
  it("of 10 MB is taken, and one byte more is a 413", async () => {
    const { base } = deployApi(gateway, [{ verb: "POST" }]);
    const post = (bytes: number, headers = {}) =>
      gateway.send(`${base}/query`, { method: "POST", body: Buffer.alloc(bytes, "x"), headers });
    const limit = 10 * 1024 * 1024;
    expect((await post(limit)).status).toBe(200);
    expect((await post(limit + 1)).body).toBe('{"message":"HTTP content length exceeded 10485760 bytes."}');
    expect((await post(limit + 1, { "transfer-encoding": "chunked" })).status).toBe(413);
    expect(gateway.calls).toHaveLength(1);
  });
});

function refuse(code: string, status: number): never {
  throw new AwsError(code, "refused", status);
}
