/** The stack of a resource, which for the router is its stage. */
export function stackOf(urn: string): string {
  return partsOf(urn)[0];
}

export function projectOf(urn: string): string {
  return partsOf(urn)[1];
}

/** The root of a resource's stack: where a finding belongs that no single resource is to blame for. */
export function rootOf(urn: string): string {
  const [stack, project] = partsOf(urn);
  return `urn:pulumi:${stack}::${project}::pulumi:pulumi:Stack::${project}-${stack}`;
}

const URN = /^urn:pulumi:([^:]+)::([^:]+)::/;

function partsOf(urn: string): readonly [stack: string, project: string] {
  const [, stack, project] = URN.exec(urn) ?? [];
  if (stack !== undefined && project !== undefined) return [stack, project];
  throw new Error(`Expected a URN (urn:pulumi:<stack>::<project>::<type>::<name>), found "${urn}".`);
}
