import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { StackTarget } from "./deployer.ts";
import { pulumiDeployer } from "./pulumi-deployer.ts";

/** Stands for the CLI: writes down how it was called, and answers as the test says. */
const CLI = `#!${process.execPath}
const { appendFileSync, readFileSync } = require("node:fs");
appendFileSync(process.env.CALLS, JSON.stringify(process.argv.slice(2)) + "\\n");
const { out = "", err = "", code = 0 } = JSON.parse(readFileSync(process.env.ANSWER, "utf8"));
process.stdout.write(out);
process.stderr.write(err);
process.exitCode = code;
`;

let dir: string;
let lines: string[] = [];
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "pulumi-"));
  writeFileSync(join(dir, "pulumi"), CLI);
  chmodSync(join(dir, "pulumi"), 0o755);
});
afterAll(() => rmSync(dir, { recursive: true }));
beforeEach(() => {
  writeFileSync(join(dir, "calls"), "");
  lines = [];
});

function deployer(answer: { readonly out?: string; readonly err?: string; readonly code?: number } = {}) {
  writeFileSync(join(dir, "answer"), JSON.stringify(answer));
  return pulumiDeployer({
    program: join(dir, "pulumi"),
    env: { CALLS: join(dir, "calls"), ANSWER: join(dir, "answer") },
    onLine: (line) => lines.push(line),
  });
}

const calls = (): unknown =>
  readFileSync(join(dir, "calls"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);

const TARGET: StackTarget = {
  project: { name: "switchyard-router", dir: "/repository/infra/router" },
  stack: "prod",
  config: { "switchyard:imageDigest": "sha256:00" },
};
const ON_STACK = ["--cwd", "/repository/infra/router", "--stack", "prod", "--non-interactive"];
const DIGEST = ["--config", "switchyard:imageDigest=sha256:00"];

describe("pulumiDeployer", () => {
  it("previews against the cloud as it is, under the policies", async () => {
    const plan = await deployer({ out: '{"steps":[]}' }).preview(TARGET);
    expect(plan).toEqual({ changes: [], violations: [] });
    expect(calls()).toEqual([
      [
        "preview",
        ...ON_STACK,
        ...DIGEST,
        "--refresh",
        "--policy-pack",
        expect.stringMatching(/infra\/policy$/),
        "--json",
      ],
    ]);
  });

  it("deploys with a refresh, so that no old weight of the alias is sent along", async () => {
    await deployer({ out: "Updating (prod)\n" }).up(TARGET);
    expect(calls()).toEqual([
      expect.arrayContaining(["up", "--refresh", "--yes", "--skip-preview", "--policy-pack"]),
    ]);
    expect(lines).toEqual(["Updating (prod)"]);
  });

  it("pushes an image without a look at anything else", async () => {
    await deployer().up({ ...TARGET, config: {}, onlyComponent: "switchyard:infra:RouterImage" });
    expect(calls()).toEqual([
      ["up", ...ON_STACK, "--target", "**switchyard:infra:RouterImage**", "--yes", "--skip-preview"],
    ]);
  });

  it("fails with what the CLI said", async () => {
    await expect(
      deployer({ err: "error: [mandatory] no-public-access", code: 255 }).up(TARGET),
    ).rejects.toThrow("pulumi up failed with exit code 255.\nerror: [mandatory] no-public-access");
  });

  it("says that there is no CLI", async () => {
    const none = pulumiDeployer({ program: join(dir, "nothing"), env: {}, onLine: () => undefined });
    await expect(none.up(TARGET)).rejects.toThrow(/^Expected the Pulumi CLI as ".*nothing", found: .*ENOENT/);
  });

  it("reads outputs, and knows a stack that was never made", async () => {
    const { project } = TARGET;
    expect(await deployer({ out: '{"version":"7"}' }).outputs(project, "prod")).toEqual({ version: "7" });
    const absent = { err: "error: no stack named 'prod' found", code: 255 };
    expect(await deployer(absent).outputs(project, "prod")).toBeUndefined();
    await expect(deployer({ err: "error: denied", code: 255 }).outputs(project, "prod")).rejects.toThrow(
      "denied",
    );
  });

  it("finds drift without running the program, the alias apart: the controller moves it", async () => {
    expect(await deployer().drift(TARGET)).toEqual([]);
    expect(calls()).toEqual([
      [
        "refresh",
        ...ON_STACK,
        "--preview-only",
        "--expect-no-changes",
        "--diff",
        "--exclude",
        "**aws:lambda/alias:Alias::router-live",
      ],
    ]);
    const changed = {
      out: "  pulumi:pulumi:Stack\n    ~ aws:iam/rolePolicy:RolePolicy: (update)\n",
      err: "error: no changes were expected but changes occurred",
      code: 255,
    };
    expect(await deployer(changed).drift(TARGET)).toEqual(["    ~ aws:iam/rolePolicy:RolePolicy: (update)"]);
  });

  it("takes a failure for no drift and for no absence of it", async () => {
    await expect(deployer({ err: "error: expired token", code: 255 }).drift(TARGET)).rejects.toThrow(
      "pulumi refresh failed with exit code 255.\nerror: expired token",
    );
  });
});
