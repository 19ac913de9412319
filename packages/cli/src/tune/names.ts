import { randomBytes } from "node:crypto";

/** What the names of temporary copies of a function begin with. */
export function copyPrefix(functionName: string): string {
  return `${functionName}-tune-`;
}

export function newCopyName(functionName: string): string {
  return `${copyPrefix(functionName)}${randomBytes(4).toString("hex")}`;
}

/** Whether a name is one that `newCopyName` gives, and nothing that merely begins so. */
export function isCopyName(name: string, functionName: string): boolean {
  const prefix = copyPrefix(functionName);
  return name.startsWith(prefix) && /^[0-9a-f]{8}$/.test(name.slice(prefix.length));
}
