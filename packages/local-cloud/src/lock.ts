import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Claims a folder for this process and returns the function that gives it back.
 * Throws when a living process holds it; the lock of a dead one is taken over.
 */
export function lockDirectory(dir: string): () => void {
  const file = join(dir, "lock");
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: "wx", mode: 0o600 });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = Number(readOrEmpty(file));
    if (holder > 0 && isAlive(holder)) {
      throw new Error(
        `The local cloud in ${dir} is already running as process ${holder}. Use that one, or stop it with "switchyard local down".`,
      );
    }
    rmSync(file, { force: true });
  }
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
