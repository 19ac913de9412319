import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addKey, deployApi, openGateway, patchStage, type TestGateway } from "./deployed-api.ts";

let gateway: TestGateway;
beforeEach(async () => {
  gateway = await openGateway();
});
afterEach(() => gateway.stop());

const QUERY_AND_CALLER = ["method.request.querystring.q", "method.request.header.x-api-key"];

/** A cached GET whose key holds the given parameters. */
function deployCached(
  parameters: readonly string[],
  settings: Record<string, string> = {},
  apiKeyRequired = false,
) {
  const method = {
    apiKeyRequired,
    requestParameters: Object.fromEntries(parameters.map((name) => [name, false])),
    cacheKeyParameters: [...parameters],
  };
  const api = deployApi(gateway, [method, { ...method, verb: "POST" }], {
    cacheClusterEnabled: true,
    cacheClusterSize: "0.5",
  });
  patchStage(gateway, api.restApiId, { "/query/GET/caching/enabled": "true", ...settings });
  return api;
}

/** A function whose answer names its caller and question, and counts the calls. */
function answerByCaller(): void {
  gateway.behave(({ headers, queryStringParameters: query }) => {
    const key = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === "x-api-key")?.[1];
    return {
      statusCode: 200,
      body: `${key ?? "nobody"} asked ${query?.["q"] ?? "nothing"} (${gateway.calls.length})`,
    };
  });
}

describe("who shares a cached answer", () => {
  it("never two callers, in any order and with the header in any case", async () => {
    answerByCaller();
    const { restApiId, base } = deployCached(QUERY_AND_CALLER, {}, true);
    const [ann, bob] = [addKey(gateway, restApiId), addKey(gateway, restApiId)];
    const orders = [
      [ann, bob, ann, bob],
      [bob, ann, ann, bob],
      [ann, ann, bob, bob],
      [bob, bob, ann, ann],
    ];
    for (const [turn, order] of orders.entries()) {
      for (const [index, { value }] of order.entries()) {
        const header = ["x-api-key", "X-API-KEY", "X-Api-Key"][index % 3] ?? "x-api-key";
        const { body } = await gateway.send(`${base}/query?q=same${turn}`, { headers: { [header]: value } });
        expect(body).toContain(`${value} asked same${turn} `);
      }
    }
    // Two callers, four questions: each pair reached the function once, so the cache did work.
    expect(gateway.calls).toHaveLength(8);
  });

  it("never random callers with random questions", async () => {
    answerByCaller();
    const { base } = deployCached(QUERY_AND_CALLER);
    // Characters that a careless key would use to separate its parts.
    const text = fc.string({
      unit: fc.constantFrom("a", "b", "=", "&", "|", ",", ":", '"', "\\", "[", "]", "/"),
      maxLength: 4,
    });
    const known = new Map<string, string>();
    await fc.assert(
      fc.asyncProperty(text, text, async (caller, question) => {
        const headers: Record<string, string> = caller === "" ? {} : { "x-api-key": caller };
        const { body } = await gateway.send(`${base}/query?q=${encodeURIComponent(question)}`, { headers });
        expect(
          body.startsWith(`${caller === "" ? "nobody" : caller} asked ${question === "" ? "" : question} (`),
        ).toBe(true);
        const pair = JSON.stringify([caller, question]);
        expect(known.get(pair) ?? body).toBe(body);
        known.set(pair, body);
      }),
      { numRuns: 200 },
    );
  });

  it("everybody, where the key does not hold the caller: the gateway adds nothing by itself", async () => {
    answerByCaller();
    const { base } = deployCached(["method.request.querystring.q"]);
    const ask = async (caller: string) =>
      (await gateway.send(`${base}/query?q=1&other=${caller}`, { headers: { "x-api-key": caller } })).body;
    expect([await ask("ann"), await ask("bob")]).toEqual(["ann asked 1 (1)", "ann asked 1 (1)"]);
  });

  it("nobody without a valid key, cached answer or not", async () => {
    answerByCaller();
    const { restApiId, base } = deployCached(["method.request.querystring.q"], {}, true);
    const key = addKey(gateway, restApiId);
    expect((await gateway.send(`${base}/query?q=1`, { headers: { "x-api-key": key.value } })).status).toBe(
      200,
    );
    expect((await gateway.send(`${base}/query?q=1`)).status).toBe(403);
  });
});

describe("the cache key", () => {
  it("tells an absent parameter from an empty one, and one value from two", async () => {
    const { base } = deployCached(["method.request.querystring.q"]);
    const ask = async (query: string) => (await gateway.send(`${base}/query${query}`)).body;
    const bodies = [
      await ask(""),
      await ask("?q="),
      await ask("?q=a"),
      await ask("?q=a&q="),
      await ask("?q=&q=a"),
      await ask("?q=a%22%2C%22"),
    ];
    expect(new Set(bodies).size).toBe(6);
  });

  it("takes values as they are decoded", async () => {
    const { base } = deployCached(["method.request.querystring.q"]);
    const ask = async (query: string) => (await gateway.send(`${base}/query?${query}`)).body;
    expect(await ask("q=a%20b")).toBe(await ask("q=a+b"));
  });
});

