import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Item } from "../values.ts";

/** The way to a value within an item: names of maps, positions of lists. */
export type Path = readonly (string | number)[];

export function valueAt(item: Item, path: Path): AttributeValue | undefined {
  return path.reduce<AttributeValue | undefined>((value, step) => memberOf(value, step), { M: { ...item } });
}

function memberOf(value: AttributeValue | undefined, step: string | number): AttributeValue | undefined {
  if (typeof step === "number") return value?.L?.[step];
  return value?.M !== undefined && Object.hasOwn(value.M, step) ? value.M[step] : undefined;
}

/** As DynamoDB writes it in its messages: `[a, b, [0]]`. */
export function displayPath(path: Path): string {
  return `[${path.map((step) => (typeof step === "number" ? `[${step}]` : step)).join(", ")}]`;
}

export function samePath(a: Path, b: Path): boolean {
  return a.length === b.length && startsWith(a, b);
}

function startsWith(path: Path, prefix: Path): boolean {
  return prefix.every((step, index) => path[index] === step);
}

/**
 * Why two paths cannot be changed or returned side by side: one lies within the other, or they take the same value for
 * a map and for a list. Undefined when they can.
 */
export function quarrelOf(a: Path, b: Path): string | undefined {
  const both = `path one: ${displayPath(a)}, path two: ${displayPath(b)}`;
  if (startsWith(a, b) || startsWith(b, a)) {
    return `Two document paths overlap with each other; must remove or rewrite one of these paths; ${both}`;
  }
  const parting = a.findIndex((step, index) => step !== b[index]);
  if (typeof a[parting] === typeof b[parting]) return undefined;
  return `Two document paths conflict with each other; must remove or rewrite one of these paths; ${both}`;
}
