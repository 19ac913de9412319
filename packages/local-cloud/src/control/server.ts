import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { CloudControl } from "../cloud.ts";
import { messageOf } from "../errors.ts";
import type { CpuChange } from "../lambda/cpu-settings.ts";
import {
  type ControlEvent,
  newToken,
  removeRunRecord,
  StackRequest,
  sameToken,
  writeRunRecord,
} from "./protocol.ts";

const MAX_BODY_BYTES = 64 * 1024;

/** A cloud that other processes can steer. */
export interface ControlServer {
  /** Resolves when somebody asked the cloud to stop. */
  readonly stopRequested: Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * Serves the control port of a cloud on loopback and writes down how to reach it.
 * Requests carry the token of the run record; a browser page can neither read it nor guess it.
 */
export async function serveControl(cloud: CloudControl, dir: string): Promise<ControlServer> {
  const token = newToken();
  let requestStop: () => void = () => undefined;
  const stopRequested = new Promise<void>((resolve) => {
    requestStop = resolve;
  });
  const server = createServer((request, response) => {
    void answer({ cloud, token, requestStop }, request, response).catch((error: unknown) => {
      // What a handler throws before it answers is about the request: a body that is no command, a wrong setting.
      if (!response.headersSent) response.writeHead(400);
      response.end(JSON.stringify({ message: messageOf(error) }));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  writeRunRecord(dir, {
    ...cloud.endpoints,
    clock: cloud.clock,
    pid: process.pid,
    controlUrl: `http://127.0.0.1:${port}`,
    token,
  });
  return {
    stopRequested,
    close: async () => {
      removeRunRecord(dir);
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      });
    },
  };
}

interface ControlContext {
  readonly cloud: CloudControl;
  readonly token: string;
  readonly requestStop: () => void;
}

async function answer(
  context: ControlContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader("connection", "close");
  if (!sameToken(`Bearer ${context.token}`, request.headers.authorization ?? "")) {
    send(response, 403, { message: "The control token is missing or wrong." });
    return;
  }
  const { cloud } = context;
  const url = new URL(request.url ?? "/", "http://localhost");
  switch (`${request.method} ${url.pathname}`) {
    case "GET /health":
      return send(response, 200, { ok: true });
    case "POST /deploy":
      return await stream(request, response, cloud.deploy);
    case "POST /destroy":
      return await stream(request, response, cloud.destroy);
    case "GET /outputs":
      return send(response, 200, {
        outputs: await cloud.outputs(
          url.searchParams.get("project") ?? "",
          url.searchParams.get("stack") ?? "",
        ),
      });
    case "GET /bedrock":
      return send(response, 200, await cloud.bedrock());
    case "PATCH /bedrock":
      return send(response, 200, await cloud.configureBedrock(JSON.parse(await readBody(request)) as object));
    case "GET /faults":
      return send(response, 200, await cloud.faults());
    case "PATCH /faults":
      return send(response, 200, await cloud.configureFaults(JSON.parse(await readBody(request)) as object));
    case "PUT /cpu":
      return send(response, 200, await cloud.configureCpu(JSON.parse(await readBody(request)) as CpuChange));
    case "GET /notices":
      return send(response, 200, await cloud.notices());
    case "POST /stop":
      send(response, 202, { ok: true });
      return context.requestStop();
    default:
      return send(response, 404, { message: `The control port has no ${request.method} ${url.pathname}.` });
  }
}

/** Runs a deployment command and sends its events as lines of JSON; a client that goes away aborts it. */
async function stream(
  request: IncomingMessage,
  response: ServerResponse,
  run: CloudControl["deploy"],
): Promise<void> {
  const { config, ...command } = StackRequest.parse(JSON.parse(await readBody(request)));
  const abort = new AbortController();
  response.on("close", () => abort.abort());
  response.writeHead(200, { "content-type": "application/x-ndjson" });
  const line = (event: ControlEvent): void => void response.write(`${JSON.stringify(event)}\n`);
  try {
    const result = await run({
      ...command,
      ...(config === undefined ? {} : { config }),
      signal: abort.signal,
      onEvent: (event) => line({ kind: "event", event }),
    });
    line({ kind: "finished", result });
  } catch (error) {
    line({ kind: "failed", message: messageOf(error) });
  }
  response.end();
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new Error(`The request body is larger than ${MAX_BODY_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}
