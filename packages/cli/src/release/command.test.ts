import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCommandLine } from "../program.ts";

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "no-cloud-"));
});
afterAll(() => rmSync(dir, { recursive: true }));

/** Runs a command line where no local cloud runs. */
async function run(...args: readonly string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCommandLine(args, {
    terminal: {
      out: (text) => void out.push(text),
      err: (text) => void err.push(text),
      style: (_, text) => text,
    },
    env: { SWITCHYARD_LOCAL_DIR: dir },
    onInterrupt: () => undefined,
  });
  return { code, out: out.join("\n"), err: err.join("\n") };
}

describe("release", () => {
  it.each(["status", "approve", "pause", "resume", "promote", "history", "watch"])(
    "%s has nothing to work on where no cloud runs",
    async (verb) => {
      for (const noun of ["release", "rollout", "experiment"]) {
        expect(await run(noun, verb)).toMatchObject({ code: 3, err: expect.stringContaining("local up") });
      }
    },
  );

  it("takes the version of a release for that, and not for its own", async () => {
    expect(await run("release", "start", "--version", "7")).toMatchObject({ code: 3, out: "" });
  });

  it.each([
    [["start", "--version", "latest"], 'expected the number of a published version, found "latest"'],
    [["start", "--stage", "production"], "dev, local, prod, staging"],
    [["start", "--plan", "hasty"], "Expected quick, standard, careful or a file with a plan"],
    [["abort"], "--why"],
    [["watch", "--until", "monday"], "settled, ended"],
    [["watch", "--timeout-minutes", "0"], "expected a positive number"],
  ])("%j is called wrongly", async (args, problem) => {
    expect(await run("release", ...args)).toMatchObject({ code: 2, err: expect.stringContaining(problem) });
  });

  it("gives scripts one document, be it a problem", async () => {
    const { code, out } = await run("release", "status", "--json");
    expect([code, JSON.parse(out)]).toMatchObject([3, { error: { exit_code: 3 } }]);
  });
});

describe("experiment", () => {
  it("refuses a comparison in which nobody is left on stable, before anybody is asked", async () => {
    expect(await run("experiment", "start", "--weight", "100")).toMatchObject({
      code: 2,
      err: expect.stringContaining("weight: expected a number from 0.1 and below 100, found 100"),
    });
  });
});

describe("rehearse", () => {
  it.each([[[]], [["--candidate", "good", "--all"]]])("with %j is called wrongly", async (args) => {
    expect(await run("rehearse", ...args)).toMatchObject({
      code: 2,
      err: expect.stringContaining("Expected --candidate or --all."),
    });
  });

  it("says what candidates there are", async () => {
    expect(await run("rehearse", "--candidate", "bad")).toMatchObject({
      code: 2,
      err: expect.stringContaining('expected good, errors=0.2, slow=1.3, cold, crash or outage, found "bad"'),
    });
  });
});
