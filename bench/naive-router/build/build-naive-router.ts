import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readModel, unpackRoutes } from "@switchyard/router-core";
import { modelJson, routesJson } from "./data-files.ts";
import { copyPackages, placePackages } from "./packages.ts";
import { copyStripped } from "./strip-types.ts";

const NAIVE_DIR = join(import.meta.dirname, "..");
const BENCH_DIR = join(NAIVE_DIR, "..");
const PACKAGES_DIR = join(BENCH_DIR, "../packages");
const INSTALLED = ["@aws-sdk/client-bedrock-runtime", "@aws-sdk/client-lambda", "zod"];
const WORKSPACE = ["metrics", "router-core"];

export interface NaiveBuild {
  /** Of the shipped router, with its `routes.bin` and `model.bin`. */
  readonly appDir: string;
  /** Absolute path of the folder to make. What was in it is removed. */
  readonly outDir: string;
}

/**
 * Makes the naive router as a plain folder: its modules, `node_modules` as npm lays them out, the model and the routes
 * of the shipped router as JSON, and a Dockerfile. It can be built as an image and deployed as it is.
 *
 * @throws Error when the shipped router's files are not there or are no such files
 */
export async function buildNaiveRouter({ appDir, outDir }: NaiveBuild): Promise<void> {
  const model = readModel(await readFile(join(appDir, "model.bin")));
  if (!model.ok) throw new Error(`model.bin ${model.message}`);
  const routes = unpackRoutes(await readFile(join(appDir, "routes.bin")));
  if (!routes.ok) throw new Error(`routes.bin: ${routes.message}`);

  await rm(outDir, { recursive: true, force: true });
  const modulesDir = join(outDir, "node_modules");
  await mkdir(modulesDir, { recursive: true });
  await copyPackages(placePackages(INSTALLED, BENCH_DIR), modulesDir);
  for (const name of WORKSPACE) {
    const dir = join(modulesDir, "@switchyard", name);
    await copyStripped(join(PACKAGES_DIR, name, "src"), dir);
    await writeJson(join(dir, "package.json"), {
      name: `@switchyard/${name}`,
      version: "0.1.0",
      type: "module",
      exports: "./index.js",
    });
  }
  await copyStripped(join(NAIVE_DIR, "src"), outDir);
  await writeJson(join(outDir, "package.json"), { name: "naive-router", version: "0.1.0", type: "module" });
  await writeFile(join(outDir, "model.json"), modelJson(model.model));
  await writeFile(join(outDir, "routes.json"), routesJson(routes.routes));
  await cp(join(NAIVE_DIR, "Dockerfile"), join(outDir, "Dockerfile"));
}

async function writeJson(path: string, value: object): Promise<void> {
  await writeFile(path, `${JSON.stringify(value, undefined, 2)}\n`);
}

if (import.meta.main) {
  const outDir = join(NAIVE_DIR, "dist");
  await buildNaiveRouter({ appDir: join(PACKAGES_DIR, "lambda-handler/dist/app"), outDir });
  process.stdout.write(`${outDir}\n`);
}
