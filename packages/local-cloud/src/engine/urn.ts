/** Names of resources, `urn:pulumi:<stack>::<project>::<type chain>::<name>`, and the names they had before. */

export const STACK_TYPE = "pulumi:pulumi:Stack";

export interface UrnParts {
  readonly stack: string;
  readonly project: string;
  /** Types of the parents and the resource, joined by `$`. */
  readonly qualifiedType: string;
  readonly type: string;
  readonly name: string;
}

/** An alias as a program gives it: a whole URN, or the parts in which the old name differs. */
export type Alias =
  | { readonly kind: "urn"; readonly urn: string }
  | {
      readonly kind: "spec";
      readonly name?: string;
      readonly type?: string;
      readonly stack?: string;
      readonly project?: string;
      /** URN of the old parent; the present one when left out. */
      readonly parent?: string;
      /** The resource used to sit at the root of the stack. */
      readonly noParent: boolean;
    };

/** The URN of a resource. The stack itself does not show in the type chain of its children. */
export function urnOf(stack: string, project: string, parent: string, type: string, name: string): string {
  const parentType = parent === "" ? STACK_TYPE : parseUrn(parent).qualifiedType;
  const chain = parentType === STACK_TYPE ? type : `${parentType}$${type}`;
  return `urn:pulumi:${stack}::${project}::${chain}::${name}`;
}

/** Takes a URN apart. A name may hold `::` itself. */
export function parseUrn(urn: string): UrnParts {
  const [scheme = "", project = "", qualifiedType = "", ...name] = urn.split("::");
  return {
    stack: scheme.replace(/^urn:pulumi:/, ""),
    project,
    qualifiedType,
    type: qualifiedType.split("$").at(-1) ?? "",
    name: name.join("::"),
  };
}

export interface Naming {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly parent: string;
  readonly aliases: readonly Alias[];
}

/**
 * Every URN under which the resource may stand in the state: its own aliases, and what follows from the
 * aliases of its parent. A child named `<parent>-x` is taken to have been `<old parent>-x`, as Pulumi does.
 */
export function formerUrns(resource: Naming, parentFormerUrns: readonly string[]): readonly string[] {
  const own = resource.aliases.map((alias) => aliasUrn(alias, resource));
  const inherited = parentFormerUrns.flatMap((parent) => [
    underParent(parent, resource.parent, resource.type, resource.name, resource.urn),
    ...own.map((urn) => {
      const { type, name } = parseUrn(urn);
      return underParent(parent, resource.parent, type, name, resource.urn);
    }),
  ]);
  return [...new Set([...own, ...inherited])].filter((urn) => urn !== resource.urn);
}

function aliasUrn(alias: Alias, resource: Naming): string {
  if (alias.kind === "urn") return alias.urn;
  const { stack, project } = parseUrn(resource.urn);
  const parent = alias.noParent ? "" : (alias.parent ?? resource.parent);
  return urnOf(
    alias.stack ?? stack,
    alias.project ?? project,
    parent,
    alias.type ?? resource.type,
    alias.name ?? resource.name,
  );
}

function underParent(formerParent: string, parent: string, type: string, name: string, urn: string): string {
  const { stack, project } = parseUrn(urn);
  const parentName = parseUrn(parent).name;
  const formerName = name.startsWith(parentName)
    ? `${parseUrn(formerParent).name}${name.slice(parentName.length)}`
    : name;
  return urnOf(stack, project, formerParent, type, formerName);
}
