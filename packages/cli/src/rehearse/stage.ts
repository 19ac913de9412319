import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type CloudControl, cloudTime, openCloud } from "@switchyard/local-cloud";
import { type DeployedRouter, deployedRouter, LOCAL_STACK } from "../local/stack.ts";
import { copyPrograms } from "../program-copy.ts";
import { REPOSITORY } from "../projects.ts";
import { CommandError } from "../terminal.ts";

/** Config values over those of the local stage, by project. */
export interface DeployConfig {
  readonly foundation?: Readonly<Record<string, string>>;
  readonly router?: Readonly<Record<string, string>>;
}

/** A whole system in a cloud of its own, which nothing else uses. */
export interface RehearsalStage {
  readonly cloud: CloudControl;
  readonly dir: string;
  /** Copy of the programs and of what they ship, laid out like the repository: what is deployed may be changed here. */
  readonly tree: string;
  /** By the cloud's clock. */
  readonly nowMs: () => number;
  readonly deploy: (config: DeployConfig) => Promise<DeployedRouter>;
  /** Ends the cloud; its state goes too unless it is kept. */
  readonly close: (keep: boolean) => Promise<void>;
}

export async function openStage(
  speed: number,
  signal: AbortSignal,
  onWarning: (message: string) => void,
): Promise<RehearsalStage> {
  const parent = join(REPOSITORY, ".switchyard", "rehearsals");
  mkdirSync(parent, { recursive: true, mode: 0o700 });
  const tree = mkdtempSync(join(parent, "rehearsal-"));
  const remove = (): void => rmSync(tree, { recursive: true, force: true });
  copyPrograms(tree);
  const dir = join(tree, "state");
  const cloud = await openCloud({ dir, awsPort: 0, apiPort: 0, speed, onWarning }).catch((error: unknown) => {
    remove();
    throw error;
  });
  return {
    cloud,
    dir,
    tree,
    nowMs: () => cloudTime(cloud.clock, Date.now()),
    deploy: async ({ foundation = {}, router = {} }) => {
      await deployProject(cloud, join(tree, "infra/foundation"), foundation, signal);
      await deployProject(cloud, join(tree, "infra/router"), router, signal);
      return await deployedRouter(cloud);
    },
    close: async (keep) => {
      await cloud.close();
      if (!keep) remove();
    },
  };
}

async function deployProject(
  cloud: CloudControl,
  projectDir: string,
  config: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<void> {
  const result = await cloud.deploy({
    projectDir,
    stack: LOCAL_STACK,
    config,
    signal,
    onEvent: () => undefined,
  });
  if (result.kind === "failed")
    throw new CommandError(["The deployment failed.", ...result.problems].join("\n  "));
}
