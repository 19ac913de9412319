import { connect, type Socket } from "node:net";
import { createResponseReader, type RuntimeResponse } from "./response-reader.ts";

/** What the runtime is given to work on. */
export interface Invocation {
  readonly requestId: string;
  /** JSON, as the caller sent it. */
  readonly payload: Buffer;
  /** Epoch milliseconds at which Lambda ends it. */
  readonly deadlineMs: number;
  readonly functionArn: string;
  readonly traceId: string | undefined;
}

/** An error in the form in which Lambda reports it to the caller. */
export interface ErrorReport {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly stackTrace: readonly string[];
}

/** Lambda's Runtime API (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html). One call at a time. */
export interface RuntimeApi {
  /** Waits for the next invocation; Lambda may freeze the process meanwhile. */
  readonly next: () => Promise<Invocation>;
  readonly respond: (requestId: string, body: string) => Promise<void>;
  readonly fail: (requestId: string, error: ErrorReport) => Promise<void>;
  /** Tells that the function cannot start. */
  readonly failInit: (error: ErrorReport) => Promise<void>;
}

const PREFIX = "/2018-06-01/runtime";

/**
 * @param address `AWS_LAMBDA_RUNTIME_API`: host and port
 *
 * Every call rejects when the connection breaks or the peer says that something is wrong with the environment (5xx).
 * There is nothing to repeat then: Lambda starts a new process.
 */
export function openRuntimeApi(address: string): RuntimeApi {
  const { host, port } = parseAddress(address);
  let connection: Connection | undefined;

  async function call(
    method: "GET" | "POST",
    path: string,
    body = "",
    headers = "",
  ): Promise<RuntimeResponse> {
    connection = connection === undefined || connection.isClosed() ? openConnection(host, port) : connection;
    const length =
      method === "POST"
        ? `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`
        : "";
    const head = `${method} ${PREFIX}${path} HTTP/1.1\r\nhost: ${address}\r\n${headers}${length}\r\n`;
    const response = await connection.exchange(head + body);
    if (response.status >= 500) throw new Error(`The Runtime API answered ${response.status} to ${path}`);
    return response;
  }

  return {
    next: async () => {
      const response = await call("GET", "/invocation/next");
      if (response.status !== 200) throw new Error(`The Runtime API answered ${response.status} to next`);
      return invocationOf(response);
    },
    // A 4xx means that the invocation is over already (it was late, or the answer too large): the caller knows.
    respond: async (requestId, body) => {
      await call("POST", `/invocation/${requestId}/response`, body);
    },
    fail: async (requestId, error) => {
      await call("POST", `/invocation/${requestId}/error`, JSON.stringify(error), errorHeader(error));
    },
    failInit: async (error) => {
      await call("POST", "/init/error", JSON.stringify(error), errorHeader(error));
    },
  };
}

function parseAddress(address: string): { readonly host: string; readonly port: number } {
  const [, host, port] = /^([\w.-]+):(\d{1,5})$/.exec(address) ?? [];
  if (host === undefined) {
    throw new Error(
      `AWS_LAMBDA_RUNTIME_API must be host:port, as Lambda sets it; found ${JSON.stringify(address)}. This program runs inside Lambda or the local cloud.`,
    );
  }
  return { host, port: Number(port) };
}

function invocationOf({ headers, body }: RuntimeResponse): Invocation {
  const requestId = headers.get("lambda-runtime-aws-request-id");
  // It becomes part of a path.
  if (requestId === undefined || !/^[\w-]{1,128}$/.test(requestId)) {
    throw new Error(`The Runtime API sent an invocation with the request id ${JSON.stringify(requestId)}`);
  }
  return {
    requestId,
    payload: body,
    deadlineMs: Number(headers.get("lambda-runtime-deadline-ms")),
    functionArn: headers.get("lambda-runtime-invoked-function-arn") ?? "",
    traceId: headers.get("lambda-runtime-trace-id"),
  };
}

function errorHeader({ errorType }: ErrorReport): string {
  return `lambda-runtime-function-error-type: ${errorType.replaceAll(/[^\w.]/g, "")}\r\n`;
}

interface Connection {
  readonly exchange: (request: string) => Promise<RuntimeResponse>;
  readonly isClosed: () => boolean;
}

function openConnection(host: string, port: number): Connection {
  const socket: Socket = connect({ host, port, noDelay: true });
  const reader = createResponseReader();
  let waiting:
    | { readonly resolve: (response: RuntimeResponse) => void; readonly reject: (error: Error) => void }
    | undefined;
  let isClosed = false;

  function end(error: Error): void {
    isClosed = true;
    socket.destroy();
    waiting?.reject(error);
    waiting = undefined;
  }
  socket.on("data", (bytes: Buffer) => {
    try {
      const response = reader.push(bytes);
      if (response === undefined) return;
      if (response.headers.get("connection") === "close") isClosed = true;
      const { resolve } = waiting ?? {};
      waiting = undefined;
      resolve?.(response);
    } catch (error) {
      end(error instanceof Error ? error : new Error(String(error)));
    }
  });
  socket.on("error", end);
  socket.on("close", () => end(new Error("The Runtime API closed the connection")));

  return {
    exchange: (request) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(request);
      }),
    isClosed: () => isClosed,
  };
}
