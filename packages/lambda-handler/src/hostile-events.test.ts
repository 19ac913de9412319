import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { QueryEnvelope } from "./handler.ts";
import { getEvent, postEvent } from "./testdata/gateway-event.ts";
import { ask, world } from "./testdata/handler-world.ts";

// Whoever may invoke the function can send any JSON in place of the gateway's event.

/** What a response and its line in the log lack of what the gateway, callers and metrics need. */
async function flawsOfResponseTo(event: unknown): Promise<string[]> {
  const asked = world();
  const { statusCode, headers, body } = await ask(asked, event as QueryEnvelope);
  const requestId = statusCode === 200 ? body.request_id : body.error.request_id;
  const line = JSON.parse(asked.lines.at(-1) ?? "null");
  const demands = {
    "a status of ours": [200, 400, 404, 405, 413, 415, 500].includes(statusCode),
    "printable headers": Object.values(headers ?? {}).every((value) => /^[ -~]+$/.test(String(value))),
    "one request id": typeof requestId === "string" && headers?.["x-request-id"] === requestId,
    "a metric line": line?.Requests === 1 && line.Status === statusCode && line.RequestId === requestId,
  };
  return Object.entries(demands).flatMap(([demand, isMet]) => (isMet ? [] : [demand]));
}

describe("an event that no gateway sends", () => {
  const poison = { toString: 1, valueOf: 1 };

  it.each([
    null,
    7,
    "text",
    [],
    {},
    { httpMethod: "POST", path: "/query" },
    postEvent(null, { httpMethod: poison as unknown as string }),
    postEvent('{"query":"x"}', { resource: poison as unknown as string }),
    postEvent('{"query":"x"}', { headers: { "content-type": poison as unknown as string } }),
    getEvent({}, { multiValueQueryStringParameters: { q: poison as unknown as string[] } }),
    getEvent({ q: ["x"], agent: [poison as unknown as string] }),
  ])("gets a well-formed response: %j", async (event) => {
    expect(await flawsOfResponseTo(event)).toEqual([]);
  });

  it.each([{}, 7, poison, ["a"], "", "two words", "line\nbreak", "a".repeat(129)])(
    "has no request id when it is %j, and gets Lambda's",
    async (requestId) => {
      const event = { ...postEvent('{"query":"x"}'), requestContext: { requestId } };
      const { statusCode, headers, body } = await ask(world(), event as QueryEnvelope);
      expect([statusCode, headers?.["x-request-id"], body.request_id]).toEqual([200, "lambda-1", "lambda-1"]);
    },
  );

  it.each([poison, 7, "what are my costs", "G".repeat(21)])(
    "has an unknown method in the log when it is %j",
    async (httpMethod) => {
      const asked = world();
      const { statusCode } = await ask(asked, { ...postEvent("{}"), httpMethod } as QueryEnvelope);
      expect(statusCode).toBe(405);
      expect(JSON.parse(asked.lines[0] ?? "")).toMatchObject({ Method: "unknown" });
    },
  );

  it("gets a well-formed response, whatever JSON it is", async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (event) => {
        expect(await flawsOfResponseTo(event)).toEqual([]);
      }),
    );
  });

  it("gets a well-formed response, whatever JSON its parts are", async () => {
    const part = fc.oneof(fc.jsonValue(), fc.constant(poison));
    const changes = fc.record(
      {
        httpMethod: fc.oneof(fc.constantFrom("GET", "POST"), part),
        path: part,
        resource: fc.oneof(fc.constant("/query"), part),
        headers: fc.oneof(part, fc.dictionary(fc.constantFrom("content-type", "x"), part)),
        body: fc.oneof(part, fc.json()),
        isBase64Encoded: part,
        queryStringParameters: fc.oneof(part, fc.dictionary(fc.constantFrom("q", "agent"), part)),
        multiValueQueryStringParameters: fc.oneof(part, fc.dictionary(fc.constantFrom("q", "agent"), part)),
        requestContext: fc.oneof(part, fc.record({ requestId: part })),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(changes, fc.boolean(), async (parts, isGet) => {
        const event = isGet ? getEvent({ q: ["x"] }) : postEvent('{"query":"x"}');
        expect(await flawsOfResponseTo({ ...event, ...parts })).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
