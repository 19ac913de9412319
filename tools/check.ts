/**
 * Everything that must hold before a change is taken: format, lint, package hygiene, types, boundaries, dead code, tests.
 * Prints one line per step, the whole output of a step that failed, and last `N passed, N failed` with the tests' counts.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { basename, join } from "node:path";

interface Step {
  readonly name: string;
  readonly command: readonly string[];
}

interface StepResult {
  readonly step: Step;
  readonly ok: boolean;
  readonly output: string;
  readonly seconds: number;
}

const STATIC_STEPS: readonly Step[] = [
  { name: "types", command: ["turbo", "run", "types", "--output-logs=errors-only"] },
  {
    name: "types of tools",
    command: ["node", "node_modules/typescript-native/bin/tsc", "-p", "tsconfig.json"],
  },
  { name: "format", command: ["biome", "ci", "--colors=off", "."] },
  { name: "lint", command: ["oxlint", "--type-aware", "--deny-warnings"] },
  { name: "packages", command: ["sherif"] },
  {
    name: "boundaries",
    command: ["depcruise", "--config", ".dependency-cruiser.mjs", "packages", "infra", "bench", "tools"],
  },
  { name: "dead code", command: ["knip"] },
  { name: "bundle", command: ["turbo", "run", "bundle", "--output-logs=errors-only"] },
];

const root = join(import.meta.dirname, "..");
const reportDir = mkdtempSync(join(tmpdir(), "switchyard-check-"));
const report = join(reportDir, "tests.json");
const TESTS: Step = {
  name: "tests",
  command: ["vitest", "run", "--reporter=dot", "--reporter=json", `--outputFile.json=${report}`],
};

/** Of the test files, to see where the time goes. */
const SLOWEST = 8;

const failed: string[] = [];
await runAll(STATIC_STEPS, Math.max(1, Math.min(2, availableParallelism())));
if (!print(await runStep(TESTS))) failed.push(TESTS.name);

const tests = readTests();
const { counts } = tests;
if (tests.slowest.length > 0) console.log(`slowest: ${tests.slowest.join(", ")}`);
if (failed.length > 0) console.log(`\nFailed: ${failed.join(", ")}`);
console.log(`${counts.passed} passed, ${counts.failed} failed`);
rmSync(reportDir, { recursive: true, force: true });
process.exitCode = failed.length === 0 && counts.failed === 0 && counts.passed > 0 ? 0 : 1;

async function runAll(steps: readonly Step[], lanes: number): Promise<void> {
  const waiting = [...steps];
  const lane = async (): Promise<void> => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      if (!print(await runStep(step))) failed.push(step.name);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

function runStep(step: Step): Promise<StepResult> {
  const startedMs = performance.now();
  const [program, ...args] = step.command;
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const path = program === "node" ? process.execPath : join(root, "node_modules", ".bin", program ?? "");
    const child = spawn(path, args, {
      cwd: root,
      env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const end = (ok: boolean, extra = ""): void => {
      const seconds = (performance.now() - startedMs) / 1000;
      resolve({ step, ok, output: Buffer.concat(chunks).toString() + extra, seconds });
    };
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("error", (error) => end(false, error.message));
    child.on("close", (code) => end(code === 0));
  });
}

function print({ step, ok, output, seconds }: StepResult): boolean {
  console.log(`${ok ? "ok    " : "FAILED"} ${step.name} (${seconds.toFixed(1)} s)`);
  if (!ok) console.log(output);
  return ok;
}

interface Tests {
  readonly counts: { readonly passed: number; readonly failed: number };
  /** Files and their seconds. */
  readonly slowest: readonly string[];
}

/** A run that wrote no report tested nothing, and nothing tested is a failure. */
function readTests(): Tests {
  try {
    const parsed = JSON.parse(readFileSync(report, "utf8")) as {
      readonly numPassedTests: unknown;
      readonly numFailedTests: unknown;
      readonly testResults: readonly { name: string; startTime: number; endTime: number }[];
    };
    const { numPassedTests: passed, numFailedTests: failed } = parsed;
    if (typeof passed === "number" && typeof failed === "number") {
      const slowest = parsed.testResults
        .map(({ name, startTime, endTime }) => ({ file: basename(name), ms: endTime - startTime }))
        .toSorted((a, b) => b.ms - a.ms)
        .slice(0, SLOWEST)
        .map(({ file, ms }) => `${file} ${Math.round(ms / 1000)} s`);
      return { counts: { passed, failed }, slowest };
    }
  } catch {
    // No readable report: the test run itself failed and its output stands above.
  }
  return { counts: { passed: 0, failed: 1 }, slowest: [] };
}
