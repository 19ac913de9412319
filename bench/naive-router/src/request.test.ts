import type { APIGatewayProxyEvent } from "aws-lambda";
import { expect, it } from "vitest";
import { parseRequest } from "./request.ts";

function post(body: string): APIGatewayProxyEvent {
  return { resource: "/query", httpMethod: "POST", body } as APIGatewayProxyEvent;
}

it("takes what the shipped router takes", () => {
  expect(parseRequest(post('{"query":" What? ","agent":"cost","explain":true}'))).toEqual({
    kind: "query",
    text: "What?",
    agent: "cost",
    explain: true,
  });
  const get = { resource: "/query", httpMethod: "GET", queryStringParameters: { q: "What?" } };
  expect(parseRequest(get as unknown as APIGatewayProxyEvent)).toMatchObject({
    text: "What?",
    explain: false,
  });
});

it.each([
  ["no JSON", "{", 400, "invalid_json"],
  ["an unknown field", '{"query":"a","colour":"red"}', 400, "invalid_request"],
  ["no question", '{"query":" "}', 400, "invalid_request"],
])("refuses %s", (_what, body, status, code) => {
  expect(parseRequest(post(body))).toMatchObject({ kind: "refused", status, code });
});
