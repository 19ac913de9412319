import { styleText } from "node:util";

/** Where a command writes. Results go to `out`, progress and problems to `err`, so that output can be piped. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly style: (style: Style, text: string) => string;
  /** Whether `err` is a screen on which a line can be written over. */
  readonly redraws?: boolean;
}

export type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

/** The process's own terminal. Colours only on a TTY and never under `NO_COLOR`. */
export function processTerminal(): Terminal {
  return {
    out: (text) => void process.stdout.write(`${text}\n`),
    err: (text) => void process.stderr.write(`${text}\n`),
    style: (style, text) => styleText(style, text, { stream: process.stderr, validateStream: true }),
    redraws: process.stderr.isTTY === true && process.env.TERM !== "dumb",
  };
}

/**
 * 1 = the command failed, 2 = it was called wrongly, 3 = it needs a running cloud or stack and there is none, 4 = the time
 * was over before there was an answer: ask again.
 */
type ExitCode = 1 | 2 | 3 | 4;

/** What went wrong, for a person, with the exit code that scripts see. */
export class CommandError extends Error {
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = 1) {
    super(message);
    this.name = "CommandError";
    this.exitCode = exitCode;
  }
}

/** Control characters but for tab and line feed: in another's text they could steer the terminal. */
// oxlint-disable-next-line no-control-regex -- control characters are what this looks for
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Text from elsewhere (answers, log lines), made harmless for a terminal. */
export function printable(text: string): string {
  return text.replace(CONTROL, "\uFFFD");
}
