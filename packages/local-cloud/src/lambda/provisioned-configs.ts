import type { AliasRecord, FunctionRecord } from "./records.ts";

/** How many environments each version is to have ready. A configuration of an alias is its first version's. */
export function versionsProvided(record: FunctionRecord): ReadonlyMap<string, number> {
  return new Map(
    Object.entries(record.provisionedConcurrency ?? {}).map(([qualifier, { requested }]) => [
      versionMeant(record, qualifier),
      requested,
    ]),
  );
}

/** The version that a qualifier means for provisioned concurrency. */
export function versionMeant({ aliases }: FunctionRecord, qualifier: string): string {
  return aliases.find(({ name }) => name === qualifier)?.functionVersion ?? qualifier;
}

/** All environments that a function keeps ready, those of one qualifier left out. */
export function provisionedElsewhere(record: FunctionRecord, qualifier?: string): number {
  return Object.entries(record.provisionedConcurrency ?? {})
    .filter(([other]) => other !== qualifier)
    .reduce((sum, [, { requested }]) => sum + requested, 0);
}

/** Whether an alias with provisioned concurrency would name a version that has some of its own. */
export function isProvidedTwice(record: FunctionRecord, alias: AliasRecord): boolean {
  const configs = record.provisionedConcurrency ?? {};
  return Object.hasOwn(configs, alias.name) && Object.hasOwn(configs, alias.functionVersion);
}

/** The function without the configuration of a qualifier. */
export function withoutProvisioned(record: FunctionRecord, qualifier: string): FunctionRecord {
  const { [qualifier]: _removed, ...rest } = record.provisionedConcurrency ?? {};
  return { ...record, provisionedConcurrency: rest };
}
