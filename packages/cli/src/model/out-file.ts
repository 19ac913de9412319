import { accessSync, constants, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { CommandError } from "../terminal.ts";

/** Says at once what would only be found out after the work: `file`, given by `option`, cannot be written. */
export function checkWritable(option: string, file: string): void {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true) {
    throw new CommandError(`${option}: expected a file, found the folder ${file}.`, 2);
  }
  const folder = dirname(file);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new CommandError(`${option}: there is no folder ${folder}; make it first.`, 2);
  }
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    throw new CommandError(`${option}: the folder ${folder} cannot be written.`, 2);
  }
}

/** Whether two names stand for one file, by whichever links. A file that is not there is no other's. */
export function isSameFile(one: string, other: string): boolean {
  if (one === other) return true;
  try {
    return realpathSync(one) === realpathSync(other);
  } catch {
    return false;
  }
}

/** Writes a file that is there in whole or not at all. */
export function writeWhole(file: string, content: Uint8Array | string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, content);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new CommandError(
      `Cannot write ${file}: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}
