import type { IncomingMessage } from "node:http";
import type { Http2ServerRequest } from "node:http2";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { AwsError } from "../aws-error.ts";

/** Largest body, before and after unzipping. Lambda takes 6 MB of payload, the rest is room for base64. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

const unzip = promisify(gunzip);

/** Reads and unzips the body. Rejects with `AwsError` 413 as soon as it is too large; the rest is then skipped. */
export async function readBody(request: IncomingMessage | Http2ServerRequest): Promise<Uint8Array> {
  const raw = await collect(request);
  const encoding = request.headers["content-encoding"] ?? "identity";
  if (encoding === "identity" || encoding === "") return raw;
  if (encoding !== "gzip") {
    throw new AwsError(
      "SerializationException",
      `Expected gzip or no content encoding, found ${String(encoding)}.`,
      415,
    );
  }
  try {
    return new Uint8Array(await unzip(raw, { maxOutputLength: MAX_BODY_BYTES }));
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge();
    throw new AwsError(
      "SerializationException",
      "Expected a gzip body as its content encoding says, found something else.",
    );
  }
}

function collect(request: IncomingMessage | Http2ServerRequest): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let size = 0;
    let chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) chunks.push(chunk);
      else {
        chunks = [];
        reject(tooLarge());
      }
    });
    request.once("end", () => resolve(Buffer.concat(chunks)));
    // A client that leaves gets no answer, whatever this says; it is no defect.
    const leave = (): void => {
      reject(new AwsError("RequestTimeout", "The request ended before its body did.", 408));
    };
    request.once("error", leave);
    request.once("close", leave);
  });
}

function tooLarge(): AwsError {
  return new AwsError(
    "RequestTooLargeException",
    `Expected a body of at most ${MAX_BODY_BYTES} bytes, found a larger one.`,
    413,
  );
}
