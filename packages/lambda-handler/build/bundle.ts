import { readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { printRouteFileProblem, type RouteFile, readRouteFile } from "@switchyard/route-file";
import { packRoutes, readModel, rulesDigest } from "@switchyard/router-core";
import type { BundledFile } from "./bundle-lambda.ts";
import { bundleProgram, measureFile } from "./bundle-lambda.ts";
import { shippedModel } from "./model.ts";

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
  /** The model that goes with these rules. */
  readonly model: Uint8Array;
  /** Absolute path of the folder to make. */
  readonly outDir: string;
}

/**
 * Makes what the image is built of. `app/` ships: `bootstrap.cjs` (the runtime), `index.cjs` (the handler), `aws.cjs` (what
 * talks to AWS), `routes.bin` and `model.bin`. `prepare.cjs` adds the code cache in the image, by the Node that will run
 * it. The routes ship checked and compiled, so that the function needs neither the YAML reader nor the time.
 *
 * @throws Error with every problem of the route table, each with its line; or when the model is none.
 */
export async function bundleRouter({ routeFile, model, outDir }: RouterBundleRequest): Promise<RouterBundle> {
  const routes = readRoutes(await readFile(routeFile, "utf8"), routeFile);

  const read = readModel(model);
  if (!read.ok) throw new Error(`The model ${read.message}.`);
  const { rulesDigest: trainedWith } = read.model.info;
  if (trainedWith !== "" && trainedWith !== rulesDigest(routes.routes)) {
    throw new Error(
      "The model was trained beside other rules, so it is not calibrated for these. Train it again.",
    );
  }

  await rm(outDir, { recursive: true, force: true });
  const appDir = join(outDir, "app");
  const program = { root: REPOSITORY_DIR, chunks: [] };
  const runtimeDir = join(PACKAGE_DIR, "src/runtime");
  const code = [
    ...(await bundleProgram({
      ...program,
      entry: join(runtimeDir, "bootstrap.ts"),
      name: "bootstrap",
      outDir: appDir,
    })),
    ...(await bundleProgram({
      ...program,
      entry: join(PACKAGE_DIR, "src/index.ts"),
      name: "index",
      outDir: appDir,
      chunks: ["aws"],
    })),
    ...(await bundleProgram({
      ...program,
      entry: join(runtimeDir, "prepare.ts"),
      name: "prepare",
      outDir,
    })),
  ];
  const routesPath = join(appDir, "routes.bin");
  await writeFile(routesPath, packRoutes(routes.routes));
  const modelPath = join(appDir, "model.bin");
  await writeFile(modelPath, model);
  return {
    files: [...code, await measureFile(routesPath), await measureFile(modelPath)],
    warnings: routes.warnings.map(printRouteFileProblem),
  };
}

function readRoutes(text: string, routeFile: string): Extract<RouteFile, { ok: true }> {
  const routes = readRouteFile(text, basename(routeFile));
  if (!routes.ok) throw new Error(routes.problems.map(printRouteFileProblem).join("\n"));
  return routes;
}

/** Half a minute without a word looks like a hang. */
function tellOnce(): () => void {
  let isTold = false;
  return () => {
    if (!isTold) process.stderr.write("Training the model again, as what it is made of has changed …\n");
    isTold = true;
  };
}

if (import.meta.main) {
  const routeFile = join(PACKAGE_DIR, "routes.yaml");
  const { files, warnings } = await bundleRouter({
    routeFile,
    model: await shippedModel(readRoutes(await readFile(routeFile, "utf8"), routeFile).routes, tellOnce()),
    outDir: join(PACKAGE_DIR, "dist"),
  });
  for (const warning of warnings) process.stderr.write(`${warning}\n`);
  for (const { path, bytes } of files) process.stdout.write(`${basename(path)} ${bytes} bytes\n`);
}
