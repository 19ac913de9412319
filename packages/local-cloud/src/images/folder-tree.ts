import { chmodSync, lstatSync, readdirSync } from "node:fs";
import { copyFile, mkdir } from "node:fs/promises";
import { join, posix } from "node:path";
import type { ContextFile } from "./build-context.ts";
import { createFileTree, type FileTree } from "./file-tree.ts";

/** Copies a tree into a folder, where a program may change it. */
export async function writeFolder(tree: FileTree, root: string): Promise<void> {
  await mkdir(root, { recursive: true });
  for (const folder of tree.folders()) await mkdir(join(root, folder), { recursive: true });
  for (const [path, file] of tree.files) {
    await copyFile(file.hostPath, join(root, path));
    chmodSync(join(root, path), file.executable ? 0o755 : 0o644);
  }
}

/** A folder as a tree. Throws for what an image cannot keep here, links above all. */
export function readFolder(root: string): FileTree {
  const folders: string[] = [];
  const files: [string, ContextFile][] = [];
  const visit = (folder: string): void => {
    folders.push(folder);
    for (const entry of readdirSync(join(root, folder)).toSorted()) {
      const path = posix.join(folder, entry);
      const hostPath = join(root, path);
      const stats = lstatSync(hostPath);
      if (stats.isDirectory()) visit(path);
      else if (stats.isFile()) files.push([path, { hostPath, executable: (stats.mode & 0o111) !== 0 }]);
      else throw new Error(`"${path}" is neither a file nor a folder: write a file in place of a link`);
    }
  };
  visit("/");
  return createFileTree(folders, files);
}
