import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { REPOSITORY } from "../projects.ts";

interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "switchyard-first-run-"));
});
afterAll(async () => {
  await switchyard("local", "down");
  rmSync(dir, { recursive: true, force: true });
});

function run(args: readonly string[]): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...args], {
      cwd: REPOSITORY,
      env: { ...process.env, INIT_CWD: REPOSITORY, SWITCHYARD_LOCAL_DIR: dir },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    child.on("error", reject);
    child.on("exit", (code) =>
      resolve({ code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() }),
    );
  });
}

function switchyard(...args: readonly string[]): Promise<Run> {
  return run(["packages/cli/src/main.ts", ...args]);
}

// What a newcomer types, in order. Tests build on one another.
describe("a first run", () => {
  it("says what to do when nothing runs yet", async () => {
    const { code, err } = await switchyard("ask", "What are my AWS costs?");
    expect(code).toBe(3);
    expect(err).toContain('Start it with "switchyard local up"');
  });

  it("deploys, asks a handful of questions and ends: npm start -- --once", async () => {
    const { code, out, err } = await run(["tools/bootstrap.mjs", "start", "--once"]);
    expect(err).not.toMatch(/^error /m);
    expect(code).toBe(0);
    expect(out).toContain("What are my AWS costs?");
    expect(out).toContain("cost by fast/rules");
    expect(out).toContain("security by fast/override");
    expect(out).toContain("400 invalid_request");
    expect(out).toMatch(/100 mixed questions: \d+ % answered by the fast path, without a language model/);
  });

  it("starts in the background, and a second up finds everything the same", async () => {
    const first = await switchyard("local", "up", "--json");
    expect(first.code).toBe(0);
    const { projects } = JSON.parse(first.out) as { projects: { steps: Record<string, number> }[] };
    expect(projects.map(({ steps }) => [steps.create, steps.update, steps.replace, steps.delete])).toEqual([
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ]);
  });

  it("tells scripts where everything is", async () => {
    const { code, out } = await switchyard("local", "status", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      running: true,
      apiUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\//),
      awsEndpointUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      region: "us-east-1",
      alias: "live",
      version: "1",
      publishedVersion: "1",
      speed: 1,
      release: { state: "idle", explanation: "Nothing is being released: version 1 gets everything." },
    });
  });

  it("answers from the command line, as text and as JSON", async () => {
    expect((await switchyard("ask", "What are my AWS costs?")).out).toContain("cost by fast/rules");
    const { out } = await switchyard("ask", "What are my AWS costs?", "--json");
    expect(JSON.parse(out)).toMatchObject({ status: 200, agent: "cost", routing_method: "fast" });
  });

  it("shows, sets and clears what goes wrong", async () => {
    const fault = async (...args: readonly string[]) => {
      const { code, out } = await switchyard("local", "fault", ...args, "--json");
      return [code, JSON.parse(out)];
    };
    const ill = { "switchyard-local-router:1": { downstreamErrors: 0.2 } };
    expect(await fault("--version", "1", "--errors", "0.2")).toEqual([0, { versions: ill, shared: {} }]);
    expect(await fault()).toEqual([0, { versions: ill, shared: {} }]);
    expect(await fault("--clear")).toEqual([0, { versions: {}, shared: {} }]);
    expect(await fault("--errors", "0.2")).toMatchObject([2, { error: { exit_code: 2 } }]);
  });

  it("shows the log", async () => {
    const { code, out } = await switchyard("local", "logs");
    expect(code).toBe(0);
    expect(out).toMatch(/200 {2}POST {2}cost {2}fast\/rules {2}\d+ ms {2}"What are my AWS costs\?"/);
    expect((await switchyard("local", "logs", "--raw", "--filter", "REPORT")).out).toContain(
      "REPORT RequestId:",
    );
  });

  it("checks route tables, with lines", async () => {
    expect((await switchyard("routes", "check", "packages/lambda-handler/routes.yaml")).code).toBe(0);
    const missing = await switchyard("routes", "check", "no-such-file.yaml");
    expect([missing.code, missing.err]).toEqual([
      2,
      expect.stringMatching(/Cannot read .*no-such-file\.yaml/),
    ]);
  });

  it("prints help and exits with 2 when called wrongly", async () => {
    expect((await switchyard("--help")).out).toContain("Usage: switchyard");
    expect((await switchyard("local", "upp")).code).toBe(2);
  });

  it("gives scripts one JSON document, be it the result or the problem", async () => {
    const wrong = await switchyard("ask", "hello", "--agent", "nobody", "--json");
    expect([wrong.code, (JSON.parse(wrong.out) as { status: number }).status]).toEqual([1, 400]);
    const called = await switchyard("ask", "--json");
    expect([called.code, JSON.parse(called.out)]).toMatchObject([2, { error: { exit_code: 2 } }]);
  });

  it("stops, and forgets everything when told to", async () => {
    expect((await switchyard("local", "down")).code).toBe(0);
    expect((await switchyard("local", "status")).code).toBe(3);
    expect((await switchyard("local", "down")).out).toContain("was not running");
    expect((await switchyard("local", "reset")).code).toBe(0);
    expect(existsSync(dir)).toBe(false);
  });
});
