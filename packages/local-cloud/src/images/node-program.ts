import { spawn } from "node:child_process";
import { join, posix } from "node:path";

export interface NodeProgram {
  /** Folder that stands for the root of the image's file system; without links in its own path. */
  readonly root: string;
  /** Folder for HOME and temporary files, outside the image; without links in its path. */
  readonly scratch: string;
  /** Absolute path in the image. */
  readonly workingDir: string;
  /** As the Dockerfile has them; absolute paths are those of the image. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** `output` is the end of what a failed program wrote, with the paths that files have in the image. */
export type ProgramEnd =
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly how: string; readonly output: string };

const MAX_OUTPUT_LENGTH = 4000;
const MAX_OUTPUT_LINES = 20;

/**
 * Runs this machine's Node.js on a copy of an image's files. Node's permission model keeps it to them: a program
 * that reads or writes elsewhere by an absolute path, or starts another program, fails instead of working
 * differently from a container. Nothing of this machine's environment is in the program's.
 */
export async function runNode(program: NodeProgram): Promise<ProgramEnd> {
  const child = spawn(process.execPath, [...restrictions(program), ...imageArguments(program)], {
    cwd: join(program.root, program.workingDir),
    env: programEnvironment(program),
    stdio: ["ignore", "pipe", "pipe"],
  });
  // The cloud may be told to stop in the middle of a build.
  const kill = (): void => void child.kill("SIGKILL");
  process.once("exit", kill);
  let output = "";
  const keep = (text: string): void => {
    output = (output + text).slice(-MAX_OUTPUT_LENGTH);
  };
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", keep);
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    kill();
  }, program.timeoutMs);
  const { promise: ended, resolve: end } = Promise.withResolvers<string | undefined>();
  child.once("error", (error) => end(`could not be started (${error.message})`));
  child.once("close", (code, signal) => {
    if (isLate) end(`was stopped after ${program.timeoutMs} ms, the time limit`);
    else if (signal !== null) end(`was ended by ${signal}`);
    else end(code === 0 ? undefined : `ended with exit code ${code}`);
  });
  const how = await ended;
  clearTimeout(timer);
  process.off("exit", kill);
  return how === undefined
    ? { kind: "done" }
    : { kind: "failed", how, output: lastLines(output.replaceAll(program.root, "")) };
}

function restrictions({ root, scratch }: NodeProgram): readonly string[] {
  const folders = [root, scratch];
  return [
    "--permission",
    ...folders.flatMap((folder) => [`--allow-fs-read=${folder}`, `--allow-fs-write=${folder}`]),
    // Later versions of Node restrict the network as well, with this way out. A container's build has one.
    ...(process.allowedNodeEnvironmentFlags.has("--allow-net") ? ["--allow-net"] : []),
  ];
}

/** Absolute paths, alone or behind `--name=`, become those of the copy. */
function imageArguments({ root, args }: NodeProgram): readonly string[] {
  return args.map((arg) => {
    const [, name = "", path] = /^(--?[^=/]+=)?(\/.*)$/s.exec(arg) ?? [];
    return path === undefined ? arg : name + join(root, posix.resolve(path));
  });
}

function programEnvironment({ env, scratch }: NodeProgram): Record<string, string> {
  // Libraries of the base image, which is not here.
  const { LD_LIBRARY_PATH: _imagePaths, ...rest } = env;
  return { ...rest, HOME: scratch, TMPDIR: scratch };
}

function lastLines(output: string): string {
  return output.trimEnd().split("\n").slice(-MAX_OUTPUT_LINES).join("\n");
}
