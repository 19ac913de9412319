import { posix } from "node:path";
import { type BaseImage, findBaseImage, KNOWN_BASE_IMAGES } from "./base-images.ts";
import type { BuildContext } from "./build-context.ts";
import { copyInto } from "./copy-instruction.ts";
import { DockerfileError, type Instruction } from "./dockerfile.ts";
import { createFileTree, type FileTree } from "./file-tree.ts";
import { assignments, execForm, single, splitAssignment } from "./instruction-words.ts";
import type { CarryOutRun } from "./run-cache.ts";
import { nodeArguments } from "./run-instruction.ts";
import { expandWords } from "./words.ts";

/** Platforms of AWS Lambda. */
export type Platform = "linux/arm64" | "linux/amd64";

/** What the image will be run with. Part of its digest. */
export interface ImageConfiguration {
  readonly baseImage: string;
  readonly platform: Platform;
  readonly env: Readonly<Record<string, string>>;
  readonly entryPoint: readonly string[];
  readonly command: readonly string[];
  readonly workingDir: string;
  readonly user: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly exposedPorts: readonly string[];
}

/** The outcome of a Dockerfile: which files go where, and the configuration. */
export interface ImagePlan {
  readonly tree: FileTree;
  readonly config: ImageConfiguration;
}

export interface PlanRequest {
  readonly instructions: readonly Instruction[];
  readonly fileName: string;
  readonly context: BuildContext;
  readonly platform: Platform;
  readonly buildArgs: Readonly<Record<string, string>>;
  /** Stage to build; the last one unless given. */
  readonly target?: string | undefined;
  readonly run: CarryOutRun;
}

interface Stage extends ImagePlan {
  readonly name: string | undefined;
  readonly nodePath: string;
}

