import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import { readAnswer } from "./answer.ts";
import type { Exchange, NoAnswer, Send } from "./exchange.ts";
import type { MixRequest } from "./mix.ts";

export interface SenderOptions {
  /** Up to, and without, `/query`. */
  readonly apiUrl: string;
  /** Undefined = without one. */
  readonly apiKey: string | undefined;
  /** From the sending to the end of the answer. */
  readonly timeoutMs: number;
  readonly nowMs: () => number;
}

export interface HttpSender {
  readonly send: Send;
  readonly close: () => void;
}

/** Answers are a few kilobytes; of a longer body only the time counts. */
const MOST_BODY_BYTES = 1024 * 1024;

/** Sends over connections that stay open, as many as there are requests on their way. Follows no redirects. */
export function httpSender({ apiUrl, apiKey, timeoutMs, nowMs }: SenderOptions): HttpSender {
  const url = new URL(`${apiUrl.replace(/\/$/, "")}/query`);
  const isSecure = url.protocol === "https:";
  // The last one used is the first one used again, so that those of a peak can end.
  const agent = isSecure ? new https.Agent(AGENT) : new http.Agent(AGENT);
  const request: typeof http.request = isSecure ? https.request : http.request;
  const key = apiKey === undefined ? {} : { "x-api-key": apiKey };

  const once = (written: Written, mayRetry: boolean, signal: AbortSignal): Promise<Exchange> =>
    new Promise((resolve) => {
      let why: NoAnswer = "connection";
      const { target, method, headers, body } = written;
      const outgoing = request(target, { method, agent, headers: { ...headers, ...key } }, (incoming) =>
        readBody(incoming, fail, (status, text) => {
          // Before the body is read: that takes time of ours.
          const endedMs = nowMs();
          resolve({ kind: "answered", status, facts: readAnswer(text), endedMs });
        }),
      );
      const stop = (reason: NoAnswer, message: string) => (): void => {
        why = reason;
        outgoing.destroy(new Error(message));
      };
      const timer = setTimeout(stop("time-out", "no answer in time"), timeoutMs);
      const cutOff = stop("cut-off", "the run ended");
      outgoing.on("error", fail);
      outgoing.on("close", () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", cutOff);
      });
      signal.addEventListener("abort", cutOff, { once: true });
      outgoing.end(body);

      function fail(error: NodeJS.ErrnoException): void {
        const { code, message } = error;
        // The other side closed a connection that had nothing to do, at the moment when it got something to do.
        const wasIdle = outgoing.reusedSocket && code === "ECONNRESET" && why === "connection";
        if (wasIdle && mayRetry && !signal.aborted) resolve(once(written, false, signal));
        else resolve({ kind: "unanswered", why, detail: code ?? message, endedMs: nowMs() });
      }
    });
  return {
    send: (what, session, signal) => once(write(url, what, session), true, signal),
    close: () => agent.destroy(),
  };
}

const AGENT = { keepAlive: true, scheduling: "lifo", maxSockets: Number.POSITIVE_INFINITY } as const;

interface Written {
  readonly target: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function write(url: URL, { method, content }: MixRequest, session: string | undefined): Written {
  if (method === "GET" && content.kind === "question") {
    const target = new URL(url);
    target.searchParams.set("q", content.query);
    if (content.agent !== undefined) target.searchParams.set("agent", content.agent);
    return { target, method, headers: {}, body: "" };
  }
  const body =
    content.kind === "raw"
      ? content.body
      : // What is undefined is left out.
        JSON.stringify({ query: content.query, agent: content.agent, session });
  const headers = {
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(body)),
  };
  return { target: url, method, headers, body };
}

function readBody(
  incoming: IncomingMessage,
  fail: (error: NodeJS.ErrnoException) => void,
  answered: (status: number, text: string) => void,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  incoming.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size <= MOST_BODY_BYTES) chunks.push(chunk);
  });
  incoming.on("error", fail);
  // A body that is cut short ends without "end".
  incoming.on("close", () => fail(new Error("the answer was cut short")));
  incoming.on("end", () =>
    answered(incoming.statusCode ?? 0, size <= MOST_BODY_BYTES ? Buffer.concat(chunks).toString() : ""),
  );
}
