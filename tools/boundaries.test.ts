import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { cruise, type ICruiseResult } from "dependency-cruiser";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import config from "../.dependency-cruiser.mjs";

/** One planted violation: the rule that must see it, the file that it is planted in, and what that file imports. */
const PLANTED: readonly (readonly [rule: string, file: string, imported: string])[] = [
  ["core-is-pure", "packages/router-core/src/reads-files.ts", "node:fs"],
  ["core-is-pure", "packages/metrics/src/takes-a-package.ts", "zod"],
  ["core-is-pure", "packages/router-core/src/takes-a-neighbour.ts", "../../metrics/src/index.ts"],
  ["trainer-is-pure", "packages/trainer/src/reads-files.ts", "node:fs"],
  ["trainer-is-pure", "packages/trainer/src/takes-metrics.ts", "../../metrics/src/index.ts"],
  ["route-file-imports", "packages/route-file/src/takes-metrics.ts", "../../metrics/src/index.ts"],
  [
    "lambda-handler-imports",
    "packages/lambda-handler/src/takes-the-cloud.ts",
    "../../local-cloud/src/index.ts",
  ],
  ["build-tools-stay-out-of-the-lambda", "packages/lambda-handler/src/takes-the-bundler.ts", "rolldown"],
  [
    "the-shipped-handler-has-no-sdk-client",
    "packages/lambda-handler/src/takes-a-client.ts",
    "@aws-sdk/client-lambda",
  ],
  ["demo-agents-imports", "packages/demo-agents/src/takes-the-core.ts", "../../router-core/src/index.ts"],
  [
    "rollout-controller-imports",
    "packages/rollout-controller/src/takes-the-cloud.ts",
    "../../local-cloud/src/index.ts",
  ],
  ["local-cloud-imports", "packages/local-cloud/src/takes-the-core.ts", "../../router-core/src/index.ts"],
  ["services-stand-alone", "packages/local-cloud/src/lambda/takes-logs.ts", "../logs/logs.ts"],
  ["engine-knows-no-cloud", "packages/local-cloud/src/engine/takes-a-service.ts", "../logs/logs.ts"],
  ["console-imports", "packages/console/src/takes-the-cloud.ts", "../../local-cloud/src/index.ts"],
  ["cli-imports", "packages/cli/src/takes-the-handler.ts", "../../lambda-handler/src/index.ts"],
  ["bench-imports", "bench/src/takes-the-cloud.ts", "../../packages/local-cloud/src/index.ts"],
  [
    "naive-router-imports",
    "bench/naive-router/src/takes-the-cloud.ts",
    "../../../packages/local-cloud/src/index.ts",
  ],
  ["infra-imports", "infra/router/src/takes-the-core.ts", "../../../packages/router-core/src/index.ts"],
  ["infra-policy-imports", "infra/policy/src/takes-the-program.ts", "../../router/src/stage-config.ts"],
  ["front-door-only", "packages/cli/src/through-the-window.ts", "../../local-cloud/src/store.ts"],
  ["resolvable", "packages/cli/src/imports-nothing.ts", "./is-not-there.ts"],
  ["no-cycles", "packages/cli/src/one.ts", "./two.ts"],
];

/** Files that the planted ones import, and the other half of the cycle. */
const SURROUNDINGS: Readonly<Record<string, string>> = {
  "packages/router-core/src/index.ts": "export const core = 1;",
  "packages/metrics/src/index.ts": "export const metrics = 1;",
  "packages/lambda-handler/src/index.ts": "export const handler = 1;",
  "packages/local-cloud/src/index.ts": "export const cloud = 1;",
  "packages/local-cloud/src/store.ts": "export const store = 1;",
  "packages/local-cloud/src/logs/logs.ts": "export const logs = 1;",
  "packages/cli/src/two.ts": 'export * from "./one.ts"; export const two = 1;',
};

const forbidden = config.forbidden ?? [];
const root = join(import.meta.dirname, "..");
let tree: string;
let seen: ReadonlySet<string>;

beforeAll(async () => {
  tree = realpathSync(mkdtempSync(join(tmpdir(), "switchyard-boundaries-")));
  linkNodeModules(".");
  linkNodeModules("bench");
  for (const parent of ["packages", "infra"]) {
    for (const name of readdirSync(join(root, parent))) linkNodeModules(join(parent, name));
  }
  for (const [file, text] of Object.entries(SURROUNDINGS)) write(file, text);
  for (const [, file, imported] of PLANTED)
    write(file, `import * as planted from "${imported}"; export const use = planted;`);
  const { output } = await cruise(
    ["packages", "infra", "bench"],
    { ...config.options, ruleSet: { forbidden }, validate: true, baseDir: tree },
    config.options?.enhancedResolveOptions,
  );
  const { violations } = (output as ICruiseResult).summary;
  seen = new Set(violations.map((violation) => `${violation.rule.name} in ${violation.from}`));
});

afterAll(() => rmSync(tree, { recursive: true, force: true }));

/** A package in the planted tree resolves what the real one has installed. */
function linkNodeModules(folder: string): void {
  const real = join(root, folder, "node_modules");
  if (!existsSync(real)) return;
  mkdirSync(join(tree, folder), { recursive: true });
  symlinkSync(real, join(tree, folder, "node_modules"));
}

function write(file: string, text: string): void {
  mkdirSync(dirname(join(tree, file)), { recursive: true });
  writeFileSync(join(tree, file), `${text}\n`);
}

describe("the import rules", () => {
  it.each(PLANTED)("%s sees a planted violation in %s", (rule, file) => {
    expect([...seen]).toContain(`${rule} in ${file}`);
  });

  it("have a planted violation each", () => {
    const rules = forbidden.map((rule) => rule.name);
    expect(rules.filter((rule) => !PLANTED.some(([planted]) => planted === rule))).toEqual([]);
  });
});
