import { posix } from "node:path";
import type { BuildContext, ContextFile, ContextMatch } from "./build-context.ts";
import { type Instruction, parseExecForm } from "./dockerfile.ts";
import type { FileTree } from "./file-tree.ts";
import { compilePathPattern, isPathPattern } from "./path-pattern.ts";
import { expandWords } from "./words.ts";

export interface CopyScope {
  readonly target: FileTree;
  readonly workingDir: string;
  readonly context: BuildContext;
  /** Files of an earlier stage, for `--from`. */
  readonly stageFiles: (name: string) => FileTree;
  readonly lookup: (name: string) => string | undefined;
}

/**
 * Carries out COPY. `--chown` is accepted and has no effect: a function has one user. Of `--chmod` only
 * the right to execute counts, because the file system of a function is read-only.
 */
export function copyInto(scope: CopyScope, instruction: Instruction): void {
  const { from, chmod, chown: _chown, link: _link, ...unknown } = instruction.flags;
  const [unknownFlag] = Object.keys(unknown);
  if (unknownFlag !== undefined) {
    throw new Error(`COPY --${unknownFlag} is not supported: expected --from, --chown, --chmod or --link`);
  }
  const words =
    parseExecForm(instruction.text)?.flatMap((word) => expandWords(JSON.stringify(word), scope.lookup)) ??
    expandWords(instruction.text, scope.lookup);
  const sources = words.slice(0, -1);
  const destination = words.at(-1);
  if (destination === undefined || sources.length === 0) {
    throw new Error("COPY needs at least one source and a destination");
  }
  const matches = sources.flatMap((source) =>
    from === undefined ? scope.context.find(source) : findInStage(scope.stageFiles(from), source),
  );
  place(scope, matches, destination, chmod === undefined ? undefined : isExecutable(chmod));
}

function place(
  scope: CopyScope,
  matches: readonly ContextMatch[],
  destination: string,
  executable: boolean | undefined,
): void {
  const path = posix.resolve(scope.workingDir, destination);
  const intoFolder = /(?:^|\/)\.?$/.test(destination) || scope.target.hasFolder(path);
  if (matches.length > 1 && !intoFolder) {
    throw new Error(`several sources need a folder as destination: write "${destination}/"`);
  }
  const add = (to: string, file: ContextFile): void =>
    scope.target.addFile(to, { ...file, executable: executable ?? file.executable });
  for (const match of matches) {
    if (match.kind === "file") {
      add(intoFolder ? posix.join(path, match.name) : path, match.file);
    } else {
      scope.target.addFolder(path);
      for (const [name, file] of match.files) add(posix.join(path, name), file);
    }
  }
}

function findInStage(tree: FileTree, source: string): readonly ContextMatch[] {
  const path = posix.resolve("/", source);
  const paths = isPathPattern(path)
    ? [...tree.files.keys(), ...tree.folders()].filter(compilePathPattern(path)).toSorted()
    : [path];
  const found = paths.flatMap((candidate): readonly ContextMatch[] => {
    const file = tree.files.get(candidate);
    if (file !== undefined) return [{ kind: "file", name: posix.basename(candidate), file }];
    if (!tree.hasFolder(candidate)) return [];
    const prefix = candidate === "/" ? "/" : `${candidate}/`;
    const inside = [...tree.files].filter(([name]) => name.startsWith(prefix));
    return [{ kind: "folder", files: new Map(inside.map(([name, f]) => [name.slice(prefix.length), f])) }];
  });
  if (found.length === 0) {
    throw new Error(`"${source}" is not in that stage (the files of a base image are not at hand here)`);
  }
  return found;
}

function isExecutable(mode: string): boolean {
  if (!/^[0-7]{3,4}$/.test(mode)) throw new Error(`--chmod=${mode}: expected an octal mode such as 755`);
  return (Number.parseInt(mode, 8) & 0o111) !== 0;
}
