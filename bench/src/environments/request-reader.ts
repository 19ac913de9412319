/** One request to the Runtime API. */
export interface RuntimeRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

const HEAD_END = "\r\n\r\n";

/**
 * Reads requests from the bytes of a connection, however they are cut. Both runtimes send a length with what they post, so
 * that is all that is understood.
 *
 * @returns a function that takes bytes and gives the request that they complete. It throws on what is no such request.
 */
export function createRequestReader(): (bytes: Buffer) => RuntimeRequest | undefined {
  let unread: Buffer = Buffer.alloc(0);
  return (bytes) => {
    unread = unread.length === 0 ? bytes : Buffer.concat([unread, bytes]);
    const headBytes = unread.indexOf(HEAD_END);
    if (headBytes < 0) return undefined;
    const head = unread.toString("latin1", 0, headBytes);
    const [, method, path] = /^([A-Z]+) (\S+) HTTP\/1\.1\r?\n?/.exec(head) ?? [];
    if (method === undefined || path === undefined || /^transfer-encoding: *chunked/im.test(head)) {
      throw new Error(`expected a request with a length to the Runtime API, found ${JSON.stringify(head)}`);
    }
    const from = headBytes + HEAD_END.length;
    const to = from + Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
    if (unread.length < to) return undefined;
    const body = unread.toString("utf8", from, to);
    unread = unread.subarray(to);
    return { method, path, body };
  };
}
