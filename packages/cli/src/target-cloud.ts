import { LOCAL_STACK } from "./local/stack.ts";
import { CommandError } from "./terminal.ts";

/** `local` sends every stage to the local cloud, so that a promotion can be rehearsed there from end to end. */
const VARIABLE = "SWITCHYARD_CLOUD";

/** Which cloud a stage lives in: AWS, but for stage `local` and where the environment says so. */
export function cloudOf(stage: string, env: NodeJS.ProcessEnv): "aws" | "local" {
  const cloud = env[VARIABLE] ?? "";
  if (cloud !== "" && cloud !== "aws" && cloud !== "local") {
    throw new CommandError(`Expected aws or local in ${VARIABLE}, found "${cloud}".`, 2);
  }
  return stage === LOCAL_STACK || cloud === "local" ? "local" : "aws";
}
