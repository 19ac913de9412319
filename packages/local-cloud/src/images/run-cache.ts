import { createHash, randomUUID } from "node:crypto";
import { existsSync, readdirSync, realpathSync, renameSync, statSync, utimesSync } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";
import { systemCode } from "../errors.ts";
import type { FileTree } from "./file-tree.ts";
import { readFolder, writeFolder } from "./folder-tree.ts";
import { runNode } from "./node-program.ts";

/** A RUN of Node.js in a Dockerfile. */
export interface RunStep {
  /** What is in the image before it; stays as it is. */
  readonly tree: FileTree;
  /** Absolute path in the image. */
  readonly workingDir: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** The files of the image after a step. Throws when its program fails, with the end of its output. */
export type CarryOutRun = (step: RunStep) => Promise<FileTree>;

const TIME_LIMIT_MS = 120_000;
const MAX_KEPT = 20;
/** A build may still be reading what was used this lately. */
const IN_USE_MS = 600_000;

/**
 * Carries out RUN steps and keeps what they leave in `<dir>/<key>`, as a container engine keeps its layers: the
 * same step on the same files is not run again, so an unchanged build has an unchanged digest even where the
 * program's output differs from run to run.
 */
export function openRunCache(dir: string, timeoutMs = TIME_LIMIT_MS): CarryOutRun {
  return async (step) => {
    const kept = join(dir, await keyOf(step));
    if (!touch(kept)) {
      const staging = join(dir, `building-${randomUUID()}`);
      try {
        await runInto(staging, step, timeoutMs);
        keep(join(staging, "rootfs"), kept);
      } finally {
        await rm(staging, { recursive: true, force: true });
      }
    }
    touch(kept);
    const tree = readFolder(kept);
    await removeOld(dir);
    return tree;
  };
}

async function runInto(staging: string, step: RunStep, timeoutMs: number): Promise<void> {
  const scratch = join(staging, "scratch");
  await mkdir(scratch, { recursive: true });
  await writeFolder(step.tree, join(staging, "rootfs"));
  const { workingDir, args, env } = step;
  // A data folder behind a link would be refused: Node compares real paths with those it allows.
  const real = realpathSync(staging);
  const root = join(real, "rootfs");
  const end = await runNode({ root, scratch: join(real, "scratch"), workingDir, args, env, timeoutMs });
  if (end.kind === "failed") {
    const wrote = end.output === "" ? "wrote nothing and" : `wrote\n${end.output}\nand`;
    throw new Error(`RUN of node ${args.join(" ")} ${wrote} ${end.how}`);
  }
  // Now rather than at each use: what cannot be kept must not become a result.
  readFolder(root);
}

/** Marks a result as used now; false when it is not there. */
function touch(kept: string): boolean {
  const nowS = Date.now() / 1000;
  try {
    utimesSync(kept, nowS, nowS);
    return true;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return false;
    throw error;
  }
}

/** Puts a result in its place. Another build may have been faster with the same step: then its result counts. */
function keep(rootfs: string, kept: string): void {
  try {
    renameSync(rootfs, kept);
  } catch (error) {
    if (!existsSync(kept)) throw error;
  }
}

/**
 * Everything that the outcome may depend on. V8's code caches hold for one version of V8 and one kind of
 * processor, which is why these are part of it.
 */
async function keyOf({ tree, workingDir, args, env }: RunStep): Promise<string> {
  const hash = createHash("sha256");
  const add = (value: unknown): void => void hash.update(`${JSON.stringify(value)}\n`);
  add([process.version, process.versions.v8, process.platform, process.arch, cpus()[0]?.model ?? ""]);
  add([workingDir, args, Object.entries(env).toSorted(byName), tree.folders().toSorted()]);
  for (const [path, file] of [...tree.files].toSorted(byName)) {
    const content = await readFile(file.hostPath);
    add([path, file.executable, createHash("sha256").update(content).digest("hex")]);
  }
  return hash.digest("hex");
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

/** Bounds the cache. What a build that died has left counts as a result and goes with the others. */
async function removeOld(dir: string): Promise<void> {
  const found = readdirSync(dir).flatMap((name) => {
    const usedMs = statSync(join(dir, name), { throwIfNoEntry: false })?.mtimeMs;
    return usedMs === undefined ? [] : [{ name, usedMs }];
  });
  const newestFirst = found.toSorted((a, b) => b.usedMs - a.usedMs);
  for (const { name, usedMs } of newestFirst.slice(MAX_KEPT)) {
    if (Date.now() - usedMs > IN_USE_MS) await removeWhole(dir, name);
  }
}

/** In one step for everybody else: half a result must not be taken for one. */
async function removeWhole(dir: string, name: string): Promise<void> {
  const aside = join(dir, `removing-${randomUUID()}`);
  try {
    renameSync(join(dir, name), aside);
  } catch (error) {
    // Another build has removed it.
    if (systemCode(error) !== "ENOENT") throw error;
  }
  await rm(aside, { recursive: true, force: true });
}
