import { spawn } from "node:child_process";
import { mkdirSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type CloudControl, connectToCloud, openCloud, type RemoteCloud } from "@switchyard/local-cloud";
import { CommandError } from "../terminal.ts";
import { SPEED_VARIABLE } from "./speed.ts";

/** How long a cloud in the background may take until it answers. */
const START_TIMEOUT_MS = 30_000;
const POLL_MS = 50;

/** The running cloud; exit code 3 with what to do when there is none. */
export async function runningCloud(dir: string): Promise<RemoteCloud> {
  const cloud = await connectToCloud(dir);
  if (cloud !== undefined) return cloud;
  throw new CommandError(
    `The local cloud is not running. Start it with "switchyard local up", or "npm start".`,
    3,
  );
}

/** Runs something against the running cloud, or against one that lives only as long as it takes. */
export async function withCloud<T>(dir: string, use: (cloud: CloudControl) => Promise<T>): Promise<T> {
  const running = await connectToCloud(dir);
  if (running !== undefined) return await use(running);
  const cloud = await openCloud({ dir, awsPort: 0, apiPort: 0 });
  try {
    return await use(cloud);
  } finally {
    await cloud.close();
  }
}

/** Waits until the process of a cloud is gone. */
export async function untilGone(pid: number, timeoutMs = 15_000): Promise<void> {
  const deadlineMs = Date.now() + timeoutMs;
  while (isAlive(pid)) {
    if (Date.now() > deadlineMs)
      throw new CommandError(`Process ${pid} of the local cloud does not end. Kill it by hand.`);
    await pause(POLL_MS);
  }
}

/** Starts a cloud in a process of its own, which goes on when this one ends. */
export async function startInBackground(dir: string, speed: number): Promise<RemoteCloud> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const logFile = join(dir, "cloud.log");
  const log = openSync(logFile, "w", 0o600);
  const child = spawn(process.execPath, [join(import.meta.dirname, "..", "main.ts"), "local", "serve"], {
    detached: true,
    stdio: ["ignore", log, log],
    env: { ...process.env, SWITCHYARD_LOCAL_DIR: dir, [SPEED_VARIABLE]: String(speed) },
  });
  let exitCode: number | null | undefined;
  child.on("exit", (code) => {
    exitCode = code;
  });
  child.unref();
  const deadlineMs = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadlineMs) {
    const cloud = await connectToCloud(dir);
    if (cloud !== undefined) return cloud;
    if (exitCode !== undefined) break;
    await pause(POLL_MS);
  }
  throw new CommandError(
    `The local cloud did not start. Its log (${logFile}) says:\n${readFileSync(logFile, "utf8").trim()}`,
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
