import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ENVIRONMENT } from "../src/testdata/environment.ts";
import { bundleController } from "./bundle.ts";

// A third above what it is. Four fifths of it are five SDK clients, and each pass needs all of them; the simulator or a
// schema library with its locales breaks this.
const MAX_CODE_BYTES = 1_400_000;

let workDir: string;
let outDir: string;
let code: string;

beforeAll(async () => {
  workDir = await mkdtemp(join(tmpdir(), "switchyard-controller-"));
  outDir = join(workDir, "first");
  await bundleController(outDir);
  code = await readFile(join(outDir, "index.cjs"), "utf8");
}, 60_000);

afterAll(() => rm(workDir, { recursive: true, force: true }));

describe("bundleController", () => {
  it("ships one file", async () => {
    expect(await readdir(outDir)).toEqual(["index.cjs"]);
  });

  it("gives the same bytes for the same sources, wherever they are written", async () => {
    await bundleController(join(workDir, "second/deeper"));
    expect(await readFile(join(workDir, "second/deeper/index.cjs"), "utf8")).toBe(code);
  });

  it("stays under its ceiling", () => {
    expect(Buffer.byteLength(code)).toBeLessThan(MAX_CODE_BYTES);
  });

  it.each([
    ["@pulumi", "what deploys the functions is no part of them"],
    ["zod", "input is read by hand"],
    ["vitest", "tests stay at home"],
    ["testdata", "test support stays at home"],
    ["/simulate/", "worlds are played on laptops"],
    ["in-memory", "the fakes stay at home"],
    [join(import.meta.dirname, "../../.."), "the place of this checkout is nobody's business"],
  ])("does not hold %s: %s", (text) => {
    expect(code.includes(text)).toBe(false);
  });

  it("requires nothing but Node's own modules", () => {
    const required = [...code.matchAll(/^(?:let|const|var) \S+ = require\("([^"]+)"\)/gm)].map(
      (match) => match[1],
    );
    expect(required.length).toBeGreaterThan(3);
    expect(required.filter((name) => !name?.startsWith("node:"))).toEqual([]);
  });
});

// Loads the bundle as Lambda's runtime does, gives one handler an event, and prints what it answers.
const RUN = `
  const handlers = require(process.argv[1]);
  Promise.resolve(handlers[process.argv[2]](JSON.parse(process.argv[3]))).then(
    (answer) => process.stdout.write(JSON.stringify({ exports: Object.keys(handlers), answer })),
    (error) => process.stdout.write(JSON.stringify({ failed: error.message })),
  );
`;

async function run(handler: string, event: unknown, changes: Readonly<Record<string, string>> = {}) {
  const env = {
    ...ENVIRONMENT,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
    AWS_SECRET_ACCESS_KEY: "example",
    ...changes,
  };
  const args = ["-e", RUN, join(outDir, "index.cjs"), handler, JSON.stringify(event)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  return JSON.parse(stdout);
}

describe("the bundle in a process of its own", () => {
  it("exports the three handlers, and answers a command that makes no sense", async () => {
    const { exports, answer } = await run("command", { verb: "dance" });
    expect(exports.toSorted()).toEqual(["alarm", "command", "tick"]);
    expect(answer).toMatchObject({ kind: "invalid" });
  });

  it("fails on an event that no alarm sends", async () => {
    expect(await run("alarm", {})).toEqual({
      failed: expect.stringContaining("no event of a CloudWatch alarm"),
    });
  });

  it("does not start in an environment that does not fit, and names all that is wrong", async () => {
    const started = run("tick", {}, { SWITCHYARD_STAGE: "", SWITCHYARD_SURPRISE: "1" });
    await expect(started).rejects.toThrow(/2 problem\(s\):\n- SWITCHYARD_SURPRISE .*\n- SWITCHYARD_STAGE /);
  });
});
