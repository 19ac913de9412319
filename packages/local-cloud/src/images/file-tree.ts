import { posix } from "node:path";
import type { ContextFile } from "./build-context.ts";

/** The files of an image by absolute path, while it is being put together. */
export interface FileTree {
  readonly files: ReadonlyMap<string, ContextFile>;
  readonly hasFolder: (path: string) => boolean;
  readonly folders: () => readonly string[];
  /** Throws when a file would have to be a folder or the other way round. */
  readonly addFile: (path: string, file: ContextFile) => void;
  readonly addFolder: (path: string) => void;
}

export function createFileTree(
  folders: Iterable<string>,
  files: Iterable<[string, ContextFile]> = [],
): FileTree {
  const fileMap = new Map(files);
  const folderSet = new Set(folders);

  function addFolder(path: string): void {
    for (let folder = path; ; folder = posix.dirname(folder)) {
      if (fileMap.has(folder)) throw new Error(`"${folder}" is a file in the image already, not a folder`);
      folderSet.add(folder);
      if (folder === "/") return;
    }
  }

  return {
    files: fileMap,
    hasFolder: (path) => folderSet.has(path),
    folders: () => [...folderSet],
    addFolder,
    addFile: (path, file) => {
      if (folderSet.has(path)) throw new Error(`"${path}" is a folder in the image already, not a file`);
      addFolder(posix.dirname(path));
      fileMap.set(path, file);
    },
  };
}
