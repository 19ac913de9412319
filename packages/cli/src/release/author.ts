import { userInfo } from "node:os";
import type { Command } from "commander";

/** Who and why go into the audit trail. */
export function withAuthor(command: Command, defaultWhy: string | undefined): Command {
  const author = command.option("--by <name>", "who orders this", userName());
  return defaultWhy === undefined
    ? author.requiredOption("--why <text>", "why; people read it later")
    : author.option("--why <text>", "why; people read it later", defaultWhy);
}

/** A container's user may have a number and no name. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return "somebody";
  }
}
