import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { NodeHttpHandler } from "@smithy/node-http-handler";

/** Sockets per host that wait for the next request. An environment serves one request at a time; ten is ample. */
const MAX_SOCKETS = 10;
/** A healthy endpoint in the Region accepts within milliseconds; a second means that it is not healthy. */
const CONNECT_TIMEOUT_MS = 1_000;

/** What both SDK clients are made with. */
export interface AwsClientOptions {
  readonly requestHandler: NodeHttpHandler;
  readonly maxAttempts: number;
  readonly retryMode: "standard";
}

/**
 * Keep-alive connections that both clients share, and two attempts. Standard retries, because adaptive ones may hold
 * back even a first request. No request timeout: each call has its own deadline, and aborts.
 */
export function awsClientOptions(): AwsClientOptions {
  const pool = { keepAlive: true, maxSockets: MAX_SOCKETS };
  return {
    requestHandler: new NodeHttpHandler({
      connectionTimeout: CONNECT_TIMEOUT_MS,
      httpsAgent: new HttpsAgent(pool),
      // Plain HTTP is for endpoints on loopback.
      httpAgent: new HttpAgent(pool),
    }),
    maxAttempts: 2,
    retryMode: "standard",
  };
}
