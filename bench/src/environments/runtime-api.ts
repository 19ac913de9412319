import { type AddressInfo, createServer, type Socket } from "node:net";
import { createRequestReader, type RuntimeRequest } from "./request-reader.ts";

/** What an environment says to the Runtime API. It waits for `reply`. Called as soon as the last byte is there. */
export type RuntimeCall =
  | { readonly kind: "next"; readonly reply: (event: string, functionArn: string) => void }
  | { readonly kind: "response"; readonly body: string; readonly reply: () => void }
  | { readonly kind: "error"; readonly body: string; readonly reply: () => void };

export interface RuntimeApi {
  /** For `AWS_LAMBDA_RUNTIME_API`. */
  readonly address: string;
  readonly close: () => Promise<void>;
}

const PREFIX = "/2018-06-01/runtime";
const ANSWER = /^\/invocation\/[^/]+\/(response|error)$/;
/** An invocation is told that it has so much time. */
const TIME_LIMIT_MS = 30_000;

/**
 * Lambda's Runtime API for one environment, on `node:net`: the less this side does for a request, the less of it is in
 * what is measured.
 *
 * @param onProblem told of a connection that does not speak the protocol
 */
export async function openRuntimeApi(
  onCall: (call: RuntimeCall) => void,
  onProblem: (error: Error) => void,
): Promise<RuntimeApi> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    const read = createRequestReader();
    socket.on("close", () => sockets.delete(socket));
    // An environment that is ended resets its connection.
    socket.on("error", () => {});
    socket.on("data", (bytes: Buffer) => {
      try {
        const request = read(bytes);
        if (request !== undefined) onCall(callOf(request, socket));
      } catch (error) {
        onProblem(error instanceof Error ? error : new Error(String(error)));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function callOf({ method, path, body }: RuntimeRequest, socket: Socket): RuntimeCall {
  const operation = path.startsWith(PREFIX) ? path.slice(PREFIX.length) : path;
  if (method === "GET" && operation === "/invocation/next") {
    return { kind: "next", reply: (event, functionArn) => socket.write(invocation(event, functionArn)) };
  }
  if (method === "POST" && (operation === "/init/error" || ANSWER.test(operation))) {
    const kind = operation.endsWith("/response") ? "response" : "error";
    return { kind, body, reply: () => socket.write(ACCEPTED) };
  }
  throw new Error(`expected a call of the Runtime API, found ${method} ${path}`);
}

const ACCEPTED =
  'HTTP/1.1 202 Accepted\r\ncontent-type: application/json\r\ncontent-length: 16\r\n\r\n{"status":"OK"}\n';

function invocation(event: string, functionArn: string): string {
  const head = [
    "HTTP/1.1 200 OK",
    "content-type: application/json",
    `content-length: ${Buffer.byteLength(event)}`,
    "lambda-runtime-aws-request-id: 8476a536-e9f4-11e8-9739-2dfe598c3fcd",
    `lambda-runtime-deadline-ms: ${Date.now() + TIME_LIMIT_MS}`,
    `lambda-runtime-invoked-function-arn: ${functionArn}`,
    "lambda-runtime-trace-id: Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1",
  ];
  return `${head.join("\r\n")}\r\n\r\n${event}`;
}
