import { expect, it } from "vitest";
import { createRequestReader } from "./request-reader.ts";

const POST =
  "POST /2018-06-01/runtime/invocation/1/response HTTP/1.1\r\nHost: x\r\nContent-Length: 7\r\n\r\n20 €!";

it("reads a request however its bytes are cut, and the next one after it", () => {
  const bytes = Buffer.from(POST);
  for (let cut = 1; cut < bytes.length; cut++) {
    const read = createRequestReader();
    expect(read(bytes.subarray(0, cut))).toBeUndefined();
    expect(read(bytes.subarray(cut))).toEqual({
      method: "POST",
      path: "/2018-06-01/runtime/invocation/1/response",
      body: "20 €!",
    });
    expect(read(Buffer.from("GET /next HTTP/1.1\r\nhost: x\r\n\r\n"))).toEqual({
      method: "GET",
      path: "/next",
      body: "",
    });
  }
});

it("refuses what is no request, or one without a length", () => {
  const read = (text: string) => createRequestReader()(Buffer.from(text));
  expect(() => read("hello\r\n\r\n")).toThrow("expected a request");
  expect(() => read("POST /x HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n")).toThrow("expected a request");
});
