import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createResponseReader } from "./response-reader.ts";

const bytes = (text: string) => Buffer.from(text, "latin1");

const PLAIN = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nLambda-Runtime-Aws-Request-Id: r1\r\n\r\nhello";
const CHUNKED =
  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Id: 7\r\n\r\n" +
  "3\r\nhel\r\n2;name=value\r\nlo\r\n0\r\nX-Trailer: 1\r\n\r\n";

describe("createResponseReader", () => {
  it.each([
    ["a content length", PLAIN, "lambda-runtime-aws-request-id", "r1"],
    ["chunks, an extension and a trailer", CHUNKED, "x-id", "7"],
  ])("reads a body with %s", (_kind, text, name, value) => {
    const response = createResponseReader().push(bytes(text));
    expect(response?.status).toBe(200);
    expect(response?.headers.get(name)).toBe(value);
    expect(response?.body.toString()).toBe("hello");
  });

  it("reads the same however the bytes are cut", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(PLAIN, CHUNKED),
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 40 }),
        (text, lengths) => {
          const reader = createResponseReader();
          const all = bytes(text);
          let at = 0;
          let response: ReturnType<typeof reader.push>;
          for (let cut = 0; at < all.length; cut += 1) {
            const next = at + (lengths[cut % lengths.length] ?? 1);
            response = reader.push(all.subarray(at, next));
            expect(response === undefined).toBe(next < all.length);
            at = next;
          }
          expect(response?.body.toString()).toBe("hello");
        },
      ),
    );
  });

  it("reads one response after another", () => {
    const reader = createResponseReader();
    const accepted = bytes('HTTP/1.1 202 Accepted\r\nContent-Length: 15\r\n\r\n{"status":"OK"}');
    expect(reader.push(accepted)?.status).toBe(202);
    expect(reader.push(bytes(CHUNKED))?.body.toString()).toBe("hello");
    expect(reader.push(bytes(PLAIN))?.body.toString()).toBe("hello");
  });

  it("takes a response without a length for one without a body", () => {
    expect(createResponseReader().push(bytes("HTTP/1.1 403\r\n\r\n"))).toMatchObject({
      status: 403,
      body: Buffer.alloc(0),
    });
  });

  it.each([
    ["HTTP/1.0 200 OK\r\n\r\n", 'sent "HTTP/1.0 200 OK"; expected HTTP/1.1'],
    ["HTTP/1.1 200 OK\r\nno colon\r\n\r\n", 'the header line "no colon"'],
    ["HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", 'the length "-1"'],
    ["HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n", "a body of more than 16777216 bytes"],
    ["HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", 'the transfer encoding "gzip"'],
    ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", 'the length "xyz"'],
    [
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n",
      "a chunk that is longer than it says",
    ],
    [`HTTP/1.1 200 OK\r\nX: ${"x".repeat(70_000)}`, "more than 65536 bytes"],
    [`${PLAIN}${PLAIN}`, "more than one response to one request"],
  ])("refuses %j", (text, message) => {
    expect(() => createResponseReader().push(bytes(text))).toThrow(message);
  });
});
