import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer as createHttp1Server } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import { createServer as createHttp2Server } from "node:http2";
import type { AddressInfo, Socket } from "node:net";
import { createServer as createTcpServer } from "node:net";
import type { Authority, Interceptor } from "../ports.ts";
import { readBody } from "./body.ts";
import { endUnlessComplete, limitHttp2Request, serveHttp2, sniff } from "./connections.ts";
import { createDispatch } from "./dispatch.ts";
import type { RequestHead, WireAnswer } from "./message.ts";
import type { WireService } from "./service.ts";

export interface WireServerOptions {
  readonly services: readonly WireService[];
  readonly authority: Authority;
  /** Requests signed for another region are refused. */
  readonly region: string;
  /** The clock that answers are dated by; the machine's by default. */
  readonly nowMs?: () => number;
  readonly intercept?: Interceptor;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Time from the first byte of a request until it is complete, 30 s by default; the connection ends then. */
  readonly requestTimeoutMs?: number;
  /** Told of every defect behind a 500; by default it goes to stderr. */
  readonly onDefect?: (error: unknown, operation: string) => void;
}

export interface WireServer {
  /** For `AWS_ENDPOINT_URL`, for example `http://127.0.0.1:4566`. */
  readonly url: string;
  /** Stops listening, gives requests in progress a second, then ends every connection. */
  readonly close: () => Promise<void>;
}

const CLOSE_GRACE_MS = 1000;
const KEEP_ALIVE_MS = 60_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** For the rest of a body that is too large, once its sender has been told. */
const TOO_LARGE_GRACE_MS = 1000;

/**
 * Serves AWS protocols on one loopback port, for HTTP/1.1 and for HTTP/2 without TLS: the JavaScript
 * SDK's Bedrock client speaks the latter to an `http:` endpoint.
 */
export async function createWireServer(options: WireServerOptions): Promise<WireServer> {
  const onDefect = options.onDefect ?? reportOnStderr;
  const { nowMs = Date.now, intercept = (_call, run) => run() } = options;
  const dispatch = createDispatch({ ...options, onDefect, nowMs, intercept });
  const limitMs = options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS;
  const inProgress = new Set<Promise<void>>();
  const sockets = new Set<Socket>();

  const onRequest = (
    request: IncomingMessage | Http2ServerRequest,
    response: ServerResponse | Http2ServerResponse,
  ): void => {
    limitHttp2Request(request, limitMs);
    const work = dispatch(headOf(request), () => readBody(request))
      .then((answer) => {
        send(response, answer);
        if (answer.status === 413) endUnlessComplete(request, TOO_LARGE_GRACE_MS);
      })
      .catch((error: unknown) => {
        onDefect(error, "sending an answer");
        response.destroy();
      })
      .finally(() => inProgress.delete(work));
    inProgress.add(work);
  };
  const http1 = createHttp1Server(
    {
      requestTimeout: limitMs,
      headersTimeout: limitMs,
      connectionsCheckingInterval: limitMs / 4,
      // SDKs keep connections for reuse; a server that hangs up first makes their next request fail.
      keepAliveTimeout: KEEP_ALIVE_MS,
    },
    onRequest,
  );
  // Node begins to watch these limits when a server listens; this one is handed its connections instead.
  http1.emit("listening");
  const http2 = createHttp2Server(onRequest);
  const tcp = createTcpServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    sniff(socket, limitMs, (isHttp2, limit) => {
      if (isHttp2) return serveHttp2(http2, socket, limit);
      clearTimeout(limit);
      http1.emit("connection", socket);
    });
  });

  await new Promise<void>((resolve, reject) => {
    tcp.once("error", reject);
    tcp.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = tcp.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      const closed = new Promise<void>((resolve) => {
        tcp.close(() => resolve());
      });
      await settledWithin(inProgress, CLOSE_GRACE_MS);
      for (const socket of sockets) socket.destroy();
      http1.close();
      await closed;
    },
  };
}

function headOf(request: IncomingMessage | Http2ServerRequest): RequestHead {
  const target = request.url ?? "/";
  const at = target.indexOf("?");
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    headers[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return {
    method: request.method ?? "GET",
    path: at < 0 ? target : target.slice(0, at),
    query: new URLSearchParams(at < 0 ? "" : target.slice(at + 1)),
    // HTTP/2 says :authority for what HTTP/1.1 calls Host.
    headers: { ...headers, host: headers[":authority"] ?? headers["host"] },
  };
}

function send(response: ServerResponse | Http2ServerResponse, answer: WireAnswer): void {
  // The client may have gone while the answer was made; HTTP/2 throws then.
  if (response.destroyed || response.writableEnded) return;
  const body = Buffer.from(answer.body);
  const length = answer.status === 204 ? {} : { "content-length": String(body.length) };
  response.statusCode = answer.status;
  for (const [name, value] of Object.entries({ ...answer.headers, ...length }))
    response.setHeader(name, value);
  response.end(body);
}

async function settledWithin(work: ReadonlySet<Promise<void>>, graceMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const grace = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, graceMs);
  });
  await Promise.race([Promise.allSettled(work), grace]);
  clearTimeout(timer);
}

function reportOnStderr(error: unknown, operation: string): void {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`local cloud: ${operation} failed: ${detail}\n`);
}
