import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { httpSender } from "./http-sender.ts";
import { question } from "./testing.ts";

const signal = new AbortController().signal;
const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly key: unknown;
  readonly body: string;
}

async function serve(
  answer: (outgoing: ServerResponse, incoming: IncomingMessage) => void,
  timeoutMs = 5000,
) {
  const seen: Seen[] = [];
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const { method, url, headers } = incoming;
      seen.push({ method, url, key: headers["x-api-key"], body: Buffer.concat(chunks).toString() });
      answer(outgoing, incoming);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = z.object({ port: z.int() }).parse(server.address());
  const apiUrl = `http://127.0.0.1:${port}/local`;
  const sender = httpSender({ apiUrl, apiKey: "k", timeoutMs, nowMs: () => performance.now() });
  open.push(() => {
    sender.close();
    server.closeAllConnections();
    server.close();
  });
  return { seen, sender };
}

describe("httpSender", () => {
  it("asks by POST and by GET, and sends a body as it is", async () => {
    const { seen, sender } = await serve((outgoing) => outgoing.end("{}"));
    await sender.send(question("My bill?"), undefined, signal);
    await sender.send(question("and März?"), "token", signal);
    const content = { kind: "question", query: "a b&c", agent: "cost" } as const;
    await sender.send(question("", { method: "GET", content }), undefined, signal);
    await sender.send(question("", { content: { kind: "raw", body: "not JSON" } }), undefined, signal);
    expect(seen).toEqual([
      { method: "POST", url: "/local/query", key: "k", body: '{"query":"My bill?"}' },
      { method: "POST", url: "/local/query", key: "k", body: '{"query":"and März?","session":"token"}' },
      { method: "GET", url: "/local/query?q=a+b%26c&agent=cost", key: "k", body: "" },
      { method: "POST", url: "/local/query", key: "k", body: "not JSON" },
    ]);
  });

  it("reads what an answer says about itself", async () => {
    const body = {
      routing_method: "llm",
      version: "7",
      cold_start: true,
      timings_ms: { routing: 3, llm: 2, total: 12.5 },
      session: "token",
      request_id: "r",
    };
    const { sender } = await serve((outgoing) => outgoing.end(JSON.stringify(body)));
    expect(await sender.send(question("q"), undefined, signal)).toEqual({
      kind: "answered",
      status: 200,
      facts: {
        routingMethod: "llm",
        version: "7",
        coldStart: true,
        functionMs: 12.5,
        askedLlm: true,
        session: "token",
        requestId: "r",
      },
      endedMs: expect.any(Number),
    });
  });

  it("takes an error for an answer, whatever its body is", async () => {
    const { sender } = await serve((outgoing) => outgoing.writeHead(502).end("<html>"));
    expect(await sender.send(question("q"), undefined, signal)).toMatchObject({
      kind: "answered",
      status: 502,
      facts: { routingMethod: undefined, coldStart: false },
    });
  });

  it("gives up after the timeout, though the answer has begun", async () => {
    const { sender } = await serve((outgoing) => outgoing.write("{"), 80);
    expect(await sender.send(question("q"), undefined, signal)).toMatchObject({
      kind: "unanswered",
      why: "time-out",
      detail: "no answer in time",
    });
  });

  it("can be cut off", async () => {
    const abort = new AbortController();
    const { sender } = await serve(() => abort.abort());
    expect(await sender.send(question("q"), undefined, abort.signal)).toMatchObject({
      kind: "unanswered",
      why: "cut-off",
    });
  });

  it("says what is wrong with a connection that breaks, or that is not there", async () => {
    const { sender } = await serve((outgoing) => outgoing.destroy());
    expect(await sender.send(question("q"), undefined, signal)).toMatchObject({
      why: "connection",
      detail: "ECONNRESET",
    });
    const short = await serve((outgoing) => {
      outgoing.writeHead(200, { "content-length": "100" }).write("{", () => outgoing.destroy());
    });
    expect(await short.sender.send(question("q"), undefined, signal)).toMatchObject({ why: "connection" });
    const nobody = httpSender({
      apiUrl: "http://127.0.0.1:1",
      apiKey: undefined,
      timeoutMs: 1000,
      nowMs: () => 0,
    });
    expect(await nobody.send(question("q"), undefined, signal)).toMatchObject({
      why: "connection",
      detail: "ECONNREFUSED",
    });
  });

  it("tries once more where an idle connection was closed at that very moment", async () => {
    let answers = 0;
    const { seen, sender } = await serve((outgoing) => {
      answers += 1;
      if (answers === 2) outgoing.destroy();
      else outgoing.end("{}");
    });
    await sender.send(question("q"), undefined, signal);
    expect(await sender.send(question("q"), undefined, signal)).toMatchObject({
      kind: "answered",
      status: 200,
    });
    expect(seen).toHaveLength(3);
  });
});
