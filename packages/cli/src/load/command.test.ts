import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CommandLine } from "../command-line.ts";
import { CommandError } from "../terminal.ts";
import { addLoadCommand } from "./command.ts";
import { type OpenLoopback, openLoopback } from "./testdata/loopback.ts";

let dir: string;
let server: OpenLoopback;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "switchyard-load-"));
  server = await openLoopback({ delaysMs: [5, 10] });
});
afterAll(async () => {
  await server.close();
  rmSync(dir, { recursive: true });
});

interface Person {
  /** Presses Ctrl-C. */
  readonly interruptAfterMs?: number;
  /** To whatever is asked. */
  readonly answer?: string;
}

/** Runs the command alone. */
async function run(args: readonly string[], { interruptAfterMs, answer = "" }: Person = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const program = new Command("switchyard").exitOverride().configureOutput({
    writeOut: (text) => void out.push(text),
    writeErr: (text) => void err.push(text),
  });
  const line: CommandLine = {
    terminal: {
      out: (text) => void out.push(text),
      err: (text) => void err.push(text),
      style: (_, text) => text,
    },
    env: { INIT_CWD: dir, SWITCHYARD_API_KEY: "key" },
    onInterrupt: (stop) => {
      if (interruptAfterMs !== undefined) setTimeout(stop, interruptAfterMs);
    },
  };
  addLoadCommand(program, line, { isThere: true, ask: async () => answer });
  let code = 0;
  try {
    await program.parseAsync(["load", ...args], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommandError || error instanceof CommanderError)) throw error;
    code = error instanceof CommandError ? error.exitCode : 2;
    err.push(error.message);
  }
  return { code, out: out.join("\n"), err: err.join("\n") };
}

const SHORT = ["--rate", "40", "--duration", "500ms", "--arrivals", "even"];

describe("switchyard load", () => {
  it("loads this machine without asking and shows what came of it", async () => {
    const { code, out } = await run(["--url", server.url, "--weights", "fast=1", ...SHORT]);
    expect(code).toBe(0);
    expect(out).toContain(`20 requests to ${server.url}/ (local)`);
    expect(out).toMatch(/fast +fast +20 +100.0 %/);
  });

  it("prints one document for scripts, and writes the histograms", async () => {
    const { code, out } = await run([
      "--url",
      server.url,
      "--weights",
      "fast=1",
      "--json",
      "--out",
      "h.json",
      ...SHORT,
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ ended: "done", total: { requests: 20, errors: 0 } });
    expect(JSON.parse(readFileSync(join(dir, "h.json"), "utf8"))).toMatchObject({
      groups: [{ kind: "fast" }],
    });
  });

  it("fails where a threshold is not kept, after the result", async () => {
    const thresholds = ["--max-p95-ms", "1", "--max-error-percent", "0"];
    const args = ["--url", server.url, "--weights", "fast=1,bad-input=1", ...SHORT];
    const { code, out, err } = await run([...args, ...thresholds]);
    expect([code, out.includes("20 requests")]).toEqual([1, true]);
    expect(err).toMatch(
      /Not kept: expected at most 0 % errors, found \d+.00 %; expected a p95 of at most 1 ms/,
    );
  });

  it("shows what was sent until it was interrupted", async () => {
    const { code, out, err } = await run(
      ["--url", server.url, "--rate", "20", "--duration", "10m", "--json"],
      { interruptAfterMs: 400 },
    );
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ ended: "interrupted" });
    expect(err).toContain("Interrupted; the result is of what was sent until then.");
  });

  it("stops where nobody answers", async () => {
    const fast = ["--rate", "1000", "--duration", "10s", "--allow-large"];
    const { code, out, err } = await run(["--url", "http://127.0.0.1:1", "--weights", "fast=1", ...fast]);
    expect([code, out.includes("requests to http://127.0.0.1:1/")]).toEqual([1, true]);
    expect(err).toMatch(/Stopped after 100 requests in a row .*: ECONNREFUSED × \d+/);
  });

  it("does not load another machine unasked", async () => {
    const { code, out, err } = await run(["--url", "https://192.0.2.1/prod", "--stage", "dev"], {
      answer: "yes",
    });
    expect([code, out, err]).toEqual([1, "", "Nothing was sent."]);
  });

  it("names what is wrong with a mix", async () => {
    writeFileSync(join(dir, "bad.jsonl"), '{"kind": "a"}\n');
    const { code, err } = await run(["--url", server.url, "--queries", "bad.jsonl"]);
    expect([code, err]).toEqual([
      1,
      expect.stringContaining("bad.jsonl:1: error: expected either query or body"),
    ]);
  });

  it.each([
    [["--rate", "51"], "at most 50 requests a second"],
    [["--rate", "20", "--burst", "5x:10s@20s"], "at most 50 requests a second with bursts, found 100"],
    [["--duration", "11m"], "at most 10 minutes"],
    [["--rate", "0"], "expected a positive number"],
    [["--rate", "10001"], "expected at most 10000 requests a second"],
    [["--duration", "10"], "expected a time such as"],
    [["--burst", "5"], "expected a burst such as"],
    [["--curve", "weekly"], 'expected "daily" or a JSON file'],
    [["--arrivals", "uniform"], "poisson, even"],
    [["--seed", "-1"], "expected a whole number from 0"],
    [["--max-in-flight", "0"], "expected a whole number from 1 to 10000"],
    [["--max-error-percent", "101"], "expected a percentage from 0 to 100"],
    [["--weights", "nothing=1"], "there is no kind nothing"],
    [["--queries", "missing.jsonl"], "Cannot read"],
    [["--out", "no/folder/h.json"], "there is no folder"],
    [["--url", "host"], "expected the router's apiUrl"],
    [["--stage", "production"], "dev, local, prod, staging"],
  ])("%j is called wrongly", async (args, problem) => {
    expect(await run(args)).toMatchObject({ code: 2, out: "", err: expect.stringContaining(problem) });
  });

  it("takes a curve from a file", async () => {
    writeFileSync(join(dir, "curve.json"), "[0, 1]");
    writeFileSync(join(dir, "zeros.json"), "[0, 0]");
    const args = ["--url", server.url, "--weights", "fast=1", "--json", ...SHORT];
    const { out } = await run([...args, "--curve", "curve.json"]);
    expect(JSON.parse(out)).toMatchObject({ expected_requests: 10, total: { requests: 10 } });
    expect((await run([...args, "--curve", "zeros.json"])).err).toContain("2 to 1000 shares from 0 to 1");
    expect(JSON.parse((await run([...args, "--curve", "daily"])).out)).toMatchObject({ ended: "done" });
  });
});
