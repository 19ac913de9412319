import { randomUUID } from "node:crypto";
import { HttpRequest } from "@smithy/core/protocols";
import {
  getRetryAfterHint,
  isServerError,
  isThrottlingError,
  isTransientError,
  StandardRetryStrategy,
} from "@smithy/core/retry";
import type { Environment } from "../config.ts";
import { withDeadline } from "../deadline.ts";
import { endpointOf, regionOf, type Service } from "./endpoint.ts";
import { serviceError } from "./service-error.ts";
import { createSigner } from "./sign.ts";
import { abortError, type Reply, type Transport } from "./transport.ts";

const MAX_ATTEMPTS = 2;
const MAX_CONNECT_MS = 1_000;

export interface ServiceRequest {
  readonly method: "POST" | "GET";
  /** Encoded, with a slash before it. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Longest body that the response may have. */
  readonly maxReplyBytes: number;
}

export interface ServiceClient {
  /**
   * Sends a request, and once more if the SDK would. The reply is a success: all others are errors with AWS's name for
   * them, as the SDK's.
   */
  readonly call: (request: ServiceRequest, signal: AbortSignal) => Promise<Reply>;
  /**
   * Leaves a live socket in the pool, and the code warm. Never rejects and takes no longer than a second: the first
   * request connects when this did not.
   */
  readonly connect: () => Promise<void>;
}

export interface ServiceClientOptions {
  readonly service: Service;
  readonly environment: Environment;
  readonly transport: Transport;
}

/**
 * A client of one of AWS's services, without its model: signatures, sockets, retries and errors. Does not correct the
 * clock, as the SDK does: Lambda's is right.
 *
 * @throws Error when the environment names no endpoint.
 */
export function createServiceClient({
  service,
  environment,
  transport,
}: ServiceClientOptions): ServiceClient {
  const endpoint = endpointOf(service, environment);
  const sign = createSigner({
    region: regionOf(environment),
    signingName: service.signingName,
    environment,
  });
  // The SDK's own: two attempts, its pauses, and its allowance of retries for when everything fails.
  const strategy = new StandardRetryStrategy(MAX_ATTEMPTS);

  /** Signs anew each time: a signature has a time in it, and credentials may change. */
  const send = async (request: ServiceRequest, signal: AbortSignal): Promise<Reply> =>
    transport.send(await sign(httpRequest(endpoint, request, environment)), {
      signal,
      maxBodyBytes: request.maxReplyBytes,
    });

  async function attempt(request: ServiceRequest, signal: AbortSignal): Promise<Reply> {
    const reply = await send(request, signal).catch((error: unknown) => {
      // Whoever answers on a new socket was never asked: that is no second attempt.
      if (transport.wasDeadSocket(error) && !signal.aborted) return send(request, signal);
      throw error;
    });
    if (reply.response.statusCode >= 300) throw serviceError(reply);
    return reply;
  }

  async function call(request: ServiceRequest, signal: AbortSignal): Promise<Reply> {
    // All attempts of a call carry one, as the SDK's do: it tells them from calls of their own, in traces and in faults.
    const named = { ...request, headers: { ...request.headers, "amz-sdk-invocation-id": randomUUID() } };
    let token = await strategy.acquireInitialRetryToken("");
    for (;;) {
      try {
        const reply = await attempt(named, signal);
        strategy.recordSuccess(token);
        return reply;
      } catch (error) {
        if (signal.aborted) throw error;
        token = await strategy.refreshRetryTokenForRetry(token, retryInfo(error)).catch(() => {
          // It has no other way to say that this was the last attempt.
          throw error;
        });
        // The strategy sleeps without a look at the signal.
        if (signal.aborted) throw abortError();
      }
    }
  }

  return {
    call,
    connect: async () => {
      // No operation of any service: it says so and keeps the socket. Not HEAD: after a response that says no length, Node
      // would not keep it. Signed as all requests are, so that the first
      // one finds compiled code and OpenSSL awake.
      const nothing: ServiceRequest = { method: "GET", path: "/", headers: {}, maxReplyBytes: 65_536 };
      await withDeadline(MAX_CONNECT_MS, (signal) => send(nothing, signal)).catch(() => undefined);
    },
  };
}

function httpRequest(
  { protocol, hostname, port, host, pathname }: URL,
  { method, path, headers, body }: ServiceRequest,
  environment: Environment,
): HttpRequest {
  const traceId = environment._X_AMZN_TRACE_ID;
  return new HttpRequest({
    protocol,
    hostname,
    method,
    path: pathname.replace(/\/$/, "") + path,
    headers: {
      host,
      "user-agent": "switchyard",
      // Lambda stops functions that call themselves in circles by it, and X-Ray follows it.
      ...(traceId ? { "x-amzn-trace-id": traceId } : {}),
      ...(body === undefined ? {} : { "content-length": String(body.byteLength) }),
      ...headers,
    },
    ...(port === "" ? {} : { port: Number(port) }),
    ...(body === undefined ? {} : { body }),
  });
}

type RetryInfo = Parameters<StandardRetryStrategy["refreshRetryTokenForRetry"]>[1];
type SdkError = Parameters<typeof isTransientError>[0];

function retryInfo(thrown: unknown): RetryInfo {
  const error = (thrown instanceof Error ? thrown : new Error(String(thrown))) as SdkError;
  const retryAfterHint = "$response" in error ? getRetryAfterHint(error.$response) : undefined;
  return {
    error,
    errorType: errorType(error),
    ...(retryAfterHint === undefined ? {} : { retryAfterHint }),
  };
}

function errorType(error: SdkError): RetryInfo["errorType"] {
  if (isThrottlingError(error)) return "THROTTLING";
  if (isTransientError(error)) return "TRANSIENT";
  return isServerError(error) ? "SERVER_ERROR" : "CLIENT_ERROR";
}
