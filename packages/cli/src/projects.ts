import { join } from "node:path";

/** Root of the repository that this command belongs to. */
export const REPOSITORY = join(import.meta.dirname, "..", "..", "..");

/** A Pulumi project of ours. */
export interface Project {
  /** Name in its Pulumi.yaml. */
  readonly name: string;
  readonly dir: string;
}

export const FOUNDATION: Project = {
  name: "switchyard-foundation",
  dir: join(REPOSITORY, "infra", "foundation"),
};
export const ROUTER: Project = { name: "switchyard-router", dir: join(REPOSITORY, "infra", "router") };

/** In the order in which they are deployed: the router's stack reads the foundation's outputs. */
export const PROJECTS: readonly Project[] = [FOUNDATION, ROUTER];

/** Where the local cloud keeps its state; `SWITCHYARD_LOCAL_DIR` moves it. */
export function stateDir(env: NodeJS.ProcessEnv): string {
  return env.SWITCHYARD_LOCAL_DIR ?? join(REPOSITORY, ".switchyard", "local");
}
