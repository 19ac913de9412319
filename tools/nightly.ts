/**
 * What takes too long for every change: mutation of the core, long simulations of releases, fuzzing. Each part runs to
 * its end, the exit code says whether all of them held.
 *
 *     pnpm nightly [--only mutation|simulations|fuzz] [--summary FILE]
 */
import { spawn } from "node:child_process";
import { appendFileSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { PARTS, type Part, problemsOfSimulation, SIMULATIONS, type Simulation } from "./nightly-parts.ts";

const root = join(import.meta.dirname, "..");
const { values } = parseArgs({ options: { only: { type: "string" }, summary: { type: "string" } } });
const asked = PARTS.filter((part) => values.only === undefined || part === values.only);
if (asked.length === 0) {
  console.error(`nightly: expected --only ${PARTS.join(", ")}, found ${values.only}`);
  process.exit(2);
}

/** Many times what a test of properties runs for every change. */
const FUZZ_RUNS = "20000";
const dir = mkdtempSync(join(tmpdir(), "switchyard-nightly-"));
const lines: string[] = [];
for (const part of asked) lines.push(...(await runPart(part)));
rmSync(dir, { recursive: true, force: true });
for (const line of lines) console.log(line);
if (values.summary !== undefined) appendFileSync(values.summary, `${lines.join("\n")}\n`);
process.exitCode = lines.some((line) => line.startsWith("- **")) ? 1 : 0;

/** Lines of Markdown; what failed is in bold. */
async function runPart(part: Part): Promise<readonly string[]> {
  switch (part) {
    case "mutation":
      return [outcome(part, (await run("stryker", ["run"])).code)];
    case "fuzz": {
      const properties = globSync("{packages,infra,bench}/**/src/**/*.test.ts", { cwd: root })
        .filter((file) => !/[.](e2e|training)[.]test[.]ts$/.test(file) && !file.includes("node_modules"))
        .filter((file) => readFileSync(join(root, file), "utf8").includes('from "fast-check"'));
      const args = ["run", "--project", "unit", ...properties, "--testTimeout=3600000"];
      return [outcome(part, (await run("vitest", args, { FAST_CHECK_RUNS: FUZZ_RUNS })).code)];
    }
    case "simulations": {
      const found: string[] = [];
      for (const simulation of SIMULATIONS) found.push(await runSimulation(simulation));
      return found;
    }
  }
}

async function runSimulation(simulation: Simulation): Promise<string> {
  const { plan, world, runs } = simulation;
  const file = join(dir, "world.json");
  writeFileSync(file, JSON.stringify(world));
  const args = ["packages/cli/src/main.ts", "simulate", "--plan", plan, "--world", file, "--alarms"];
  const { code, out } = await run(process.execPath, [...args, "--runs", String(runs), "--json"]);
  const name = `${plan}, ${world.name}, ${runs} runs`;
  if (code !== 0) return `- **${name}: the simulation ended with exit code ${code}**`;
  const problems = problemsOfSimulation(simulation, JSON.parse(out));
  return problems.length === 0 ? `- ${name}: as promised` : `- **${name}: ${problems.join("; ")}**`;
}

function outcome(part: Part, code: number): string {
  return code === 0
    ? `- ${part}: passed`
    : `- **${part}: failed with exit code ${code}; its output is above**`;
}

/** Output goes to the screen as well, but for JSON. */
function run(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number; readonly out: string }> {
  const isQuiet = args.includes("--json");
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const path = `${join(root, "node_modules", ".bin")}:${process.env["PATH"] ?? ""}`;
    const child = spawn(program, [...args], {
      cwd: root,
      env: { ...process.env, ...env, PATH: path },
      stdio: ["ignore", isQuiet ? "pipe" : "inherit", "inherit"],
    });
    child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, out: Buffer.concat(chunks).toString() }));
  });
}
