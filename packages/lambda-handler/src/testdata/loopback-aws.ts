import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Test support: a server on loopback that speaks just enough of Bedrock's and Lambda's JSON for the adapters. */

export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The client's end of the connection: the same port is the same connection. */
  readonly remotePort: number | undefined;
}

export type ScriptedReply =
  | {
      readonly kind: "reply";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body: string;
    }
  /** Sends `reply` when `after` calls what it is given. */
  | { readonly kind: "later"; readonly reply: ScriptedReply; readonly after: (send: () => void) => void }
  /** Takes the request and never answers. */
  | { readonly kind: "hang" }
  /** Closes the connection instead of answering. */
  | { readonly kind: "reset" };

export interface LoopbackAws {
  readonly url: string;
  readonly received: readonly ReceivedRequest[];
  /** Settles when the first connection has ended. */
  readonly connectionClosed: Promise<void>;
  readonly close: () => Promise<void>;
}

/** @param script answers the n-th request, counted from 0 */
export async function startLoopbackAws(
  script: (request: ReceivedRequest, index: number) => ScriptedReply,
): Promise<LoopbackAws> {
  const received: ReceivedRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const request: ReceivedRequest = {
        method: incoming.method ?? "",
        path: decodeURIComponent(incoming.url ?? ""),
        headers: incoming.headers,
        body: Buffer.concat(chunks).toString("utf8"),
        remotePort: incoming.socket.remotePort,
      };
      send(script(request, received.push(request) - 1), outgoing);
    });
  });
  const connectionClosed = new Promise<void>((resolve) => {
    server.once("connection", (socket) => socket.once("close", () => resolve()));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    connectionClosed,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

function send(reply: ScriptedReply, outgoing: ServerResponse): void {
  switch (reply.kind) {
    case "reply":
      outgoing.writeHead(reply.status, { "content-type": "application/json", ...reply.headers });
      outgoing.end(reply.body);
      return;
    case "later":
      reply.after(() => send(reply.reply, outgoing));
      return;
    case "reset":
      outgoing.socket?.destroy();
      return;
    case "hang":
      return;
  }
}

export function json(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): ScriptedReply {
  return { kind: "reply", status, headers, body: JSON.stringify(body) };
}

/** An error as AWS's REST-JSON services send it. */
export function awsErrorReply(status: number, name: string, message: string): ScriptedReply {
  return json(status, { message }, { "x-amzn-errortype": name });
}
