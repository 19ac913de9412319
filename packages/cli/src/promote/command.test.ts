import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { runCommandLine } from "../program.ts";

const dir = mkdtempSync(join(tmpdir(), "no-cloud-"));
afterAll(() => rmSync(dir, { recursive: true }));

/** Runs a command line where no local cloud runs. */
async function run(...args: readonly string[]) {
  const err: string[] = [];
  const code = await runCommandLine(args, {
    terminal: { out: () => undefined, err: (text) => void err.push(text), style: (_, text) => text },
    env: { SWITCHYARD_LOCAL_DIR: dir, SWITCHYARD_CLOUD: "local" },
    onInterrupt: () => undefined,
  });
  return { code, err: err.join("\n") };
}

describe("promote", () => {
  it.each([
    [["--from", "dev"], "--to"],
    [["--from", "dev", "--to", "production"], "dev, local, prod, staging"],
    [["--from", "dev", "--to", "prod"], "Expected --from staging, as prod's stack file says, found dev."],
    [["--from", "staging", "--to", "dev"], "its stack file has no switchyard:promotion"],
    [["--from", "dev", "--to", "staging", "--digest", "latest"], 'hexadecimal digits, found "latest"'],
    [["--from", "dev", "--to", "staging", "--plan", "hasty"], "Expected quick, standard, careful"],
  ])("%j is called wrongly", async (args, problem) => {
    expect(await run("promote", ...args)).toMatchObject({ code: 2, err: expect.stringContaining(problem) });
  });

  it("has nothing to work on where no cloud runs", async () => {
    expect(await run("promote", "--from", "dev", "--to", "staging")).toMatchObject({ code: 3 });
  });
});

describe("deploy", () => {
  it.each([
    [[], "--stage"],
    [["--stage", "dev", "--config", "logQueries"], 'found "logQueries"'],
    [["--stage", "dev", "--digest", "sha256:1"], "64 lower-case hexadecimal digits"],
  ])("%j is called wrongly", async (args, problem) => {
    expect(await run("deploy", ...args)).toMatchObject({ code: 2, err: expect.stringContaining(problem) });
  });

  it("and drift and build have nothing to work on where no cloud runs", async () => {
    for (const args of [["deploy", "--stage", "dev"], ["drift", "--stage", "dev"], ["build"]]) {
      expect(await run(...args)).toMatchObject({ code: 3, err: expect.stringContaining("local up") });
    }
  });
});