/** Carries out the instructions up to the wanted stage. Throws `DockerfileError` with the line at fault. */
export async function planImage(request: PlanRequest): Promise<ImagePlan> {
  const { fileName, buildArgs } = request;
  const declared = new Set<string>();
  const automatic = automaticArguments(request.platform);
  const globalArgs: Record<string, string> = {};
  const stages: Stage[] = [];
  let stage: StageBuilder | undefined;
  const isTarget = (name: string | undefined): boolean =>
    request.target !== undefined && (name === request.target || String(stages.length) === request.target);

  const argument = (text: string, lookup: (name: string) => string | undefined) =>
    expandWords(text, lookup).map((word) => {
      const [name, fallback] = splitAssignment(word);
      declared.add(name);
      return [name, buildArgs[name] ?? fallback ?? globalArgs[name] ?? automatic[name] ?? ""] as const;
    });

  for (const instruction of request.instructions) {
    try {
      if (instruction.keyword === "FROM") {
        if (stage !== undefined) {
          if (isTarget(stage.name)) break;
          stages.push(stage.finish());
        }
        stage = beginStage(
          instruction,
          stages,
          request.platform,
          (name) => globalArgs[name] ?? automatic[name],
        );
      } else if (stage === undefined) {
        if (instruction.keyword !== "ARG")
          throw new Error(`${instruction.keyword} before FROM: expected FROM`);
        for (const [name, value] of argument(instruction.text, (key) => globalArgs[key]))
          globalArgs[name] = value;
      } else if (instruction.keyword === "ARG") {
        for (const [name, value] of argument(instruction.text, stage.lookup)) stage.args[name] = value;
      } else {
        await stage.apply(instruction, request);
      }
    } catch (error) {
      if (error instanceof DockerfileError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw new DockerfileError(fileName, instruction.line, `${reason}.`);
    }
  }
  const last = request.instructions.at(-1)?.line ?? 1;
  if (stage === undefined) throw new DockerfileError(fileName, last, "expected FROM, found none.");
  if (request.target !== undefined && !isTarget(stage.name)) {
    throw new DockerfileError(fileName, last, `there is no stage "${request.target}".`);
  }
  const unused = Object.keys(buildArgs).filter((name) => !declared.has(name));
  if (unused.length > 0) {
    throw new DockerfileError(fileName, last, `no ARG declares the build argument ${unused.join(", ")}.`);
  }
  const { tree, config } = stage.finish();
  if (config.command.length === 0) {
    throw new DockerfileError(fileName, last, 'the image has no CMD: expected CMD ["file.handler"].');
  }
  return { tree, config };
}

interface StageBuilder {
  readonly name: string | undefined;
  readonly args: Record<string, string>;
  readonly lookup: (name: string) => string | undefined;
  readonly apply: (instruction: Instruction, means: Pick<PlanRequest, "context" | "run">) => Promise<void>;
  readonly finish: () => Stage;
}

function beginStage(
  from: Instruction,
  stages: readonly Stage[],
  platform: Platform,
  lookup: (name: string) => string | undefined,
): StageBuilder {
  const { platform: wanted, ...unknown } = from.flags;
  if (Object.keys(unknown).length > 0) throw new Error(`FROM --${Object.keys(unknown)[0]} is not supported`);
  const [asked = platform] = wanted === undefined ? [] : expandWords(wanted, lookup);
  if (asked !== platform) throw new Error(`FROM asks for ${asked}, but the image is built for ${platform}`);
  const [reference, as, name, ...rest] = expandWords(from.text, lookup);
  const isNamed = as?.toUpperCase() === "AS" && name !== undefined;
  if (reference === undefined || rest.length > 0 || (as !== undefined && !isNamed)) {
    throw new Error("expected FROM image [AS name]");
  }
  const { nodePath, ...start } = startingPoint(reference, stages, platform);
  const args: Record<string, string> = {};
  let { tree, config } = start;
  let commandIsOwn = false;
  const lookupHere = (key: string): string | undefined => config.env[key] ?? args[key];
  const change = (part: Partial<ImageConfiguration>): void => {
    config = { ...config, ...part };
  };

  const apply: StageBuilder["apply"] = async (instruction, { context, run }) => {
    const { keyword, text } = instruction;
    if (keyword !== "COPY" && Object.keys(instruction.flags).length > 0) {
      throw new Error(`${keyword} --${Object.keys(instruction.flags)[0]} is not supported`);
    }
    const words = (): readonly string[] => expandWords(text, lookupHere);
    switch (keyword) {
      case "ENV":
        return change({ env: { ...config.env, ...assignments(keyword, words()) } });
      case "LABEL":
        return change({ labels: { ...config.labels, ...assignments(keyword, words()) } });
      case "EXPOSE":
        return change({ exposedPorts: [...config.exposedPorts, ...words()] });
      case "USER":
        return change({ user: single(keyword, words()) });
      case "WORKDIR": {
        const workingDir = posix.resolve(config.workingDir, single(keyword, words()));
        tree.addFolder(workingDir);
        return change({ workingDir });
      }
      case "CMD":
        commandIsOwn = true;
        return change({ command: execForm(keyword, text) });
      case "ENTRYPOINT":
        // A new entry point makes the inherited command meaningless, as in Docker.
        return change({
          entryPoint: execForm(keyword, text),
          ...(commandIsOwn ? {} : { command: [] }),
        });
      case "COPY":
        return copyInto(
          {
            target: tree,
            workingDir: config.workingDir,
            context,
            lookup: lookupHere,
            stageFiles: (stageName) => findStage(stages, stageName).tree,
          },
          instruction,
        );
      case "RUN": {
        const { workingDir, env } = config;
        // As in Docker: of an argument and a variable of the same name, the variable counts.
        const step = { tree, workingDir, args: nodeArguments(text, nodePath, env), env: { ...args, ...env } };
        tree = await run(step);
        return;
      }
      case "FROM":
      case "ARG":
        throw new Error(`${keyword} is not expected here`);
    }
  };
  const stageName = isNamed ? name : undefined;
  return {
    name: stageName,
    args,
    lookup: lookupHere,
    apply,
    finish: () => ({ name: stageName, nodePath, tree, config }),
  };
}

function startingPoint(reference: string, stages: readonly Stage[], platform: Platform): Omit<Stage, "name"> {
  const earlier = stages.find((stage) => stage.name === reference);
  if (earlier !== undefined) {
    const { nodePath, config } = earlier;
    return { nodePath, tree: createFileTree(earlier.tree.folders(), earlier.tree.files), config };
  }
  const base: BaseImage | undefined = findBaseImage(reference);
  if (base === undefined) {
    throw new Error(
      `the base image "${reference}" is not known here: expected ${KNOWN_BASE_IMAGES}, or an earlier stage. Build with a real engine for another`,
    );
  }
  return {
    nodePath: base.nodePath,
    tree: createFileTree(base.directories),
    config: {
      baseImage: reference,
      platform,
      env: base.env,
      entryPoint: base.entryPoint,
      command: [],
      workingDir: base.workingDir,
      user: base.user,
      labels: {},
      exposedPorts: [],
    },
  };
}

function findStage(stages: readonly Stage[], name: string): Stage {
  const stage = stages.find((candidate, index) => candidate.name === name || String(index) === name);
  if (stage === undefined) throw new Error(`COPY --from=${name}: there is no earlier stage of that name`);
  return stage;
}

/** Arguments that a builder defines by itself once a Dockerfile declares them. */
function automaticArguments(platform: Platform): Readonly<Record<string, string>> {
  const [os = "", arch = ""] = platform.split("/");
  return { TARGETPLATFORM: platform, TARGETOS: os, TARGETARCH: arch, BUILDPLATFORM: platform };
}
