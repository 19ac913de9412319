import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AwsError } from "../aws-error.ts";
import type { Caller } from "../ports.ts";
import { memoryStore } from "../store.ts";
import { addKey, deployApi, NOW, openGateway, patchStage, type TestGateway } from "./deployed-api.ts";

let gateway: TestGateway;
beforeEach(async () => {
  gateway = await openGateway();
});
afterEach(() => gateway.stop());

const DAY_MS = 86_400_000;

describe("API keys", () => {
  it("let in only an enabled key of a usage plan of the stage", async () => {
    const { operations } = gateway;
    const { restApiId, base } = deployApi(gateway, [{ apiKeyRequired: true }]);
    const good = addKey(gateway, restApiId);
    const planless = operations.CreateApiKey({ enabled: true });
    const elsewhere = deployApi(gateway, [{ apiKeyRequired: true }]);
    const foreign = addKey(gateway, elsewhere.restApiId);
    const statusOf = async (headers: Record<string, string | string[]>) =>
      (await gateway.send(`${base}/query`, { headers })).status;

    expect(await statusOf({ "X-API-Key": good.value })).toBe(200);
    expect(await statusOf({})).toBe(403);
    expect(await statusOf({ "x-api-key": "" })).toBe(403);
    expect(await statusOf({ "x-api-key": `${good.value}x` })).toBe(403);
    expect(await statusOf({ "x-api-key": [good.value, foreign.value] })).toBe(403);
    expect(await statusOf({ "x-api-key": String(planless.value) })).toBe(403);
    expect(await statusOf({ "x-api-key": foreign.value })).toBe(403);
    operations.UpdateApiKey({
      apiKey: good.id,
      patchOperations: [{ op: "replace", path: "/enabled", value: "false" }],
    });
    expect(await statusOf({ "x-api-key": good.value })).toBe(403);
    expect(gateway.calls).toHaveLength(1);
  });

  it("are refused as AWS does it", async () => {
    const { base } = deployApi(gateway, [{ apiKeyRequired: true }]);
    const { body, headers } = await gateway.send(`${base}/query`);
    expect([body, headers["x-amzn-errortype"]]).toEqual(['{"message":"Forbidden"}', "ForbiddenException"]);
  });
});

describe("usage plans", () => {
  const throttled = { status: 429, body: '{"message":"Too Many Requests"}' };

  it("throttle each key by rate and burst", async () => {
    const { restApiId, base } = deployApi(gateway, [{ apiKeyRequired: true }]);
    const plan = { throttle: { rateLimit: 2, burstLimit: 3 } };
    const first = addKey(gateway, restApiId, plan);
    const second = addKey(gateway, restApiId, plan);
    const statuses = async (key: string, count: number) => {
      const results: number[] = [];
      for (let index = 0; index < count; index += 1) {
        results.push((await gateway.send(`${base}/query`, { headers: { "x-api-key": key } })).status);
      }
      return results;
    };
    expect(await statuses(first.value, 4)).toEqual([200, 200, 200, 429]);
    expect(await statuses(second.value, 1)).toEqual([200]);
    gateway.clock.nowMs += 499;
    expect(await statuses(first.value, 1)).toEqual([429]);
    gateway.clock.nowMs += 1;
    expect(await statuses(first.value, 2)).toEqual([200, 429]);
    gateway.clock.nowMs += 60_000;
    expect(await statuses(first.value, 4)).toEqual([200, 200, 200, 429]);
    expect(await gateway.send(`${base}/query`, { headers: { "x-api-key": first.value } })).toMatchObject(
      throttled,
    );
  });

  it("throttle one method of a stage by its own limit", async () => {
    const { restApiId, base } = deployApi(gateway, [
      { apiKeyRequired: true },
      { verb: "POST", apiKeyRequired: true },
    ]);
    const key = addKey(gateway, restApiId);
    gateway.operations.UpdateUsagePlan({
      usagePlanId: key.planId,
      patchOperations: [
        { op: "add", path: `/apiStages/${restApiId}:dev/throttle/~1query/GET/rateLimit`, value: "1" },
        { op: "add", path: `/apiStages/${restApiId}:dev/throttle/~1query/GET/burstLimit`, value: "1" },
      ],
    });
    const call = async (method: string) =>
      (await gateway.send(`${base}/query`, { method, headers: { "x-api-key": key.value } })).status;
    expect([await call("GET"), await call("GET"), await call("POST"), await call("POST")]).toEqual([
      200, 429, 200, 200,
    ]);
  });

  it("stop a key at its quota until the next period, across a restart", async () => {
    const store = memoryOfOneRun();
    const first = await openGateway({ store });
    const { restApiId, base } = deployApi(first, [{ apiKeyRequired: true }]);
    const key = addKey(first, restApiId, { quota: { limit: 3, offset: 1, period: "DAY" } });
    const call = (target: TestGateway) =>
      target.send(`${base}/query`, { headers: { "x-api-key": key.value } });
    expect((await call(first)).status).toBe(200);
    await first.stop();

    const second = await openGateway({ store });
    expect((await call(second)).status).toBe(200);
    expect(await call(second)).toMatchObject({ status: 429, body: '{"message":"Limit Exceeded"}' });
    second.clock.nowMs = NOW + DAY_MS / 2;
    expect([(await call(second)).status, (await call(second)).status, (await call(second)).status]).toEqual([
      200, 200, 200,
    ]);
    expect((await call(second)).headers["x-amzn-errortype"]).toBe("LimitExceededException");
    await second.stop();
  });
});

