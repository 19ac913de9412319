import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CloudControl, type DeployResult, openCloud } from "@switchyard/local-cloud";
import { type DeployedRouter, deployedRouter, LOCAL_STACK } from "../local/stack.ts";
import { prepareDeployment } from "../prepare.ts";
import { copyPrograms } from "../program-copy.ts";
import { REPOSITORY } from "../projects.ts";

/** What a deployment did, by project. */
export interface Deployment {
  readonly foundation: DeployResult;
  readonly router: DeployResult;
}

/**
 * The whole of Switchyard, deployed to a local cloud of its own from a copy of the programs and of what they ship:
 * tests may edit the copy to see what a change of the program does.
 */
export interface System {
  /** Root of the copy; laid out like the repository. */
  readonly tree: string;
  readonly cloud: () => CloudControl;
  /** Folder of the cloud's state. */
  readonly dir: string;
  readonly deploy: (options?: { readonly dryRun: boolean }) => Promise<Deployment>;
  readonly router: () => Promise<DeployedRouter>;
  /** Replaces text in a file of the copy. Throws when the text is not there: then the test means something else. */
  readonly edit: (file: string, from: string, to: string) => void;
  readonly append: (file: string, text: string) => void;
  /** Stops the cloud and opens it again over the same state, as a restart does. */
  readonly restart: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function openSystem(options: { readonly speed?: number } = {}): Promise<System> {
  await prepareDeployment();
  const parent = join(REPOSITORY, ".switchyard", "e2e");
  mkdirSync(parent, { recursive: true });
  const tree = mkdtempSync(join(parent, "system-"));
  copyPrograms(tree);
  const dir = join(tree, "state");
  const open = (): Promise<CloudControl> => openCloud({ dir, awsPort: 0, apiPort: 0, ...options });
  let cloud = await open();

  return {
    tree,
    dir,
    cloud: () => cloud,
    deploy: async (how) => ({
      foundation: await deployProject(cloud, join(tree, "infra/foundation"), how?.dryRun === true),
      router: await deployProject(cloud, join(tree, "infra/router"), how?.dryRun === true),
    }),
    router: () => deployedRouter(cloud),
    edit: (file, from, to) => {
      const path = join(tree, file);
      const text = readFileSync(path, "utf8");
      if (!text.includes(from)) throw new Error(`${file} does not contain ${from}`);
      writeFileSync(path, text.replace(from, to));
    },
    append: (file, text) => appendFileSync(join(tree, file), text),
    restart: async () => {
      await cloud.close();
      cloud = await open();
    },
    close: async () => {
      await cloud.close();
      rmSync(tree, { recursive: true, force: true });
    },
  };
}

/** Deploys one project; a failure carries what a person would have seen. */
async function deployProject(
  cloud: CloudControl,
  projectDir: string,
  dryRun: boolean,
): Promise<DeployResult> {
  const result = await cloud.deploy({ projectDir, stack: LOCAL_STACK, dryRun, onEvent: () => undefined });
  if (result.kind === "failed") throw new Error(result.problems.join("\n"));
  return result;
}
