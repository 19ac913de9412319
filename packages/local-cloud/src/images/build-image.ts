import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { systemCode } from "../errors.ts";
import { openBuildContext } from "./build-context.ts";
import { parseDockerfile } from "./dockerfile.ts";
import { type IgnoreRules, NO_IGNORE_RULES, parseIgnoreFile } from "./ignore-file.ts";
import { type ImagePlan, type Platform, planImage } from "./image-plan.ts";
import type { CarryOutRun } from "./run-cache.ts";

/** A build as `awsx.ecr.Image` asks for it. */
export interface BuildRequest {
  readonly repositoryName: string;
  /** Folder that COPY reads from. */
  readonly context: string;
  /** Path of the Dockerfile; `<context>/Dockerfile` unless given. */
  readonly dockerfile?: string;
  readonly target?: string;
  readonly buildArgs?: Readonly<Record<string, string>>;
  readonly platform: Platform;
  readonly tags: readonly string[];
}

/** Works out the image; only `run` writes anything. Throws `DockerfileError`. */
export async function planBuild(
  request: Omit<BuildRequest, "repositoryName" | "tags">,
  run: CarryOutRun,
): Promise<ImagePlan> {
  const context = resolve(request.context);
  const dockerfile = resolve(request.dockerfile ?? join(context, "Dockerfile"));
  const text = await readFile(dockerfile, "utf8").catch((error: unknown) => {
    throw new Error(`Cannot read the Dockerfile ${dockerfile}. Check the path that the image names.`, {
      cause: error,
    });
  });
  return await planImage({
    instructions: parseDockerfile(text, basename(dockerfile)),
    fileName: basename(dockerfile),
    context: openBuildContext(context, readIgnoreRules(context, dockerfile)),
    platform: request.platform,
    buildArgs: request.buildArgs ?? {},
    target: request.target,
    run,
  });
}

/** `<Dockerfile>.dockerignore` beside the Dockerfile goes before `.dockerignore` of the context, as in BuildKit. */
function readIgnoreRules(context: string, dockerfile: string): IgnoreRules {
  const candidates = [
    join(dirname(dockerfile), `${basename(dockerfile)}.dockerignore`),
    join(context, ".dockerignore"),
  ];
  for (const file of candidates) {
    try {
      return parseIgnoreFile(readFileSync(file, "utf8"));
    } catch (error) {
      if (systemCode(error) !== "ENOENT") throw error;
    }
  }
  return NO_IGNORE_RULES;
}
