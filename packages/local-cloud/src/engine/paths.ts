/**
 * Property paths in Pulumi's syntax: `root.nested`, `root["key with a ."].x`, `list[0]`, `list[*].x`, `map.*`.
 * A quoted `"*"` is a key; a bare one matches every key or index of one level.
 */
import { EngineError } from "./engine-error.ts";

/** Matches every key or index of one level. */
export const ANY: unique symbol = Symbol("*");

export type Segment = string | number | typeof ANY;
export type Path = readonly Segment[];

const PLAIN_KEY = /^[^.[\]"*\s]+$/;

/** Reads a property path. Throws when brackets or quotes do not match, or a segment is empty. */
export function parsePath(text: string): Path {
  const segments: Segment[] = [];
  let rest = text;
  while (rest !== "") {
    const step = rest.startsWith("[") ? bracketSegment(rest) : dottedSegment(rest, segments.length === 0);
    if (step === undefined) {
      throw new EngineError(
        `Property path ${JSON.stringify(text)} cannot be read at ${JSON.stringify(rest)}: expected a name, [0], ["key"] or *.`,
      );
    }
    segments.push(step.segment);
    rest = rest.slice(step.length);
  }
  return segments;
}

/** Writes a path so that `parsePath` reads the same segments. */
export function formatPath(path: Path): string {
  return path
    .map((segment, position) => {
      if (segment === ANY) return position === 0 ? "*" : ".*";
      if (typeof segment === "number") return `[${segment}]`;
      if (!PLAIN_KEY.test(segment)) return `["${segment.replace(/["\\]/g, "\\$&")}"]`;
      return position === 0 ? segment : `.${segment}`;
    })
    .join("");
}

/** Whether `inner` is `outer` or lies below it; wildcards of `outer` match. */
export function isWithin(inner: Path, outer: Path): boolean {
  return (
    inner.length >= outer.length &&
    outer.every((segment, position) => segment === ANY || segment === inner[position])
  );
}

/** Whether one of the paths lies within the other. */
export function overlaps(selector: Path, path: Path): boolean {
  return isWithin(path, selector) || isWithin(path, selector.slice(0, path.length));
}

/** The value at a path without wildcards, or undefined. */
export function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const segment of path) {
    if (segment === ANY || typeof value !== "object" || value === null) return undefined;
    if (Array.isArray(value) !== (typeof segment === "number")) return undefined;
    value = Object.hasOwn(value, segment) ? (value as Record<string | number, unknown>)[segment] : undefined;
  }
  return value;
}

/** A copy with the value at the path changed; the same value when there is none at the path. */
export function changeAt(root: unknown, path: Path, change: (value: unknown) => unknown): unknown {
  const [segment, ...rest] = path;
  if (segment === undefined) return change(root);
  const below = valueAt(root, [segment]);
  if (below === undefined) return root;
  const changed = changeAt(below, rest, change);
  return Array.isArray(root)
    ? root.with(Number(segment), changed)
    : { ...(root as object), [segment]: changed };
}

/** A copy with the value at the path, which is made where there is nothing. */
export function setAt(root: unknown, path: Path, value: unknown): unknown {
  const [segment, ...rest] = path;
  if (segment === undefined) return value;
  const below = setAt(valueAt(root, [segment]), rest, value);
  if (typeof segment !== "number") {
    const members = typeof root === "object" && !Array.isArray(root) ? root : undefined;
    return { ...members, [String(segment)]: below };
  }
  const members: unknown[] = Array.isArray(root) ? [...(root as unknown[])] : [];
  members[segment] = below;
  return members;
}

/** The concrete paths that a selector stands for in any of the values. */
export function expandPath(selector: Path, values: readonly unknown[]): readonly Path[] {
  const position = selector.indexOf(ANY);
  if (position < 0) return [selector];
  const base = selector.slice(0, position);
  const keys = new Set<string | number>();
  for (const value of values) for (const key of keysOf(valueAt(value, base))) keys.add(key);
  return [...keys].flatMap((key) => expandPath([...base, key, ...selector.slice(position + 1)], values));
}

function keysOf(value: unknown): readonly (string | number)[] {
  if (Array.isArray(value)) return value.map((_, index) => index);
  return typeof value === "object" && value !== null ? Object.keys(value) : [];
}

interface Step {
  readonly segment: Segment;
  readonly length: number;
}

function bracketSegment(text: string): Step | undefined {
  const quoted = /^\[("(?:[^"\\]|\\.)*")\]/.exec(text);
  if (quoted?.[1] !== undefined) return { segment: unquote(quoted[1]), length: quoted[0].length };
  const index = /^\[(\d+|\*)\]/.exec(text);
  if (index?.[1] === undefined) return undefined;
  return { segment: index[1] === "*" ? ANY : Number(index[1]), length: index[0].length };
}

function dottedSegment(text: string, first: boolean): Step | undefined {
  const name = (first ? /^()([^.[\]"]+)/ : /^(\.)([^.[\]"]+)/).exec(text);
  if (name?.[2] === undefined) return undefined;
  return { segment: name[2] === "*" ? ANY : name[2], length: name[0].length };
}

function unquote(text: string): string {
  return text.slice(1, -1).replace(/\\(.)/g, "$1");
}
