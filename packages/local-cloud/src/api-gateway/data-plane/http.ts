import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { failure } from "./failure.ts";
import { type GatewayRequest, isLoopbackHost, readRequest } from "./request.ts";
import type { HttpAnswer } from "./response-cache.ts";

/** A listener for `node:http` that serves deployed APIs under `/{restApiId}/{stage}/…`. */
export function createHttpListener(
  nowMs: () => number,
  serveRequest: (request: GatewayRequest) => Promise<HttpAnswer>,
): (req: IncomingMessage, res: ServerResponse) => void {
  const answerTo = async (req: IncomingMessage, requestId: string): Promise<HttpAnswer> => {
    if (!isLoopbackHost(req.headers.host)) {
      return plain(403, "Forbidden: the local cloud answers only under localhost, 127.0.0.1 and [::1].");
    }
    const request = readRequest(req, requestId, nowMs());
    if (request === undefined) return plain(403, failure("MISSING_AUTHENTICATION_TOKEN").message);
    return serveRequest(request);
  };

  return (req, res) => {
    const requestId = randomUUID();
    // A caller that goes away while it sends its body is no error of ours.
    req.on("error", () => undefined);
    answerTo(req, requestId)
      .catch(() => plain(500, "Internal server error"))
      .then((answer) => send(req, res, answer, requestId))
      .catch(() => res.destroy());
  };
}

function send(
  req: IncomingMessage,
  res: ServerResponse,
  { status, headers, body }: HttpAnswer,
  requestId: string,
): void {
  res.statusCode = status;
  for (const [name, value] of headers) res.appendHeader(name, value);
  res.setHeader("x-amzn-RequestId", requestId);
  const hasBody = status >= 200 && status !== 204 && status !== 304;
  if (hasBody) res.setHeader("Content-Length", body.byteLength);
  res.end(hasBody ? body : undefined);
  // What is left of a body that nobody wanted must not be taken for the next request.
  req.resume();
}

function plain(status: number, message: string): HttpAnswer {
  return {
    status,
    headers: [["Content-Type", "application/json"]],
    body: Buffer.from(JSON.stringify({ message })),
  };
}
