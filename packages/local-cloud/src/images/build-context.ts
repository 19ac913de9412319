import { lstatSync, readdirSync, realpathSync, statSync } from "node:fs";
import { join, posix, sep } from "node:path";
import type { IgnoreRules } from "./ignore-file.ts";
import { compilePathPattern, isPathPattern } from "./path-pattern.ts";

/** A file on this machine that goes into an image. */
export interface ContextFile {
  readonly hostPath: string;
  readonly executable: boolean;
}

/** What one COPY source stands for: a file, or the files of a folder by path relative to it. */
export type ContextMatch =
  | { readonly kind: "file"; readonly name: string; readonly file: ContextFile }
  | { readonly kind: "folder"; readonly files: ReadonlyMap<string, ContextFile> };

/** The folder whose files a build may read, and nothing outside it. */
export interface BuildContext {
  /** Throws when the source is outside, hidden by `.dockerignore`, or not there. */
  readonly find: (source: string) => readonly ContextMatch[];
}

export function openBuildContext(contextDir: string, ignore: IgnoreRules): BuildContext {
  const root = realpathSync(contextDir);

  /** Path on disk with links resolved. A link that leads out of the context must not be read. */
  function resolveInside(path: string): string {
    const real = realpathSync(join(root, path));
    if (real !== root && !real.startsWith(root + sep)) {
      throw new Error(
        `"${path}" is a link that leads out of the build context: only files inside it can be copied`,
      );
    }
    return real;
  }

  function collect(
    path: string,
    from: string,
    open: readonly string[],
    into: Map<string, ContextFile>,
  ): void {
    const real = resolveInside(path);
    if (open.includes(real)) throw new Error(`"${path}" is a link to a folder that contains it`);
    for (const entry of readdirSync(real).toSorted()) {
      const child = posix.join(path, entry);
      const hidden = ignore.ignores(child);
      if (hidden && !ignore.hasExceptions) continue;
      const stats = statSync(resolveInside(child));
      if (stats.isDirectory()) collect(child, from, [...open, real], into);
      else if (!hidden) into.set(posix.relative(from, child), contextFile(child));
    }
  }

  function contextFile(path: string): ContextFile {
    const hostPath = resolveInside(path);
    const stats = statSync(hostPath);
    if (!stats.isFile()) throw new Error(`"${path}" is neither a file nor a folder`);
    return { hostPath, executable: (stats.mode & 0o111) !== 0 };
  }

  function match(path: string): ContextMatch {
    if (statSync(resolveInside(path)).isDirectory()) {
      const files = new Map<string, ContextFile>();
      collect(path, path, [], files);
      return { kind: "folder", files };
    }
    return { kind: "file", name: posix.basename(path), file: contextFile(path) };
  }

  function expand(pattern: string): readonly string[] {
    const matches = compilePathPattern(pattern);
    const depth = pattern.includes("**") ? Number.POSITIVE_INFINITY : pattern.split("/").length;
    const found: string[] = [];
    const visit = (folder: string, level: number): void => {
      for (const entry of readdirSync(join(root, folder)).toSorted()) {
        const path = posix.join(folder, entry);
        if (ignore.ignores(path) && !ignore.hasExceptions) continue;
        if (matches(path) && !ignore.ignores(path)) found.push(path);
        else if (level < depth && lstatSync(join(root, path)).isDirectory()) visit(path, level + 1);
      }
    };
    visit("", 1);
    return found;
  }

  return {
    find: (source) => {
      const path = insideContext(source);
      if (isPathPattern(path)) {
        const found = expand(path);
        if (found.length === 0) throw new Error(`"${source}" matches no file of the build context`);
        return found.map(match);
      }
      if (lstatSync(join(root, path), { throwIfNoEntry: false }) === undefined) {
        throw new Error(`"${source}" is not in the build context ${contextDir}`);
      }
      if (path !== "." && ignore.ignores(path) && !ignore.hasExceptions) {
        throw new Error(`"${source}" is hidden by the .dockerignore file`);
      }
      const found = match(path);
      if (found.kind === "file" && path !== "." && ignore.ignores(path)) {
        throw new Error(`"${source}" is hidden by the .dockerignore file`);
      }
      return [found];
    },
  };
}

function insideContext(source: string): string {
  if (posix.isAbsolute(source)) {
    throw new Error(`"${source}" is absolute: sources are relative to the build context`);
  }
  const path = posix.normalize(source).replace(/\/$/, "");
  if (path === ".." || path.startsWith("../")) {
    throw new Error(`"${source}" is outside the build context`);
  }
  return path;
}
