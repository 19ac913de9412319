/** Structural comparison of property values, and the two options of a resource that depend on it. */
import {
  ANY,
  expandPath,
  formatPath,
  overlaps,
  type Path,
  parsePath,
  type Segment,
  valueAt,
} from "./paths.ts";
import { type Fields, isArchive, isAsset, isFields } from "./values.ts";

/** The paths of the leaves that differ. Assets and archives are compared by the hash of their content. */
export function changedPaths(before: Fields, after: Fields): readonly string[] {
  return differences(before, after, []).map(formatPath);
}

/** Whether two values are the same by content. */
function sameValue(before: unknown, after: unknown): boolean {
  return differences(before, after, []).length === 0;
}

function differences(before: unknown, after: unknown, path: Path): readonly Path[] {
  if (before === after) return [];
  if (isBlob(before) && isBlob(after)) {
    return before.hash !== undefined && before.hash === after.hash ? [] : [path];
  }
  if (isBlob(before) || isBlob(after)) return [path];
  if (Array.isArray(before) && Array.isArray(after)) {
    const length = Math.max(before.length, after.length);
    return Array.from({ length }, (_, index) =>
      differences(before[index], after[index], [...path, index]),
    ).flat();
  }
  if (isFields(before) && isFields(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) => differences(member(before, key), member(after, key), [...path, key]));
  }
  return [path];
}

/**
 * The new inputs with the old ones put back at every ignored path: what the old inputs had is copied,
 * what they had not is removed.
 */
export function applyIgnoreChanges(before: Fields, after: Fields, ignored: readonly string[]): Fields {
  const paths = ignored.flatMap((selector) => expandPath(parsePath(selector), [before, after]));
  return paths.reduce<unknown>((result, path) => copyAt(before, result, path), after) as Fields;
}

/** Those of the selectors below which something differs, or may differ because it is unknown. */
export function changedSelectors(
  before: Fields,
  after: Fields,
  unknownPaths: readonly string[],
  selectors: readonly string[],
): readonly string[] {
  const unknowns = unknownPaths.map(parsePath);
  return selectors.filter((text) => {
    const selector = parsePath(text);
    if (unknowns.some((unknown) => overlaps(selector, unknown))) return true;
    return expandPath(selector, [before, after]).some(
      (path) => !sameValue(valueAt(before, path), valueAt(after, path)),
    );
  });
}

/** The paths that no selector covers. */
export function notCovered(paths: readonly string[], selectors: readonly string[]): readonly string[] {
  const covers = selectors.map(parsePath);
  return paths.filter((text) => {
    const path = parsePath(text);
    return !covers.some((cover) => cover.length <= path.length && overlaps(cover, path));
  });
}

/** `to` with the value that `from` has at the path, or with nothing there when `from` has none. */
function copyAt(from: unknown, to: unknown, path: Path): unknown {
  const [segment, ...rest] = path;
  if (segment === undefined) return from;
  if (segment === ANY) return to;
  if (valueAt(from, path) === undefined) return removeAt(to, segment, rest);
  // The old value exists, so its parent is a list or an object; a new parent of another kind gives way to it.
  if (Array.isArray(from) && typeof segment === "number") {
    const list: readonly unknown[] = Array.isArray(to) ? to : [];
    const filled = list.length > segment ? list : [...list, ...from.slice(list.length, segment + 1)];
    return filled.with(segment, copyAt(from[segment], filled[segment], rest));
  }
  const fields = isFields(to) && !isBlob(to) ? to : {};
  const key = String(segment);
  return { ...fields, [key]: copyAt(member(from as Fields, key), member(fields, key), rest) };
}

function removeAt(to: unknown, segment: Segment, rest: Path): unknown {
  const [next, ...further] = rest;
  const below = valueAt(to, [segment]);
  if (below === undefined) return to;
  if (Array.isArray(to) && typeof segment === "number") {
    // A list without an element at this index ends before it.
    return next === undefined ? to.slice(0, segment) : to.with(segment, removeAt(below, next, further));
  }
  if (!isFields(to)) return to;
  const key = String(segment);
  if (next !== undefined) return { ...to, [key]: removeAt(below, next, further) };
  return Object.fromEntries(Object.entries(to).filter(([name]) => name !== key));
}

function member(fields: Fields, key: string): unknown {
  return Object.hasOwn(fields, key) ? fields[key] : undefined;
}

function isBlob(value: unknown): value is { readonly hash?: string } {
  return isAsset(value) || isArchive(value);
}
