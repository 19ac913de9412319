import { randomBytes, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Largest answer of a function, in bytes: 6 MB and a little, as AWS measures it. */
export const RESPONSE_LIMIT_BYTES = 6_291_556;

/** Under this name the runtime's process is given the secret; runtime-http.cjs takes it out of the environment. */
export const RUNTIME_SECRET_VARIABLE = "_LOCAL_RUNTIME_SECRET";

/** What the runtime is given to work on. */
export interface RuntimeInvocation {
  readonly requestId: string;
  readonly payload: Uint8Array;
  readonly functionArn: string;
  /** On the clock of the machine, by which the runtime measures the time that is left. */
  readonly deadlineMs: number;
  readonly traceId: string;
  /** JSON. */
  readonly clientContext?: string | undefined;
}

/** How the runtime answered an invocation. */
export type RuntimeAnswer =
  | { readonly kind: "response"; readonly payload: Buffer }
  | { readonly kind: "error"; readonly payload: Buffer }
  | { readonly kind: "too-large" };

export interface RuntimeEvents {
  /** The runtime asks for the next invocation: it is initialised and idle. */
  readonly ready: () => void;
  readonly answered: (answer: RuntimeAnswer) => void;
  /** Initialisation failed; the payload is the error object. */
  readonly initFailed: (payload: Buffer) => void;
}

/** Lambda's Runtime API for one sandbox: `AWS_LAMBDA_RUNTIME_API` holds host and port only, so each needs its own. */
export interface RuntimeApi {
  /** `127.0.0.1:port`. */
  readonly address: string;
  /** Must come with every request: else any program of this machine could take invocations and answer them. */
  readonly secret: string;
  /** Hands over an invocation. Only after `ready`, once per `ready`. */
  readonly deliver: (invocation: RuntimeInvocation) => void;
  /** Forgets the runtime that was connected, so that a new one can take its place. */
  readonly reset: () => void;
  readonly close: () => void;
}

const PREFIX = "/2018-06-01/runtime";
const ANSWER_PATH = /^\/2018-06-01\/runtime\/invocation\/([^/]+)\/(response|error)$/;

export async function openRuntimeApi(events: RuntimeEvents): Promise<RuntimeApi> {
  let waiting: ServerResponse | undefined;
  let currentId: string | undefined;
  const secret = randomBytes(32).toString("hex");

  const server = createServer((request, response) => {
    // A web page can reach loopback too: by a name that it rebinds, or blindly, and then the browser marks its requests.
    if (request.headers.host !== address || isFromBrowser(request) || !holds(request, secret)) {
      return reply(request, response, 403, "Forbidden");
    }
    const { method, url = "" } = request;
    if (method === "GET" && url === `${PREFIX}/invocation/next`) {
      // What the handler started must not take the invocation from the runtime that waits for it.
      if (waiting !== undefined) return reply(request, response, 403, "Forbidden");
      waiting = response;
      response.once("close", () => {
        if (waiting === response) waiting = undefined;
      });
      return events.ready();
    }
    if (method === "POST" && url === `${PREFIX}/init/error`) {
      return void readBody(request).then(({ body }) => {
        accept(response);
        events.initFailed(body);
      }, ignoreBrokenConnection);
    }
    const [, requestId, outcome] = ANSWER_PATH.exec(url) ?? [];
    if (method !== "POST" || requestId === undefined) return reply(request, response, 404, "NotFound");
    if (requestId !== currentId) return reply(request, response, 400, "InvalidRequestID");
    return void readBody(request).then(({ body, tooLarge }) => {
      currentId = undefined;
      if (tooLarge) reply(request, response, 413, "RequestEntityTooLarge");
      else accept(response);
      events.answered(answerOf(request, outcome, body, tooLarge));
    }, ignoreBrokenConnection);
  });
  // The runtime polls without a time limit.
  server.requestTimeout = 0;
  server.headersTimeout = 0;
  server.keepAliveTimeout = 0;
  const address = await listen(server);

  return {
    address,
    secret,
    deliver: (invocation) => {
      if (waiting === undefined) throw new Error("The runtime did not ask for an invocation.");
      currentId = invocation.requestId;
      const response = waiting;
      waiting = undefined;
      response.writeHead(200, {
        "content-type": "application/json",
        "content-length": invocation.payload.length,
        "lambda-runtime-aws-request-id": invocation.requestId,
        "lambda-runtime-deadline-ms": String(invocation.deadlineMs),
        "lambda-runtime-invoked-function-arn": invocation.functionArn,
        "lambda-runtime-trace-id": invocation.traceId,
        ...(invocation.clientContext === undefined
          ? {}
          : { "lambda-runtime-client-context": invocation.clientContext }),
      });
      response.end(invocation.payload);
    },
    reset: () => {
      waiting = undefined;
      currentId = undefined;
      server.closeAllConnections();
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function isFromBrowser({ headers }: IncomingMessage): boolean {
  return Object.keys(headers).some((name) => /^(origin|referer|sec-fetch-.*)$/.test(name));
}

function holds({ headers }: IncomingMessage, secret: string): boolean {
  const found = Buffer.from(String(headers["x-runtime-secret"]));
  return found.length === secret.length && timingSafeEqual(found, Buffer.from(secret));
}

function answerOf(
  request: IncomingMessage,
  outcome: string | undefined,
  body: Buffer,
  tooLarge: boolean,
): RuntimeAnswer {
  if (tooLarge) return { kind: "too-large" };
  // A handler that streams its response reports a failure half way in the trailers.
  const { "lambda-runtime-function-error-body": trailer } = request.trailers;
  if (trailer !== undefined) return { kind: "error", payload: Buffer.from(trailer, "base64") };
  return { kind: outcome === "error" ? "error" : "response", payload: body };
}

/** Reads to the end even when it is too much, because the runtime reads no answer before. */
async function readBody(
  request: IncomingMessage,
): Promise<{ readonly body: Buffer; readonly tooLarge: boolean }> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= RESPONSE_LIMIT_BYTES) chunks.push(chunk);
  }
  return { body: Buffer.concat(chunks), tooLarge: length > RESPONSE_LIMIT_BYTES };
}

/** A connection breaks when the process ends; the exit is what gets reported. */
function ignoreBrokenConnection(): void {}

function accept(response: ServerResponse): void {
  response.writeHead(202, { "content-type": "application/json" }).end('{"status":"OK"}');
}

function reply(request: IncomingMessage, response: ServerResponse, status: number, errorType: string): void {
  request.resume();
  response
    .writeHead(status, { "content-type": "application/json" })
    .end(JSON.stringify({ errorMessage: errorType, errorType }));
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}
