import { execFile } from "node:child_process";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { copyFile, cp, mkdir, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const CACHE_DIR = join(import.meta.dirname, "../../node_modules/.cache/aws-lambda-ric");
const BUILD_LIMIT_MS = 600_000;

/** AWS's own runtime, or why it is not here. */
export type RuntimeInterfaceClient =
  | { readonly kind: "available"; readonly entry: string }
  | { readonly kind: "unavailable"; readonly reason: string };

/**
 * aws-lambda-ric with its native client, as AWS's base images have it. Nothing here builds native code at install time, so
 * it is built when it is first needed, by the package's own script and node-gyp; that takes a minute, cmake, make,
 * a C++ compiler and Python.
 */
export async function findRuntimeInterfaceClient(
  say: (line: string) => void,
): Promise<RuntimeInterfaceClient> {
  const packageDir = dirname(realpathSync(require.resolve("aws-lambda-ric")));
  const { version } = JSON.parse(readFileSync(join(packageDir, "package.json"), "utf8")) as {
    readonly version: string;
  };
  const builtDir = join(
    CACHE_DIR,
    `${version}-${process.platform}-${process.arch}-${process.versions.modules}`,
  );
  const entry = join(builtDir, "index.mjs");
  if (existsSync(entry)) return { kind: "available", entry };
  if (process.platform !== "linux") return { kind: "unavailable", reason: "its native client needs Linux" };

  const dir = `${builtDir}-${process.pid}`;
  try {
    say("Building the native client of aws-lambda-ric, once …");
    await build(packageDir, dir);
    await rename(dir, builtDir);
    return { kind: "available", entry };
  } catch (error) {
    const first = error instanceof Error ? error.message.split("\n")[0] : String(error);
    return { kind: "unavailable", reason: `its native client could not be built: ${first}` };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function build(packageDir: string, dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  await cp(packageDir, dir, { recursive: true, filter: (path) => !path.endsWith("/node_modules") });
  // What it depends on lies beside it in the store.
  await symlink(dirname(packageDir), join(dir, "node_modules"));
  const options = { cwd: dir, timeout: BUILD_LIMIT_MS, maxBuffer: 64 * 1024 * 1024 };
  await run("sh", ["scripts/preinstall.sh"], options);

  const nodeDir = dirname(dirname(process.execPath));
  const headers = existsSync(join(nodeDir, "include/node/node.h")) ? [`--nodedir=${nodeDir}`] : [];
  const gyp = createRequire(join(packageDir, "package.json")).resolve("node-gyp/bin/node-gyp.js");
  await run(process.execPath, [gyp, "rebuild", "--directory=src/native", ...headers], {
    ...options,
    env: { ...process.env, DEPS_PREFIX: join(dir, "deps/artifacts") },
  });
  await copyFile(join(dir, "src/native/build/Release/rapid-client.node"), join(dir, "rapid-client.node"));
  for (const leftover of ["deps", "src"]) await rm(join(dir, leftover), { recursive: true });
}
