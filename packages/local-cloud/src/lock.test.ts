import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { takeLock } from "./lock.ts";

let dir: string;
let file: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "lock-"));
  file = join(dir, "dev.json.lock");
});
afterEach(() => rmSync(dir, { recursive: true }));

/** The id of a process that has ended. */
const deadPid = (): number => spawnSync(process.execPath, ["--version"]).pid;

describe("takeLock", () => {
  it("refuses while a living process holds it, and leaves no trace once given back", () => {
    const unlock = takeLock(file, "Stack 'shop/dev' is being deployed");
    expect(() => takeLock(file, "Stack 'shop/dev' is being deployed")).toThrow(
      `Stack 'shop/dev' is being deployed by process ${process.pid} already.`,
    );
    unlock();
    takeLock(file, "Stack 'shop/dev' is being deployed")();
    expect(readdirSync(dir)).toEqual([]);
  });

  it("takes over the lock of a dead process, and one that says nothing", () => {
    writeFileSync(file, `${deadPid()} x\n`);
    takeLock(file, "Stack")();
    writeFileSync(file, "");
    takeLock(file, "Stack")();
    expect(readdirSync(dir)).toEqual([]);
  });

  it("does not give back a lock that somebody else holds by now", () => {
    const unlock = takeLock(file, "Stack");
    writeFileSync(file, `${process.pid} other\n`);
    unlock();
    expect(readdirSync(dir)).toEqual(["dev.json.lock"]);
  });
});
