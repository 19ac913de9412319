import type { CheckedResource, Fields } from "../model.ts";

interface Options {
  readonly ignoreChanges?: readonly string[];
  readonly protect?: boolean;
}

/** Makes resources of one stack. */
export function stackNamed(stack: string, project: string) {
  return (type: string, name: string, props: Fields, options: Options = {}): CheckedResource => ({
    urn: `urn:pulumi:${stack}::${project}::${type}::${name}`,
    type,
    name,
    props,
    ignoreChanges: options.ignoreChanges ?? [],
    protect: options.protect ?? false,
  });
}

/** The same stack with some properties of one resource changed; undefined takes a property away. */
export function withProps(
  stack: readonly CheckedResource[],
  name: string,
  change: Fields,
): readonly CheckedResource[] {
  return withResource(stack, name, (resource) => ({
    ...resource,
    props: Object.fromEntries(
      Object.entries({ ...resource.props, ...change }).filter(([, value]) => value !== undefined),
    ),
  }));
}

export function withResource(
  stack: readonly CheckedResource[],
  name: string,
  change: (resource: CheckedResource) => CheckedResource,
): readonly CheckedResource[] {
  if (!stack.some((resource) => resource.name === name)) throw new Error(`No resource is called ${name}.`);
  return stack.map((resource) => (resource.name === name ? change(resource) : resource));
}

export function without(stack: readonly CheckedResource[], name: string): readonly CheckedResource[] {
  if (!stack.some((resource) => resource.name === name)) throw new Error(`No resource is called ${name}.`);
  return stack.filter((resource) => resource.name !== name);
}

export function statements(...Statement: readonly Fields[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement });
}
