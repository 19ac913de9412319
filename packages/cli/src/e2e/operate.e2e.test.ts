import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { REPOSITORY } from "../projects.ts";

// docs/operate.md, command by command, on a local cloud of its own.

const guide = readFileSync(join(REPOSITORY, "docs", "operate.md"), "utf8");
const BLOCK = /^```(\w*)([^\n]*)\n([\s\S]*?)^```$/gm;
const blocks = Array.from(guide.matchAll(BLOCK), ([, language = "", where = "", text = ""]) => ({
  language,
  where: where.trim(),
  text,
}));
const dir = mkdtempSync(join(tmpdir(), "operate-"));
/** What the guide makes and removes again, should it not come so far. */
const made = join(REPOSITORY, "infra", "router", "Pulumi.qa.yaml");
const main = join(REPOSITORY, "packages", "cli", "src", "main.ts");

afterAll(async () => {
  await bash(`"${process.execPath}" "${main}" local down`);
  rmSync(made, { force: true });
  rmSync(dir, { recursive: true, force: true });
});

/** Each line as it stands, but without the start of npm, which takes longer than the command. */
function script(): string {
  const lines = blocks
    .filter(({ where }) => where === "local")
    .map(({ text }) => text.replaceAll("npm run -s switchyard --", `"${process.execPath}" "${main}"`));
  return ["set -euo pipefail", ...lines].join("\n");
}

function bash(text: string): Promise<{ readonly code: number | null; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const child = spawn("bash", ["-x", "-c", text], {
      cwd: REPOSITORY,
      env: { ...process.env, SWITCHYARD_LOCAL_DIR: dir, INIT_CWD: REPOSITORY },
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output: Buffer.concat(chunks).toString() }));
  });
}

describe("docs/operate.md", () => {
  it("says of each block whether it runs here or needs an account", () => {
    const unmarked = blocks.filter(
      ({ language, where }) => language !== "sh" || !/^(local|aws)$/.test(where),
    );
    expect(unmarked).toEqual([]);
  });

  it("runs on the local cloud, line by line", { timeout: 600_000 }, async () => {
    const { code, output } = await bash(script());
    expect(code === 0 ? "" : output.slice(-4000)).toBe("");
    expect(output).toContain("Demo agent `cost`");
    expect(output).toContain("Stage prod is as it was deployed.");
  });
});
