import { type CheckedResource, type Fields, UNKNOWN } from "./model.ts";

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isUnknown(value: unknown): boolean {
  return value === UNKNOWN;
}

/** Whether anything inside is unknown. Text may hold an unknown part. */
export function hasUnknown(value: unknown): boolean {
  if (typeof value === "string") return value.includes(UNKNOWN);
  if (Array.isArray(value)) return value.some(hasUnknown);
  return isFields(value) && Object.values(value).some(hasUnknown);
}

/**
 * The value at a path such as `settings.cachingEnabled`; undefined where there is none, null or the empty text, which
 * is how providers report a setting that is off. Inside an unknown value everything is unknown.
 */
export function at(value: unknown, path: string): unknown {
  const [key = "", ...rest] = path.split(".");
  if (isUnknown(value)) return UNKNOWN;
  const member = isFields(value) ? value[key] : Array.isArray(value) ? value[Number(key)] : undefined;
  if (rest.length > 0) return at(member, rest.join("."));
  return member === null || member === "" ? undefined : member;
}

/** All values inside that have no members, each with its path. */
export function leavesOf(value: unknown, path = ""): readonly (readonly [path: string, leaf: unknown])[] {
  const below = (key: string) => (path === "" ? key : `${path}.${key}`);
  if (!isFields(value) && !Array.isArray(value)) return [[path, value]];
  return Object.entries(value).flatMap(([key, member]) => leavesOf(member, below(key)));
}

/** A value as a message shows it. */
export function show(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value).slice(0, 120);
}

export function ofType(
  stack: readonly CheckedResource[],
  ...types: readonly string[]
): readonly CheckedResource[] {
  return stack.filter(({ type }) => types.includes(type));
}
