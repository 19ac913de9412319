import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { unpackRoutes } from "@switchyard/router-core";
import { buildNaiveRouter } from "../../naive-router/build/build-naive-router.ts";
import type { Program } from "../environments/environment.ts";
import { openStandIn } from "../environments/open-stand-in.ts";
import { bundleWithSdk } from "./bundle-with-sdk.ts";
import type { BenchEvent } from "./events.ts";
import { lambdaEnvironment } from "./lambda-environment.ts";
import { findRuntimeInterfaceClient } from "./runtime-interface-client.ts";
import { VARIANTS, type VariantId } from "./variants.ts";

const DIST_DIR = join(import.meta.dirname, "../../../packages/lambda-handler/dist");
const run = promisify(execFile);

/** Every program that is measured, and the AWS that they call. */
export interface Workplace {
  /** In the order of the tables. */
  readonly ready: readonly VariantId[];
  /** Variants that this machine cannot run, and why. */
  readonly skipped: ReadonlyMap<VariantId, string>;
  /** @throws Error when the variant is not ready */
  readonly program: (id: VariantId, event: BenchEvent) => Program;
  readonly close: () => Promise<void>;
}

/** How a variant is started, or why it is left out. */
type Prepared =
  | { readonly kind: "ready"; readonly args: readonly string[]; readonly taskRoot: string }
  | { readonly kind: "skipped"; readonly reason: string };

/** @throws Error when the router was not bundled */
export async function openWorkplace(say: (line: string) => void): Promise<Workplace> {
  if (!existsSync(join(DIST_DIR, "app/index.cjs"))) {
    throw new Error(`expected the router's bundle in ${DIST_DIR}, found none; run pnpm bundle`);
  }
  const routes = unpackRoutes(await readFile(join(DIST_DIR, "app/routes.bin")));
  if (!routes.ok) throw new Error(`routes.bin: ${routes.message}; run pnpm bundle`);
  const agents = routes.routes.table.agents.map(({ id }) => id);

  const dir = await mkdtemp(join(tmpdir(), "switchyard-bench-"));
  const prepared = await layOut(dir, say);
  const aws = await openStandIn(agents[0] ?? "");
  const certificateFile = join(dir, "aws-stand-in.pem");
  await writeFile(certificateFile, aws.certificate);
  const surroundings = { agents, awsUrl: aws.url, certificateFile, homeDir: dir };
  return {
    ready: VARIANTS.map(({ id }) => id).filter((id) => prepared[id].kind === "ready"),
    skipped: new Map(
      VARIANTS.flatMap(({ id }): readonly (readonly [VariantId, string])[] => {
        const variant = prepared[id];
        return variant.kind === "skipped" ? [[id, variant.reason]] : [];
      }),
    ),
    program: (id, event) => {
      const variant = prepared[id];
      if (variant.kind === "skipped") throw new Error(`"${id}" cannot be started: ${variant.reason}`);
      const { args, taskRoot } = variant;
      return { args, taskRoot, environment: lambdaEnvironment(event, surroundings) };
    },
    close: async () => {
      aws.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Lays out every variant as its image would: the router as it was bundled, with a code cache by this Node. */
async function layOut(
  dir: string,
  say: (line: string) => void,
): Promise<Readonly<Record<VariantId, Prepared>>> {
  await cp(join(DIST_DIR, "prepare.cjs"), join(dir, "prepare.cjs"));
  const switchyard = await layOutApp(dir, "switchyard");
  await addCodeCache(dir, switchyard);
  const noCache = await layOutApp(dir, "no-cache");
  const empty = await layOutEmpty(dir);
  const naive = await layOutNaive(dir);
  const ric = await findRuntimeInterfaceClient(say);
  const onRic = (taskRoot: string): Prepared =>
    ric.kind === "available"
      ? { kind: "ready", args: [ric.entry, "index.handler"], taskRoot }
      : { kind: "skipped", reason: ric.reason };
  return {
    empty: onBootstrap(empty),
    switchyard: onBootstrap(switchyard),
    "no-cache": onBootstrap(noCache),
    sdk: await layOutSdk(dir),
    "empty-ric": onRic(empty),
    "switchyard-ric": onRic(switchyard),
    naive: onBootstrap(naive),
  };
}

function onBootstrap(taskRoot: string): Prepared {
  return { kind: "ready", args: [join(taskRoot, "bootstrap.cjs")], taskRoot };
}

async function layOutApp(dir: string, name: string): Promise<string> {
  const appDir = join(dir, name);
  const isShipped = (path: string) => !path.endsWith(".cache");
  await cp(join(DIST_DIR, "app"), appDir, { recursive: true, filter: isShipped });
  return appDir;
}

/** The same handler, but what talks to AWS is made of the SDK's clients. */
async function layOutSdk(dir: string): Promise<Prepared> {
  const sdkDir = await layOutApp(dir, "sdk");
  await rm(join(sdkDir, "aws.cjs"));
  await bundleWithSdk(sdkDir);
  await addCodeCache(dir, sdkDir);
  return onBootstrap(sdkDir);
}

/** By the step of the image's build that does so. */
async function addCodeCache(dir: string, appDir: string): Promise<void> {
  await run(process.execPath, [join(dir, "prepare.cjs"), appDir]);
}

const EMPTY = `"use strict";
exports.handler = async () => ({ statusCode: 200, headers: { "content-type": "application/json" }, body: "{}" });
exports.ready = Promise.resolve();
`;

/** Nothing but the runtime. It gets a code cache like the router's: the floor is no lower for want of one. */
async function layOutEmpty(dir: string): Promise<string> {
  const emptyDir = await layOutApp(dir, "empty");
  await writeFile(join(emptyDir, "index.cjs"), EMPTY);
  await addCodeCache(dir, emptyDir);
  // For the preparation alone.
  for (const file of ["aws.cjs", "routes.bin", "model.bin"]) await rm(join(emptyDir, file));
  return emptyDir;
}

const NAIVE_ENTRY = `"use strict";
const { createRequire } = require("node:module");
exports.handler = createRequire(__filename)("../naive/index.js").handler;
`;

/** On the floor's runtime, so that what differs is the router. Its own image has AWS's. */
async function layOutNaive(dir: string): Promise<string> {
  await buildNaiveRouter({ appDir: join(DIST_DIR, "app"), outDir: join(dir, "naive") });
  const startDir = join(dir, "naive-start");
  await mkdir(startDir);
  await cp(join(DIST_DIR, "app/bootstrap.cjs"), join(startDir, "bootstrap.cjs"));
  await writeFile(join(startDir, "index.cjs"), NAIVE_ENTRY);
  return startDir;
}
