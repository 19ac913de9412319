import { createHash, randomUUID } from "node:crypto";
import type { Clock } from "../ports.ts";
import type { Store } from "../store.ts";
import { notFound, staleRevision } from "./errors.ts";
import { type FunctionReference, functionArn } from "./function-names.ts";
import type { AliasRecord, FunctionRecord, FunctionVersion } from "./records.ts";

/** The functions of the account. */
export interface FunctionStore {
  readonly region: string;
  readonly all: () => readonly FunctionRecord[];
  readonly find: (name: string) => FunctionRecord | undefined;
  /** Throws `ResourceNotFoundException`. */
  readonly get: (name: string) => FunctionRecord;
  readonly put: (record: FunctionRecord) => void;
  readonly remove: (name: string) => void;
  /** The next version number of a function. Numbers are never used again, not even after the function is deleted. */
  readonly nextVersion: (name: string) => string;
  readonly nowMs: () => number;
}

/** `onChange` is told the name of each function that was changed or removed. */
export function openFunctionStore(
  store: Store,
  clock: Clock,
  region: string,
  onChange: (name: string) => void,
): FunctionStore {
  const functions = store.collection<FunctionRecord>("lambda-functions");
  const counters = store.collection<number>("lambda-version-counters");
  return {
    region,
    all: functions.values,
    find: functions.get,
    get: (name) => {
      const record = functions.get(name);
      if (record === undefined) throw notFound(`Function not found: ${functionArn(region, name)}`);
      return record;
    },
    put: (record) => {
      functions.set(record.name, record);
      onChange(record.name);
    },
    remove: (name) => {
      functions.delete(name);
      onChange(name);
    },
    nextVersion: (name) => {
      const next = (counters.get(name) ?? 0) + 1;
      counters.set(name, next);
      return String(next);
    },
    nowMs: clock.nowMs,
  };
}

/** The version that a reference means; for an alias its primary version. Throws `ResourceNotFoundException`. */
export function versionOf(store: FunctionStore, reference: FunctionReference): FunctionVersion {
  const record = store.get(reference.name);
  const qualifier = reference.qualifier ?? "$LATEST";
  const alias = record.aliases.find((candidate) => candidate.name === qualifier);
  return versionNumbered(store, record, alias?.functionVersion ?? qualifier);
}

export function versionNumbered(
  store: FunctionStore,
  record: FunctionRecord,
  version: string,
): FunctionVersion {
  if (version === "$LATEST") return record.latest;
  const found = record.versions.find((candidate) => candidate.version === version);
  if (found !== undefined) return found;
  throw notFound(`Function not found: ${functionArn(store.region, record.name, version)}`);
}

export function aliasOf(store: FunctionStore, record: FunctionRecord, name: string | undefined): AliasRecord {
  const alias = record.aliases.find((candidate) => candidate.name === name);
  if (alias !== undefined) return alias;
  throw notFound(`Cannot find alias arn: ${functionArn(store.region, record.name, name)}`);
}

/** The optimistic lock: a caller that gives a revision changes nothing but that revision. */
export function checkRevision(given: string | undefined, current: string): void {
  if (given !== undefined && given !== current) throw staleRevision();
}

export function newRevision(): string {
  return randomUUID();
}

/** Equal for a `$LATEST` that was not changed since. */
export function fingerprint(latest: FunctionVersion): string {
  const text = JSON.stringify([latest.description, latest.settings], (_key, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return createHash("sha256").update(text).digest("hex");
}
