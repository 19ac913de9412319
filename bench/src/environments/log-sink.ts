import { execFileSync, spawn } from "node:child_process";
import { closeSync, constants, openSync } from "node:fs";
import { join } from "node:path";

/** A pipe whose other end is read by a process of its own, as Lambda reads a function's output. */
export interface LogSink {
  readonly fd: number;
  readonly close: () => void;
}

/** @param dir where the pipe's name may stand; POSIX systems only */
export function openLogSink(dir: string): LogSink {
  const path = join(dir, "log");
  execFileSync("sh", ["-c", 'mkfifo "$1"', "sh", path]);
  const reader = spawn("sh", ["-c", 'exec cat < "$1" > /dev/null', "sh", path], { stdio: "ignore" });
  // Waits for the reader. Blocking, as the pipe that Lambda gives a function is.
  const fd = openSync(path, constants.O_WRONLY);
  return {
    fd,
    // The reader ends with the last writer.
    close: () => {
      closeSync(fd);
      reader.unref();
    },
  };
}
