import type { IncomingMessage } from "node:http";

/** A request to an API, taken apart but not yet understood. Its body has not been read. */
export interface GatewayRequest {
  readonly requestId: string;
  /** When it came, by the cloud's clock. */
  readonly timeMs: number;
  readonly method: string;
  /** Path after the API's id and the stage, as it was sent: `/query`. */
  readonly path: string;
  readonly apiId: string;
  readonly stageName: string;
  /** Parameters in the order in which they were sent, decoded. */
  readonly query: readonly (readonly [name: string, value: string])[];
  /** Headers in the order in which they were sent, in the sender's spelling. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly sourceIp: string;
  readonly protocol: string;
  /** Reads the body; `undefined` when it is larger than a payload may be. */
  readonly readBody: () => Promise<Buffer | undefined>;
}

/** Largest payload of a REST API. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** Takes a request apart: `/{apiId}/{stage}/{path}`. `undefined` when it does not even name an API and a stage. */
export function readRequest(
  req: IncomingMessage,
  requestId: string,
  timeMs: number,
): GatewayRequest | undefined {
  const target = (req.url ?? "/").replace(/^https?:\/\/[^/]*/i, "");
  const [rawPath, rawQuery] = splitOnce(target, "?");
  const [, apiId, stageName, path = "/"] = /^\/([^/]+)\/([^/]+)(\/.*)?$/.exec(rawPath) ?? [];
  if (apiId === undefined || stageName === undefined) return undefined;
  return {
    requestId,
    timeMs,
    method: req.method ?? "GET",
    path,
    apiId,
    stageName,
    query: [...new URLSearchParams(rawQuery)],
    headers: pairs(req.rawHeaders),
    sourceIp: (req.socket.remoteAddress ?? "127.0.0.1").replace(/^::ffff:/, ""),
    protocol: `HTTP/${req.httpVersion}`,
    readBody: () => readBody(req),
  };
}

/** True when the Host header names this machine: a page in a browser cannot reach the APIs under a name of its own. */
export function isLoopbackHost(host: string | undefined): boolean {
  return /^(?:localhost|[\w-]+\.localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i.test(host ?? "");
}

/** Values of a header in the order in which they were sent; `undefined` when it is absent. */
export function headerValues(request: GatewayRequest, name: string): readonly string[] | undefined {
  return valuesOf(request.headers, (key) => key.toLowerCase() === name.toLowerCase());
}

/** Values of a query parameter in the order in which they were sent; `undefined` when it is absent. */
export function queryValues(request: GatewayRequest, name: string): readonly string[] | undefined {
  return valuesOf(request.query, (key) => key === name);
}

function valuesOf(
  all: GatewayRequest["headers"],
  isMeant: (name: string) => boolean,
): readonly string[] | undefined {
  const values = all.filter(([name]) => isMeant(name)).map(([, value]) => value);
  return values.length === 0 ? undefined : values;
}

async function readBody(req: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(req.headers["content-length"] ?? 0) > MAX_BODY_BYTES) return undefined;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of req.iterator({ destroyOnReturn: false })) {
    const buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    bytes += buffer.byteLength;
    if (bytes > MAX_BODY_BYTES) return undefined;
    chunks.push(buffer);
  }
  return Buffer.concat(chunks);
}

function splitOnce(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

function pairs(flat: readonly string[]): readonly (readonly [string, string])[] {
  return flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1] ?? ""] as const] : []));
}
