import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { QueryEnvelope } from "./handler.ts";
import { parseRequest } from "./request.ts";
import { getEvent, postEvent } from "./testdata/gateway-event.ts";

/** Status and code of a refusal, in one word to compare with. */
function refusalOf(event: QueryEnvelope): string {
  const parsed = parseRequest(event);
  return parsed.kind === "refused" ? `${parsed.problem.status} ${parsed.problem.code}` : "accepted";
}

function messageOf(event: QueryEnvelope): string {
  const parsed = parseRequest(event);
  return parsed.kind === "refused" ? parsed.problem.message : "accepted";
}

const base64 = (text: string | Buffer) => Buffer.from(text).toString("base64");

describe("parseRequest of a POST", () => {
  it("reads the query, trimmed, and the agent", () => {
    expect(parseRequest(postEvent('{"query":"  What are my AWS costs? \\n","agent":"cost"}'))).toEqual({
      kind: "query",
      query: { text: "What are my AWS costs?", agent: "cost" },
    });
    expect(parseRequest(postEvent('{"query":"x"}'))).toEqual({ kind: "query", query: { text: "x" } });
  });

  it("hands on a session as it came: whether it is a token of ours is not seen here", () => {
    for (const session of ["AbC-_9", " s\u0000 ", "s".repeat(256)]) {
      expect(parseRequest(postEvent(JSON.stringify({ query: "and last month?", session })))).toEqual({
        kind: "query",
        query: { text: "and last month?" },
        session,
      });
    }
  });

  it("asks for an explanation only when the field says so", () => {
    const parse = (explain: boolean) => parseRequest(postEvent(JSON.stringify({ query: "x", explain })));
    expect(parse(true)).toEqual({ kind: "query", query: { text: "x" }, explain: true });
    expect(parse(false)).toEqual({ kind: "query", query: { text: "x" } });
    expect(parseRequest(postEvent('{"query":"x","session":"s","explain":true}'))).toEqual({
      kind: "query",
      query: { text: "x" },
      session: "s",
      explain: true,
    });
  });

  it("reads a body in base64", () => {
    const event = postEvent(base64('{"query":"Grüße"}'), { isBase64Encoded: true });
    expect(parseRequest(event)).toEqual({ kind: "query", query: { text: "Grüße" } });
  });

  it.each([
    "application/json",
    "application/json; charset=utf-8",
    'Application/JSON;charset="UTF-8"',
    "application/json ; charset = utf-8 ",
  ])("accepts the content type %j, whatever the case of the header's name", (type) => {
    expect(refusalOf(postEvent('{"query":"x"}', { headers: { "CONTENT-type": type } }))).toBe("accepted");
  });

  it.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "application/json; charset=latin1",
    "application/jsonp",
    "application/json, text/plain",
    "",
  ])("answers 415 to the content type %j", (type) => {
    expect(refusalOf(postEvent('{"query":"x"}', { headers: { "content-type": type } }))).toBe(
      "415 unsupported_media_type",
    );
  });

  it("answers 415 to a body without content type, and 400 to no body at all", () => {
    expect(refusalOf(postEvent('{"query":"x"}', { headers: {} }))).toBe("415 unsupported_media_type");
    expect(refusalOf(postEvent(null, { headers: {} }))).toBe("400 invalid_json");
    expect(refusalOf(postEvent(""))).toBe("400 invalid_json");
  });

  it("counts a body in bytes and answers 413 from 65,537 on, before it looks at anything else", () => {
    const withBytes = (bytes: number) => `{"query":"x"${" ".repeat(bytes - 13)}}`;
    expect(refusalOf(postEvent(withBytes(65_536)))).toBe("accepted");
    expect(refusalOf(postEvent(withBytes(65_537)))).toBe("413 payload_too_large");
    expect(refusalOf(postEvent("é".repeat(32_769), { headers: {} }))).toBe("413 payload_too_large");
    expect(messageOf(postEvent("x".repeat(1_000_000)))).toBe(
      "The body may have 65536 bytes; it has 1000000.",
    );
  });

  it("counts a base64 body as it was before base64", () => {
    const atLimit = base64(`{"query":"x"${" ".repeat(65_536 - 13)}}`);
    expect(atLimit.length).toBeGreaterThan(65_536);
    expect(refusalOf(postEvent(atLimit, { isBase64Encoded: true }))).toBe("accepted");
    expect(refusalOf(postEvent(base64("x".repeat(65_537)), { isBase64Encoded: true }))).toBe(
      "413 payload_too_large",
    );
  });

  it.each(['{"query":', "hello", '{"query":"a"} x', "{'query':'a'}", "\uFEFF{}", "[".repeat(60_000)])(
    "answers 400 invalid_json to a body such as %.20s",
    (body) => {
      expect(refusalOf(postEvent(body))).toBe("400 invalid_json");
    },
  );

  it("answers 400 invalid_json to bytes that are not UTF-8, instead of asking something else", () => {
    const latin1 = Buffer.from('{"query":"Gr\xfc\xdfe"}', "latin1");
    expect(refusalOf(postEvent(base64(latin1), { isBase64Encoded: true }))).toBe("400 invalid_json");
  });

  it.each(["[]", "null", "7", '"query"', '[{"query":"x"}]'])(
    "answers 400 invalid_request to %s, which is JSON but no object",
    (body) => {
      expect(refusalOf(postEvent(body))).toBe("400 invalid_request");
    },
  );

  it.each([
    ["{}", '"query" must be text; it is missing.'],
    ['{"query":7}', '"query" must be text; it is not.'],
    ['{"query":null}', '"query" must be text; it is not.'],
    ['{"query":["x"]}', '"query" must be text; it is not.'],
    ['{"query":""}', '"query" is empty. Ask something.'],
    ['{"query":" \\t\\n "}', '"query" is empty. Ask something.'],
    ['{"query":"\\u200b\\u200d\\ufeff \\u00ad"}', '"query" is empty. Ask something.'],
    ['{"query":"a\\ud800b"}', '"query" must be valid Unicode text.'],
    [
      '{"query":"x","q":"y"}',
      'There is no field "q". The fields are "query", "agent", "session", "explain".',
    ],
    ['{"query":"x","session":""}', '"session" must be the text from an answer, 1 to 256 characters.'],
    ['{"query":"x","session":null}', '"session" must be the text from an answer, 1 to 256 characters.'],
    ['{"query":"x","session":{"lastAgent":"cost"}}', '"session" must be the text from an answer'],
    [`{"query":"x","session":"${"s".repeat(257)}"}`, '"session" must be the text from an answer'],
    ['{"query":"x","explain":"true"}', '"explain" must be true or false.'],
    ['{"query":"x","explain":1}', '"explain" must be true or false.'],
    ['{"query":"x","explain":null}', '"explain" must be true or false.'],
    ['{"query":"x","__proto__":{"agent":"cost"}}', 'There is no field "__proto__".'],
    ['{"query":"x","constructor":1}', 'There is no field "constructor".'],
    ['{"query":"x","agent":""}', '"agent" must be the name of an agent, 1 to 64 characters.'],
    ['{"query":"x","agent":null}', '"agent" must be the name of an agent, 1 to 64 characters.'],
    [`{"query":"x","agent":"${"a".repeat(65)}"}`, '"agent" must be the name of an agent'],
  ])("says what is wrong with %.60s", (body, message) => {
    expect(refusalOf(postEvent(body))).toBe("400 invalid_request");
    expect(messageOf(postEvent(body))).toContain(message);
  });

  it("leaves no trace on the prototype of objects", () => {
    parseRequest(postEvent('{"query":"x","__proto__":{"polluted":true}}'));
    parseRequest(getEvent(JSON.parse('{"__proto__":["x"],"q":["x"]}')));
    expect("polluted" in {}).toBe(false);
  });

  it("accepts 4,000 characters and answers query_too_long to 4,001, counting an emoji once", () => {
    const ask = (text: string) => postEvent(JSON.stringify({ query: text }));
    expect(refusalOf(ask("a".repeat(4000)))).toBe("accepted");
    expect(refusalOf(ask("🙂".repeat(4000)))).toBe("accepted");
    expect(refusalOf(ask(` ${"a".repeat(4000)} `))).toBe("accepted");
    expect(refusalOf(ask("a".repeat(4001)))).toBe("400 query_too_long");
    expect(refusalOf(ask("🙂".repeat(4001)))).toBe("400 query_too_long");
  });

  it("survives deep nesting, in the body and in a field", () => {
    const depth = 30_000;
    expect(refusalOf(postEvent("[".repeat(depth) + "]".repeat(depth)))).toBe("400 invalid_request");
    const nested = `{"query":${"[".repeat(depth)}${"]".repeat(depth)}}`;
    expect(refusalOf(postEvent(nested))).toBe("400 invalid_request");
  });

  it("refuses query parameters, which would otherwise be ignored", () => {
    const event = postEvent('{"query":"x"}', { queryStringParameters: { agent: "cost" } });
    expect(messageOf(event)).toBe('A POST takes no query parameters; found "agent". Put it into the body.');
  });

  it("never throws, whatever the body", () => {
    fc.assert(
      fc.property(fc.string(), fc.boolean(), (body, isBase64Encoded) => {
        expect(["query", "refused"]).toContain(parseRequest(postEvent(body, { isBase64Encoded })).kind);
      }),
    );
  });

  it("accepts exactly the objects with a usable query and agent", () => {
    const query = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 50 })
      .filter((text) => /[^\p{Z}\p{C}\p{Default_Ignorable_Code_Point}]/u.test(text));
    fc.assert(
      fc.property(query, fc.option(fc.stringMatching(/^[a-z]{1,64}$/), { nil: undefined }), (text, agent) => {
        const body = JSON.stringify({ query: text, agent });
        const expected = agent === undefined ? { text: text.trim() } : { text: text.trim(), agent };
        expect(parseRequest(postEvent(body))).toEqual({ kind: "query", query: expected });
      }),
    );
  });
});