describe("what is cached", () => {
  const ask = async (base: string, method = "GET") => {
    const { status, body } = await gateway.send(`${base}/query`, { method });
    return `${status} ${body}`;
  };

  it("GET only, where all methods have caching", async () => {
    const { restApiId, base } = deployCached([]);
    gateway.operations.UpdateStage({
      restApiId,
      stageName: "dev",
      patchOperations: [{ op: "remove", path: "/query/GET" }],
    });
    patchStage(gateway, restApiId, { "/*/*/caching/enabled": "true" });
    expect([await ask(base), await ask(base)]).toEqual(["200 answer 1", "200 answer 1"]);
    expect([await ask(base, "POST"), await ask(base, "POST")]).toEqual(["200 answer 2", "200 answer 3"]);
  });

  it("nothing on a stage without a cache cluster", async () => {
    const { restApiId, base } = deployCached([]);
    patchStage(gateway, restApiId, { "/cacheClusterEnabled": "false" });
    expect([await ask(base), await ask(base)]).toEqual(["200 answer 1", "200 answer 2"]);
  });

  it("errors of the function's own making, but not those of the gateway", async () => {
    const { base } = deployCached([]);
    gateway.behave(() => ({ body: "malformed" }));
    expect(await ask(base)).toBe('502 {"message":"Internal server error"}');
    gateway.behave(() => ({ statusCode: 500, body: `sorry ${gateway.calls.length}` }));
    expect([await ask(base), await ask(base)]).toEqual(["500 sorry 2", "500 sorry 2"]);
  });

  it("no answer larger than 1 MiB", async () => {
    const { base } = deployCached([]);
    const answerOf = (bytes: number) => gateway.behave(() => ({ statusCode: 200, body: "x".repeat(bytes) }));
    answerOf(1_048_577);
    await ask(base);
    await ask(base);
    expect(gateway.calls).toHaveLength(2);
    answerOf(1_048_576);
    await ask(base);
    await ask(base);
    expect(gateway.calls).toHaveLength(3);
  });

  it("for its time to live, and not a millisecond longer", async () => {
    const { restApiId, base } = deployCached([], { "/query/GET/caching/ttlInSeconds": "10" });
    expect(await ask(base)).toBe("200 answer 1");
    gateway.clock.nowMs += 9_999;
    expect(await ask(base)).toBe("200 answer 1");
    gateway.clock.nowMs += 1;
    expect(await ask(base)).toBe("200 answer 2");
    patchStage(gateway, restApiId, { "/query/GET/caching/ttlInSeconds": "0" });
    expect(await ask(base)).toBe("200 answer 3");
  });

  it("until the cache is flushed; a new deployment alone does not", async () => {
    const { restApiId, base } = deployCached([]);
    await ask(base);
    const { id } = gateway.operations.CreateDeployment({ restApiId });
    patchStage(gateway, restApiId, { "/deploymentId": String(id) });
    expect(await ask(base)).toBe("200 answer 1");
    gateway.operations.FlushStageCache({ restApiId, stageName: "dev" });
    expect(await ask(base)).toBe("200 answer 2");
    patchStage(gateway, restApiId, { "/cacheClusterSize": "1.6" });
    expect(await ask(base)).toBe("200 answer 3");
  });
});

describe("Cache-Control: max-age=0", () => {
  const refresh = { headers: { "cache-control": "no-transform, max-age=0" } };

  it("makes a fresh answer that replaces the cached one, where no permission is asked for", async () => {
    const { base } = deployCached([], { "/query/GET/caching/requireAuthorizationForCacheControl": "false" });
    const bodies = [
      await gateway.send(`${base}/query`),
      await gateway.send(`${base}/query`, refresh),
      await gateway.send(`${base}/query`),
    ];
    expect(bodies.map(({ body }) => body)).toEqual(["answer 1", "answer 2", "answer 2"]);
  });

  it.each([
    ["FAIL_WITH_403", 403, '{"message":"Forbidden"}', undefined],
    ["SUCCEED_WITH_RESPONSE_HEADER", 200, "answer 1", '199 - "Cache invalidation was not authorized"'],
    ["SUCCEED_WITHOUT_RESPONSE_HEADER", 200, "answer 1", undefined],
  ])("of a caller without permission is treated by %s", async (strategy, status, body, warning) => {
    const { base } = deployCached([], {
      "/query/GET/caching/unauthorizedCacheControlHeaderStrategy": strategy,
    });
    await gateway.send(`${base}/query`);
    const result = await gateway.send(`${base}/query`, refresh);
    expect([result.status, result.body, result.headers["warning"]]).toEqual([status, body, warning]);
    expect((await gateway.send(`${base}/query`)).headers["warning"]).toBeUndefined();
    expect(gateway.calls).toHaveLength(1);
  });
});

describe("metrics", () => {
  it("count requests, errors, hits and misses for the API, the stage and the method", async () => {
    const { restApiId, base } = deployCached([], { "/query/GET/metrics/enabled": "true" });
    await gateway.send(`${base}/query`);
    await gateway.send(`${base}/query`);
    const sums = (dimensions: object) => {
      const found = gateway.metrics.filter(
        (datum) => JSON.stringify(datum.dimensions) === JSON.stringify(dimensions),
      );
      const counts = ["Count", "4XXError", "5XXError", "CacheHitCount", "CacheMissCount"].map((name) =>
        found.filter((datum) => datum.name === name).reduce((sum, datum) => sum + (datum.values[0] ?? 0), 0),
      );
      const timings = ["Latency", "IntegrationLatency"].map(
        (name) => found.filter((datum) => datum.name === name).length,
      );
      return [...counts, ...timings];
    };
    const expected = [2, 0, 0, 1, 1, 2, 1];
    expect(sums({ ApiName: "api" })).toEqual(expected);
    expect(sums({ ApiName: "api", Stage: "dev" })).toEqual(expected);
    expect(sums({ ApiName: "api", Stage: "dev", Resource: "/query", Method: "GET" })).toEqual(expected);
    await gateway.send(`/${restApiId}/dev/nowhere`);
    expect(sums({ ApiName: "api", Stage: "dev" })).toEqual([3, 1, 0, 1, 1, 3, 1]);
  });
});
