import { describe, expect, it } from "vitest";
import { GATEWAY_RESPONSES, METHODS } from "./api-definition.ts";

describe("METHODS", () => {
  it("declare every parameter of a cache key, or API Gateway would refuse it", () => {
    for (const { requestParameters, cacheKeyParameters } of METHODS) {
      expect(Object.keys(requestParameters)).toEqual(cacheKeyParameters);
    }
  });

  it("key cached answers by the question and by everything that identifies the caller", () => {
    expect(METHODS.find(({ httpMethod }) => httpMethod === "GET")?.cacheKeyParameters).toEqual([
      "method.request.querystring.q",
      "method.request.querystring.agent",
      "method.request.header.x-api-key",
      "method.request.header.Authorization",
    ]);
  });

  it("never cache POST", () => {
    expect(METHODS.find(({ httpMethod }) => httpMethod === "POST")?.cacheKeyParameters).toEqual([]);
  });
});

describe("GATEWAY_RESPONSES", () => {
  it("have the error shape of the API once the gateway has filled them in", () => {
    for (const { template } of GATEWAY_RESPONSES) {
      const body = template
        .replaceAll("$context.error.messageString", '"Too Many Requests"')
        .replaceAll("$context.requestId", "r-1");
      expect(JSON.parse(body)).toEqual({
        error: { code: expect.any(String), message: expect.any(String), request_id: "r-1" },
      });
    }
  });

  it("answer 404 where the gateway would say that a token is missing", () => {
    expect(
      GATEWAY_RESPONSES.find(({ responseType }) => responseType === "MISSING_AUTHENTICATION_TOKEN"),
    ).toEqual({
      responseType: "MISSING_AUTHENTICATION_TOKEN",
      statusCode: "404",
      template:
        '{"error":{"code":"not_found","message":"Expected POST /query or GET /query.","request_id":"$context.requestId"}}',
    });
  });
});
