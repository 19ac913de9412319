import { readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { printRouteFileProblem, readRouteFile } from "@switchyard/route-file";
import { packRoutes } from "@switchyard/router-core";
import type { BundledFile } from "./bundle-lambda.ts";
import { bundleLambda, measureFile } from "./bundle-lambda.ts";

const PACKAGE_DIR = join(import.meta.dirname, "..");
const REPOSITORY_DIR = join(PACKAGE_DIR, "../..");

export interface RouterBundle {
  readonly files: readonly BundledFile[];
  /** What is odd about the route table without being wrong, one line each. */
  readonly warnings: readonly string[];
}

export interface RouterBundleRequest {
  /** Absolute path of the route table that ships. */
  readonly routeFile: string;
  /** Absolute path of the folder to make. */
  readonly outDir: string;
}

/**
 * Makes what the image ships: `index.cjs` and `routes.json`. The routes ship checked and compiled, so that the
 * function needs neither the YAML reader nor the time.
 *
 * @throws Error with every problem of the route table, each with its line.
 */
export async function bundleRouter({ routeFile, outDir }: RouterBundleRequest): Promise<RouterBundle> {
  const routes = readRouteFile(await readFile(routeFile, "utf8"), basename(routeFile));
  if (!routes.ok) throw new Error(routes.problems.map(printRouteFileProblem).join("\n"));

  const code = await bundleLambda({
    entry: join(PACKAGE_DIR, "src/index.ts"),
    outDir,
    root: REPOSITORY_DIR,
  });
  const routesPath = join(outDir, "routes.json");
  await writeFile(routesPath, `${JSON.stringify(packRoutes(routes.routes))}\n`);
  return {
    files: [code, await measureFile(routesPath)],
    warnings: routes.warnings.map(printRouteFileProblem),
  };
}

if (import.meta.main) {
  const { files, warnings } = await bundleRouter({
    routeFile: join(PACKAGE_DIR, "routes.yaml"),
    outDir: join(PACKAGE_DIR, "dist"),
  });
  for (const warning of warnings) process.stderr.write(`${warning}\n`);
  for (const { path, bytes } of files) process.stdout.write(`${basename(path)} ${bytes} bytes\n`);
}
