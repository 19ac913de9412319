// Runs a command of this repository with the pinned Node and pnpm, fetching them first where they are missing.
// Plain JavaScript without dependencies: it must run on any Node from 20 on, before anything is installed.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const toolchain = join(root, ".toolchain");
const binDir = join(toolchain, "node_modules", ".bin");

const COMMANDS = {
  start: ["packages/cli/src/main.ts", "local", "up", "--foreground"],
  check: ["tools/check.ts"],
  switchyard: ["packages/cli/src/main.ts"],
  nightly: ["tools/nightly.ts"],
};

const [name, ...rest] = process.argv.slice(2);
const command = COMMANDS[name];
if (command === undefined)
  fail(`expected one of ${Object.keys(COMMANDS).join(", ")}, found ${name ?? "nothing"}`);
if (Number(process.versions.node.split(".")[0]) < 20) {
  fail(
    `expected Node 20 or newer, found ${process.versions.node}. Install a current Node.js and run the command again`,
  );
}

const pinnedNode = readFileSync(join(root, ".node-version"), "utf8").trim();
const pinnedPnpm = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).packageManager.split("@")[1];
const nodePackage = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
const ownNode = isAtLeastPinned(process.versions.node);

fetchToolchain();
const node = ownNode
  ? process.execPath
  : join(toolchain, "node_modules", nodePackage, "bin", process.platform === "win32" ? "node.exe" : "node");
const env = {
  ...process.env,
  PATH: [binDir, dirname(node), process.env.PATH].join(delimiter),
  // Compiled modules and stripped types are kept: a command then begins in 0.6 s instead of 1.6 s on two cores.
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(toolchain, "compile-cache"),
  TURBO_TELEMETRY_DISABLED: "1",
  DO_NOT_TRACK: "1",
};
installDependencies();
run();

/** The same major version: its built-ins are the ones that the code was tested with. */
function isAtLeastPinned(version) {
  const [major, minor] = version.split(".").map(Number);
  const [pinnedMajor, pinnedMinor] = pinnedNode.split(".").map(Number);
  return major === pinnedMajor && minor >= pinnedMinor;
}

function fetchToolchain() {
  const wanted = [["pnpm", pinnedPnpm], ...(ownNode ? [] : [[nodePackage, pinnedNode]])];
  const missing = wanted.filter(([name, version]) => installedVersion(name) !== version);
  if (missing.length === 0) return;
  note(
    `Fetching ${missing.map(([name, version]) => `${name} ${version}`).join(" and ")} into .toolchain (once, from the npm registry) …`,
  );
  mkdirSync(toolchain, { recursive: true });
  npm([
    "install",
    "--prefix",
    toolchain,
    "--no-save",
    "--no-package-lock",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    ...wanted.map(([name, version]) => `${name}@${version}`),
  ]);
}

function installedVersion(name) {
  const file = join(toolchain, "node_modules", name, "package.json");
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).version : undefined;
}

function npm(args) {
  // Under npm the running npm's own script is known; elsewhere (pnpm, a shell) take the one on the PATH.
  const script = process.env.npm_execpath?.endsWith("npm-cli.js") ? process.env.npm_execpath : undefined;
  const result = script
    ? spawnSync(process.execPath, [script, ...args], { cwd: toolchain, encoding: "utf8" })
    : spawnSync("npm", args, { cwd: toolchain, encoding: "utf8", shell: process.platform === "win32" });
  if (result.status !== 0)
    fail(`npm could not fetch the tool-chain:\n${result.stdout ?? ""}${result.stderr ?? result.error}`);
}

function installDependencies() {
  const hash = createHash("sha256");
  for (const file of ["pnpm-lock.yaml", "pnpm-workspace.yaml", ".node-version"])
    hash.update(readFileSync(join(root, file)));
  const digest = hash.digest("hex");
  const stamp = join(root, "node_modules", ".switchyard-lock-hash");
  const complete = ["packages/cli", "packages/local-cloud", "infra/router"].every((dir) =>
    existsSync(join(root, dir, "node_modules")),
  );
  if (complete && existsSync(stamp) && readFileSync(stamp, "utf8") === digest) return;
  note("Installing dependencies (once, about ten seconds with a warm cache) …");
  const pnpm = join(toolchain, "node_modules", "pnpm", "bin", "pnpm.cjs");
  const args = ["install", "--frozen-lockfile", "--reporter=append-only", "--prefer-offline"];
  const result = spawnSync(node, [pnpm, ...args], {
    cwd: root,
    env: { ...env, CI: "true" },
    encoding: "utf8",
  });
  if (result.status !== 0)
    fail(`pnpm could not install the dependencies:\n${result.stdout ?? ""}${result.stderr ?? result.error}`);
  writeFileSync(stamp, digest);
}

function run() {
  const child = spawn(node, [join(root, command[0]), ...command.slice(1), ...rest], {
    cwd: root,
    env,
    stdio: "inherit",
  });
  // A terminal sends Ctrl-C to the whole group: the child ends itself in good order and this process waits for it.
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  // npm ends on SIGTERM without a word to the process it started: follow it.
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) child.kill("SIGTERM");
  }, 500).unref();
  child.on("error", (error) => fail(error.message));
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 143)));
}

function note(text) {
  process.stderr.write(`${text}\n`);
}

function fail(text) {
  process.stderr.write(`switchyard: ${text}\n`);
  process.exit(1);
}
