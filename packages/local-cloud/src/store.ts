import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { systemCode } from "./errors.ts";

/** Records of one kind by key, kept on disk. Values are plain JSON and are never changed in place. */
export interface Collection<T> {
  readonly get: (key: string) => T | undefined;
  readonly set: (key: string, value: T) => void;
  readonly delete: (key: string) => boolean;
  /** In the order in which keys were first set. */
  readonly entries: () => readonly (readonly [string, T])[];
  readonly values: () => readonly T[];
}

/** Durable collections of the local cloud; one JSON file each, replaced atomically at every change. */
export interface Store {
  readonly collection: <T>(name: string) => Collection<T>;
}

/** A store in a folder. Files are readable by their owner only: they hold API keys. */
export function openStore(dir: string): Store {
  return {
    collection: <T>(name: string) => {
      const file = join(dir, `${name}.json`);
      const records = new Map<string, T>(Object.entries(readJson(file) as Record<string, T>));
      return collectionOver(records, () => writeAtomically(file, Object.fromEntries(records)));
    },
  };
}

/** A store that forgets: for tests. */
export function memoryStore(): Store {
  return { collection: <T>() => collectionOver(new Map<string, T>(), () => undefined) };
}

function collectionOver<T>(records: Map<string, T>, save: () => void): Collection<T> {
  return {
    get: (key) => records.get(key),
    set: (key, value) => {
      records.set(key, value);
      save();
    },
    delete: (key) => {
      const existed = records.delete(key);
      if (existed) save();
      return existed;
    },
    entries: () => [...records.entries()],
    values: () => [...records.values()],
  };
}

function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (systemCode(error) === "ENOENT") return {};
    throw error;
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(
      `The local cloud cannot read its state: expected JSON in ${file}, found something else. Restore the file, or start from nothing with "switchyard local reset".`,
    );
  }
}

function writeAtomically(file: string, value: unknown): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.tmp`;
  writeFileSync(temporary, JSON.stringify(value, undefined, 1), { mode: 0o600 });
  renameSync(temporary, file);
}
