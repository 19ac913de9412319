import { CommandError } from "../terminal.ts";
import type { Asker } from "../tune/confirm.ts";

/** Resolves when a person types the name of the stage that is to be loaded. Throws otherwise, and where nobody is. */
export async function requireStageName(
  asker: Asker,
  what: string,
  stage: string,
  signal: AbortSignal,
): Promise<void> {
  if (!asker.isThere) {
    throw new CommandError(`${what}\nThere is nobody to ask here. Give --yes to agree.`, 2);
  }
  const question = `${what}\nType the name of the stage to go on: `;
  const answer = await asker.ask(question, signal).catch((error: unknown) => {
    if (signal.aborted) return "";
    throw error;
  });
  if (answer.trim() !== stage) throw new CommandError("Nothing was sent.");
}
