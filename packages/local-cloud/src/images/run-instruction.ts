import { posix } from "node:path";
import { parseExecForm } from "./dockerfile.ts";

/**
 * The arguments that RUN gives to Node.js. Throws for the shell form and for any other program: there is no
 * container engine here, so the only program at hand is the Node.js that this machine has too.
 */
export function nodeArguments(
  text: string,
  nodePath: string,
  env: Readonly<Record<string, string>>,
): readonly string[] {
  const [program, ...args] = parseExecForm(text) ?? [];
  const isOnPath = (env["PATH"] ?? "").split(":").includes(posix.dirname(nodePath));
  if (program === nodePath || (program === "node" && isOnPath)) return args;
  throw new Error(
    `RUN ${text} cannot be carried out here: the local cloud builds images without a container engine. Of commands it runs only the base image's Node.js in exec form, for example RUN ["${nodePath}", "prepare.cjs"]. Prepare the files before the build and COPY them, or build with a real engine (docker buildx build)`,
  );
}