describe("stage throttling", () => {
  it("holds for all callers of a method together", async () => {
    const { restApiId, base } = deployApi(gateway, [{}, { verb: "POST" }]);
    patchStage(gateway, restApiId, {
      "/query/GET/throttling/rateLimit": "1",
      "/query/GET/throttling/burstLimit": "2",
    });
    const call = async (method: string) => (await gateway.send(`${base}/query`, { method })).status;
    expect([await call("GET"), await call("GET"), await call("GET"), await call("POST")]).toEqual([
      200, 200, 429, 200,
    ]);
    gateway.clock.nowMs += 1000;
    expect(await call("GET")).toBe(200);
  });

  it("has no limit where the limits are -1, and lets nobody in where they are 0", async () => {
    const { restApiId, base } = deployApi(gateway, [{}]);
    const limits = (value: string) => ({
      "/*/*/throttling/rateLimit": value,
      "/*/*/throttling/burstLimit": value,
    });
    patchStage(gateway, restApiId, limits("0"));
    expect((await gateway.send(`${base}/query`)).status).toBe(429);
    patchStage(gateway, restApiId, limits("-1"));
    expect((await gateway.send(`${base}/query`)).status).toBe(200);
  });
});

describe("required parameters", () => {
  const parameters = { "method.request.querystring.q": true, "method.request.header.X-Tenant": true };

  it("are enforced by a request validator, and by nothing else", async () => {
    const { restApiId, base } = deployApi(gateway, [{ requestParameters: parameters }]);
    expect((await gateway.send(`${base}/query`)).status).toBe(200);

    const { operations } = gateway;
    const validator = operations.CreateRequestValidator({ restApiId, validateRequestParameters: true });
    const { id: resourceId } =
      operations.GetResources({ restApiId }).items?.find(({ path }) => path === "/query") ?? {};
    operations.UpdateMethod({
      restApiId,
      resourceId,
      httpMethod: "GET",
      patchOperations: [{ op: "replace", path: "/requestValidatorId", value: String(validator.id) }],
    });
    const { id } = operations.CreateDeployment({ restApiId });
    patchStage(gateway, restApiId, { "/deploymentId": String(id) });
    expect(await gateway.send(`${base}/query?q=`)).toMatchObject({
      status: 400,
      body: '{"message":"Missing required request parameters: [q, X-Tenant]"}',
    });
    expect((await gateway.send(`${base}/query?q=1`, { headers: { "x-tenant": "t" } })).status).toBe(200);
  });
});

describe("AWS_IAM", () => {
  const signed = (accessKeyId: string) => ({
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20261123/us-east-1/execute-api/aws4_request, SignedHeaders=host;x-amz-date, Signature=${"a".repeat(64)}`,
  });
  const authority = {
    authenticate: (accessKeyId: string) => {
      if (accessKeyId === "ASIAEXPIRED") throw new AwsError("ExpiredTokenException", "expired", 403);
      return {
        kind: "role",
        roleArn: "arn:aws:iam::000000000000:role/app",
        sessionName: accessKeyId,
      } as const;
    },
    authorize: (caller: Caller, action: string) => {
      if (caller.kind === "role" && caller.sessionName === "ASIADENIED")
        throw new AwsError("AccessDeniedException", `no ${action}`, 403);
    },
  };

  it("lets in only callers that IAM knows and allows", async () => {
    await gateway.stop();
    gateway = await openGateway({ deps: { authority } });
    const { base } = deployApi(gateway, [{ authorizationType: "AWS_IAM" }]);
    const call = (headers: Record<string, string>) => gateway.send(`${base}/query`, { headers });

    expect((await call({})).body).toBe('{"message":"Missing Authentication Token"}');
    expect((await call({ authorization: "Bearer x" })).status).toBe(403);
    expect((await call(signed("ASIADENIED"))).body).toBe('{"message":"no execute-api:Invoke"}');
    expect((await call(signed("ASIAEXPIRED"))).body).toBe(
      '{"message":"The security token included in the request is expired"}',
    );
    expect((await call(signed("ASIAGOOD"))).status).toBe(200);
    expect(gateway.calls[0]?.["requestContext"]).toMatchObject({
      identity: { accessKey: "ASIAGOOD", userArn: "arn:aws:sts::000000000000:assumed-role/app/ASIAGOOD" },
    });
    expect(gateway.calls).toHaveLength(1);
  });

  it("lets nobody in when there is no IAM to ask", async () => {
    const { base } = deployApi(gateway, [{ authorizationType: "AWS_IAM" }]);
    expect((await gateway.send(`${base}/query`, { headers: signed("AKIAANY") })).status).toBe(403);
  });
});

/** One set of collections for several gateways, as files on disk are. */
function memoryOfOneRun() {
  const collections = new Map<string, unknown>();
  const inner = memoryStore();
  return {
    collection: <T>(name: string) => {
      const known = collections.get(name) ?? inner.collection<T>(name);
      collections.set(name, known);
      return known as ReturnType<typeof inner.collection<T>>;
    },
  };
}
