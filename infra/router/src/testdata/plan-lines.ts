import type { RegisteredResource } from "@switchyard/local-cloud";

/** What a review reads of a resource. */
export interface PlannedResource {
  readonly resource: string;
  /** The component that it belongs to. */
  readonly in: string;
  readonly protect?: true;
  readonly retainOnDelete?: true;
  readonly ignoreChanges?: readonly string[];
  readonly inputs: Readonly<Record<string, unknown>>;
}

/**
 * The resources of a stage as a review reads them, in an order of their own: programs register in whatever order their
 * values come in. What differs from run to run (made-up names, digests, paths of this machine) reads `[made up]`.
 */
export function planOf(registered: readonly RegisteredResource[]): readonly PlannedResource[] {
  const names = new Map(registered.map(({ urn, type, name }) => [urn, `${type} ${name}`]));
  return registered
    .filter(({ type }) => type !== "pulumi:pulumi:Stack")
    .map(({ type, name, parent, inputs, protect, retainOnDelete, ignoreChanges }) => ({
      resource: `${type} ${name}`,
      in: names.get(parent) ?? "",
      ...(protect ? { protect } : {}),
      ...(retainOnDelete ? { retainOnDelete } : {}),
      ...(ignoreChanges.length === 0 ? {} : { ignoreChanges }),
      inputs: stable(inputs) as Readonly<Record<string, unknown>>,
    }))
    .toSorted((a, b) => (a.resource < b.resource ? -1 : 1));
}

/** Inputs whose change would make a new resource, by resource; `<stage>` stands for the stage's name. */
export type Kept = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The inputs that make a resource the one that it is, of each resource that is protected. */
export function keptIn(registered: readonly RegisteredResource[], stage: string): Kept {
  const kept = registered
    .filter(({ protect, type }) => protect || type === "aws:lambda/alias:Alias")
    .map(({ type, name, inputs, replaceOn }) => {
      const identity = Object.entries(inputs)
        .filter(([key, value]) => replaceOn.includes(key) && value !== "<unknown>")
        .map(([key, value]) => [
          key,
          typeof value === "string" ? stable(value.replaceAll(`-${stage}`, "-<stage>")) : stable(value),
        ]);
      return [`${type} ${name}`, Object.fromEntries(identity)] as const;
    });
  return Object.fromEntries(kept.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** What of the things that must stay would be deleted, or replaced by an empty one of its kind. */
export function lossesIn(kept: Kept, now: Kept): readonly string[] {
  return Object.entries(kept).flatMap(([resource, identity]) => {
    const found = now[resource];
    if (found === undefined) return [`${resource} would be deleted, or is protected no more`];
    const changed = [...new Set([...Object.keys(identity), ...Object.keys(found)])].filter(
      (key) => JSON.stringify(identity[key]) !== JSON.stringify(found[key]),
    );
    return changed.length === 0 ? [] : [`${resource} would be replaced: ${changed.join(", ")}`];
  });
}

function stable(value: unknown): unknown {
  if (typeof value === "string") {
    return value
      .replaceAll(/sha256:[0-9a-f]{64}/g, "sha256:[made up]")
      .replace(/^([a-z][a-z0-9-]*)-[0-9a-f]{7}$/, "$1-[made up]");
  }
  if (Array.isArray(value)) return value.map(stable);
  if (typeof value !== "object" || value === null) return value;
  if ("hash" in value) return "[files]";
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      // An image's tag is made of what is in it.
      .map(([key, member]) => [key, key === "imageTag" ? "[made up]" : stable(member)]),
  );
}
