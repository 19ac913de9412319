/** One response of the Runtime API. */
export interface RuntimeResponse {
  readonly status: number;
  /** Names in lower case. Of a name that comes twice, the last. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/** Reads one HTTP/1.1 response after another from the bytes of a connection, however they are cut. */
export interface ResponseReader {
  /**
   * @returns the response that these bytes complete, if they do.
   * @throws Error when they are no such response, or more than one.
   */
  readonly push: (bytes: Buffer) => RuntimeResponse | undefined;
}

/** Ample for the eight or so headers of an invocation, of which a client context may have 3.5 KB. */
const MAX_HEAD_BYTES = 65_536;
/** An event is at most 6 MB. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

const LINE_END = "\r\n";
const HEAD_END = "\r\n\r\n";

type Phase = "head" | "body" | "chunk-size" | "chunk" | "chunk-end" | "trailer";

/**
 * Node's own reader comes with `node:http`, whose loading alone takes a fifth of the time in which an empty function
 * starts. The Runtime API is one peer on the same machine: content length and chunks are all that it uses.
 */
export function createResponseReader(): ResponseReader {
  let phase: Phase = "head";
  let unread: Buffer = Buffer.alloc(0);
  let status = 0;
  let headers = new Map<string, string>();
  let parts: Buffer[] = [];
  let bodyBytes = 0;
  /** Bytes to come of the body or of the chunk. */
  let wanted = 0;

  /** Takes a line, or the head, off what is unread; undefined while its end is not there. */
  function takeUntil(end: string): string | undefined {
    const at = unread.indexOf(end, 0, "latin1");
    if (at > MAX_HEAD_BYTES || (at < 0 && unread.length > MAX_HEAD_BYTES)) {
      throw new Error(`The Runtime API sent a head or a line of more than ${MAX_HEAD_BYTES} bytes`);
    }
    if (at < 0) return undefined;
    const text = unread.toString("latin1", 0, at);
    unread = unread.subarray(at + end.length);
    return text;
  }

  function expectBytes(count: number): void {
    bodyBytes += count;
    if (bodyBytes > MAX_BODY_BYTES) {
      throw new Error(`The Runtime API sent a body of more than ${MAX_BODY_BYTES} bytes`);
    }
    wanted = count;
  }

  function takeWanted(): boolean {
    if (unread.length > 0 && wanted > 0) {
      const part = unread.subarray(0, wanted);
      parts.push(part);
      wanted -= part.length;
      unread = unread.subarray(part.length);
    }
    return wanted === 0;
  }

  function beginBody(head: string): void {
    [status, headers] = parseHead(head);
    parts = [];
    bodyBytes = 0;
    const encoding = headers.get("transfer-encoding");
    if (encoding !== undefined && encoding.toLowerCase() !== "chunked") {
      throw new Error(`The Runtime API sent the transfer encoding "${encoding}"; expected "chunked" or none`);
    }
    phase = encoding === undefined ? "body" : "chunk-size";
    if (phase === "body") expectBytes(parseLength(headers.get("content-length") ?? "0", 10));
  }

  /** One step ahead. False when more bytes are needed; "done" when the response is complete. */
  function step(): boolean | "done" {
    switch (phase) {
      case "head": {
        const head = takeUntil(HEAD_END);
        if (head === undefined) return false;
        beginBody(head);
        return true;
      }
      case "body":
        return takeWanted() ? "done" : false;
      case "chunk-size": {
        const line = takeUntil(LINE_END);
        if (line === undefined) return false;
        // What follows a semicolon is an extension, which a reader may ignore.
        expectBytes(parseLength(line.split(";", 1)[0]?.trim() ?? "", 16));
        phase = wanted === 0 ? "trailer" : "chunk";
        return true;
      }
      case "chunk":
        if (!takeWanted()) return false;
        phase = "chunk-end";
        return true;
      case "chunk-end": {
        const rest = takeUntil(LINE_END);
        if (rest === undefined) return false;
        if (rest !== "") throw new Error("The Runtime API sent a chunk that is longer than it says");
        phase = "chunk-size";
        return true;
      }
      case "trailer": {
        const line = takeUntil(LINE_END);
        if (line === undefined) return false;
        return line === "" ? "done" : true;
      }
    }
  }

  return {
    push: (bytes) => {
      unread = unread.length === 0 ? bytes : Buffer.concat([unread, bytes]);
      let result: boolean | "done" = true;
      while (result === true) result = step();
      if (result !== "done") return undefined;
      if (unread.length > 0) throw new Error("The Runtime API sent more than one response to one request");
      phase = "head";
      const [first, ...more] = parts;
      const body = first === undefined ? Buffer.alloc(0) : more.length === 0 ? first : Buffer.concat(parts);
      return { status, headers, body };
    },
  };
}

function parseHead(head: string): [status: number, headers: Map<string, string>] {
  const [statusLine = "", ...lines] = head.split(LINE_END);
  const status = /^HTTP\/1\.1 (\d{3})(?: |$)/.exec(statusLine)?.[1];
  if (status === undefined) {
    throw new Error(`The Runtime API sent ${JSON.stringify(statusLine.slice(0, 80))}; expected HTTP/1.1`);
  }
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(":");
    if (colon <= 0)
      throw new Error(`The Runtime API sent the header line ${JSON.stringify(line.slice(0, 80))}`);
    headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return [Number(status), headers];
}

function parseLength(text: string, radix: 10 | 16): number {
  if (!(radix === 10 ? /^\d{1,15}$/ : /^[\da-fA-F]{1,12}$/).test(text)) {
    throw new Error(`The Runtime API sent the length ${JSON.stringify(text.slice(0, 80))}`);
  }
  return Number.parseInt(text, radix);
}
