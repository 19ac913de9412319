import { cpSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "./projects.ts";

/**
 * Copies the Pulumi programs and what they ship into a tree that is laid out like the repository, so that neither a
 * build nor an editor changes what is deployed from it.
 */
export function copyPrograms(tree: string): void {
  copyProgram(tree, "infra/foundation");
  copyProgram(tree, "infra/router");
  for (const name of ["Dockerfile", ".dockerignore", "dist"]) copy(tree, `packages/lambda-handler/${name}`);
  copy(tree, "packages/demo-agents/dist");
  copy(tree, "packages/rollout-controller/dist");
}

function copyProgram(tree: string, folder: string): void {
  cpSync(join(REPOSITORY, folder), join(tree, folder), {
    recursive: true,
    filter: (source) => !source.includes("node_modules"),
  });
  symlinkSync(join(REPOSITORY, folder, "node_modules"), join(tree, folder, "node_modules"));
}

function copy(tree: string, path: string): void {
  cpSync(join(REPOSITORY, path), join(tree, path), { recursive: true });
}
