import { CommandError, type Terminal } from "../terminal.ts";
import { isCopyName } from "./names.ts";
import type { Leftovers } from "./ports.ts";

interface CleanupOptions {
  readonly functionName: string;
  /** Also what may belong to a run that goes on. */
  readonly all: boolean;
  readonly nowMs: () => number;
}

export interface CleanedUp {
  readonly deleted: readonly string[];
  /** Too young to be sure that nobody uses them. */
  readonly kept: readonly string[];
  readonly failed: readonly { readonly name: string; readonly why: string }[];
}

/** No run publishes for so long without a change to its copy, and none measures for longer. */
const IN_USE_FOR_MS = 3_600_000;

/** Deletes the copies that runs have left behind. Says by name what it could not delete. */
export async function cleanUp(leftovers: Leftovers, options: CleanupOptions): Promise<CleanedUp> {
  const copies = (await leftovers.list()).filter(({ name }) => isCopyName(name, options.functionName));
  const deleted: string[] = [];
  const kept: string[] = [];
  const failed: { name: string; why: string }[] = [];
  for (const { name, modifiedMs } of copies) {
    // One whose age is not known is young.
    if (!options.all && !(options.nowMs() - modifiedMs >= IN_USE_FOR_MS)) {
      kept.push(name);
      continue;
    }
    try {
      await leftovers.remove(name);
      deleted.push(name);
    } catch (error) {
      failed.push({ name, why: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
    }
  }
  return { deleted, kept, failed };
}

/** Throws when something is left that should not be. */
export function tellCleanedUp(terminal: Terminal, { deleted, kept, failed }: CleanedUp, json: boolean): void {
  if (json) terminal.out(JSON.stringify({ deleted, kept, failed }));
  else {
    for (const name of deleted) terminal.out(`deleted  ${name}`);
    for (const name of kept) terminal.out(`kept     ${name}: changed within the hour; --yes deletes it too`);
    for (const { name, why } of failed) terminal.out(`left     ${name}: ${why}`);
    if (deleted.length + kept.length + failed.length === 0) terminal.out("There is nothing to clean up.");
  }
  if (failed.length === 0) return;
  throw new CommandError(`Could not delete ${failed.map(({ name }) => name).join(", ")}.`);
}
