import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const CORE_PACKAGES = ["router-core", "metrics", "rollout", "trainer"];

/** Messages of the compiler for one file, under the options of a package's tsconfig.json. */
function compile(packageName: string, source: string): readonly string[] {
  const folder = join(root, "packages", packageName);
  const parsed = ts.getParsedCommandLineOfConfigFile(
    join(folder, "tsconfig.json"),
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined },
  );
  if (parsed === undefined) throw new Error(`${folder}/tsconfig.json cannot be read`);
  const file = join(folder, "src", "planted.ts");
  const disk = ts.createCompilerHost(parsed.options);
  const host: ts.CompilerHost = {
    ...disk,
    getSourceFile: (name, version) =>
      name === file ? ts.createSourceFile(name, source, version) : disk.getSourceFile(name, version),
    fileExists: (name) => name === file || disk.fileExists(name),
    readFile: (name) => (name === file ? source : disk.readFile(name)),
  };
  const program = ts.createProgram([file], parsed.options, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
}

describe.each(CORE_PACKAGES)("the compiler, in %s", (packageName) => {
  it.each(["process", "Buffer", "fetch", "setTimeout", "console", "performance"])(
    "does not know %s",
    (name) => {
      expect(compile(packageName, `export const planted = ${name};`).join()).toMatch(
        `Cannot find name '${name}'`,
      );
    },
  );

  it("accepts plain code", () => {
    expect(compile(packageName, "export const planted = Math.max(1, 2);")).toEqual([]);
  });
});

describe.each(CORE_PACKAGES)("the linter, in %s", (packageName) => {
  let tree: string;
  beforeAll(() => {
    tree = mkdtempSync(join(tmpdir(), "switchyard-purity-"));
    copyFileSync(join(root, ".oxlintrc.json"), join(tree, ".oxlintrc.json"));
  });
  afterAll(() => rmSync(tree, { recursive: true, force: true }));

  function lint(source: string): string {
    const file = join(tree, "packages", packageName, "src", "planted.ts");
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, source);
    return spawnSync(join(root, "node_modules", ".bin", "oxlint"), ["packages"], {
      cwd: tree,
      encoding: "utf8",
    }).stdout;
  }

  it("refuses a clock", () => {
    expect(lint("export const planted = Date.now();\n")).toContain("The core has no clock");
  });

  it("refuses dice", () => {
    expect(lint("export const planted = Math.random();\n")).toContain("The core has no dice");
  });
});
