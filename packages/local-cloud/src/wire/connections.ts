import type { IncomingMessage } from "node:http";
import { constants, type Http2Server, type Http2ServerRequest } from "node:http2";
import type { Socket } from "node:net";

/** First bytes of HTTP/2 with prior knowledge; no method of HTTP/1.1 begins with them. */
const HTTP2_PREFACE = "PRI";

/**
 * Looks at the first bytes of a connection and puts them back. The connection ends `limitMs` after the first
 * of them unless the timer that `decide` is given has been cleared by then.
 */
export function sniff(
  socket: Socket,
  limitMs: number,
  decide: (isHttp2: boolean, limit: NodeJS.Timeout) => void,
): void {
  let seen = Buffer.alloc(0);
  let limit: NodeJS.Timeout | undefined;
  socket.once("close", () => clearTimeout(limit));
  const onData = (chunk: Buffer): void => {
    limit ??= setTimeout(() => socket.destroy(), limitMs);
    seen = Buffer.concat([seen, chunk]);
    if (seen.length < HTTP2_PREFACE.length) return;
    socket.off("data", onData);
    socket.pause();
    socket.unshift(seen);
    decide(seen.toString("latin1", 0, HTTP2_PREFACE.length) === HTTP2_PREFACE, limit);
    process.nextTick(() => socket.resume());
  };
  socket.on("data", onData);
}

/** Hands a connection to an HTTP/2 server; its first request ends the time limit of the connection. */
export function serveHttp2(server: Http2Server, socket: Socket, limit: NodeJS.Timeout): void {
  // The server makes the session of a connection at once.
  server.once("session", (session) => session.once("stream", () => clearTimeout(limit)));
  server.emit("connection", socket);
}

/** Ends an HTTP/2 request whose body is not complete in time. For HTTP/1.1 the server itself does. */
export function limitHttp2Request(request: IncomingMessage | Http2ServerRequest, limitMs: number): void {
  if (!("stream" in request)) return;
  const { stream } = request;
  const limit = setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), limitMs);
  const stop = (): void => clearTimeout(limit);
  request.once("end", stop);
  stream.once("close", stop);
}

/**
 * Ends a request that was answered before its body was complete. Until then the rest is read and dropped: a
 * connection that is cut with bytes unread may take the answer with it.
 */
export function endUnlessComplete(request: IncomingMessage | Http2ServerRequest, graceMs: number): void {
  if (request.complete) return;
  const limit = setTimeout(() => {
    if ("stream" in request) request.stream.close(constants.NGHTTP2_NO_ERROR);
    else request.socket.destroy();
  }, graceMs);
  const stop = (): void => clearTimeout(limit);
  request.once("end", stop);
  request.once("close", stop);
}
