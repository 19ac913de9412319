import { randomUUID } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { systemCode } from "./errors.ts";

/**
 * Takes a lock that holds across processes and returns the function that gives it back. Throws when a living process
 * holds it, this one included; the lock of a dead process is taken over.
 * @param what for the message, for example `Stack 'shop/dev' is being deployed`
 */
export function takeLock(file: string, what: string): () => void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const content = `${process.pid} ${randomUUID()}\n`;
  // A link appears with its content or not at all, so nobody ever reads half a lock.
  const own = `${file}.${randomUUID()}`;
  writeFileSync(own, content, { mode: 0o600 });
  try {
    if (!placed(own, file)) {
      evictDead(file, what);
      if (!placed(own, file)) throw held(file, what, read(file));
    }
  } finally {
    rmSync(own, { force: true });
  }
  return () => {
    if (read(file) === content) rmSync(file, { force: true });
  };
}

/** Moves a dead holder's lock away. Puts it back when another process was quicker and the lock is alive. */
function evictDead(file: string, what: string): void {
  const found = read(file);
  if (found === undefined) return;
  if (isAlive(found)) throw held(file, what, found);
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return;
    throw error;
  }
  const moved = read(aside);
  if (moved !== found) placed(aside, file);
  rmSync(aside, { force: true });
}

function placed(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (systemCode(error) === "EEXIST") return false;
    throw error;
  }
}

function held(file: string, what: string, content: string | undefined): Error {
  const pid = content?.split(" ")[0] ?? "unknown";
  return new Error(
    `${what} by process ${pid} already. Wait for it to end; if that process is something else, delete ${file}.`,
  );
}

function isAlive(content: string): boolean {
  const pid = Number(content.split(" ")[0]);
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === "EPERM";
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
}
