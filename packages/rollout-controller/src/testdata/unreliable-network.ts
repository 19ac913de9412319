import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What becomes of one call. */
export type Fate =
  | "arrives"
  /** The other side never hears of it. */
  | "request-lost"
  /** The other side carries it out, and its answer is lost. */
  | "answer-lost"
  /** The other side answers this in place of its own answer, and does nothing. */
  | { readonly status: number; readonly body: object };

/** Test support: a way to an endpoint on which single calls get lost. */
export interface UnreliableNetwork {
  readonly url: string;
  /** What becomes of the next calls of an operation; those after them arrive. */
  readonly decide: (operation: string, ...fates: readonly Fate[]) => void;
  readonly close: () => Promise<void>;
}

export async function openUnreliableNetwork(endpoint: string): Promise<UnreliableNetwork> {
  const fates = new Map<string, Fate[]>();
  const server = createServer((incoming, outgoing) => {
    carry(incoming, outgoing).catch(() => outgoing.destroy());
  });

  async function carry(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const target = String(incoming.headers["x-amz-target"]);
    const fate = fates.get(target.slice(target.lastIndexOf(".") + 1))?.shift() ?? "arrives";
    if (fate === "request-lost") return void outgoing.destroy();
    if (typeof fate === "object") {
      outgoing.writeHead(fate.status, { "content-type": "application/x-amz-json-1.0" });
      return void outgoing.end(JSON.stringify(fate.body));
    }
    const { host: _host, connection: _connection, "content-length": _length, ...headers } = incoming.headers;
    const answer = await fetch(`${endpoint}${incoming.url}`, {
      method: incoming.method ?? "POST",
      headers: headers as Record<string, string>,
      body: Buffer.concat(chunks),
    });
    const body = Buffer.from(await answer.arrayBuffer());
    if (fate === "answer-lost") return void outgoing.destroy();
    outgoing.writeHead(answer.status, Object.fromEntries(answer.headers));
    outgoing.end(body);
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    decide: (operation, ...next) => void fates.set(operation, [...next]),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
