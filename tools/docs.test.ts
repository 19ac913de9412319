import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const documents = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\n")
  .filter((file) => file !== "" && existsSync(join(root, file)));

const read = (file: string): string => readFileSync(join(root, file), "utf8");

describe.each(documents)("%s", (file) => {
  it("links to files that exist", () => {
    const targets = Array.from(read(file).matchAll(/\]\((?!https?:|#)([^)#]+)/g), (match) => match[1] ?? "");
    expect(targets.filter((target) => !existsSync(join(root, dirname(file), target)))).toEqual([]);
  });

  it("names paths of the repository that exist", () => {
    const paths = Array.from(
      read(file).matchAll(/`((?:packages|infra|tools|docs)\/[\w./-]+)`/g),
      (match) => match[1] ?? "",
    );
    expect(paths.filter((path) => !path.includes("/dist") && !existsSync(join(root, path)))).toEqual([]);
  });
});

describe("README.md", () => {
  const scripts = Object.keys(
    (JSON.parse(read("package.json")) as { scripts: Record<string, string> }).scripts,
  );

  it("gives only npm scripts that exist", () => {
    const named = Array.from(read("README.md").matchAll(/npm run -s ([\w:-]+)/g), (match) => match[1] ?? "");
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !scripts.includes(name))).toEqual([]);
  });

  it("gives the test command that CI runs", () => {
    expect(read(".ci/run")).toContain("npm test");
    expect(read("README.md")).toContain("npm test");
  });
});