describe("parseRequest of a GET", () => {
  it("reads q and agent", () => {
    expect(parseRequest(getEvent({ q: [" What are my costs? "], agent: ["cost"] }))).toEqual({
      kind: "query",
      query: { text: "What are my costs?", agent: "cost" },
    });
  });

  it("reads an event that has the single-value form only", () => {
    const event = getEvent({}, { queryStringParameters: { q: "x" }, multiValueQueryStringParameters: null });
    expect(parseRequest(event)).toEqual({ kind: "query", query: { text: "x" } });
  });

  it.each([
    [{}, '"q" must be text; it is missing.'],
    [{ q: [""] }, '"q" is empty. Ask something.'],
    [{ q: ["a", "b"] }, 'Give "q" once; it is there 2 times.'],
    [{ q: ["a"], agent: ["cost", "cost"] }, 'Give "agent" once; it is there 2 times.'],
    [{ query: ["a"] }, '"q" must be text; it is missing.'],
    [{ q: ["\u200B\u0000"] }, '"q" is empty. Ask something.'],
    [{ q: ["a"], agent: [""] }, '"agent" must be the name of an agent'],
  ])("says what is wrong with the parameters %j", (parameters, message) => {
    expect(refusalOf(getEvent(parameters))).toBe("400 invalid_request");
    expect(messageOf(getEvent(parameters))).toContain(message);
  });

  it("answers query_too_long as for a POST", () => {
    expect(refusalOf(getEvent({ q: ["a".repeat(4001)] }))).toBe("400 query_too_long");
  });

  it.each([
    ["a parameter that nobody knows", getEvent({ q: ["x"], debug: ["1"] })],
    ["a parameter that only looks like q", getEvent({ q: ["x"], Q: ["y"], agent_: ["cost"] })],
    ["a session, which is not in the key", getEvent({ q: ["x"], session: ["s"] })],
    ["a wish for an explanation", getEvent({ q: ["x"], explain: ["true"] })],
    ["a body", getEvent({ q: ["x"] }, { body: "{}" })],
    ["a body of another type", getEvent({ q: ["x"] }, { body: "/w==", isBase64Encoded: true })],
    ["headers that are for a body", getEvent({ q: ["x"] }, { headers: { "content-type": "text/plain" } })],
    ["a trailing slash", getEvent({ q: ["x"] }, { path: "/query/", resource: "/query" })],
    ["an escaped letter", getEvent({ q: ["x"] }, { path: "/%71uery", resource: "/query" })],
  ])("gives the same answer with %s, for it may be cached under the same key", (_, event) => {
    expect(parseRequest(event)).toEqual({ kind: "query", query: { text: "x" } });
  });
});

describe("parseRequest of anything else", () => {
  it.each(["/", "/queries", "/query/", "/query/x", "/QUERY", "/v1/query"])("answers 404 to %s", (path) => {
    expect(refusalOf(postEvent('{"query":"x"}', { path, resource: "/{proxy+}" }))).toBe("404 not_found");
  });

  it("finds /query behind the base path of a custom domain", () => {
    expect(refusalOf(postEvent('{"query":"x"}', { path: "/router/query" }))).toBe("accepted");
  });

  it.each(["PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "post"])(
    "answers 405 to %s and says what to use",
    (method) => {
      expect(parseRequest(postEvent(null, { httpMethod: method }))).toEqual({
        kind: "refused",
        problem: {
          status: 405,
          code: "method_not_allowed",
          message: "Use POST or GET.",
          headers: { allow: "GET, POST" },
        },
      });
    },
  );
});
