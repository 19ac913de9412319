import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";
import { assetAt, PAGE_HEADERS } from "./assets.ts";
import { createFeed, type Feed, type Message } from "./feed.ts";
import { refusalOf } from "./guard.ts";
import { type Hello, VERBS } from "./model.ts";
import { type Pace, startPolling } from "./poll.ts";
import type { ConsolePorts, LocalControls } from "./ports.ts";

export interface ConsoleOptions extends Hello {
  /** 0 = a free one. */
  readonly port: number;
  readonly pace: Pace;
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

export interface Console {
  /** With the token behind `#`, where no server and no log sees it. */
  readonly url: string;
  /** Cuts every stream off, as a network would. */
  readonly dropStreams: () => void;
  readonly close: () => Promise<void>;
}

const MOST_BODY_BYTES = 4096;
const MOST_STREAMS = 20;
/** A reader that lets so much lie is cut off; it comes back and is told what it missed. */
const MOST_WAITING_BYTES = 16_000_000;
const HEARTBEAT_MS = 15_000;

const why = z.string().trim().min(3, "expected a reason of 3 characters or more").max(500);
const Order = z.strictObject({ verb: z.enum(VERBS), why });
const FaultOrder = z.strictObject({
  version: z.string().regex(/^\d{1,9}$/, "expected the number of a version"),
  kind: z.enum(["errors", "slow", "cold", "crash", "none"]),
  why: why.exactOptional(),
});
const TrafficOrder = z.strictObject({
  requestsPerMinute: z.int().min(0).max(600),
  why: why.exactOptional(),
});
/** Longer ones are questions, too, but none of a first run. */
const Question = z.strictObject({ question: z.string().trim().min(1).max(500) });
const ACTIONS = ["order", "fault", "traffic", "ask"].map((name) => `POST /api/${name}`);

/** Serves the page on this machine alone. */
export async function openConsole(ports: ConsolePorts, options: ConsoleOptions): Promise<Console> {
  const feed = createFeed();
  const token = randomBytes(24).toString("base64url");
  const streams = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    const path = (request.url ?? "/").split("?")[0] ?? "/";
    const isApi = path.startsWith("/api/");
    const guarded = { method: request.method ?? "GET", headers: request.headers, needsToken: isApi };
    const refusal = refusalOf(guarded, portOf(server), token);
    for (const [name, value] of Object.entries(PAGE_HEADERS)) response.setHeader(name, value);
    if (refusal !== undefined) return sendJson(response, refusal.status, { error: refusal.message });
    if (!isApi) return sendAsset(request, response, path);
    void answer(request, response, path, { ports, options, feed, now: () => polling.now(), streams }).catch(
      (error: unknown) => {
        if (!response.headersSent)
          sendJson(response, 500, { error: error instanceof Error ? error.message : "failed" });
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", resolve);
  });
  const polling = startPolling(ports, feed, options.pace, options.pause);
  return {
    url: `http://127.0.0.1:${portOf(server)}/#${token}`,
    dropStreams: () => {
      for (const each of streams) each.destroy();
    },
    close: async () => {
      for (const each of streams) each.end();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await Promise.all([closed, polling.stop()]);
    },
  };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

interface Context {
  readonly ports: ConsolePorts;
  readonly options: ConsoleOptions;
  readonly feed: Feed;
  /** Reads state and history at once. */
  readonly now: () => Promise<void>;
  readonly streams: Set<ServerResponse>;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  context: Context,
): Promise<void> {
  const { ports, options, now } = context;
  const route = `${request.method} ${path}`;
  if (route === "GET /api/hello") {
    const { stage, cloud, canAct } = options;
    return sendJson(response, 200, { stage, cloud, canAct } satisfies Hello);
  }
  if (route === "GET /api/events") return stream(request, response, context);
  if (!ACTIONS.includes(route)) return sendJson(response, 404, { error: "there is nothing here" });
  if (!options.canAct) return sendJson(response, 403, { error: "this console was started to read only" });
  const body = await readJson(request);
  if (body.kind === "refused") {
    // What is left of the body is not waited for.
    response.setHeader("connection", "close");
    return sendJson(response, body.status, { error: body.message });
  }
  if (route === "POST /api/order") {
    return await carryOut(response, Order.safeParse(body.value), async (order) => {
      const outcome = await ports.releases.order(order);
      sendJson(response, outcome.ok ? 200 : 409, { text: outcome.text });
      await now();
    });
  }
  const { local } = ports;
  if (local === undefined) return sendJson(response, 404, { error: "only the local cloud can do that" });
  await carryOutLocally(route, body.value, local, response);
  await now();
}

async function carryOutLocally(route: string, body: unknown, local: LocalControls, response: ServerResponse) {
  if (route === "POST /api/fault") {
    return await carryOut(response, FaultOrder.safeParse(body), async (fault) => {
      await local.setFault(fault);
      sendJson(response, 200, {
        text:
          fault.kind === "none"
            ? `Version ${fault.version} is well.`
            : `Version ${fault.version} is ill: ${fault.kind}.`,
      });
    });
  }
  if (route === "POST /api/ask") {
    return await carryOut(response, Question.safeParse(body), async ({ question }) => {
      const { ok, text } = await local.ask(question);
      sendJson(response, ok ? 200 : 502, { text });
    });
  }
  return await carryOut(response, TrafficOrder.safeParse(body), async (order) => {
    await local.setTraffic(order);
    sendJson(response, 200, { text: `${order.requestsPerMinute} requests a minute.` });
  });
}

async function carryOut<T>(
  response: ServerResponse,
  parsed: z.ZodSafeParseResult<T>,
  act: (order: T) => Promise<void>,
): Promise<void> {
  if (parsed.success) return await act(parsed.data);
  const problems = parsed.error.issues.map(({ path, message }) => [...path, message].join(": "));
  return sendJson(response, 400, { error: problems.join("; ") });
}

/** Server-sent events. Whoever comes back says what the last one was, and goes on after it. */
function stream(request: IncomingMessage, response: ServerResponse, { feed, streams }: Context): void {
  if (streams.size >= MOST_STREAMS)
    return sendJson(response, 503, { error: `at most ${MOST_STREAMS} pages at once` });
  const last = request.headers["last-event-id"];
  const after = typeof last === "string" && /^\d{1,15}$/.test(last) ? Number(last) : undefined;
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
  streams.add(response);
  const write = ({ id, topic, data }: Message): void => {
    response.write(`id: ${id}\nevent: ${topic}\ndata: ${JSON.stringify(data)}\n\n`);
    if (response.writableLength > MOST_WAITING_BYTES) response.destroy();
  };
  const unsubscribe = feed.subscribe(after, write);
  const heartbeat = setInterval(() => response.write(": still here\n\n"), HEARTBEAT_MS);
  response.on("close", () => {
    clearInterval(heartbeat);
    unsubscribe();
    streams.delete(response);
  });
}

type Body =
  | { readonly kind: "read"; readonly value: unknown }
  | { readonly kind: "refused"; readonly status: number; readonly message: string };

async function readJson(request: IncomingMessage): Promise<Body> {
  const { "content-type": type = "", "content-length": length = "" } = request.headers;
  if (!/^application\/json\b/.test(type))
    return { kind: "refused", status: 415, message: "expected application/json" };
  // Node reads no more than was announced.
  if (!/^\d+$/.test(length)) return { kind: "refused", status: 411, message: "expected a Content-Length" };
  if (Number(length) > MOST_BODY_BYTES) {
    return { kind: "refused", status: 413, message: `expected ${MOST_BODY_BYTES} bytes at most` };
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  try {
    return { kind: "read", value: JSON.parse(Buffer.concat(chunks).toString()) as unknown };
  } catch {
    return { kind: "refused", status: 400, message: "expected JSON" };
  }
}

function sendAsset(request: IncomingMessage, response: ServerResponse, path: string): void {
  const asset = request.method === "GET" || request.method === "HEAD" ? assetAt(path) : undefined;
  if (asset === undefined) return sendJson(response, 404, { error: "there is nothing here" });
  response.writeHead(200, { "content-type": asset.type });
  response.end(request.method === "HEAD" ? "" : asset.body);
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
  response.end(JSON.stringify(value));
}
