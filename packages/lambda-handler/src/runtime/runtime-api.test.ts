import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { openRuntimeApi } from "./runtime-api.ts";

let server: Server | undefined;

afterEach(() => {
  server?.close();
  server?.closeAllConnections();
});

interface Seen {
  readonly line: string;
  readonly port: number | undefined;
  readonly body: string;
}

/** A Runtime API that answers the n-th request so. */
async function start(answer: (response: ServerResponse, nth: number) => void) {
  const seen: Seen[] = [];
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString("utf8")));
    request.on("end", () => {
      seen.push({ line: `${request.method} ${request.url}`, port: request.socket.remotePort, body });
      answer(response, seen.length);
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { api: openRuntimeApi(`127.0.0.1:${port}`), seen };
}

const HEADERS = {
  "lambda-runtime-aws-request-id": "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
  "lambda-runtime-deadline-ms": "1542409706888",
  "lambda-runtime-invoked-function-arn": "arn:aws:lambda:us-east-2:123456789012:function:router",
};
const accept = (response: ServerResponse) => void response.writeHead(202).end('{"status":"OK"}');

describe("openRuntimeApi", () => {
  it("reads an invocation, and answers it and reports failures over the same connection", async () => {
    const { api, seen } = await start((response, nth) =>
      nth === 1 ? response.writeHead(200, HEADERS).end("{}") : accept(response),
    );
    expect(await api.next()).toEqual({
      requestId: "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
      payload: Buffer.from("{}"),
      deadlineMs: 1_542_409_706_888,
      functionArn: "arn:aws:lambda:us-east-2:123456789012:function:router",
      traceId: undefined,
    });
    await api.respond("r1", '"ä"');
    await api.fail("r2", { errorType: "A", errorMessage: "b", stackTrace: [] });
    await api.failInit({ errorType: "A", errorMessage: "b", stackTrace: [] });
    expect(seen.map(({ line, body }) => [line, body])).toEqual([
      ["GET /2018-06-01/runtime/invocation/next", ""],
      ["POST /2018-06-01/runtime/invocation/r1/response", '"ä"'],
      [
        "POST /2018-06-01/runtime/invocation/r2/error",
        '{"errorType":"A","errorMessage":"b","stackTrace":[]}',
      ],
      ["POST /2018-06-01/runtime/init/error", '{"errorType":"A","errorMessage":"b","stackTrace":[]}'],
    ]);
    expect(new Set(seen.map(({ port }) => port)).size).toBe(1);
  });

  it("connects again when the connection was closed between two calls", async () => {
    const { api, seen } = await start((response) => {
      response.setHeader("connection", "close");
      accept(response);
    });
    await api.respond("r1", "1");
    await api.respond("r2", "2");
    expect(new Set(seen.map(({ port }) => port)).size).toBe(2);
  });

  it("takes a 4xx for an answer that came too late, which is nobody's failure", async () => {
    const { api } = await start((response) => void response.writeHead(413).end("{}"));
    await expect(api.respond("r1", "1")).resolves.toBeUndefined();
  });

  it.each([
    [500, {}, "The Runtime API answered 500 to /invocation/next"],
    [403, {}, "The Runtime API answered 403 to next"],
    [200, {}, "The Runtime API sent an invocation with the request id undefined"],
    [200, { "lambda-runtime-aws-request-id": "../../x" }, 'the request id "../../x"'],
  ])("rejects %i with %j for an invocation", async (status, headers, message) => {
    const { api } = await start((response) => void response.writeHead(status, headers).end("{}"));
    await expect(api.next()).rejects.toThrow(message);
  });

  it("rejects when the connection breaks during a call", async () => {
    const { api } = await start((response) => void response.destroy());
    await expect(api.next()).rejects.toThrow(/closed the connection|ECONNRESET/);
  });

  it.each(["", "127.0.0.1", "http://127.0.0.1:80", "host:99x"])("refuses the address %j", (address) => {
    expect(() => openRuntimeApi(address)).toThrow(/^AWS_LAMBDA_RUNTIME_API must be host:port/);
  });
});
