import { readFileSync } from "node:fs";
import type { Script } from "node:vm";
import { type CacheState, compileFile, readCodeCache } from "./code-cache.ts";

/** Of a file `index.cjs` the cache is `index.cjs.cache`. */
export const CACHE_SUFFIX = ".cache";

/** A file of the application as it was loaded. */
export interface LoadedFile {
  readonly file: string;
  readonly source: Buffer;
  readonly script: Script;
  readonly state: CacheState;
}

/** Loads the CommonJS files of one folder, each once, through the code cache. */
export interface AppLoader {
  /** @throws whatever the file throws, or that it is not there. */
  readonly load: (file: string) => unknown;
  readonly loaded: () => readonly LoadedFile[];
}

export interface AppLoaderOptions {
  /** Absolute path of the folder. */
  readonly dir: string;
  /** For what is no file of the folder: Node's own modules. */
  readonly requireBuiltin: (name: string) => unknown;
  /** Without it the caches in the folder are used, if they are there. */
  readonly ignoreCache?: boolean;
  readonly onLoaded?: (file: LoadedFile) => void;
}

export function createAppLoader({ dir, requireBuiltin, ignoreCache, onLoaded }: AppLoaderOptions): AppLoader {
  const modules = new Map<string, { exports: unknown }>();
  const loaded: LoadedFile[] = [];

  function load(file: string): unknown {
    const known = modules.get(file);
    if (known !== undefined) return known.exports;
    // Not `join`: it reads every letter of a long path in JavaScript.
    const path = `${dir}/${file}`;
    const source = readFileSync(path);
    const { script, state } = compileFile(
      path,
      source,
      ignoreCache === true ? undefined : findCache(path, source),
    );
    const entry = { file, source, script, state };
    loaded.push(entry);
    onLoaded?.(entry);
    const module = { exports: {} };
    modules.set(file, module);
    const run = script.runInThisContext() as (...args: unknown[]) => void;
    run(module.exports, require, module, path, dir);
    return module.exports;
  }
  const require = (name: string): unknown =>
    name.startsWith("./") ? load(name.slice(2)) : requireBuiltin(name);

  return { load, loaded: () => loaded };
}

function findCache(path: string, source: Buffer): Buffer | undefined {
  try {
    return readCodeCache(readFileSync(path + CACHE_SUFFIX), source);
  } catch {
    return undefined;
  }
}
