import { createInterface } from "node:readline/promises";
import { CommandError } from "../terminal.ts";

/** Somebody at a keyboard, or nobody. */
export interface Asker {
  readonly isThere: boolean;
  readonly ask: (question: string, signal: AbortSignal) => Promise<string>;
}

/** Whoever sits at the process's own terminal. */
export const PERSON: Asker = {
  get isThere() {
    return process.stdin.isTTY === true;
  },
  ask: async (question, signal) => {
    // Not as a terminal: readline would take Ctrl-C for itself.
    const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
    try {
      return await lines.question(question, { signal });
    } finally {
      lines.close();
    }
  },
};

/** Resolves when a person agrees to spend money. Throws when there is nobody to ask, or the answer is no. */
export async function requireConsent(asker: Asker, what: string, signal: AbortSignal): Promise<void> {
  if (!asker.isThere) {
    throw new CommandError(`${what}\nThere is nobody to ask here. Give --yes to agree.`, 2);
  }
  const answer = await asker.ask(`${what}\nGo on? [y/N] `, signal).catch((error: unknown) => {
    if (signal.aborted) return "";
    throw error;
  });
  if (/^y(es)?$/i.test(answer.trim())) return;
  throw new CommandError("Nothing was made and nothing was spent.");
}
