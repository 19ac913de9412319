import type { Project } from "../projects.ts";
import { CommandError } from "../terminal.ts";
import type { StackDeployer } from "./deployer.ts";
import { digestIn } from "./stage-target.ts";

interface BuildOrder {
  readonly project: Project;
  readonly stack: string;
  readonly release: string | undefined;
}

/** Component of the foundation's program that holds repository and image. */
const IMAGES = "switchyard:infra:RouterImage";

/**
 * Brings the image of the foundation's stack up to date, and nothing else of it: whoever may push images need not be able
 * to change the roles of the account. The same code is the same image, so then nothing is built.
 */
export async function build(
  deployer: Pick<StackDeployer, "up" | "outputs">,
  { project, stack, release }: BuildOrder,
): Promise<{ readonly imageUri: string; readonly digest: string }> {
  await deployer.up({
    project,
    stack,
    config: release === undefined ? {} : { "switchyard:release": release },
    onlyComponent: IMAGES,
  });
  const imageUri = (await deployer.outputs(project, stack))?.imageUri;
  if (imageUri === undefined) {
    throw new CommandError(`Expected ${project.name}/${stack} to have an output imageUri, found none.`);
  }
  return { imageUri, digest: digestIn(imageUri) };
}
