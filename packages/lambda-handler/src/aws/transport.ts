import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Readable } from "node:stream";
import type { HttpRequest, HttpResponse } from "@smithy/core/protocols";
import { NodeHttpHandler } from "@smithy/node-http-handler";

/** Sockets per host that wait for the next request. An environment serves one request at a time; ten is ample. */
const MAX_SOCKETS = 10;
/** A healthy endpoint in the Region accepts within milliseconds; a second means that it is not healthy. */
const CONNECT_TIMEOUT_MS = 1_000;

export interface Reply {
  /** Status and headers, whose names are in lower case. */
  readonly response: HttpResponse;
  readonly body: Buffer;
}

/** HTTP over sockets that are kept for the next request. */
export interface Transport {
  /**
   * Fails with a `TimeoutError` when nobody accepts within a second, with an `AbortError` when told to, with
   * `ResponseTooLarge` when the body is longer than it may be, and with Node's errors.
   */
  readonly send: (request: HttpRequest, limits: SendLimits) => Promise<Reply>;
  /**
   * Whether `send` failed with this error because a socket that had waited in the pool was dead: it may have been cut
   * while the environment was frozen, and nobody has looked since.
   */
  readonly wasDeadSocket: (error: unknown) => boolean;
  /** Ends all sockets. */
  readonly close: () => void;
}

export interface SendLimits {
  readonly signal: AbortSignal;
  readonly maxBodyBytes: number;
}

export function createTransport(): Transport {
  const failedOnReuse = new WeakSet<Error>();
  const pool = { keepAlive: true, maxSockets: MAX_SOCKETS };
  const httpsAgent = watchReuse(new HttpsAgent(pool), failedOnReuse);
  // Plain HTTP is for endpoints on loopback.
  const httpAgent = watchReuse(new HttpAgent(pool), failedOnReuse);
  // No request timeout: each call has its own deadline, and aborts.
  const handler = new NodeHttpHandler({ connectionTimeout: CONNECT_TIMEOUT_MS, httpsAgent, httpAgent });
  return {
    send: async (request, { signal, maxBodyBytes }) => {
      const { response } = await handler.handle(request, { abortSignal: signal });
      try {
        return { response, body: await readBody(response.body, maxBodyBytes) };
      } catch (error) {
        // An aborted body ends in an error of the socket.
        throw signal.aborted ? abortError() : error;
      }
    },
    wasDeadSocket: (error) => error instanceof Error && failedOnReuse.has(error) && wasCut(error),
    close: () => {
      httpsAgent.destroy();
      httpAgent.destroy();
    },
  };
}

/** Notes the errors of requests that got no head of a response on a socket that others had used before. */
function watchReuse<A extends HttpAgent>(agent: A, failed: WeakSet<Error>): A {
  const reuseSocket = agent.reuseSocket.bind(agent);
  agent.reuseSocket = (socket, request) => {
    request.once("error", (error) => failed.add(error));
    reuseSocket(socket, request);
  };
  return agent;
}

function wasCut(error: Error): boolean {
  return "code" in error && (error.code === "ECONNRESET" || error.code === "EPIPE");
}

async function readBody(body: Readable, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // Leaving the loop destroys the socket: what else comes is not read.
    if (bytes > maxBytes) {
      throw Object.assign(new Error(`The response may have ${maxBytes} bytes; it has more.`), {
        name: "ResponseTooLarge",
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export function abortError(): Error {
  return Object.assign(new Error("Request aborted"), { name: "AbortError" });
}
