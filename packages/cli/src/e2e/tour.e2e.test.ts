import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { REPOSITORY } from "../projects.ts";

// docs/tour.md, command by command, as `switchyard tour` runs it.

const MAIN = join(REPOSITORY, "packages", "cli", "src", "main.ts");
const dir = mkdtempSync(join(tmpdir(), "tour-"));

interface Ran {
  readonly code: number | null;
  readonly output: string;
}

function switchyard(...args: readonly string[]): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd: REPOSITORY,
      env: { ...process.env, SWITCHYARD_LOCAL_DIR: dir, NO_COLOR: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output: Buffer.concat(chunks).toString() }));
  });
}

afterAll(async () => {
  await switchyard("local", "down");
  rmSync(dir, { recursive: true, force: true });
});

describe("the tour", () => {
  it("wants somebody at the keyboard, or --yes", async () => {
    const { code, output } = await switchyard("tour");
    expect([code, output]).toEqual([2, expect.stringContaining("Give --yes to go on by itself.")]);
  });

  it("leads from a question to a version that was rolled back and one that came into service", {
    timeout: 900_000,
  }, async () => {
    const { code, output } = await switchyard("tour", "--yes");
    expect(code === 0 ? "" : output.slice(-4000)).toBe("");
    expect(output).toContain("Demo agent `cost`");
    expect(output).toMatch(/rolled_back|rolled back/);
    expect(output).toMatch(/came into service|completed/);
    expect(output).toMatch(/That was it, in \d+ s\./);
  });
});
