import { StringDecoder } from "node:string_decoder";

/** Largest log event of CloudWatch Logs, in bytes. The rest of a longer line is dropped. */
export const LINE_LIMIT_BYTES = 262_144 - 26;

const NEWLINE = 0x0a;

/** Cuts a byte stream into lines of text. */
export interface LineSplitter {
  readonly push: (chunk: Buffer) => void;
  /** Ends a line that has no line break yet. */
  readonly flush: () => void;
}

/** Splits bytes, not text, so that a character that spans two chunks stays whole. Empty lines are skipped. */
export function createLineSplitter(onLine: (line: string) => void): LineSplitter {
  let pieces: Buffer[] = [];
  let length = 0;

  function keep(piece: Buffer): void {
    const room = LINE_LIMIT_BYTES - length;
    if (room <= 0 || piece.length === 0) return;
    pieces.push(piece.length > room ? piece.subarray(0, room) : piece);
    length += Math.min(piece.length, room);
  }

  function flush(): void {
    if (length === 0) return;
    // A decoder drops the half of a character that a cut at the limit leaves over.
    const text = new StringDecoder("utf8").write(Buffer.concat(pieces));
    pieces = [];
    length = 0;
    // The runtime writes line breaks within a message as carriage returns.
    const line = withoutTrailing(text, "\r").replaceAll("\r", "\n");
    if (line !== "") onLine(line);
  }

  return {
    push: (chunk) => {
      let start = 0;
      for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
        keep(chunk.subarray(start, end));
        flush();
        start = end + 1;
      }
      // A copy, because the rest may wait long and must not hold on to a large chunk.
      keep(Buffer.from(chunk.subarray(start)));
    },
    flush,
  };
}

/** A regular expression would try each run of the character anew and take ages over a long one. */
function withoutTrailing(text: string, character: string): string {
  let end = text.length;
  while (end > 0 && text.charAt(end - 1) === character) end -= 1;
  return text.slice(0, end);
}
